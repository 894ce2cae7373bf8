"""Rendering with the real FluidSynth and a real SoundFont: pitch, keys, dropping, resuming."""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from notono_live.errors import BadArguments, FileTrouble
from notono_live.notes.conditioning import FAMILIES
from notono_live.training import data, general_midi, render, soundfont

WORDS = ("--programs", "73,80", "--pitches", "48,60,67,72", "--velocities", "50", "127")
FONTS = Path("/usr/share/sounds/sf2")
NSYNTH_KEYS = {
    "note",
    "note_str",
    "instrument",
    "instrument_str",
    "pitch",
    "velocity",
    "sample_rate",
    "qualities",
    "qualities_str",
    "instrument_family",
    "instrument_family_str",
    "instrument_source",
    "instrument_source_str",
}


@pytest.fixture(scope="module")
def font() -> Path:
    """The smallest SoundFont around; CI installs Debian's timgm6mb-soundfont."""
    try:
        soundfont.load_library()
    except FileTrouble as error:
        pytest.skip(str(error))
    fonts = sorted(
        (path for path in FONTS.glob("*.sf2") if path.is_file()),
        key=lambda path: path.stat().st_size,
    )
    if not fonts:
        pytest.skip(f"no SoundFont in {FONTS}; apt install timgm6mb-soundfont")
    return fonts[0]


def arguments(out: Path, *words: str | Path) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    render.add_arguments(parser)
    return parser.parse_args([str(out), "--workers", "1", *map(str, words)])


@pytest.fixture(scope="module")
def rendered(font, tmp_path_factory) -> Path:
    """Two instruments, four pitches, two velocities: 16 notes, made by the verb itself."""
    out = tmp_path_factory.mktemp("rendered")
    assert render.run(arguments(out, *WORDS, "--font", font)) == 0
    return out


def sounding_pitch(samples: np.ndarray) -> float:
    """MIDI pitch of the shortest strong period between 0.5 and 2.5 s, 50 Hz to 2 kHz."""
    spectrum = np.fft.rfft(samples[8_000:40_000], 65_536)
    likeness = np.fft.irfft(np.abs(spectrum) ** 2)[:320]
    likeness[:8] = 0
    strong = likeness > 0.9 * likeness.max()
    start = int(np.argmax(strong))
    end = start + int(np.argmin(strong[start:]))
    period = start + int(np.argmax(likeness[start:end]))
    return 69 + 12 * float(np.log2(16_000 / period / 440))


def test_the_index_has_nsynths_keys_and_a_sound_for_each_note(rendered):
    entries = json.loads((rendered / "examples.json").read_text())
    assert len(entries) == 16
    assert len({entry["note"] for entry in entries.values()}) == 16
    for name, entry in entries.items():
        assert entry.keys() == NSYNTH_KEYS
        assert name == entry["note_str"]
        stem = f"{entry['instrument_str']}-{entry['pitch']:03d}-{entry['velocity']:03d}"
        assert name == stem
        assert FAMILIES[entry["instrument_family"]] == entry["instrument_family_str"]
        info = soundfile.info(rendered / "audio" / f"{name}.wav")
        assert (info.samplerate, info.channels, info.frames) == (16_000, 1, 64_000)
        assert info.subtype == "PCM_16"


def test_notes_sound_at_their_pitch_and_level(rendered):
    split = data.load(rendered, fraction=1.0)
    for example in split.train:
        audio = data.read_audio(example.path)
        assert sounding_pitch(audio) == pytest.approx(example.pitch, abs=0.5), example.note_str
        expected = 0.9 * (example.velocity / 127) ** 0.5
        assert np.abs(audio).max() == pytest.approx(expected, abs=1e-3)
        assert np.abs(audio[-800:]).max() < np.abs(audio[40_000:48_000]).max()


def test_rendering_again_renders_nothing_twice(rendered, font, capsys):
    times = {path: path.stat().st_mtime_ns for path in (rendered / "audio").iterdir()}
    render.run(arguments(rendered, *WORDS, "--font", font))
    assert {path: path.stat().st_mtime_ns for path in (rendered / "audio").iterdir()} == times
    line = "notono-live data render"
    assert f"16 notes, of which 16 are done; to go on: {line}" in capsys.readouterr().out


def test_a_missing_note_comes_back_with_the_same_bits_and_half_written_ones_go(rendered, font):
    audio = rendered / "audio"
    lost = sorted(audio.glob("*.wav"))[5]
    before = lost.read_bytes()
    lost.unlink()
    (audio / "half.part").write_bytes(b"RIFF")
    render.run(arguments(rendered, *WORDS, "--font", font))
    assert lost.read_bytes() == before
    assert not list(audio.glob("*.part"))


def test_a_note_is_the_same_whatever_sounded_before(font):
    with soundfont.SoundFont(font) as player:
        player.select(0)
        first = player.play(0, 60, 100, 0.5, 0.1)
        player.play(0, 61, 127, 0.5, 0.1)
        assert np.array_equal(player.play(0, 60, 100, 0.5, 0.1), first)
        assert len(first) == 9_600


def test_another_font_does_not_mix_in(rendered, font, tmp_path):
    other = tmp_path / "other.sf2"
    other.write_bytes(b"another")
    with pytest.raises(FileTrouble, match="render into another folder"):
        render.run(arguments(rendered, "--font", other))


def test_a_file_that_is_no_soundfont_is_named(font, tmp_path):
    (tmp_path / "f.sf2").write_bytes(b"nothing")
    with pytest.raises(FileTrouble, match=r"f\.sf2 is not a SoundFont"):
        soundfont.SoundFont(tmp_path / "f.sf2")


def test_a_missing_font_says_what_to_install(tmp_path):
    with pytest.raises(FileTrouble, match="fluid-soundfont-gm"):
        render.run(arguments(tmp_path / "out", "--font", tmp_path / "none.sf2"))


def test_a_missing_library_says_what_to_install(monkeypatch):
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    with pytest.raises(FileTrouble, match="apt install libfluidsynth3"):
        soundfont.load_library()


def test_silence_is_dropped_and_sound_is_levelled():
    assert render.levelled(np.zeros(100, np.float32), 100) is None
    assert render.levelled(np.full(100, np.nan, np.float32), 100) is None
    loud = render.levelled(np.array([0.01, -0.02], np.float32), 127)
    assert loud == pytest.approx([0.45, -0.9])
    assert loud.dtype == np.float32


def test_a_silent_note_leaves_no_file(font, tmp_path, monkeypatch):
    monkeypatch.setattr(render, "_stop", threading.Event(), raising=False)
    monkeypatch.setattr(render, "SILENT_PEAK", 10.0)
    notes = general_midi.planned(1, [73], [60], [100])
    assert render.render_instrument(font, tmp_path, notes) == {
        "flute_acoustic_073-060-100": "silent"
    }
    assert not list(tmp_path.iterdir())


def test_dropped_notes_are_counted_and_not_tried_again(rendered, font, tmp_path, capsys):
    out = shutil.copytree(rendered, tmp_path / "copy")
    name = "flute_acoustic_073-060-050"
    (out / "audio" / f"{name}.wav").unlink()
    made = json.loads((out / "dataset.json").read_text())
    (out / "dataset.json").write_text(json.dumps({**made, "dropped": {name: "silent"}}))
    render.run(arguments(out, *WORDS, "--font", font))
    assert "left out: 1 silent" in capsys.readouterr().out
    assert not (out / "audio" / f"{name}.wav").exists()


def test_an_interrupted_run_leaves_an_index_of_what_there_is(font, tmp_path):
    program = [sys.executable, "-m", "notono_live.training.render"]
    words = [str(tmp_path), "--font", str(font), "--workers", "1"]
    running = subprocess.Popen(program + words, stdout=subprocess.PIPE, text=True)
    while running.poll() is None and not list(tmp_path.glob("audio/*.wav")):
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    printed, _ = running.communicate(timeout=60)
    assert running.returncode == 130, printed
    assert "stopped" in printed
    names = {path.stem for path in tmp_path.glob("audio/*.wav")}
    assert names == set(json.loads((tmp_path / "examples.json").read_text()))
    assert 0 < len(names) < 10_000


def test_the_plan_is_every_combination_or_a_seeded_draw():
    whole = general_midi.planned(2, range(128), range(24, 85), [50, 100])
    names = {note.note_str for note in whole}
    assert len(names) == len(whole) == 2 * 96 * 61 * 2
    assert {note.family for note in whole} == set(FAMILIES)
    draw = general_midi.planned(2, range(128), range(24, 85), [50, 100], limit=9, seed=1)
    assert draw == general_midi.planned(2, range(128), range(24, 85), [50, 100], limit=9, seed=1)
    assert draw != general_midi.planned(2, range(128), range(24, 85), [50, 100], limit=9, seed=2)
    assert len(draw) == 9


@pytest.mark.parametrize("text", ["", "x", "3-", "84-24", "0-200"])
def test_numbers_that_are_none_are_refused(text):
    with pytest.raises(BadArguments):
        render.numbers(text)


def test_programs_without_pitch_are_refused(tmp_path):
    with pytest.raises(BadArguments, match="no pitched instrument"):
        render.run(arguments(tmp_path, "--font", "f.sf2", "--programs", "120-127"))
