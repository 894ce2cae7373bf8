"""A slot in Pure Data and what it sounds like: a patch with one, a server that says what it holds,
and measures of what is heard."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from jackd import JackServer, jack_server
from peers import Client
from pure_data import PureData

from notono_live.protocol import wire
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message


class FakeServer:
    """Tells slots' files and revisions, as often as it is asked: for files of our own making."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._client: tuple[str, int] | None = None
        self._rows: dict[int, tuple[Atom, ...]] = {1: (1, "none", -1, 0.0, 0, 0, "none")}
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def tell(self, name: str, *atoms: Atom) -> None:
        if self._client is not None:
            self._socket.sendto(wire.write(Message(f"/notono/{name}", atoms)), self._client)

    def _run(self) -> None:
        with contextlib.suppress(OSError):  # it is closed
            while True:
                self._answer(*self._socket.recvfrom(65_536))

    def _answer(self, datagram: bytes, client: tuple[str, int]) -> None:
        self._client = client
        address = datagram.split(b"\0")[0].decode()
        if address == "/notono/status":
            self.tell("status.reply", 1, 0, 0, 0.0, 0.0, 0.0, 0, 1, 1, 48000.0, 1)
        elif address in ("/notono/list/slots", "/notono/notify"):
            for row in list(self._rows.values()):
                self.tell("list/slots.reply", *row)

    def show(self, path: Path, revision: int, slot: int = 1) -> None:
        """A slot holds a note of 440 Hz."""
        self._rows[slot] = (slot, "flute", 69, 4.096, revision, 0, str(path))
        self.tell("changed", slot, revision)

    def close(self) -> None:
        self._socket.close()


def sine(path: Path, level: float, hz: float = 440, rate_hz: int = 48_000) -> np.ndarray:
    samples = level * np.sin(2 * np.pi * hz * np.arange(4.096 * rate_hz) / rate_hz)
    soundfile.write(path, samples, rate_hz, subtype="FLOAT")
    return samples.astype(np.float32)


SLOT = """#N canvas 0 0 500 400 12;
#X obj 10 10 notono;
#X obj 10 40 notono-slot~ 1;
#X obj 10 70 dac~;
#X obj 200 40 r slot;
#X obj 200 70 print slot;
#X connect 1 0 2 0;
#X connect 1 0 2 1;
#X connect 3 0 1 0;
#X connect 1 1 4 0;
"""


TAPE = "#X obj 10 100 writesf~ 1;\n#X obj 300 100 r tape;\n" + (
    "#X connect 1 0 5 0;\n#X connect 6 0 5 0;\n"
)


@contextlib.contextmanager
def sounding(
    binary: str, patch: Path, server_port: int, *more: str, midi: bool = False
) -> Iterator[tuple[JackServer, PureData]]:
    """jackd, and Pd with a patch that plays into it, and with more flags."""
    flags = ("-jack", "-r", "48000", "-outchannels", "2", "-inchannels", "0", *more)
    with jack_server(block=256) as jack:
        environment = os.environ | jack.environment
        with PureData(
            binary, patch, *flags, server_port=server_port, environment=environment, midi=midi
        ) as pd:
            yield jack, pd


@contextlib.contextmanager
def taped(
    binary: str, folder: Path, server: FakeServer, file: Path, frames: int
) -> Iterator[tuple[PureData, Path]]:
    """Pd with a slot that holds `file`, of so many frames, and the file that it plays into: without
    a sound card."""
    patch, target = folder / "player.pd", folder / "heard.wav"
    patch.write_text(SLOT + TAPE)
    with PureData(binary, patch, "-noaudio", "-r", "48000", server_port=server.port) as pd:
        pd.wait("told: status.reply")
        server.show(file, 1)
        pd.wait(f"slot: loaded {frames} 1")
        pd.send("pd", "dsp", 1)
        pd.send("tape", "open", "-bytes", 4, target)
        pd.send("tape", "start")
        yield pd, target
        pd.send("tape", "stop")
        time.sleep(0.3)


def holding(pd: PureData, file: np.ndarray) -> list[str]:
    """The arrays that hold a file, bit for bit."""
    return [
        name
        for name, array in pd.arrays().items()
        if np.array_equal(array[: len(file)], file) and not array[len(file) :].any()
    ]


def soon_holding(pd: PureData, file: np.ndarray) -> list[str]:
    """The same, once the patch has heard of the file and read it."""
    deadline = time.monotonic() + 20
    while not (found := holding(pd, file)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def slot_row(client: Client, slot: int) -> tuple[Atom, ...]:
    client.send("list/slots")
    return client.wait("list/slots.reply", slot).atoms


def level_at(sound: np.ndarray, hz: float) -> float:
    """How loud a sine is in a sound at 48 kHz."""
    window = np.hanning(len(sound))
    turn = np.exp(-2j * np.pi * hz * np.arange(len(sound)) / 48_000)
    return float(2 * np.abs((sound * window * turn).sum()) / window.sum())


def heard_in_turn(sound: np.ndarray, chords: Sequence[Mapping[int, float]]) -> int:
    """How many chords, each with the levels of its pitches, are heard one after another, for 0.2 s
    at least. No clock is asked: JACK drops blocks, and Pd is late, where a machine is held up."""
    parts = [sound[at : at + 4_800] for at in range(0, len(sound) - 4_800, 2_400)]
    turn = lasted = 0
    for part in parts:
        wanted = chords[turn]
        levels = {pitch: level_at(part, hz_of(pitch)) for pitch in wanted}
        lasted = lasted + 1 if levels == pytest.approx(wanted, abs=0.005) else 0
        if lasted == 3:
            turn, lasted = turn + 1, 0
        if turn == len(chords):
            break
    return turn


def hz_of(pitch: float) -> float:
    return float(440 * 2 ** ((pitch - 69) / 12))


def off_by(sound: np.ndarray, file: np.ndarray, strike: int) -> float:
    """How far what was heard from a strike on is from a file, sample for sample; without the fades
    of 3 ms at both ends."""
    begin = strike + int(np.flatnonzero(np.abs(sound[strike:]) > 1e-4)[0])
    part = slice(200, len(file) - 300)
    errors = (
        float(np.abs(sound[at + part.start : at + part.stop] - file[part]).max())
        for at in range(max(begin - 4_800, 0), begin + 1)
        if np.abs(sound[at + part.start :][:2_000] - file[part][:2_000]).max() < 0.01
    )
    return min(errors, default=np.inf)
