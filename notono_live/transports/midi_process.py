"""The server's end of the process that keeps the MIDI ports (`midi_ports`). Two threads stand at
the pipe; all else runs on the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import multiprocessing
import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from typing import Protocol

from notono_live import child
from notono_live.transports import midi_ports
from notono_live.transports.midi_ports import (
    Came,
    Closed,
    NoMidi,
    Opened,
    Said,
    Send,
    Using,
    Wish,
)
from notono_live.transports.midi_system import MIDI_HELP

PATIENCE_SECONDS = 2.0  # for the process to close its ports by itself
PAUSE_SECONDS = 1.0  # before the first process after one that ended
LONGEST_PAUSE_SECONDS = 30.0

log = logging.getLogger("notono.midi")
Outbox = queue.SimpleQueue[Send | None]


class Ports(Protocol):
    """Where MIDI comes from: `PortProcess`, or a test's."""

    async def run(self, hear: Callable[[Said], None]) -> None: ...
    def send(self, port: str, data: bytes) -> None: ...


class PortProcess:
    """Keeps the process alive while `run` runs. Ports that were open when it ended are told to be
    closed, so that their keys are let go of."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._outbox: Outbox = queue.SimpleQueue()
        self._open: set[str] = set()
        self._api = ""
        self._none = False  # the system has no MIDI
        self._pause_seconds = PAUSE_SECONDS

    def send(self, port: str, data: bytes) -> None:
        self._outbox.put(Send(port, data))

    async def run(self, hear: Callable[[Said], None]) -> None:
        """Until cancelled, or until the system is found to have no MIDI."""
        if importlib.util.find_spec("rtmidi") is None:
            return hear(NoMidi(f"python-rtmidi is missing; {MIDI_HELP}"))
        wish = replace(self._wish, wait=self._wish.api == "jack")
        while True:
            try:
                await self._one_life(wish, hear)
            finally:
                for port in sorted(self._open):
                    hear(Closed(port))
                self._open.clear()
            if self._none:
                return
            gone = "the JACK server is gone" if self._api == "jack" else "MIDI stopped"
            log.warning("%s; its ports open again when it is back", gone)
            wish = replace(wish, api=self._api or wish.api, wait=True)
            await asyncio.sleep(self._pause_seconds)
            self._pause_seconds = min(LONGEST_PAUSE_SECONDS, 2 * self._pause_seconds)

    async def _one_life(self, wish: Wish, hear: Callable[[Said], None]) -> None:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()
        self._outbox = queue.SimpleQueue()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=midi_ports.run, args=(theirs, wish), daemon=True, name="notono-midi"
        )
        received = partial(self._received, hear)
        threads = (
            threading.Thread(target=child.listen, args=(ours, loop, received, ended), daemon=True),
            threading.Thread(target=_speak, args=(ours, self._outbox), daemon=True),
        )
        starting = loop.run_in_executor(None, process.start)
        try:
            await asyncio.shield(starting)
            theirs.close()
            for thread in threads:
                thread.start()
            await ended
        finally:
            self._outbox.put(None)
            await asyncio.wait([starting])  # what is half started could not be ended
            await asyncio.to_thread(child.bury, process, threads, PATIENCE_SECONDS)
            ours.close()

    def _received(self, hear: Callable[[Said], None], message: Said) -> None:
        match message:
            case Using(api):
                self._api = api
                self._pause_seconds = PAUSE_SECONDS
            case NoMidi():
                self._none = True
            case Opened(port):
                self._open.add(port)
            case Closed(port):
                self._open.discard(port)
            case Came():
                pass
        hear(message)


def _speak(pipe: Connection, outbox: Outbox) -> None:
    """Runs on a thread: what is to be sent, in order, until None, which is sent too."""
    with contextlib.suppress(OSError):
        while True:
            message = outbox.get()
            pipe.send(message)
            if message is None:
                return
