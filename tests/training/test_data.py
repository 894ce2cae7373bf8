"""The loader against small hand-made folders in NSynth's layout: labels, split, sound, batches."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from notono_live.errors import FileTrouble, OutOfRange
from notono_live.notes.conditioning import Family
from notono_live.training import data


def make_dataset(root: Path, pitches: range, samples: int = 64_000, velocity: int = 100) -> Path:
    """A folder as NSynth's archives unpack: note p is a constant p / 128."""
    (root / "audio").mkdir(parents=True)
    entries = {}
    for pitch in pitches:
        name = f"guitar_acoustic_010-{pitch:03d}-{velocity:03d}"
        entries[name] = {
            "note": pitch,
            "note_str": name,
            "instrument": 10,
            "instrument_str": "guitar_acoustic_010",
            "pitch": pitch,
            "velocity": velocity,
            "sample_rate": 16_000,
            "qualities": [0] * 10,
            "qualities_str": [],
            "instrument_family": 3,
            "instrument_family_str": "guitar",
            "instrument_source": 0,
            "instrument_source_str": "acoustic",
        }
        sound = np.full(samples, pitch / 128, dtype=np.float32)
        soundfile.write(root / "audio" / f"{name}.wav", sound, 16_000, "PCM_16")
    (root / "examples.json").write_text(json.dumps(entries))
    return root


def test_labels_come_from_the_index(tmp_path):
    split = data.load(make_dataset(tmp_path / "d", range(60, 61)), fraction=1.0)
    (example,) = split.train
    assert (example.pitch, example.velocity) == (60, 100)
    assert example.family_index == Family.GUITAR.number
    assert example.note_str == "guitar_acoustic_010-060-100"
    assert data.read_audio(example.path)[0] == pytest.approx(60 / 128, abs=1e-4)


def test_the_split_is_disjoint_whole_and_four_to_one_within_the_pitches(tmp_path):
    split = data.load(make_dataset(tmp_path / "d", range(20, 90), samples=16))
    pitches = [example.pitch for example in split.train + split.valid]
    assert sorted(pitches) == list(range(24, 85))
    assert len(split.train) == round(0.8 * 61)


def test_the_split_ignores_the_order_of_the_index_and_follows_the_seed(tmp_path):
    root = make_dataset(tmp_path / "d", range(24, 85), samples=16)
    before = data.load(root, seed=3)
    entries = json.loads((root / "examples.json").read_text())
    (root / "examples.json").write_text(json.dumps(dict(reversed(entries.items()))))
    assert data.load(root, seed=3) == before
    assert data.load(root, seed=4) != before


def test_several_folders_read_as_one_in_any_order(tmp_path):
    roots = [
        make_dataset(tmp_path / n, p, 16) for n, p in (("a", range(30, 40)), ("b", range(40, 50)))
    ]
    both = data.load(roots)
    assert len(both.train) + len(both.valid) == 20
    assert data.load(roots[::-1]) == both


def kin_of(notes: tuple[data.Example, ...]) -> set[str]:
    return {example.kin for example in notes}


def test_held_out_instruments_and_their_kin_are_never_trained_on(tmp_path):
    root = make_dataset(tmp_path / "d", range(40, 80), samples=16)
    entries = json.loads((root / "examples.json").read_text())
    for number, entry in enumerate(entries.values()):
        entry["kin"] = f"program_{number % 20}"
    (root / "examples.json").write_text(json.dumps(entries))
    split = data.load(root)
    assert len(kin_of(split.strangers)) == 2
    assert len(split.strangers) == 4
    assert not kin_of(split.strangers) & kin_of(split.train + split.valid)
    assert len(split.train) + len(split.valid) + len(split.strangers) == 40
    assert len(split.train) == round(0.8 * 36)
    assert not data.load(root, held_out=0.0).strangers


def test_a_family_of_few_instruments_is_trained_on_whole(tmp_path):
    assert not data.load(make_dataset(tmp_path / "d", range(40, 80), samples=16)).strangers


def test_half_written_files_are_ignored(tmp_path):
    root = make_dataset(tmp_path / "d", range(60, 65), samples=16)
    (root / "audio" / ".guitar_acoustic_010-065-100.wav.1.2.tmp").write_bytes(b"RIFF")
    split = data.load(root)
    assert len(split.train) + len(split.valid) == 5


@pytest.mark.parametrize(("samples", "sounding"), [(1_000, 1_000), (70_000, 64_000)])
def test_every_note_is_four_seconds(tmp_path, samples, sounding):
    root = make_dataset(tmp_path / "d", range(64, 65), samples)
    audio = data.read_audio(root / "audio" / "guitar_acoustic_010-064-100.wav")
    assert audio.shape == (64_000,)
    assert audio.dtype == np.float32
    assert np.count_nonzero(audio) == sounding


@pytest.mark.parametrize(
    ("shape", "rate_hz", "complaint"),
    [((100,), 44_100, "44100 Hz and 1 channel"), ((100, 2), 16_000, "2 channel")],
)
def test_other_rates_and_channels_are_refused(tmp_path, shape, rate_hz, complaint):
    soundfile.write(tmp_path / "n.wav", np.zeros(shape), rate_hz)
    with pytest.raises(FileTrouble, match=complaint):
        data.read_audio(tmp_path / "n.wav")


def test_a_broken_wav_is_named(tmp_path):
    (tmp_path / "n.wav").write_bytes(b"not a WAV")
    with pytest.raises(FileTrouble, match=r"n\.wav.*render again"):
        data.read_audio(tmp_path / "n.wav")


@pytest.mark.parametrize(
    ("index", "complaint"),
    [
        (None, "examples.json is missing"),
        ("{", "render or unpack the dataset again"),
        ("[1]", "holds a list"),
        ('{"n": {"pitch": 60}}', "note n: KeyError"),
        ('{"n": 5}', "note n: TypeError"),
        (
            '{"n": {"pitch": 60, "velocity": 9, "instrument_family": 3, '
            '"instrument_family_str": "brass"}}',
            "family 3 brass",
        ),
        (
            '{"n": {"pitch": 60, "velocity": 9, "instrument_family": 3, '
            '"instrument_family_str": "guitar"}}',
            "1 notes without sound",
        ),
        ("{}", "no note with pitch 24..84"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why(tmp_path, index, complaint):
    (tmp_path / "audio").mkdir()
    if index is not None:
        (tmp_path / "examples.json").write_text(index)
    with pytest.raises(FileTrouble, match=complaint):
        data.load(tmp_path)


def test_an_epoch_holds_every_note_once():
    chosen = np.concatenate([data.indices_at(step, 12, 4, seed=7) for step in range(3)])
    assert sorted(chosen) == list(range(12))
    assert not np.array_equal(chosen, np.arange(12))


def test_a_batch_may_be_larger_than_the_dataset():
    assert np.bincount(data.indices_at(0, 3, 9, seed=0)).tolist() == [3, 3, 3]


def test_batches_resume_at_any_step(tmp_path):
    examples = data.load(make_dataset(tmp_path / "d", range(40, 61)), fraction=1.0).train
    straight = list(itertools.islice(data.batches(examples, 4, seed=1), 9))
    resumed = list(itertools.islice(data.batches(examples, 4, seed=1, first_step=6), 3))
    for expected, batch in zip(straight[6:], resumed, strict=True):
        assert np.array_equal(batch.audio, expected.audio)
        assert np.array_equal(batch.pitch, expected.pitch)
        assert np.array_equal(batch.family, expected.family)
        assert batch.audio.shape == (4, 64_000)
        assert batch.pitch.dtype == batch.family.dtype == np.int64
        assert batch.audio[:, 0] == pytest.approx(batch.pitch / 128, abs=1e-4)


def test_trouble_in_the_reading_thread_reaches_the_caller(tmp_path):
    missing = data.Example(tmp_path / "gone.wav", 60, 0, 100, "gone")
    with pytest.raises(FileTrouble, match=r"gone\.wav"):
        next(data.batches([missing], 1))


@pytest.mark.parametrize(("count", "batch_size"), [(0, 4), (3, 0)])
def test_nothing_to_batch_is_an_error_at_once(tmp_path, count, batch_size):
    examples = [data.Example(tmp_path, 60, 0, 100, "n")] * count
    with pytest.raises(OutOfRange, match=f"{count} examples in batches of {batch_size}"):
        data.batches(examples, batch_size)
