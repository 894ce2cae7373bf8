"""Kits: a real SFZ player and libsndfile read what is written, and a folder is there whole or not
at all."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import soundfile
from sfizz import Play

from notono_live.errors import BadArguments, FileTrouble
from notono_live.export import kit
from notono_live.export.instruments import Zone, key_ranges, sfz
from notono_live.export.kit import Dress, Tone, write_kit, write_pads
from notono_live.export.library import Library
from notono_live.export.library_spec import parse_spec
from notono_live.export.loudness import gain_to, loudness
from notono_live.export.naming import file_name, note_name
from notono_live.notes.codemap import Codemaps, Grid, Layer
from notono_live.notes.conditioning import ConditioningMaps
from notono_live.notes.note import Note

RATE_HZ = 16_000


def hz(pitch: float) -> float:
    return float(440 * 2 ** ((pitch - 69) / 12))


def tone(pitch: int, level: float = 0.3, velocity: int = 127, seconds: float = 4.096) -> Tone:
    """A held note of three partials, with an attack, and a release in its last second."""
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = sum(np.sin(2 * np.pi * k * hz(pitch) * time) / k for k in (1, 2, 3))
    shape = np.minimum(1, time / 0.02) * np.clip((seconds - time) / 1.0, 0, 1)
    samples = (level * sound * shape).astype(np.float32)
    return Tone(samples, RATE_HZ, pitch, "flute", velocity, {"INAM": f"flute {pitch}"})


def cents_off(sound: np.ndarray, rate_hz: int, pitch: float) -> float:
    """How far the lowest partial of a steady sound is from a pitch: least squares of its phase."""
    time = np.arange(len(sound)) / rate_hz
    around = sound * np.exp(-2j * np.pi * hz(pitch) * time)
    blocks = around[: len(around) // 512 * 512].reshape(-1, 512).mean(1)
    turns = np.unwrap(np.angle(blocks)) / (2 * np.pi)
    slope = np.polyfit(np.arange(len(turns)) * 512 / rate_hz, turns, 1)[0]
    return float(1200 * np.log2(1 + slope / hz(pitch)))


def test_an_sfz_player_plays_every_key_at_its_pitch(play: Play, tmp_path: Path) -> None:
    folder = tmp_path / "naïve kit"
    write_kit(folder, [tone(pitch) for pitch in range(48, 73, 4)], Dress(loop=True))
    keys = range(40, 81)
    for key, sound in zip(keys, play(folder / "naïve kit.sfz", keys, 2.0, 2.5), strict=True):
        held = sound[24_000:72_000]
        assert np.sqrt((held**2).mean()) > 0.01, f"key {key} is silent"
        assert abs(cents_off(held, 48_000, key)) < 5, f"key {key}"


def test_a_held_key_sounds_on_past_the_end_of_its_file_without_a_click(
    play: Play, tmp_path: Path
) -> None:
    levels = {}
    for loop in (True, False):
        folder = tmp_path / f"loop {loop}"
        write_kit(folder, [tone(60)], Dress(loop=loop))
        (sound,) = play(folder / f"loop {loop}.sfz", [60], 11.5, 12.0)
        late, early = sound[9 * 48_000 : 11 * 48_000], sound[48_000 : 2 * 48_000]
        levels[loop] = float(np.sqrt((late**2).mean() / (early**2).mean()))
        if loop:
            steepest = np.abs(np.diff(early)).max()
            assert np.abs(np.diff(late)).max() < 1.1 * steepest
            assert abs(cents_off(late, 48_000, 60)) < 5
    assert levels[True] == pytest.approx(1, abs=0.1)
    assert levels[False] < 0.001


def test_sndfile_info_shows_root_and_loop(program: Callable[[str], str], tmp_path: Path) -> None:
    (path, *_) = write_kit(tmp_path / "kit", [tone(60)], Dress(loop=True))
    said = subprocess.run(
        [program("sndfile-info"), str(path)], capture_output=True, text=True, check=True
    ).stdout
    assert "Midi Note    : 60" in said
    assert "Loop Count   : 1" in said
    text = (tmp_path / "kit" / "kit.sfz").read_text()
    start, end = (int(text.split(f"loop_{side}=")[1].split()[0]) for side in ("start", "end"))
    # libsndfile tells the end as the first frame that is no longer heard
    assert "Start :" in said or "start" in said.lower()
    assert str(start) in said
    assert str(end) in said or str(end + 1) in said


def test_the_loop_of_a_file_closes(tmp_path: Path) -> None:
    (path, *_) = write_kit(tmp_path / "kit", [tone(52)], Dress(loop=True))
    samples = soundfile.read(path, dtype="float32")[0]
    text = (tmp_path / "kit" / "kit.sfz").read_text()
    first, last = (int(text.split(f"loop_{side}=")[1].split()[0]) for side in ("start", "end"))
    assert 0.3 * 48_000 < first < last < 3.2 * 48_000
    natural = np.abs(np.diff(samples[first:last])).max()
    assert abs(samples[first] - samples[last]) <= 1.05 * natural


def test_ends_of_zones_meet_and_cover_all_keys() -> None:
    for roots in ([60], [24, 84], list(range(24, 85, 7)), [36, 37, 90]):
        ranges = key_ranges(roots)
        keys = [key for low, high in ranges for key in range(low, high + 1)]
        assert keys == list(range(128))
        for root, (low, high) in zip(roots, ranges, strict=True):
            assert low <= root <= high


def test_velocities_have_layers(tmp_path: Path) -> None:
    tones = [tone(60, 0.1, velocity=60), tone(60, 0.4, velocity=127)]
    write_kit(tmp_path / "k", tones, Dress(pattern="{pitch}_{velocity}"))
    text = (tmp_path / "k" / "k.sfz").read_text()
    assert "lovel=1 hivel=60" in text
    assert "lovel=61 hivel=127" in text
    assert [struck(tmp_path / "k" / f"60_{v}.wav") for v in (60, 127)] == [(1, 60), (61, 127)]


def struck(path: Path) -> tuple[int, int]:
    """The velocities that the `inst` chunk of a file names."""
    content = path.read_bytes()
    at = content.index(b"inst\x07\0\0\0") + 8
    return content[at + 5], content[at + 6]


def test_an_sfz_player_plays_the_file_that_was_drawn_for_how_a_key_is_struck(
    play: Play, tmp_path: Path
) -> None:
    """The softer one is an octave up here, to tell them apart."""
    soft = replace(tone(72, velocity=60), pitch=60)
    write_kit(tmp_path / "k", [soft, tone(60, velocity=127)], Dress(pattern="{velocity}"))
    for velocity, pitch in ((20, 72), (60, 72), (61, 60), (127, 60)):
        (sound,) = play(tmp_path / "k" / "k.sfz", [60], 2.0, 2.5, velocity)
        assert abs(cents_off(sound[24_000:72_000], 48_000, pitch)) < 5, velocity


def test_a_librarys_keys_are_as_loud_as_they_are_struck_across_its_velocities(
    play: Play, tmp_path: Path
) -> None:
    """Its files are softer where their velocity is, and so is what a player does with velocity."""
    spec = parse_spec({"families": "flute", "pitches": [60], "velocities": [40, 80, 127]}, "lib")
    library = Library(spec, tmp_path, "toy")
    library.begin()
    for planned in library.plan:
        sound = tone(60)
        codes = Codemaps(*(np.zeros(Grid.of(layer).shape, np.int64) for layer in Layer))
        labels = ConditioningMaps.filled(planned.conditioning)
        library.put([planned], [Note(codes, labels, sound.samples)])
    library.finish()
    levels = {}
    for velocity in (20, 40, 41, 60, 80, 81, 127):
        (sound_,) = play(library.folder / "flute" / "flute_t1.sfz", [60], 2.0, 2.5, velocity)
        levels[velocity] = float(np.sqrt((sound_[24_000:72_000] ** 2).mean()))
    for velocity, level in levels.items():
        decibels = 20 * np.log10(level / levels[127])
        assert decibels == pytest.approx(40 * np.log10(velocity / 127), abs=0.5), velocity
    preset = ElementTree.parse(library.folder / "flute" / "flute_t1.dspreset").getroot()
    assert [s.get("volume") for s in preset.iter("sample")] == ["20.07dB", "8.03dB", None]


def test_pads_lie_on_keys_36_to_51_and_are_not_transposed(tmp_path: Path) -> None:
    write_pads(tmp_path / "drums", [tone(40 + n) for n in range(16)])
    text = (tmp_path / "drums" / "drums.sfz").read_text()
    assert text.count("<region>") == 16
    assert "sample=01_flute_040.wav\nlokey=36 hikey=36" in text
    assert "lokey=51 hikey=51" in text
    assert text.count("pitch_keytrack=0") == 16
    with pytest.raises(BadArguments, match="17"):
        write_pads(tmp_path / "more", [tone(40)] * 17)


def test_the_preset_of_decent_sampler_says_the_same(tmp_path: Path) -> None:
    write_kit(tmp_path / "k", [tone(48), tone(60)], Dress(loop=True))
    root = ElementTree.parse(tmp_path / "k" / "k.dspreset").getroot()
    found = [(s.get("path"), s.get("rootNote"), s.get("hiNote")) for s in root.iter("sample")]
    assert found == [("k_048.wav", "48", "54"), ("k_060.wav", "60", "127")]
    assert all((tmp_path / "k" / str(s.get("path"))).is_file() for s in root.iter("sample"))


def test_everything_is_as_loud_as_was_asked_and_nothing_clips(tmp_path: Path) -> None:
    tones = [tone(48, 0.05), tone(60, 0.4)]
    for path in write_kit(tmp_path / "k", tones, Dress(lufs=-20))[:2]:
        samples, rate_hz = soundfile.read(path, dtype="float32")
        assert loudness(samples, rate_hz) == pytest.approx(-20, abs=0.1)
    click = np.zeros(48_000, np.float32)
    click[::4800] = 0.5
    assert gain_to(click, 48_000, 0.0) == pytest.approx(0.98 / 0.5)
    assert gain_to(np.zeros(48_000, np.float32), 48_000, -20) == 1


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 96_000])
def test_loudness_is_that_of_the_standard_at_every_rate(rate_hz: int) -> None:
    sine = np.sin(2 * np.pi * 997 * np.arange(2 * rate_hz) / rate_hz).astype(np.float32)
    assert loudness(sine, rate_hz) == pytest.approx(-3.01, abs=0.02)
    half = np.concatenate([sine, np.zeros_like(sine)])  # silence is not counted
    assert loudness(half, rate_hz) == pytest.approx(-3.01, abs=0.7)


@pytest.mark.parametrize(
    "pattern", ["", "../{pitch}", "{pitch.__class__}", "{nothing}", "{pitch:q}", "a/b", "{", ".x"]
)
def test_patterns_that_make_no_name_are_refused(pattern: str) -> None:
    with pytest.raises(BadArguments):
        file_name(pattern, {"pitch": 60})


def test_two_notes_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadArguments, match=r"kit\.wav"):
        write_kit(tmp_path / "kit", [tone(48), tone(60)], Dress(pattern="{name}"))
    assert list(tmp_path.iterdir()) == []


def test_notes_are_spelt_without_signs() -> None:
    assert [note_name(p) for p in (24, 60, 70)] == ["C1", "C4", "As4"]


def test_a_disk_that_is_full_leaves_the_old_kit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kit"
    write_kit(folder, [tone(48), tone(60)])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    written = 0

    def fills_up(fd: int) -> None:
        nonlocal written
        written += 1
        if written == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fills_up)
    with pytest.raises(FileTrouble, match="No space left"):
        write_kit(folder, [tone(50), tone(62)])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["kit"], "nothing is left over"


def test_a_kit_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    write_kit(tmp_path / "kit", [tone(48), tone(60)])
    write_kit(tmp_path / "kit", [tone(50)])
    assert sorted(path.name for path in (tmp_path / "kit").iterdir()) == [
        "kit.dspreset",
        "kit.sfz",
        "kit_050.wav",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["kit"]


def test_sfz_has_no_paths() -> None:
    assert "/" not in sfz([Zone("a b.wav", 60, 0, 127)])
    assert kit.FIRST_PAD == 36
