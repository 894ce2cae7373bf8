"""Decoding where an edit is heard gives what decoding all of the note gives."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from test_drawing import random_note
from tiny import tiny_inpainter
from torch.nn import functional as fn

from notono_live.model import bundle
from notono_live.model.codec import (
    CONTEXT_CELLS,
    FADE_BINS,
    FADE_FRAMES,
    fresh_weights,
    reached,
)
from notono_live.notes.codemap import COLUMN_SAMPLES, Codemaps, Layer
from notono_live.notes.conditioning import Conditioning, Family
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Note, Sampling


def decibels(samples: np.ndarray) -> np.ndarray:
    frames = np.lib.stride_tricks.sliding_window_view(samples, 1024)[::256] * np.hanning(1024)
    levels = 20 * np.log10(np.abs(np.fft.rfft(frames)) + 1e-9)
    return np.maximum(levels, levels.max() - 40)


def test_a_second_of_a_long_note_sounds_as_if_all_of_it_had_been_decoded() -> None:
    """Of an organ's twelve seconds one becomes another instrument's, each of three in turn, and all
    that four times: of one draw it is 2 to 9 % of what changes."""
    inpainter = bundle.load_inpainter("default", "cpu")
    kinds = [Conditioning(52, Family.ORGAN), Conditioning(40, Family.BASS),
             Conditioning(71, Family.REED), Conditioning(60, Family.MALLET)]  # fmt: skip
    constraint = Constraint.freeing(Region(Layer.TOP, 5, 6, 0, 32), 12)
    inside = slice(5 * COLUMN_SAMPLES + 4096, 6 * COLUMN_SAMPLES - 4096)
    apart = []
    for seed in range(1, 5):
        first, *others = inpainter.generate(kinds, Sampling(seed=seed), lambda fraction: None)
        sound = np.tile(first.samples, 3)
        for second in others:
            top, bottom = (np.tile(first.codemaps.of(layer), 3)[None] for layer in Layer)
            top[0, :, 5] = second.codemaps.top[:, 1]
            bottom[0, :, 10:12] = second.codemaps.bottom[:, 2:4]
            cut = inpainter.decode_batch(top, bottom, sound[None], constraint)[0]
            whole = decibels(inpainter.codec.decode(top, bottom)[0][inside])
            apart.append([np.abs(decibels(x[inside]) - whole).mean() for x in (cut, sound)])
    error, other = np.sum(apart, axis=0)
    assert error < 0.08 * other


@pytest.mark.parametrize("columns", [4, 9])
@pytest.mark.parametrize("column", [0, 2, 3])
def test_no_sample_beyond_the_fades_changes(columns: int, column: int) -> None:
    note = random_note(np.random.default_rng(1), columns)
    constraint = Constraint.freeing(Region(Layer.TOP, column, column + 1, 0, 32), columns)
    made = decoded(note, constraint)
    reach = 4 * 512 + 1024 + 512  # the fade, half a window, and the frame it is centred in
    far = np.ones(len(note.samples), bool)
    far[max(0, column * COLUMN_SAMPLES - reach) : (column + 1) * COLUMN_SAMPLES + reach] = False
    assert np.array_equal(made[far], note.samples[far])
    assert not np.array_equal(made, note.samples)


def test_what_touches_nothing_changes_nothing() -> None:
    note = random_note(np.random.default_rng(1))
    nothing = Constraint(np.zeros((32, 4), bool), np.zeros((64, 8), bool))
    assert np.array_equal(decoded(note, nothing), note.samples)


def test_far_columns_are_not_asked_for() -> None:
    """A code beyond the context does not reach the sound of an edit."""
    note = random_note(np.random.default_rng(1), 12)
    constraint = Constraint.freeing(Region(Layer.TOP, 6, 7, 0, 32), 12)
    far = 6 - CONTEXT_CELLS // 2 - 1
    top, bottom = note.codemaps.top.copy(), note.codemaps.bottom.copy()
    top[:, : far + 1] = 7
    bottom[:, : 2 * far + 2] = 7
    other = Note(Codemaps(top, bottom), note.conditioning, note.samples)
    assert np.array_equal(decoded(note, constraint), decoded(other, constraint))


def test_fades_are_means_over_the_pixels_around() -> None:
    cells = np.random.default_rng(2).random((64, 6)) < 0.2
    pixels = torch.from_numpy(cells.repeat(16, 0).repeat(16, 1)).float()[None, None]
    sides = FADE_FRAMES, FADE_FRAMES, FADE_BINS, FADE_BINS
    around = fn.pad(pixels, sides, mode="replicate")
    mean = fn.avg_pool2d(around, (2 * FADE_BINS + 1, 2 * FADE_FRAMES + 1), stride=1)
    plain = torch.maximum(pixels, 2 * mean).clamp(max=1)[0]
    torch.testing.assert_close(fresh_weights(cells), plain, atol=1e-5, rtol=0)


def test_samples_are_reached_by_windows_of_frames_with_weight() -> None:
    weight = torch.zeros(1, 1024, 64)
    weight[0, 3, [0, 20, 21, 40, 63]] = 0.1
    heard = (weight[0].amax(0) > 0).repeat_interleave(512).float()[None, None]
    plain = fn.max_pool1d(heard, 2049, stride=1, padding=1024)[0, 0] > 0
    assert torch.equal(reached(weight, 64 * 512), plain)


def decoded(note: Note, constraint: Constraint) -> np.ndarray:
    maps = note.codemaps.top[None], note.codemaps.bottom[None]
    return tiny_inpainter().decode_batch(*maps, note.samples[None], constraint)[0]
