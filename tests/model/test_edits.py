"""What the model does to any cells: erase, random codes, several takes, and the levels it shows."""

from __future__ import annotations

import numpy as np
import pytest
from test_drawing import random_note
from tiny import tiny_inpainter

from notono_live.model.bundle import load_inpainter
from notono_live.model.codec import FADE_FRAMES
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.progress import ignore
from notono_live.notes.cells import Cells
from notono_live.notes.codemap import CODES, COLUMN_SAMPLES, Grid, Layer
from notono_live.notes.conditioning import OWN, Conditioning, ConditioningMaps, Family
from notono_live.notes.constraint import Constraint, Region, beneath
from notono_live.notes.note import Note, Sampling

REACH = FADE_FRAMES * 512 + 1024 + 512  # the fade, half a window, and the frame it is centred in


@pytest.fixture(scope="module")
def model() -> NeuralInpainter:
    return tiny_inpainter()


def noise_note() -> Note:
    """White noise, 0.1 rms: something to hear in every cell. Codes of another sound, so that those
    which are read again show."""
    rng = np.random.default_rng(5)
    sound = rng.normal(0, 0.1, 4 * COLUMN_SAMPLES).astype(np.float32)
    labels = ConditioningMaps.filled(Conditioning(60, Family.REED))
    return Note(random_note(rng).codemaps, labels, sound)


def decibels_between(before: np.ndarray, after: np.ndarray, low_hz: float, high_hz: float) -> float:
    hz = np.fft.rfftfreq(len(before), 1 / 16000)
    band = (hz >= low_hz) & (hz < high_hz)
    powers = [
        np.square(np.abs(np.fft.rfft(x * np.hanning(len(x)))))[band].sum() for x in (before, after)
    ]
    return float(10 * np.log10((powers[1] + 1e-20) / powers[0]))


@pytest.mark.parametrize(("gain", "low_db", "high_db"), [(0.0, -200, -60), (0.25, -12.6, -11.5)])
def test_erasing_turns_the_cells_down_and_leaves_the_rest(
    model: NeuralInpainter, gain: float, low_db: float, high_db: float
) -> None:
    note = noise_note()
    rows = slice(8, 16)  # 343 Hz to 1 022 Hz, of the second and third second
    region = Region(Layer.TOP, 1, 3, rows.start, rows.stop)
    constraint = Constraint.freeing(region)
    made = model.erase(note, constraint, gain, ignore)
    first, last = COLUMN_SAMPLES - REACH, 3 * COLUMN_SAMPLES + REACH
    assert np.array_equal(made.samples[:first], note.samples[:first])
    assert np.array_equal(made.samples[last:], note.samples[last:])
    inside = slice(COLUMN_SAMPLES + 1024, 3 * COLUMN_SAMPLES - 1024)
    before, after = note.samples[inside], made.samples[inside]
    assert low_db < decibels_between(before, after, 380, 960) < high_db
    for band in ((100, 280), (1200, 7900)):
        assert abs(decibels_between(before, after, *band)) < 0.05
    for layer, mask in ((Layer.TOP, constraint.top), (Layer.BOTTOM, constraint.bottom)):
        changed = made.codemaps.of(layer) != note.codemaps.of(layer)
        assert not changed[~mask].any()
        assert changed[mask].any()
    assert (made.conditioning.bottom.family == Family.REED.number).all()


def test_erasing_all_leaves_silence(model: NeuralInpainter) -> None:
    made = model.erase(noise_note(), Constraint.nothing_kept(), 0.0, ignore)
    assert np.abs(made.samples).max() < 1e-6


def test_erasing_a_bottom_cell_keeps_the_top_codes(model: NeuralInpainter) -> None:
    note = noise_note()
    mask = np.zeros(Grid.of(Layer.BOTTOM).shape, dtype=bool)
    mask[40:44, 3] = True
    made = model.erase(note, Cells.of(Layer.BOTTOM, mask).constraint, 0.0, ignore)
    assert np.array_equal(made.codemaps.top, note.codemaps.top)


@pytest.mark.parametrize("layer", Layer)
def test_random_codes_are_uniform_and_repeat_with_their_seed(
    model: NeuralInpainter, layer: Layer
) -> None:
    note = random_note(np.random.default_rng(0))
    constraint = Constraint.freeing(Region.whole(layer))
    drawn = []
    for seed in (*range(12), 0):
        made = model.inpaint(note, constraint, OWN, Sampling(seed=seed), ignore, uniform=layer)
        drawn.append(made.codemaps.of(layer))
    assert np.array_equal(drawn[0], drawn[-1])
    assert not np.array_equal(drawn[0], drawn[1])
    codes = np.concatenate([each.flatten() for each in drawn[:-1]])
    quarters = np.bincount(codes // (CODES // 4), minlength=4) / len(codes)
    assert np.abs(quarters - 0.25).max() < 0.05
    assert len(np.unique(codes)) > 0.9 * CODES


def test_beneath_random_top_codes_the_bottom_is_the_priors(model: NeuralInpainter) -> None:
    note = random_note(np.random.default_rng(0))
    mask = np.zeros((32, 4), dtype=bool)
    mask[5:9, 2] = True
    constraint = Constraint(mask, beneath(mask))
    made = model.inpaint(note, constraint, OWN, Sampling(seed=4), ignore, uniform=Layer.TOP)
    assert np.array_equal(made.codemaps.top[~mask], note.codemaps.top[~mask])
    redrawn = Note(
        type(note.codemaps)(made.codemaps.top.copy(), note.codemaps.bottom),
        note.conditioning,
        note.samples,
    )
    below = Constraint(np.zeros_like(mask), beneath(mask))
    again = model.inpaint(redrawn, below, OWN, Sampling(seed=4), ignore)
    assert np.array_equal(again.codemaps.bottom, made.codemaps.bottom)


def test_a_batch_of_takes_repeats_bit_for_bit_and_each_has_its_own_labels(
    model: NeuralInpainter,
) -> None:
    note = random_note(np.random.default_rng(0))
    constraint = Constraint.freeing(Region(Layer.TOP, 1, 3, 0, 32))
    paints = [Conditioning(40, Family.BASS), OWN, Conditioning(80)]
    samplings = [Sampling(seed=seed) for seed in (1, 2, 3)]
    one, other = (
        model.inpaint_batch([note] * len(paints), constraint, paints, samplings, ignore)
        for _ in range(2)
    )
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a.samples, b.samples)
    assert [int(take.conditioning.top.pitch[0, 1]) for take in one][::2] == [40, 80]
    assert one[1].conditioning.top.pitch[0, 1] == note.conditioning.top.pitch[0, 1]
    assert not one[0].codemaps.same_as(one[2].codemaps)


def test_labels_of_each_cell_are_what_the_prior_sees(model: NeuralInpainter) -> None:
    """The same labels given as maps or as one conditioning draw the same; other maps, another."""
    note = random_note(np.random.default_rng(0))
    constraint = Constraint.nothing_kept()

    def drawn(labels: ConditioningMaps) -> np.ndarray:
        labelled = Note(note.codemaps, labels, note.samples)
        return model.inpaint(labelled, constraint, OWN, Sampling(seed=1), ignore).codemaps.top

    bass = Conditioning(30, Family.BASS)
    plain = model.inpaint(note, constraint, bass, Sampling(seed=1), ignore).codemaps.top
    filled = ConditioningMaps.filled(bass)
    assert np.array_equal(drawn(filled), plain)
    mask = np.zeros((32, 4), dtype=bool)
    mask[:, 2:] = True
    half = filled.painted(Constraint(mask, beneath(mask)), Conditioning(84, Family.VOCAL))
    assert not np.array_equal(drawn(half), plain)


def test_a_note_without_samples_is_decoded_whole(model: NeuralInpainter) -> None:
    note = random_note(np.random.default_rng(0))
    bare = Note(note.codemaps, note.conditioning, np.zeros(0, dtype=np.float32))
    kept = Constraint(np.zeros((32, 4), dtype=bool), np.zeros((64, 8), dtype=bool))
    whole = model.inpaint(bare, kept, OWN, Sampling(), ignore)
    assert whole.codemaps.same_as(note.codemaps)
    codes = note.codemaps.top[None], note.codemaps.bottom[None]
    assert np.array_equal(whole.samples, model.decode_batch(*codes)[0])


def test_levels_are_as_loud_as_the_sound(model: NeuralInpainter) -> None:
    note = noise_note()
    level = model.look(note)
    assert (level.shape, level.dtype) == ((1024, 128), np.uint8)
    softer = model.look(Note(note.codemaps, note.conditioning, note.samples / 10))
    lower = level[32:].astype(int) - softer[32:]
    assert np.median(lower) == round(2 * np.log(10) / 19 * 255)  # the scale spans 19 nats
    quiet = Note(note.codemaps, note.conditioning, np.zeros_like(note.samples))
    assert not model.look(quiet).any()


def test_the_codes_of_what_was_erased_are_quiet() -> None:
    """With the model that comes along: an organ without its second second, heard from the codes
    alone."""
    model = load_inpainter("default", "cpu")
    organ = Conditioning(48, Family.ORGAN)
    note = model.inpaint(None, Constraint.nothing_kept(), organ, Sampling(seed=1), ignore)
    made = model.erase(note, Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 32)), 0.0, ignore)
    heard = model.decode_batch(made.codemaps.top[None], made.codemaps.bottom[None])[0]
    middle = slice(COLUMN_SAMPLES + REACH, 2 * COLUMN_SAMPLES - REACH)
    before, after = (float(np.square(x[middle]).mean()) for x in (note.samples, heard))
    assert before > 1e-3
    assert 10 * np.log10(after / before) < -25
    start = slice(0, COLUMN_SAMPLES - REACH)
    assert np.square(heard[start]).mean() > 0.1 * np.square(note.samples[start]).mean()
