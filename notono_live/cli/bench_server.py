"""What a client waits for: a real server in a process of its own, spoken to over UDP. Main
thread."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from notono_live.cli.timing import Row
from notono_live.errors import ModelFailed, NotReady, TimedOut
from notono_live.protocol import wire
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message

PATIENCE_SECONDS = 120.0  # for one answer
GRACE_SECONDS = 10.0  # to end by itself
READY = re.compile(r"notono-live ready: osc \S+:(\d+),")


@dataclass(frozen=True, slots=True)
class Weight:
    """Megabytes resident at the end, of the server and of all its children; pages they share are
    counted in each."""

    server_mb: float
    worker_mb: float


@dataclass(frozen=True, slots=True)
class Served:
    ready_seconds: float  # from starting the process to its ready line
    rows: list[Row]
    weight: Weight


def measure_server(
    model: str, device: str, threads: int | None, runs: int, tell: Callable[[str], None]
) -> Served:
    """Start a server, edit and generate over UDP, weigh it, stop it. From the datagram's sending to
    the arrival of done, which the server sends when the slot's file is in place."""
    tell("starting a server")
    with tempfile.TemporaryDirectory() as out:
        started = time.perf_counter()
        with (
            _server(model, device, threads, Path(out)) as (process, port),
            contextlib.closing(_Client(port)) as client,
        ):
            ready = time.perf_counter() - started
            client.ask("slot/generate", 1, 60, "guitar", 0)
            tell("one second, both layers, through the server")
            edits = [
                client.ask("slot/regenerate", 1, "both", 1.0, 2.0, 0.0, 1.0, "bass", 48, seed)
                for seed in range(runs)
            ]
            tell("full note, through the server")
            notes = [client.ask("slot/generate", 2, 48, "bass", seed) for seed in range(runs)]
            weight = _weigh(process.pid)
            client.send("quit")
    rows = [
        Row.of("region of 1 s: datagram to done", edits, "file at 48 kHz in place"),
        Row.of("full note: datagram to done", notes, "file at 48 kHz in place"),
    ]
    return Served(round(ready, 2), rows, weight)


@contextlib.contextmanager
def _server(
    model: str, device: str, threads: int | None, out: Path
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The process and its port, once it is ready; it has ended when the block has."""
    flags = ["--port", "0", "--model", model, "--device", device, "--out", str(out)]
    environment = dict(os.environ)
    if threads is not None:
        environment["OMP_NUM_THREADS"] = str(threads)
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


class _Client:
    """A UDP socket that asks and waits."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(PATIENCE_SECONDS)
        self._socket.connect(("127.0.0.1", port))

    def close(self) -> None:
        self._socket.close()

    def send(self, verb: str, *atoms: Atom) -> None:
        self._socket.send(wire.write(Message(f"/notono/{verb}", atoms)))

    def ask(self, verb: str, *atoms: Atom) -> float:
        """Seconds until done; ModelFailed when the answer is fail."""
        started = time.perf_counter()
        self.send(verb, *atoms)
        while True:
            try:
                address, answer = wire.read(self._socket.recv(65_536))
            except TimeoutError as error:
                raise TimedOut(f"{verb}: no answer in {PATIENCE_SECONDS:g} s") from error
            if address == "/notono/done" and answer[0] == verb:
                return time.perf_counter() - started
            if address == "/notono/fail":
                raise ModelFailed(f"the server refused {verb}: {answer[-1]}")


def _weigh(pid: int) -> Weight:
    try:
        import psutil
    except ImportError as error:
        raise NotReady("memory is measured with psutil; pip install psutil") from error
    server = psutil.Process(pid)
    workers = sum(child.memory_info().rss for child in server.children(recursive=True))
    return Weight(round(server.memory_info().rss / 1e6, 1), round(workers / 1e6, 1))
