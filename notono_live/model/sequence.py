"""Codemap ↔ the order the priors read it, and the windows of a long note. Torch; worker or
training.

Time-major, frequency innermost, low to high: cell (row, column) of the top map is step
32 · column + row (original system, §3.2). A step of the bottom prior is the 2 × 2 patch under that
top cell, its codes in the order (row 0, column 0), (row 1, column 0), (row 0, column 1), (row 1,
column 1).

Legend: B batch, S steps, P codes a step (1 top, 4 bottom).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import torch

from notono_live.notes.codemap import WINDOW_COLUMNS, Layer

ROWS = 32  # steps in one top column
SIDE = {Layer.TOP: 1, Layer.BOTTOM: 2}  # cells per side of one step's patch


def to_sequence(cells: torch.Tensor, layer: Layer) -> torch.Tensor:
    """(B, rows, columns) → (B, S, P).

    >>> to_sequence(torch.arange(8).reshape(1, 4, 2), Layer.BOTTOM).tolist()
    [[[0, 2, 1, 3], [4, 6, 5, 7]]]
    """
    side = SIDE[layer]
    batch, rows, columns = cells.shape
    patches = cells.reshape(batch, rows // side, side, columns // side, side)
    return patches.permute(0, 3, 1, 4, 2).reshape(batch, -1, side * side)


def to_codemap(sequence: torch.Tensor, layer: Layer, rows: int = ROWS) -> torch.Tensor:
    """(B, S, P) → (B, rows, columns): the inverse; `rows` counts top rows."""
    side = SIDE[layer]
    batch, steps, _ = sequence.shape
    patches = sequence.reshape(batch, steps // rows, rows, side, side)
    return patches.permute(0, 2, 4, 1, 3).reshape(batch, rows * side, -1)


class Run(NamedTuple):
    start: int
    stop: int
    masked: bool


def runs(masked: torch.Tensor) -> Iterator[Run]:
    """Maximal stretches of steps to sample and steps to keep, in order; `masked` is (S,) bool.

    >>> [tuple(run) for run in runs(torch.tensor([False, False, True, True, False]))]
    [(0, 2, False), (2, 4, True), (4, 5, False)]
    """
    edges = [0, *(torch.nonzero(masked[1:] != masked[:-1]).flatten() + 1).tolist(), len(masked)]
    for start, stop in pairwise(edges):
        if start < stop:
            yield Run(start, stop, bool(masked[start]))


class Window(NamedTuple):
    """A stretch of WINDOW_COLUMNS top columns, and the columns [first, last) of the note drawn in
    it."""

    start: int
    first: int
    last: int


def windows(columns: int, onset: int = 0) -> tuple[Window, ...]:
    """How a note of `columns` top columns is walked from the column `onset` on, four at a time.

    A column is drawn with two columns of past and one of future in sight, where there are that
    many; the first stands at the window's start and the last at its end, as attack and release did
    in training.

    >>> [tuple(w) for w in windows(4)]
    [(0, 0, 4)]
    >>> [tuple(w) for w in windows(6)]
    [(0, 0, 3), (1, 3, 4), (2, 4, 6)]
    >>> [tuple(w) for w in windows(6, onset=1)]
    [(1, 1, 4), (2, 4, 6)]
    """
    last = columns - WINDOW_COLUMNS
    starts = {c: min(max(c - 2, onset), last) for c in range(onset, columns)}
    found = []
    for start in dict.fromkeys(starts.values()):
        drawn = [c for c in starts if starts[c] == start]
        found.append(Window(start, drawn[0], drawn[-1] + 1))
    return tuple(found)
