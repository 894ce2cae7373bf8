"""A real server in a process of its own, and a UDP client that asks and waits. Main thread."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from notono_live.errors import ModelFailed, TimedOut
from notono_live.protocol import wire
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message

PATIENCE_SECONDS = 120.0  # for one answer
GRACE_SECONDS = 10.0  # to end by itself
READY = re.compile(r"notono-live ready: osc \S+?:(\d+),")

COUNTERS = ("queue", "running", "clients", "dropouts", "voices", "frames", "requests", "fails")


@dataclass(frozen=True, slots=True)
class Stage:
    """How long one stage took, of its last few hundred times."""

    count: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    last_ms: float


@dataclass(frozen=True, slots=True)
class Stats:
    """What the server says of itself."""

    stages: dict[str, Stage] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Where:
    """What is measured: a model, by name or folder, and what it runs on."""

    model: str
    device: str = "auto"
    threads: int | None = None  # of torch; None: its choice
    weights: str = "auto"

    @property
    def flags(self) -> tuple[str, ...]:
        """Of a server."""
        return "--model", self.model, "--device", self.device, "--weights", self.weights


@contextlib.contextmanager
def serving(where: Where, out: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The process and its port, once it is ready; it has ended when the block has."""
    flags = ["--port", "0", *where.flags, "--out", str(out), *more]
    environment = dict(os.environ)
    if where.threads is not None:
        environment["OMP_NUM_THREADS"] = str(where.threads)
    process = subprocess.Popen(
        [sys.executable, "-m", "notono_live", "serve", *flags],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    )
    try:
        yield process, _port(process)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
    finally:
        process.terminate()
        process.communicate()


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    line = "it said nothing"
    for line in process.stdout:
        if found := READY.match(line):
            return int(found[1])
    raise ModelFailed(f"the server did not start: {line.strip().removeprefix('notono-live: ')}")


class Client:
    """A UDP socket that asks and waits."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(PATIENCE_SECONDS)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._socket.connect(("127.0.0.1", port))

    def close(self) -> None:
        self._socket.close()

    def send(self, verb: str, *atoms: Atom) -> None:
        self._socket.send(wire.write(Message(f"/notono/{verb}", atoms)))

    def send_together(self, verb: str, asked: Iterable[tuple[Atom, ...]]) -> None:
        """In one bundle."""
        packets = [wire.write(Message(f"/notono/{verb}", atoms)) for atoms in asked]
        self._socket.send(wire.bundle(packets))

    def ask(self, verb: str, *atoms: Atom) -> float:
        """Seconds until done; ModelFailed when the answer is fail."""
        started = time.perf_counter()
        self.send(verb, *atoms)
        while True:
            name, answer = self.hear(verb)
            if name == "done" and answer[0] == verb:
                return time.perf_counter() - started
            if name == "fail":
                raise ModelFailed(f"the server refused {verb}: {answer[-1]}")

    def hear(self, waiting_for: str) -> tuple[str, tuple[Atom, ...]]:
        """The next message, its address without the prefix; TimedOut when none comes."""
        try:
            message = wire.read(self._socket.recv(65_536))
        except TimeoutError as error:
            raise TimedOut(f"{waiting_for}: no answer in {PATIENCE_SECONDS:g} s") from error
        return message.address.removeprefix(wire.PREFIX), message.atoms

    def wait(self, name: str) -> tuple[Atom, ...]:
        """The arguments of the next message of this name; others are dropped."""
        while True:
            heard, atoms = self.hear(name)
            if heard == name:
                return atoms

    def running(self) -> bool:
        """Whether the model works."""
        self.send("status")
        return bool(self.wait("status.reply")[2])

    def stats(self) -> Stats:
        self.send("stats")
        found = Stats()
        while (answer := self.hear("stats"))[0] != "done":
            name, atoms = answer
            if name == "stats.reply":
                count, *ms = map(float, atoms[1:6])
                found.stages[str(atoms[0])] = Stage(int(count), *ms)
            elif name == "stats/counters.reply":
                found.counters.update(zip(COUNTERS, map(int, atoms), strict=True))
        return found

    def rest(self, seconds: float = 0.5) -> None:
        """Until the model has had nothing to do for a while."""
        since = time.monotonic()
        while time.monotonic() - since < seconds:
            counters = self.stats().counters
            if counters["queue"] or counters["running"]:
                since = time.monotonic()
            time.sleep(0.02)
