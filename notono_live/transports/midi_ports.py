"""MIDI ports that come and go. Runs in a process of its own: all of rtmidi is called on its main
thread, and rtmidi's callbacks, on threads of theirs, only hand over what came.

A process of its own because a dead JACK server takes its clients with it: closing a port of one, or
listing ports after it, can end the process (seen with RtMidi 5.0). So this process ends itself the
moment JACK says it is gone, and the server starts another.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from notono_live import child
from notono_live.protocol.midi_names import CLIENT, named, port_fits, same_box
from notono_live.transports.midi_system import Missing, Port, RtSystem, System, find_system


@dataclass(frozen=True, slots=True)
class Wish:
    """Which ports to open. `wait`: for a JACK server that is not there yet. No system tells when a
    port is plugged in or out, so they are looked for again and again."""

    inputs: tuple[str, ...]
    api: str = "auto"
    virtual: str = ""
    wait: bool = False
    look_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Using:
    api: str


@dataclass(frozen=True, slots=True)
class NoMidi:
    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    port: str


@dataclass(frozen=True, slots=True)
class Closed:
    port: str


@dataclass(frozen=True, slots=True)
class Came:
    """A whole message from a port."""

    port: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Send:
    port: str
    data: bytes


Said = Using | NoMidi | Opened | Closed | Came
Tell = Callable[[Said], None]


@dataclass(slots=True)
class Keeper:
    """The ports that are open. `look` sees to it that they are the ones that are wished for."""

    system: System
    wish: Wish
    tell: Tell
    _inputs: dict[str, tuple[str, Port]] = field(default_factory=dict)  # name → raw name, port
    _outputs: dict[str, Port] = field(default_factory=dict)

    def open_virtual(self) -> None:
        """A port that others connect to, and one that they hear us on."""
        name = self.wish.virtual
        if name and self.system.api != "winmm":
            port = self.system.virtual_input(name, self._hand_over(name))
            self._inputs[name] = "", port
            self._outputs[name] = self.system.virtual_output(name)
            self.tell(Opened(name))

    def look(self) -> None:
        """Open what is new, close what is gone."""
        present = dict(named(self.system.inputs(), self.system.api))
        for name, (raw, _) in list(self._inputs.items()):
            if raw and present.get(name, (0, ""))[1] != raw:
                self._close(name)
        for name, (index, raw) in present.items():
            if name not in self._inputs and any(port_fits(name, p) for p in self.wish.inputs):
                with contextlib.suppress(OSError):  # gone again, or another program's alone
                    self._open(name, index, raw)

    def send(self, name: str, data: bytes) -> None:
        """To the output of the same box, if it has one."""
        port = self._outputs.get(name)
        if port is not None:
            with contextlib.suppress(OSError):
                port.send(data)

    def close(self) -> None:
        for name in list(self._inputs):
            self._close(name)

    def _open(self, name: str, index: int, raw: str) -> None:
        self._inputs[name] = raw, self.system.open_input(index, self._hand_over(name))
        for other, (place, _) in named(self.system.outputs(), self.system.api):
            if same_box(other, name) and "through" not in name.lower():
                self._outputs[name] = self.system.open_output(place)
        self.tell(Opened(name))

    def _close(self, name: str) -> None:
        _, port = self._inputs.pop(name)
        for each in (port, self._outputs.pop(name, None)):
            if each is not None:
                with contextlib.suppress(OSError):
                    each.close()
        self.tell(Closed(name))

    def _hand_over(self, name: str) -> Callable[[bytes], None]:
        return lambda data: self.tell(Came(name, data))


def run(connection: Connection, wish: Wish) -> None:
    """Keep the ports until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when we end
    threading.Thread(target=child.die_with_parent, daemon=True).start()
    _hush()
    outbox: queue.SimpleQueue[Said | None] = queue.SimpleQueue()
    speaker = threading.Thread(target=_speak, args=(connection, outbox), daemon=True)
    speaker.start()
    try:
        _keep(connection, wish, outbox.put)
    except Missing as error:
        outbox.put(NoMidi(str(error)))
    except (EOFError, OSError):
        pass  # the server closed the pipe, or the system's MIDI broke: it will tell us apart
    outbox.put(None)
    speaker.join(1.0)
    os._exit(0)  # ports of a system that broke cannot be taken apart


def _keep(connection: Connection, wish: Wish, tell: Tell) -> None:
    system = _awaited(wish)
    watch = _end_with_jack() if system.api == "jack" else None
    tell(Using(system.api))
    keeper = Keeper(system, wish, tell)
    keeper.open_virtual()
    while True:
        keeper.look()
        deadline = time.monotonic() + wish.look_seconds
        while connection.poll(max(0.0, deadline - time.monotonic())):
            message = connection.recv()
            if message is None:
                keeper.close()
                system.close()
                if watch is not None:
                    watch.close()
                return
            keeper.send(message.port, message.data)


def _awaited(wish: Wish) -> RtSystem:
    while True:
        try:
            return find_system(wish.api)
        except Missing:
            if not wish.wait:
                raise
        time.sleep(wish.look_seconds)


def _end_with_jack() -> Any:
    """End this process when the JACK server ends, before anything touches what is left of it."""
    try:
        import jack
    except (ImportError, OSError):
        return None
    client = jack.Client(f"{CLIENT} watch", no_start_server=True)
    client.set_shutdown_callback(lambda status, reason: os._exit(0))
    return client


def _speak(connection: Connection, outbox: queue.SimpleQueue[Said | None]) -> None:
    """Runs on a thread: all that is told, in order, until None."""
    with contextlib.suppress(OSError):
        while (message := outbox.get()) is not None:
            connection.send(message)


def _hush() -> None:
    """libjack and ALSA write to stderr what we tell in a line of log."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
