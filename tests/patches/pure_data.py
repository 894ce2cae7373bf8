"""Pure Data without a window, with our patches loaded, and a hand on all its names over UDP."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
import pytest
import soundfile
from peers import PATIENCE_SECONDS

PATCHES = Path(__file__).parents[2] / "patches" / "pd"
MOST_AT_ONCE = 100  # datagrams that wait in a socket's buffer

# A datagram `NAME words;` is sent to NAME in Pd; `dump words;` goes to a soundfiler.
HAND = """#N canvas 0 0 600 400 12;
#X obj 10 10 netreceive -u {port};
#X obj 10 40 route dump;
#X obj 10 70 soundfiler;
#X obj 110 70 t a a;
#X obj 200 100 list split 1;
#X obj 110 100 list split 1;
#X obj 200 130 symbol;
#X obj 110 190 s;
#X obj 110 160 list trim;
#X obj 10 100 print dumped;
#X obj 300 10 r notono-told;
#X obj 300 40 print told;
#X obj 300 70 r notono-light;
#X obj 300 100 print light;
#X obj 400 10 loadbang;
#X obj 400 40 f \\$0;
#X obj 400 70 print hand;
#X obj 400 100 array define notono-hand 64;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 1 1 3 0;
#X connect 3 0 5 0;
#X connect 3 1 4 0;
#X connect 4 0 6 0;
#X connect 6 0 7 1;
#X connect 5 1 8 0;
#X connect 8 0 7 0;
#X connect 2 0 9 0;
#X connect 10 0 11 0;
#X connect 12 0 13 0;
#X connect 14 0 15 0;
#X connect 15 0 16 0;
"""


# Devices of a place of its own: those that there are, and one more.
PLACE = """
set -e
mount -t tmpfs none "$1"
mkdir "$1/.all"
mount --rbind /dev "$1/.all"
for each in /dev/*; do ln -s ".all/${each##*/}" "$1/${each##*/}"; done
rm -f "$1/midi"
ln -s "$2" "$1/midi"
mount --rbind "$1" /dev
shift 2
exec "$@"
"""


class MidiWire:
    """A MIDI input for a program that reads raw MIDI devices: a pipe that it finds at /dev/midi, in
    a mount namespace of its own. Skips the test where none can be made."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("unshare") is None:
            pytest.skip("unshare is not installed")
        self._pipe, place = folder / "midi", folder / "dev"
        place.mkdir()
        os.mkfifo(self._pipe)
        own = "-m" if os.geteuid() == 0 else "-rm"
        self.command = ("unshare", own, "sh", "-c", PLACE, "sh", str(place), str(self._pipe))
        if tried := subprocess.run([*self.command, "true"], capture_output=True).stderr:
            pytest.skip(f"no mount namespace can be made here: {tried.decode().strip()}")
        self._file = os.open(self._pipe, os.O_RDWR | os.O_NONBLOCK)

    def send(self, content: bytes) -> None:
        os.write(self._file, content)

    def close(self) -> None:
        os.close(self._file)


class PureData:
    """pd with a hand and one of our patches; `heard` is what it printed so far."""

    def __init__(
        self,
        program: str,
        patch: Path,
        *flags: str,
        server_port: int,
        environment: Mapping[str, str] | None = None,
        midi: bool = False,
    ) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._to = ("127.0.0.1", port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.folder = Path(tempfile.mkdtemp(prefix="pd-"))
        hand = self.folder / "hand.pd"
        hand.write_text(HAND.format(port=port))
        self._log = open(self.folder / "log", "w+")  # noqa: SIM115
        self._wire = MidiWire(self.folder) if midi else None
        around = self._wire.command if self._wire else ()
        ports = ("-ossmidi", "-midiindev", "1", "-nomidiout") if midi else ("-nomidi",)
        self.process = subprocess.Popen(
            [
                *(*around, program, "-nogui", "-stderr", *ports, *(flags or ("-noaudio",))),
                *("-path", str(PATCHES), "-send", f"notono-server 127.0.0.1 {server_port}"),
                *(str(hand), str(patch)),
            ],
            stderr=self._log,
            stdout=self._log,
            env=dict(os.environ if environment is None else environment),
        )
        self.wait("hand: ")
        # The patch is the next canvas with a $0 of its own after the hand's.
        self.zero = int(self.heard.split("hand: ")[1].split()[0]) + 1

    @property
    def heard(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    @property
    def errors(self) -> list[str]:
        """What it complained of, but for arrays that there are none of and `arrays` asked for."""
        ours = "soundfiler write"
        return [s for s in self.heard.splitlines() if "error" in s and ours not in s]

    def send(self, name: str, *words: object) -> None:
        """To a name in Pd; `$0` in it is the patch's own."""
        named = name.replace("$0", str(self.zero))
        text = " ".join([named, *(str(word).replace(" ", "\\ ") for word in words)])
        self._socket.sendto(f"{text};\n".encode(), self._to)

    def midi(self, *words: int) -> None:
        """Bytes at its MIDI input, as an instrument sends them."""
        assert self._wire is not None
        self._wire.send(bytes(words))

    def wait(self, words: str, count: int = 1) -> str:
        """Until it has printed these words so often; all it printed."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (heard := self.heard).count(words) < count:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"no {words!r} x {count} in: {heard[-3000:]}")
            time.sleep(0.02)
        return heard

    def arrays(self, most: int = 200) -> dict[str, np.ndarray]:
        """What notono-slot~'s arrays hold: all that are named NUMBER-a and NUMBER-b."""
        names = [f"{self.zero + n}-{letter}" for n in range(most) for letter in "ab"]
        for start in range(0, len(names), MOST_AT_ONCE):
            self._dump(names[start : start + MOST_AT_ONCE])
        found = {}
        for name in names:
            path = self.folder / f"{name}.wav"
            if path.exists() and path.stat().st_size > 1000:
                found[name] = soundfile.read(path, dtype="float32")[0]
        return found

    def _dump(self, names: Sequence[str]) -> None:
        """Arrays into files; when it returns, they are there."""
        last = self.folder / "last.wav"
        last.unlink(missing_ok=True)
        for name in names:
            wav = str(self.folder / f"{name}.wav")
            self.send("dump", "write", "-wave", "-bytes", 4, "-rate", 48000, wav, name)
        self.send("dump", "write", "-wave", str(last), "notono-hand")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not last.exists() and time.monotonic() < deadline:
            time.sleep(0.02)

    def __enter__(self) -> PureData:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.send("pd", "quit")
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._socket.close()
        self._log.close()
        if self._wire is not None:
            self._wire.close()
