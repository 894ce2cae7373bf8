"""A redrawn column is heard as soon as its last code is drawn. Torch; worker process.

Each finished column is decoded as an edit of its own: a crop of up to three columns, set into the
sound as it was left by the column before, with the fades of every edit.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol

import numpy as np
import torch

from notono_live.engine.jobs import Show
from notono_live.model.drawing import Canvas, StepDone
from notono_live.model.sequence import ROWS, to_codemap
from notono_live.notes.codemap import COLUMN_SAMPLES, Layer
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Note


class Decoder(Protocol):
    def decode_batch(
        self, top: np.ndarray, bottom: np.ndarray, kept: np.ndarray, constraint: Constraint
    ) -> np.ndarray: ...


class Preview:
    """Follows the drawing of one note's bottom layer. The last column is not shown: the note itself
    is next."""

    def __init__(self, decoder: Decoder, note: Note, constraint: Constraint, show: Show) -> None:
        self._decoder = decoder
        self._constraint = constraint
        self._show = show
        self._sound = note.samples.copy()
        self._columns = note.columns

    def watching(self, canvas: Canvas, top: torch.Tensor, step_done: StepDone) -> StepDone:
        """`step_done` that also sees when a column of the canvas is whole; `top` (1, 32, T)."""
        steps = canvas.mask.any(1).nonzero().flatten().tolist()  # in the order they are drawn
        columns = [step // ROWS for step in steps]
        ends = {
            done: column
            for done, (column, after) in enumerate(pairwise(columns), 1)
            if column != after
        }
        drawn = 0

        def watch() -> None:
            nonlocal drawn
            step_done()
            drawn += 1
            if drawn in ends:
                bottom = to_codemap(canvas.codes, Layer.BOTTOM)
                self._decode(ends[drawn], top.cpu().numpy(), bottom.cpu().numpy())

        return watch

    def _decode(self, column: int, top: np.ndarray, bottom: np.ndarray) -> None:
        first, last = max(0, column - 1), min(column + 2, self._columns)
        frames = slice(first * COLUMN_SAMPLES, last * COLUMN_SAMPLES)
        cut = _one_column(self._constraint, column, first, last)
        self._sound[frames] = self._decoder.decode_batch(
            top[..., first:last],
            bottom[..., 2 * first : 2 * last],
            self._sound[None, frames],
            cut,
        )[0]
        self._show(frames.start, self._sound[frames].copy())


def _one_column(constraint: Constraint, column: int, first: int, last: int) -> Constraint:
    """What the constraint frees in one top column, of the columns from `first` to `last`."""
    top, bottom = np.zeros_like(constraint.top), np.zeros_like(constraint.bottom)
    top[:, column] = constraint.top[:, column]
    halves = slice(2 * column, 2 * column + 2)
    bottom[:, halves] = constraint.bottom[:, halves]
    return Constraint(top, bottom).cut(first, last)
