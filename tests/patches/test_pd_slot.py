"""What a slot in Pure Data sounds like: on JACK, and into a file."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from jackd import JackRecorder
from pd_slot import (
    SLOT,
    FakeServer,
    heard_in_turn,
    holding,
    hz_of,
    level_at,
    off_by,
    sine,
    slot_row,
    sounding,
    taped,
)
from peers import Client, ServerProcess
from pure_data import PATCHES, PureData

Find = Callable[[str], str]


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
            recorder.hear(4.5)
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


@pytest.mark.device
def test_a_knob_is_turned_and_the_note_that_was_drawn_is_what_is_heard(
    served: ServerProcess, client: Client, program: Find, tmp_path: Path
) -> None:
    """The real server draws, an ear of its own on JACK hears: before the knob, and after it."""
    patch = tmp_path / "slot player.pd"
    patch.write_text(SLOT)
    files: list[np.ndarray] = []
    strikes: list[float] = []
    # Pd computes in JACK's own thread, which waits for it: a scheduler of its own that is held up
    # would leave silence.
    with sounding(program("pd"), patch, served.port, "-callback") as (jack, pd):
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
                recorder.hear(4.5)
        assert "told: fail" not in pd.heard, pd.heard
        assert not pd.errors, pd.heard
    for message in (("auto", 0), ("layer", "both"), ("region/time", 0, 4.096)):
        client.send(*message)
    assert not np.array_equal(*files)
    heard = recorder.heard
    frames = [int(heard.offsets[np.searchsorted(heard.starts, at)]) for at in strikes]
    for file, frame in zip(files, frames, strict=True):
        assert off_by(heard.samples[:, 0], file, frame) < 1e-6


def test_a_slot_sounds_many_notes_at_once_and_lets_go_of_each(
    fake: FakeServer, program: Find, tmp_path: Path
) -> None:
    """Nine notes are one too many: the first gives way. A file is heard, without a sound card."""
    sine(tmp_path / "one.wav", 0.1)
    notes = list(range(60, 78, 2))
    with taped(program("pd"), tmp_path, fake, tmp_path / "one.wav", 196_608) as (pd, target):
        for command in (
            *(("slot", note, 127) for note in notes), None, ("slot", 66, 0), ("slot", 70, 0), None,
            ("slot", 74, 127), ("slot", 74, 127), None, ("slot", "stop"), None,
        ):  # fmt: skip
            time.sleep(0.6) if command is None else pd.send(*command)
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
    sine(tmp_path / "one.wav", 0.5)
    with taped(program("pd"), tmp_path, fake, tmp_path / "one.wav", 196_608) as (pd, target):
        pd.send("slot", -1, 127)
        time.sleep(0.5)
        fake.tell("list/slots.reply", 1, "flute", 50, 4.096, 1, 0, str(tmp_path / "one.wav"))
        pd.wait("told: list slots.reply 1 flute 50")
        pd.send("slot", -1, 0)
        time.sleep(0.5)
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
            time.sleep(1.0)
            pd.midi(off, 73, 64)
            fake.tell("slot", 2)
            pd.wait("told: slot 2")
            time.sleep(1.0)
            pd.midi(on, 69, 0, 76, 0)
            pd.midi(drum, 36 + 15, 127)
            time.sleep(1.0)
        assert "error" not in pd.heard, pd.heard
    three, two = {69: 0.1, 73: 0.1, 76: 0.1}, {69: 0.1, 73: 0.0, 76: 0.1}
    pad = {69: 0.3, 73: 0.0, 76: 0.0}  # and the keys let go on slot 1
    assert heard_in_turn(recorder.heard.samples[:, 0], (three, two, pad)) == 3


def test_what_the_file_is_written_at_does_not_change_its_pitch(
    fake: FakeServer, program: Find, tmp_path: Path
) -> None:
    """Pd plays into a file here, without a sound card: a note of 16 kHz, and one a fifth higher."""
    sine(tmp_path / "slow.wav", 0.5, rate_hz=16_000)
    with taped(program("pd"), tmp_path, fake, tmp_path / "slow.wav", 65_536) as (pd, target):
        pd.send("slot", 76, 127)
        time.sleep(1.5)
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
