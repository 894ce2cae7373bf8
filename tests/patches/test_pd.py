"""Pure Data runs the shipped patches against the real server: knobs are turned, regions redrawn,
and the arrays hold what the files hold."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from jackd import JackRecorder, JackServer, jack_server
from pd_files import canvases, heard, sent
from peers import Client, ServerProcess
from pure_data import PATCHES, PureData

from notono_live.protocol import addresses, answers, asked, controls, wire
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message

Find = Callable[[str], str]
FILES = sorted(PATCHES.glob("*.pd"))
HELPS = [path for path in FILES if path.stem.endswith("-help")]
NAMES = (*answers.BY_NAME, *controls.BY_NAME)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_every_message_to_the_server_is_one_it_obeys(path: Path) -> None:
    for words in sent(path):
        name, *rest = words.split()
        if rest == ["..."]:  # a number comes behind it
            if path.stem == "notono-slot~" and name == "\\$1":  # slot/<verb>, with its own slot
                continue
            assert addresses.knows(f"/notono/{name}"), words
            continue
        atoms: list[Atom] = ["1" if word.startswith("\\$") else word for word in rest]
        if name not in ("connect", "disconnect"):
            assert addresses.parse(Message(f"/notono/{name}", tuple(atoms))), words


def test_every_answer_it_waits_for_is_one_the_server_gives(path: Path) -> None:
    for name in heard(path):
        words = name.split("/", 1)
        is_verb = words[0] in ("done", "fail") and words[1:] and words[1] in asked.BY_NAME
        chosen = controls.BY_NAME.get(words[0])
        is_value = chosen and words[-1] in chosen.arguments[0].range.split()
        assert is_verb or is_value or any(n == name or n.startswith(f"{name}/") for n in NAMES), (
            name
        )


def test_the_graph_is_read_as_it_is_meant() -> None:
    assert "slot/generate 1 60 guitar" in set(sent(PATCHES / "notono-help.pd"))
    assert {"status.reply", "list/slots.reply", "done/scene/save"} <= set(
        heard(PATCHES / "live-set.pd")
    )
    assert "region/start" in set(heard(PATCHES / "notono-region.pd"))
    assert {spec.name for spec in asked.SPECS} <= {
        words.split()[0] for words in sent(PATCHES / "notono-help.pd")
    }, "the help shows every command"
    assert {p.name for p in controls.PLAIN} <= {
        words.split()[0] for words in sent(PATCHES / "notono-help.pd")
    }, "and every parameter"


def test_wires_join_boxes_that_exist(path: Path) -> None:
    for canvas in canvases(path):
        for source, _, target, _ in canvas.wires:
            assert source < len(canvas.boxes), path.name
            assert target < len(canvas.boxes), path.name


def test_no_array_is_resized_by_a_load(path: Path) -> None:
    if path.stem != "notono-first-sound":
        assert "-resize" not in path.read_text(encoding="utf-8")


def test_no_place_of_a_machine_is_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("/notono/", "")
    assert not re.search(r"(^|\s)(/[a-z]+/|[A-Z]:\\)", text)


@pytest.mark.parametrize("help_patch", HELPS, ids=lambda path: path.stem)
def test_a_help_patch_draws_what_it_shows(
    help_patch: Path, served: ServerProcess, client: Client, program: Find
) -> None:
    with PureData(program("pd"), help_patch, server_port=served.port) as pd:
        pd.wait("told: status.reply")
        pd.send("notono", *["slot/generate", "1", "60", "guitar"])
        first = client.wait("done", "slot/generate")
        pd.wait("told: done slot/generate")
        if "~" in help_patch.stem:
            pd.wait(f"notono-loaded: 196608 {first.atoms[4]}")
        pd.send("notono", *["slot/regenerate", "1", "top", "1", "2", "0", "1", "bass", "48"])
        made = client.wait("done", "slot/regenerate")
        pd.wait("told: done list/slots", 2)
        assert "told: fail" not in pd.heard, pd.heard
        if "~" in help_patch.stem:
            pd.wait(f"notono-loaded: 196608 {made.atoms[4]}")
        assert "error" not in pd.heard, pd.heard
        if "~" in help_patch.stem:
            assert holding(pd, soundfile.read(str(made.atoms[3]), dtype="float32")[0])


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


def test_the_knobs_of_the_live_set_make_the_note_that_its_arrays_hold(
    served: ServerProcess, client: Client, program: Find
) -> None:
    with PureData(program("pd"), PATCHES / "live-set.pd", server_port=served.port) as pd:
        pd.wait("told: status.reply 1")
        pd.wait("told: list slots.reply 16")
        pd.send("$0-pitch-do", 43)
        pd.send("$0-temperature-do", 0.5)
        pd.send("$0-family-do", 6)
        pd.send("$0-hit-4", "bang")
        pd.send("$0-generate-do", "bang")
        made = client.wait("done", "generate", seconds=60)
        assert made.atoms[2] == 4
        row = slot_row(client, 4)
        assert row[1:3] == ("mallet", 43)
        first = soundfile.read(str(row[6]), dtype="float32")[0]
        assert soon_holding(pd, first)
        pd.send("notono", "region/time", 1.024, 2.048)
        pd.send("$0-layer-do", 0)
        pd.send("$0-family-do", 1)
        pd.send("$0-regenerate-do", "bang")
        client.wait("done", "regenerate", seconds=60)
        row = slot_row(client, 4)
        second = soundfile.read(str(row[6]), dtype="float32")[0]
        assert not np.array_equal(first, second)
        assert np.array_equal(first[:30_000], second[:30_000]), "only the region is another"
        assert len(soon_holding(pd, second)) == 1
        pd.send("$0-slot-undo-do", "bang")
        client.wait("done", "slot/undo")
        assert soon_holding(pd, first)
        assert "told: fail" not in pd.heard, pd.heard
        assert not pd.errors, pd.heard
        client.send("temperature", 1)
        client.send("layer", "both")


def slot_row(client: Client, slot: int) -> tuple[Atom, ...]:
    client.send("list/slots")
    return client.wait("list/slots.reply", slot).atoms


def test_the_live_set_keeps_a_scene_and_brings_it_back(
    served: ServerProcess, client: Client, program: Find
) -> None:
    with PureData(program("pd"), PATCHES / "live-set.pd", server_port=served.port) as pd:
        pd.wait("told: list slots.reply 16")
        pd.send("$0-pitch-do", 50)
        pd.send("$0-store", 1)
        pd.send("$0-scene-2-do", "bang")
        pd.wait("told: done scene/save")
        pd.send("$0-pitch-do", 70)
        pd.wait("told: pitch 70")
        pd.send("$0-scene-2-do", "bang")
        pd.wait("told: done scene/recall")
        pd.wait("told: pitch 50", 2)
        assert "error" not in pd.heard, pd.heard
        client.send("scene/delete", "live-2")


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


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    server = FakeServer()
    yield server
    server.close()


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


@contextlib.contextmanager
def sounding(
    binary: str, patch: Path, server_port: int, midi: bool = False
) -> Iterator[tuple[JackServer, PureData]]:
    """jackd, and Pd with a patch that plays into it."""
    flags = ("-jack", "-r", "48000", "-outchannels", "2", "-inchannels", "0")
    with jack_server(48_000, 256, sync=True) as jack:
        environment = os.environ | jack.environment
        with PureData(
            binary, patch, *flags, server_port=server_port, environment=environment, midi=midi
        ) as pd:
            yield jack, pd


@pytest.mark.device
def test_a_slot_is_heard_as_its_file_is_and_changes_without_a_click(
    fake: FakeServer, program: Find, tmp_path: Path
) -> None:
    patch = tmp_path / "slot player.pd"
    patch.write_text(SLOT)
    files = [tmp_path / "naïve 1.wav", tmp_path / "naïve 2.wav"]
    first = sine(files[0], 0.5)
    sine(files[1], -0.5)  # a hard cut from one to the other would be a step of up to 1
    with sounding(program("pd"), patch, fake.port) as (jack, pd):
        pd.wait("told: status.reply")
        fake.show(files[0], 1)
        pd.wait("slot: loaded 196608 1")
        pd.send("pd", "dsp", 1)
        time.sleep(0.3)
        with JackRecorder(jack, "pure_data", 30.0) as recorder:
            time.sleep(0.3)
            pd.send("slot", -1, 127)
            time.sleep(1.0)
            for revision in range(2, 12):
                fake.show(files[revision % 2], revision)
                time.sleep(0.12)
            pd.wait("slot: loaded 196608 11")
            time.sleep(2.6)
        assert "error" not in pd.heard, pd.heard
    sound = recorder.heard.samples[:, 0]
    onset = int(np.flatnonzero(np.abs(sound) > 1e-4)[0])
    heard_part = sound[onset + 480 : onset + 36_000]
    # The note began 3 ms after its index did; find it by the best match.
    shifts = range(onset - 256, onset + 256)
    errors = [np.abs(sound[s + 1000 : s + 12_000] - first[1000:12_000]).max() for s in shifts]
    assert min(errors) < 2e-4, min(errors)
    steepest = np.abs(np.diff(first)).max()
    step = 1 / (0.015 * 48_000)
    assert np.abs(np.diff(sound)).max() < steepest + step, "a click"
    assert np.abs(heard_part).max() > 0.49
    swaps = sound[onset + 48_000 : onset + 2 * 48_000]
    assert np.abs(swaps).max() > 0.45
    assert np.abs(sound[-4800:]).max() < 1e-3, "it ends"


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


@pytest.mark.device
def test_a_knob_is_turned_and_the_note_that_was_drawn_is_what_is_heard(
    served: ServerProcess, client: Client, program: Find, tmp_path: Path
) -> None:
    """The real server draws, an ear of its own on JACK hears: before the knob, and after it."""
    patch = tmp_path / "slot player.pd"
    patch.write_text(SLOT)
    files: list[np.ndarray] = []
    strikes: list[float] = []
    with sounding(program("pd"), patch, served.port) as (jack, pd):
        pd.wait("told: status.reply")
        for message in ("slot 1", "region/time 1.024 2.048", "layer top", "pitch 60"):
            pd.send("notono", *message.split())
        pd.send("notono", "slot/generate", 1, 60, "guitar")
        client.wait("changed", 1)
        pd.send("notono", "auto", 1)
        pd.send("pd", "dsp", 1)
        with JackRecorder(jack, "pure_data", 30.0) as recorder:
            for turned in (False, True):
                if turned:
                    pd.send("notono", "pitch", 43)
                    client.wait("changed", 1)
                row = slot_row(client, 1)
                pd.wait(f"slot: loaded 196608 {row[4]}")
                files.append(soundfile.read(str(row[6]), dtype="float32")[0])
                time.sleep(0.3)
                strikes.append(time.monotonic())
                pd.send("slot", -1, 127)
                time.sleep(4.5)
        assert "told: fail" not in pd.heard, pd.heard
        assert not pd.errors, pd.heard
    for message in (("auto", 0), ("layer", "both"), ("region/time", 0, 4.096)):
        client.send(*message)
    assert not np.array_equal(*files)
    heard = recorder.heard
    frames = [int(heard.offsets[np.searchsorted(heard.starts, at)]) for at in strikes]
    for file, frame in zip(files, frames, strict=True):
        assert off_by(heard.samples[:, 0], file, frame) < 1e-6


def level_at(sound: np.ndarray, hz: float) -> float:
    """How loud a sine is in a sound at 48 kHz."""
    window = np.hanning(len(sound))
    turn = np.exp(-2j * np.pi * hz * np.arange(len(sound)) / 48_000)
    return float(2 * np.abs((sound * window * turn).sum()) / window.sum())


def hz_of(pitch: float) -> float:
    return float(440 * 2 ** ((pitch - 69) / 12))


TAPE = "#X obj 10 100 writesf~ 1;\n#X obj 300 100 r tape;\n" + (
    "#X connect 1 0 5 0;\n#X connect 6 0 5 0;\n"
)


def test_a_slot_sounds_many_notes_at_once_and_lets_go_of_each(
    fake: FakeServer, program: Find, tmp_path: Path
) -> None:
    """Nine notes are one too many: the first gives way. A file is heard, without a sound card."""
    patch = tmp_path / "player.pd"
    target = tmp_path / "heard.wav"
    patch.write_text(SLOT + TAPE)
    sine(tmp_path / "one.wav", 0.1)
    notes = list(range(60, 78, 2))
    with PureData(program("pd"), patch, "-noaudio", "-r", "48000", server_port=fake.port) as pd:
        pd.wait("told: status.reply")
        fake.show(tmp_path / "one.wav", 1)
        pd.wait("slot: loaded 196608 1")
        pd.send("pd", "dsp", 1)
        pd.send("tape", "open", "-bytes", 4, target)
        pd.send("tape", "start")
        for command in (
            *(("slot", note, 127) for note in notes), None, ("slot", 66, 0), ("slot", 70, 0), None,
            ("slot", 74, 127), ("slot", 74, 127), None, ("slot", "stop"), None,
        ):  # fmt: skip
            time.sleep(0.6) if command is None else pd.send(*command)
        pd.send("tape", "stop")
        time.sleep(0.3)
    sound, _ = soundfile.read(target)
    onset = int(np.flatnonzero(np.abs(sound) > 1e-4)[0])

    def sounding(seconds: float) -> set[int]:
        part = sound[onset + int(seconds * 48_000) :][:14_400]
        return {note for note in notes if level_at(part, hz_of(note)) > 0.05}

    assert sounding(0.2) == set(notes[1:])
    assert sounding(0.8) == set(notes[1:]) - {66, 70}
    part = sound[onset + int(1.4 * 48_000) :][:14_400]
    assert level_at(part, hz_of(74)) == pytest.approx(0.1, abs=0.01), "struck twice, heard once"
    assert np.abs(sound[onset + int(1.4 * 48_000) :][:14_400]).max() < 0.65
    assert np.abs(sound[onset + int(2.05 * 48_000) : onset + int(2.3 * 48_000)]).max() < 1e-4


def test_its_own_note_is_let_go_though_the_slot_has_another_by_then(
    fake: FakeServer, program: Find, tmp_path: Path
) -> None:
    patch, target = tmp_path / "player.pd", tmp_path / "heard.wav"
    patch.write_text(SLOT + TAPE)
    sine(tmp_path / "one.wav", 0.5)
    with PureData(program("pd"), patch, "-noaudio", "-r", "48000", server_port=fake.port) as pd:
        pd.wait("told: status.reply")
        fake.show(tmp_path / "one.wav", 1)
        pd.wait("slot: loaded 196608 1")
        pd.send("pd", "dsp", 1)
        pd.send("tape", "open", "-bytes", 4, target)
        pd.send("tape", "start")
        pd.send("slot", -1, 127)
        time.sleep(0.5)
        fake.tell("list/slots.reply", 1, "flute", 50, 4.096, 1, 0, str(tmp_path / "one.wav"))
        pd.wait("told: list slots.reply 1 flute 50")
        pd.send("slot", -1, 0)
        time.sleep(0.5)
        pd.send("tape", "stop")
        time.sleep(0.3)
    sound, _ = soundfile.read(target)
    assert np.abs(sound).max() > 0.49
    assert np.abs(sound[-9600:]).max() < 1e-4


@pytest.mark.device
def test_a_midi_keyboard_plays_the_live_set(
    fake: FakeServer, program: Find, tmp_path: Path
) -> None:
    """Bytes at Pd's MIDI input. Keys play the current slot, many at once; on channel 10 they hit
    the pads, the last one too."""
    levels = {1: 0.2, 2: 0.4, 16: 0.6}  # and half of that is heard
    for slot, level in levels.items():
        sine(tmp_path / f"{slot}.wav", level)
    on, off, drum = 0x90, 0x80, 0x99
    with sounding(program("pd"), PATCHES / "live-set.pd", fake.port, midi=True) as (jack, pd):
        pd.wait("told: status.reply")
        for slot in levels:
            fake.show(tmp_path / f"{slot}.wav", 1, slot)
            pd.wait(f"told: list slots.reply {slot} flute")
        fake.tell("volume", -6.0206)
        fake.tell("slot", 1)
        pd.wait("told: slot 1")
        pd.send("$0-dsp", 1)
        time.sleep(0.5)
        with JackRecorder(jack, "pure_data", 30.0) as recorder:
            time.sleep(0.2)
            pd.midi(on, 69, 127, 73, 127, 76, 127)  # the status byte runs on
            time.sleep(0.6)
            pd.midi(off, 73, 64)
            fake.tell("slot", 2)
            pd.wait("told: slot 2")
            time.sleep(0.6)
            pd.midi(on, 69, 0, 76, 0)
            pd.midi(drum, 36 + 15, 127)
            time.sleep(0.6)
        assert "error" not in pd.heard, pd.heard
    sound = recorder.heard.samples[:, 0]
    onset = int(np.flatnonzero(np.abs(sound) > 1e-4)[0])

    def heard_at(seconds: float, pitch: float) -> float:
        return level_at(sound[onset + int(seconds * 48_000) :][:14_400], hz_of(pitch))

    for pitch in (69, 73, 76):
        assert heard_at(0.2, pitch) == pytest.approx(0.1, abs=0.01), pitch
    assert heard_at(0.8, 73) < 0.005
    for pitch in (69, 76):
        assert heard_at(0.8, pitch) == pytest.approx(0.1, abs=0.01), pitch
    assert heard_at(1.5, 69) == pytest.approx(0.3, abs=0.02), "pad 16; the keys let go on slot 1"
    assert heard_at(1.5, 76) < 0.005


def test_midi_controllers_move_the_servers_knobs_and_keys_play_what_it_sounds(
    program: Find, tmp_path: Path
) -> None:
    with (
        ServerProcess(
            "toy", tmp_path / "out", "--audio", f"file:{tmp_path / 'heard.wav'}"
        ) as server,
        PureData(program("pd"), PATCHES / "live-set.pd", server_port=server.port, midi=True) as pd,
    ):
        client = Client(server.port)
        client.ask("slot/generate", 1, 60, "guitar")
        pd.wait("told: list slots.reply 16")
        pd.midi(0xB0, 1, 0, 21, 127, 16, 64)
        assert client.wait("temperature").atoms[0] == pytest.approx(0.1)
        assert client.wait("pitch").atoms == (84,)
        assert client.wait("region/start").atoms[0] == pytest.approx(64 / 127)
        pd.send("$0-from", 1)
        pd.midi(0x90, 60, 100, 64, 100)
        deadline = time.monotonic() + 20
        while sounding_at(client) != 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        pd.midi(0x80, 60, 0, 64, 0)
        while sounding_at(client) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert time.monotonic() < deadline
        assert "told: fail" not in pd.heard, pd.heard
        client.close()


def sounding_at(client: Client) -> int:
    """How many voices the server has."""
    client.send("stats")
    return int(client.wait("stats/counters.reply").atoms[4])


def test_what_the_file_is_written_at_does_not_change_its_pitch(
    fake: FakeServer, program: Find, tmp_path: Path
) -> None:
    """Pd plays into a file here, without a sound card: a note of 16 kHz, and one a fifth higher."""
    patch = tmp_path / "player.pd"
    target = tmp_path / "heard.wav"
    patch.write_text(SLOT + TAPE)
    sine(tmp_path / "slow.wav", 0.5, rate_hz=16_000)
    with PureData(program("pd"), patch, "-noaudio", "-r", "48000", server_port=fake.port) as pd:
        pd.wait("told: status.reply")
        fake.show(tmp_path / "slow.wav", 1)
        pd.wait("slot: loaded 65536 1")
        pd.send("pd", "dsp", 1)
        pd.send("tape", "open", "-bytes", 4, target)
        pd.send("tape", "start")
        pd.send("slot", 76, 127)
        time.sleep(1.5)
        pd.send("tape", "stop")
        time.sleep(0.3)
    sound, rate_hz = soundfile.read(target)
    assert rate_hz == 48_000
    held = sound[24_000:56_000]
    peak = np.abs(np.fft.rfft(held * np.hanning(len(held)))).argmax() * rate_hz / len(held)
    assert peak == pytest.approx(440 * 2 ** (7 / 12), abs=2)


def test_a_file_that_cannot_be_read_leaves_the_old_sound(
    fake: FakeServer, program: Find, tmp_path: Path
) -> None:
    patch = tmp_path / "player.pd"
    patch.write_text(SLOT)
    good = sine(tmp_path / "good.wav", 0.5)
    (tmp_path / "bad.wav").write_bytes(b"RIFF" + struct.pack("<I", 4) + b"WAVE")
    with PureData(program("pd"), patch, server_port=fake.port) as pd:
        pd.wait("told: status.reply")
        fake.show(tmp_path / "good.wav", 1)
        pd.wait("slot: loaded 196608 1")
        fake.show(tmp_path / "bad.wav", 2)
        pd.wait("told: list slots.reply 1 flute 69 4.096 2")
        time.sleep(0.2)
        assert "loaded 0" not in pd.heard.split("loaded 196608")[1]
        assert holding(pd, good)


def test_a_server_that_comes_later_is_found_and_the_patch_registers(
    program: Find, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with PureData(program("pd"), PATCHES / "notono-help.pd", server_port=port) as pd:
        time.sleep(2.5)
        assert "light: 1" not in pd.heard
        with ServerProcess("toy", tmp_path / "out", "--port", str(port)):
            pd.wait("light: 1")
            pd.wait("told: done notify")
        pd.wait("light: 0")
        with ServerProcess("toy", tmp_path / "out", "--port", str(port)):
            pd.wait("light: 1", 2)
            pd.wait("told: done notify", 2)
