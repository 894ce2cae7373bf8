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
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile

from notono_live.errors import BadArguments, FileTrouble
from notono_live.notes.conditioning import FAMILIES
from notono_live.training import data, general_midi, histogram, render, soundfont

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
FLUTE = general_midi.Preset(0, 0, 73)


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
        assert entry.keys() == NSYNTH_KEYS | {"kin"}
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
    (audio / ".half.wav.1.2.tmp").write_bytes(b"RIFF")
    render.run(arguments(rendered, *WORDS, "--font", font))
    assert lost.read_bytes() == before
    assert not list(audio.glob(".*"))


def test_a_note_is_the_same_whatever_sounded_before(font):
    with soundfont.SoundFont(font) as player:
        player.select(0, 0)
        first = player.play(0, 0, 60, 100, 0.5, 0.1)
        player.play(0, 0, 61, 127, 0.5, 0.1)
        assert np.array_equal(player.play(0, 0, 60, 100, 0.5, 0.1), first)
        assert len(first) == 9_600


def test_other_fonts_do_not_mix_in(rendered, font):
    with pytest.raises(FileTrouble, match="render into another folder"):
        render.run(arguments(rendered, "--font", font, "--font", font))


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


def test_sound_is_levelled_by_velocity():
    loud = render.levelled(np.array([0.01, -0.02], np.float32), 127)
    assert loud == pytest.approx([0.45, -0.9])
    assert loud.dtype == np.float32


def test_a_note_that_is_not_fit_leaves_no_file(font, tmp_path, monkeypatch):
    monkeypatch.setattr(render, "_stop", threading.Event(), raising=False)
    monkeypatch.setattr("notono_live.training.fitness.SILENT_PEAK", 10.0)
    notes = general_midi.planned([FLUTE], [60], [100])
    dropped = render.render_instrument(font, tmp_path, notes)
    assert dropped == {"flute_acoustic_073-060-100": "silent"}
    assert render.left_out(notes, dropped) == "left out: 1 silent (flute 1)"
    assert not list(tmp_path.iterdir())


def test_a_varied_take_is_a_little_out_of_tune_and_darker_and_the_same_each_time(font):
    note = general_midi.NoteToRender(general_midi.Preset(0, 0, 80), 60, 100, take=1)
    detuned, cutoff = note.variation()
    assert 0 < abs(detuned) <= general_midi.DETUNED_CENTS
    assert -general_midi.DARKENED_CENTS <= cutoff < 0
    assert note.variation() == (detuned, cutoff)
    with soundfont.SoundFont(font) as player:
        player.select(0, 80)
        plain = player.play(0, 80, 60, 100, 3.0, 0.5)
        sharp = player.play(0, 80, 60, 100, 3.0, 0.5, 100.0)
        dark = player.play(0, 80, 60, 100, 3.0, 0.5, 0.0, -6000.0)
    assert sounding_pitch(sharp) - sounding_pitch(plain) == pytest.approx(1, abs=0.3)
    treble = [np.square(np.abs(np.fft.rfft(x))[len(x) // 8 :]).sum() for x in (plain, dark)]
    assert treble[1] < 0.5 * treble[0]


def test_channels_that_cancel_each_other_are_not_mixed():
    tone = np.sin(np.arange(4_800) * 0.05)
    assert np.array_equal(soundfont.mixed(np.stack([tone, -0.9 * tone], 1)), tone)
    assert soundfont.mixed(np.stack([tone, 0.5 * tone], 1)) == pytest.approx(0.75 * tone)


def test_a_font_lists_its_presets(font):
    with soundfont.SoundFont(font) as player:
        presets = {(bank, program) for bank, program, _ in player.presets()}
    assert {(0, 0), (0, 73), (128, 0)} <= presets


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


def every_preset(fonts: int = 2) -> list[general_midi.Preset]:
    return [
        general_midi.Preset(font, 0, program) for font in range(fonts) for program in range(128)
    ]


def test_the_plan_is_every_combination_or_a_seeded_draw():
    whole = general_midi.planned(every_preset(), range(24, 85), [50, 100])
    names = {note.note_str for note in whole}
    assert len(names) == len(whole) == 2 * len(general_midi.KINDS) * 61 * 2
    assert {note.family for note in whole} == set(FAMILIES)

    def draw(seed: int) -> list[general_midi.NoteToRender]:
        return general_midi.planned(every_preset(), range(24, 85), [50, 100], limit=9, seed=seed)

    assert draw(1) == draw(1) != draw(2)
    assert len(draw(1)) == 9


def test_a_balanced_plan_has_as_many_notes_of_every_family_and_pitch():
    notes = general_midi.planned(every_preset(), [40, 60], [50, 100], per_cell=20)
    cells = Counter((note.family, note.pitch) for note in notes)
    assert set(cells.values()) == {20}
    assert len({note.note_str for note in notes}) == len({note.number for note in notes})
    takes = Counter(note.take for note in notes if note.family == "guitar")
    assert set(takes) == {0}, "what there is enough of is played once"
    vocal = [note for note in notes if note.family == "vocal" and note.pitch == 60]
    assert sum(note.take == 0 for note in vocal) == 2 * 5 * 2 or max(n.take for n in vocal) > 0


def test_drums_twins_and_chords_are_left_out():
    presets = [
        general_midi.Preset(0, 128, 0, "Standard"),
        general_midi.Preset(0, 17, 40, "Violin Expr."),
        general_midi.Preset(0, 0, 86, "5th Saw Wave"),
        general_midi.Preset(0, 8, 40, "Slow Violin"),
    ]
    (note,) = general_midi.planned(presets, [60], [100])
    assert note.note_str == "string_acoustic_1064-060-100"
    assert note.entry()["kin"] == "program_040"


@pytest.mark.parametrize("text", ["", "x", "3-", "84-24", "0-200"])
def test_numbers_that_are_none_are_refused(text):
    with pytest.raises(BadArguments):
        render.numbers(text)


def test_programs_without_pitch_are_refused(font, tmp_path):
    with pytest.raises(BadArguments, match="no pitched instrument"):
        render.run(arguments(tmp_path, "--font", font, "--programs", "120-127"))


def test_a_dataset_is_counted_by_family_and_octave(rendered):
    counts = histogram.counted(data.examples_in(rendered))
    assert counts.sum() == 16
    assert counts[FAMILIES.index("flute"), 60 - 24] == 2
    table = (rendered / "histogram.md").read_text().splitlines()
    assert table[2 + FAMILIES.index("flute")] == "| flute | 0 | 0 | 2 | 4 | 2 | 0 | 8 |"
    assert table[-1] == "| all | 0 | 0 | 4 | 8 | 4 | 0 | 16 |"
