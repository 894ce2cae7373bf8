"""Encode, inpaint, decode: what is outside the region stays."""

from __future__ import annotations

import numpy as np
import pytest
from test_drawing import random_note
from tiny import tiny_inpainter

from notono_live.model.codec import FADE_FRAMES, LOUDEST, fresh_weights
from notono_live.model.progress import ignore
from notono_live.notes.codemap import COLUMN_SAMPLES, Layer
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Sampling


@pytest.mark.parametrize(("samples", "columns"), [(160, 4), (64_000, 4), (100_000, 7)])
def test_encoding_keeps_the_samples_and_pads_to_whole_columns(samples: int, columns: int) -> None:
    sound = np.sin(np.arange(samples) / 10).astype(np.float32)
    note = tiny_inpainter().encode(sound, Conditioning(60), ignore)
    assert note.columns == columns
    assert len(note.samples) == columns * COLUMN_SAMPLES
    assert np.array_equal(note.samples[:samples], sound)
    assert not note.samples[samples:].any()


def test_nothing_outside_a_stretch_of_time_changes() -> None:
    note = random_note(np.random.default_rng(0))
    constraint = Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 32))
    made = tiny_inpainter().inpaint(note, constraint, Conditioning(60), Sampling(), ignore)
    reach = (
        FADE_FRAMES * 512 + 1024 + 512
    )  # the fade, half a window, and the frame it is centred in
    first, last = COLUMN_SAMPLES - reach, 2 * COLUMN_SAMPLES + reach
    assert np.array_equal(made.samples[:first], note.samples[:first])
    assert np.array_equal(made.samples[last:], note.samples[last:])
    middle = slice(COLUMN_SAMPLES, 2 * COLUMN_SAMPLES)
    assert not np.allclose(made.samples[middle], note.samples[middle], atol=1e-2)


def test_nothing_far_outside_a_band_changes() -> None:
    note = random_note(np.random.default_rng(0))
    constraint = Constraint.freeing(Region(Layer.TOP, 0, 4, 0, 8))  # below 343 Hz
    made = tiny_inpainter().inpaint(note, constraint, Conditioning(60), Sampling(), ignore)
    before, after = (np.abs(np.fft.rfft(s)) for s in (note.samples, made.samples))
    hz = np.fft.rfftfreq(len(note.samples), 1 / 16000)
    for low, high, most in ((500, 8000, 0.01), (50, 300, np.inf)):
        band = (hz >= low) & (hz < high)
        change = np.square(after - before)[band].sum() / np.square(before)[band].sum()
        assert change < most
        if most == np.inf:
            assert change > 0.1


def test_fresh_weights_fill_the_cells_and_fade_around_them() -> None:
    constraint = Constraint.freeing(Region(Layer.BOTTOM, 2, 3, 10, 12))
    weights = fresh_weights(constraint.touched())[0].numpy()
    assert weights.shape == (1024, 128)
    assert (weights[160:192, 32:48] == 1).all()
    assert not weights[:150].any()
    assert not weights[:, 54:].any()
    assert 0 < weights[157, 40] < 1


def test_an_empty_mask_changes_nothing() -> None:
    note = random_note(np.random.default_rng(0))
    nothing = Constraint(np.zeros((32, 4), bool), np.zeros((64, 8), bool))
    made = tiny_inpainter().inpaint(note, nothing, Conditioning(60), Sampling(), ignore)
    assert np.array_equal(made.samples, note.samples)


def test_nothing_drawn_is_louder_than_full_scale() -> None:
    inpainter = tiny_inpainter()
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 512, (1, 32, 4)), rng.integers(0, 512, (1, 64, 8))
    inpainter.vqvae.decode_both[-2].bias.data[:16] += 1.2  # every pixel at 120 % of full level
    assert np.abs(inpainter.decode_batch(*codes)).max() <= LOUDEST + 1e-6
    note = random_note(rng)
    constraint = Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 32))
    made = inpainter.decode_batch(*codes, note.samples[None], constraint)
    assert 0.5 < np.abs(made).max() <= 1
    assert np.array_equal(made[0, :4096], note.samples[:4096])
