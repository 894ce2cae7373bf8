"""Real JACK servers without a sound card, and an ear of their own to hear what clients play.

The recorder runs in a process of its own (`python jackd.py ...`): it shares nothing with the player
under test, and a server that is killed takes only that process with it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple

import numpy as np
import pytest

PORTS = "notono-live"
RATE_HZ, BLOCK = 48_000, 128  # of a JACK for which no others are asked
PATIENCE_SECONDS = 20.0
PATIENT_MILLISECONDS = 4_000
NAMES, NAME_SECONDS = 4, 120.0


class JackServer:
    """A jackd with the dummy driver. `sync` loses no samples; without it, time is kept instead.

    Even then it goes on without a client that has not played for ten blocks, and what that plays is
    lost. One that is `patient` waits as long as its own watchdog lets it, which asks after 5 s. It
    hangs when it is told to end after a client has left, and is killed.
    """

    def __init__(
        self, rate_hz: int, block: int, sync: bool, realtime: bool = True, patient: bool = False
    ) -> None:
        self._claim, self.name = _free_name()
        self.rate_hz, self.block, self._patient = rate_hz, block, patient
        self._command = ["jackd", "-n", self.name]
        self._command += ["-S"] if sync else []
        self._command += ["-t", str(PATIENT_MILLISECONDS)] if patient else []
        self._command += [] if realtime else ["--no-realtime"]
        self._command += ["-d", "dummy", "-r", str(rate_hz), "-p", str(block)]
        self._folder = Path(tempfile.mkdtemp(prefix="notono-jack-"))
        self._log = self._folder / "log"
        self.environment = {
            "JACK_DEFAULT_SERVER": self.name,
            "JACK_NO_START_SERVER": "1",
            "ALSA_CONFIG_PATH": str(_alsa_without_plugins(self._folder)),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._starts():
            said = self._log.read_text()
            assert "Too many servers" in said, f"{self._command} does not start: {said}"
            assert time.monotonic() < deadline, "eight JACK servers run already, or were killed"
            time.sleep(0.5)

    def _starts(self) -> bool:
        with open(self._log, "w") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=log)
        ask = ["jack_wait", "-s", self.name, "-c"]
        while self.process.poll() is None:
            said = subprocess.run(ask, env=os.environ | self.environment, capture_output=True)
            if said.stdout.startswith(b"running"):
                return True
            time.sleep(0.05)
        return False

    def kill(self) -> None:
        """As a crash does it."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """One that dies, as it may when its clients just did, is started once more: one that ends
        in order gives back its place among the eight that a machine may have."""
        if self._patient:
            self.kill()
        for _ in range(3):
            if self.process is None or self.process.poll() == 0:
                break
            if self.process.poll() is not None:
                self.start()
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()
        for left in Path("/dev/shm").glob(f"*{self.name}*"):
            with contextlib.suppress(OSError):
                left.unlink()
        shutil.rmtree(self._folder)
        self._claim.close()


@contextlib.contextmanager
def jack_server(
    rate_hz: int = RATE_HZ, block: int = BLOCK, sync: bool = True, patient: bool = True
) -> Iterator[JackServer]:
    for program in ("jackd", "jack_wait"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    server = JackServer(rate_hz, block, sync, patient=patient)
    try:
        server.start()
        yield server
    finally:
        server.close()


@contextlib.contextmanager
def jack_served(
    monkeypatch: pytest.MonkeyPatch, sync: bool = True, patient: bool = True, block: int = BLOCK
) -> Iterator[JackServer]:
    """A JACK that is the default of every client that this process starts."""
    with jack_server(block=block, sync=sync, patient=patient) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def _free_name() -> tuple[IO[str], str]:
    """One of few names, and the lock on it. A machine has places for eight servers, and a killed
    one keeps its place until another of the same name is started."""
    deadline = time.monotonic() + NAME_SECONDS
    while time.monotonic() < deadline:
        for number in range(NAMES):
            claim = open(Path(tempfile.gettempdir()) / f"notono-jack-{number}.lock", "w")  # noqa: SIM115
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return claim, f"notono{number}"
            claim.close()
        time.sleep(0.2)
    raise AssertionError(f"{NAMES} other JACK servers of these tests are running")


def _alsa_without_plugins(folder: Path) -> Path:
    """ALSA's configuration without what other packages add, for PortAudio's default to be known."""
    kept, skipping = [], False
    for line in Path("/usr/share/alsa/alsa.conf").read_text().splitlines():
        skipping = skipping or line.startswith("@hooks")
        if not skipping:
            kept.append(line)
        elif line.startswith("]"):
            skipping = False
    path = folder / "alsa.conf"
    path.write_text("\n".join(kept))
    return path


class Heard(NamedTuple):
    """(frames, 2) samples; `starts[i]` is the monotonic time at which block i, which begins at
    frame `offsets[i]`, was heard."""

    samples: np.ndarray
    starts: np.ndarray
    offsets: np.ndarray

    def when(self, frame: int) -> float:
        """The time at which the block that holds a frame was heard."""
        return float(self.starts[np.searchsorted(self.offsets, frame, side="right") - 1])


class JackRecorder:
    """Hears a client's two outputs from `with` on; `heard` after it."""

    def __init__(self, server: JackServer, client: str = PORTS, seconds: float = 30.0) -> None:
        self._file = Path(tempfile.mkstemp(suffix=".npz")[1])
        self._process = subprocess.Popen(
            [sys.executable, __file__, server.name, client, str(seconds), str(self._file)],
            env=os.environ | server.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.heard = Heard(np.zeros((0, 2)), np.zeros(0), np.zeros(0))

    def __enter__(self) -> JackRecorder:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "listening\n"
        return self

    def hear(self, seconds: float) -> None:
        """Waits until so much more has been heard, by JACK's count: it drops blocks where a machine
        is held up, and what sounds then takes longer than the clock says."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(seconds, file=self._process.stdin, flush=True)
        assert self._process.stdout.readline() == "heard\n"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.communicate("", timeout=PATIENCE_SECONDS)
        if kind is None:
            with np.load(self._file) as found:
                self.heard = Heard(found["samples"], found["starts"], found["offsets"])
        self._file.unlink()


def record(server: str, client: str, seconds: float, file: str) -> None:
    """Runs in the recorder's process, until its stdin closes; each line there asks for so many
    seconds more, and is answered when they have been heard."""
    import jack

    ear = jack.Client("ear", servername=server, no_start_server=True)
    samples = np.zeros((round(seconds * ear.samplerate), 2), np.float32)
    starts = np.zeros(len(samples) // 16)
    frames = blocks = 0
    offsets = np.zeros(len(starts), np.int64)
    ports = [ear.inports.register(f"in_{side}") for side in (0, 1)]

    @ear.set_process_callback
    def process(count: int) -> None:
        nonlocal frames, blocks
        if frames + count <= len(samples):
            starts[blocks], offsets[blocks] = time.monotonic(), frames
            for side, port in enumerate(ports):
                samples[frames : frames + count, side] = port.get_array()
            blocks, frames = blocks + 1, frames + count

    with ear:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(found := ear.get_ports(f"^{client}:", is_output=True, is_audio=True)) < 2:
            assert time.monotonic() < deadline, f"{client} plays nothing"
            time.sleep(0.01)
        for source, port in zip(found, ports, strict=True):
            ear.connect(source, port)
        print("listening", flush=True)
        for line in sys.stdin:
            wanted = min(frames + round(float(line) * ear.samplerate), len(samples) - 4_096)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while frames < wanted and time.monotonic() < deadline:
                time.sleep(0.01)
            print("heard" if frames >= wanted else "silence", flush=True)
    np.savez(file, samples=samples[:frames], starts=starts[:blocks], offsets=offsets[:blocks])


if __name__ == "__main__":
    record(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4])
