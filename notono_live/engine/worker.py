"""The model in a process of its own, owned by the event loop.

A crash there is a failed job and a new process, not silence; a hung job is killed. Two threads
stand at the pipe, one for each direction, because a note is larger than a pipe's buffer and the
loop never waits; all else here runs on the event loop.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import multiprocessing
import queue
import threading
from collections.abc import Callable
from enum import IntEnum
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from notono_live import child
from notono_live.config import Model
from notono_live.engine import worker_process
from notono_live.engine.jobs import (
    Arithmetic,
    Cancel,
    Down,
    Failed,
    Heard,
    Job,
    Loader,
    Progress,
    Ready,
    Shown,
)
from notono_live.errors import ModelFailed, NotonoError, TimedOut

LONGEST_PAUSE_SECONDS = 30.0  # between two attempts to start a model that had worked before

log = logging.getLogger("notono.worker")
Outbox = queue.SimpleQueue[Job | Cancel | None]


class State(IntEnum):
    LOADING = 0
    READY = 1
    RESTARTING = 2


class Worker:
    """One model, kept alive while `run` runs. It does one job at a time: `submit` again after the
    outcome."""

    def __init__(self, load: Loader, settings: Model) -> None:
        self.state = State.LOADING
        self.name = settings.name
        self.device = settings.device
        self.fingerprint = ""
        self.arithmetic: Arithmetic = {}
        self.velocities: int | None = None
        self._load = load
        self._settings = settings
        self._process: SpawnProcess | None = None
        self._outbox: Outbox = queue.SimpleQueue()
        self._job: int | None = None
        self._trouble: NotonoError | None = None  # why this process had to end, where known
        self._alarm: asyncio.TimerHandle | None = None
        self._pause_seconds = 0.0  # before the next process

    def submit(self, job: Job) -> None:
        assert self.state is State.READY, self.state
        assert self._job is None, "the worker does one job at a time"
        self._job = job.id
        self._arm(self._settings.job_timeout_seconds)
        self._outbox.put(job)

    def cancel(self, job_id: int) -> None:
        if job_id == self._job:
            self._outbox.put(Cancel(job_id))

    async def run(self, hear: Callable[[Heard], None]) -> None:
        """Keep a model alive until cancelled. `hear` is called on the event loop with all that it
        says, and with what became of a job when its process died.

        Raises ModelFailed if the first process cannot start.
        """
        while True:
            await self._one_life(hear)
            assert self._process is not None
            how = child.how_it_ended(self._process)
            trouble = self._trouble or ModelFailed(f"the model's process {how}")
            if self.state is State.LOADING:
                raise ModelFailed(str(trouble)) from trouble
            log.warning("%s; it is being started again", trouble)
            text = f"{trouble}; the model is being started again, then ask again"
            if self.state is State.RESTARTING:
                hear(Down(text))
            self.state = State.RESTARTING
            if self._job is not None:
                job, self._job = self._job, None
                hear(Failed(job, trouble.code, text))
            await asyncio.sleep(self._pause_seconds)
            self._pause_seconds = min(LONGEST_PAUSE_SECONDS, 2 * self._pause_seconds + 0.5)

    async def _one_life(self, hear: Callable[[Heard], None]) -> None:
        """Start a process and serve it until it ends."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()
        self._trouble, self._outbox = None, queue.SimpleQueue()
        received = functools.partial(self._received, hear)
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = process = context.Process(
            target=worker_process.run, args=(theirs, self._load), daemon=True, name="notono-model"
        )
        threads = (
            threading.Thread(target=child.listen, args=(ours, loop, received, ended), daemon=True),
            threading.Thread(target=_speak, args=(ours, self._outbox), daemon=True),
        )
        starting = loop.run_in_executor(None, process.start)
        try:
            await asyncio.shield(starting)
            theirs.close()
            self._arm(self._settings.start_timeout_seconds)
            for thread in threads:
                thread.start()
            await ended
        finally:
            self._disarm()
            self._outbox.put(None)
            await asyncio.wait([starting])  # what is half started could not be ended
            await asyncio.to_thread(child.bury, process, threads)
            ours.close()

    def _received(self, hear: Callable[[Heard], None], message: Heard) -> None:
        if isinstance(message, Ready):
            self.name, self.device, self.state = message.name, message.device, State.READY
            self.fingerprint, self.arithmetic = message.fingerprint, message.arithmetic
            self.velocities = message.velocities
            self._pause_seconds = 0.0
            self._disarm()
        elif isinstance(message, Failed) and message.id == 0:
            self._trouble = ModelFailed(message.text)
            return
        elif isinstance(message, Progress | Shown):
            self._arm(self._settings.job_timeout_seconds)
        else:
            self._job = None
            self._disarm()
        hear(message)

    def _arm(self, seconds: float) -> None:
        self._disarm()
        self._alarm = asyncio.get_running_loop().call_later(seconds, self._give_up, seconds)

    def _disarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _give_up(self, seconds: float) -> None:
        assert self._process is not None
        self._trouble = TimedOut(f"the model gave no sign of life for {seconds:g} s")
        self._process.kill()


def _speak(pipe: Connection, outbox: Outbox) -> None:
    """Runs on a thread: jobs and cancellations out, in order, until None."""
    while (message := outbox.get()) is not None:
        try:
            pipe.send(message)
        except OSError:
            return  # the process ended; the other thread tells
