"""The other side, for real: a server in a process of its own, and a UDP client to talk to it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from notono_live.protocol import wire
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message

TESTS = Path(__file__).parent
PATIENCE_SECONDS = 60.0


class ServerProcess:
    """`notono-live serve` with a model, or the toy's twin of it; on a free port."""

    def __init__(
        self,
        model: str,
        out: Path,
        *flags: str,
        wait: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        toy = ["-m", "toys"]
        real = ["-m", "notono_live", "serve", "--model", model]
        command = [sys.executable, *(toy if model == "toy" else real)]
        if "--audio" not in flags:  # most tests need no process for the sound
            flags = (*flags, "--audio", "none")
        environment = os.environ | (environment or {}) | {"PYTHONPATH": str(TESTS)}
        self.out = out
        self.process = subprocess.Popen(
            [*command, "--port", "0", "--http", "0", "--out", str(out), *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.lines: list[str] = []
        self.http = 0
        self.port = self._port("loading")
        if wait:
            self.port = self._port("ready")

    def _port(self, word: str) -> int:
        """Read what it prints up to the line that begins with a word."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if line.startswith(f"notono-live {word}: osc "):
                found = re.search(r":(\d+), http [^ ]*:(\d+),", line)
                assert found, line
                self.http = int(found[2])
                return int(found[1])
        assert self.process.stderr is not None
        raise AssertionError(f"no {word}: {self.lines} {self.process.stderr.read()}")

    def stop(self) -> tuple[int, str]:
        """Ask it to end by SIGTERM; its exit code and what it said on stderr."""
        self.process.terminate()
        return self.ended()

    def ended(self) -> tuple[int, str]:
        """The exit code and stderr, without what is this machine's fault."""
        _, errors = self.process.communicate(timeout=PATIENCE_SECONDS)
        lines = [line for line in errors.splitlines(True) if "rmem_max" not in line]
        return self.process.returncode, "".join(lines)

    def __enter__(self) -> ServerProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.stop()


class Heard(NamedTuple):
    """A message without its prefix."""

    name: str
    atoms: tuple[Atom, ...]


class Client:
    """A UDP socket that speaks OSC; everything it heard is kept."""

    def __init__(self, port: int, notify: bool = True) -> None:
        self._to = ("127.0.0.1", port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.heard: list[Heard] = []
        if notify:
            self.send("notify", 1)
            self.wait("list/slots.reply", 16)

    def send(self, verb: str, *atoms: Atom) -> None:
        self.send_bytes(wire.write(Message(f"/notono/{verb}", atoms)))

    def send_bytes(self, datagram: bytes) -> None:
        self._socket.sendto(datagram, self._to)

    def hear(self, seconds: float = PATIENCE_SECONDS) -> Heard:
        """The next message; TimeoutError when none comes."""
        self._socket.settimeout(seconds)
        message = wire.read(self._socket.recv(65_536))
        heard = Heard(message.address.removeprefix("/notono/"), message.atoms)
        self.heard.append(heard)
        return heard

    def wait(self, name: str, *start: Atom, seconds: float = PATIENCE_SECONDS) -> Heard:
        """The next message of this name whose arguments begin so; others are kept in `heard`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            heard = self.hear(max(0.01, deadline - time.monotonic()))
            if heard.name == name and heard.atoms[: len(start)] == start:
                return heard
        raise TimeoutError(f"no {name} {start} in {self.heard[-5:]}")

    def ask(self, verb: str, *atoms: Atom) -> Heard:
        """Send, and wait for done or fail of this verb."""
        self.send(verb, *atoms)
        while True:
            heard = self.hear()
            if heard.name in ("done", "fail") and heard.atoms[0] == verb:
                return heard

    def close(self) -> None:
        self._socket.close()
