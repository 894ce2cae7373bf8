"""Region, mask and Constraint: which cells are drawn again and which are kept. Plain values, any
thread.

A mask is (rows, columns) bool and **True means: will be sampled again**.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from notono_live.errors import OutOfRange
from notono_live.notes.codemap import WINDOW_COLUMNS, Grid, Layer

SLIVER = 0.15  # a region may reach this far into a cell, in cells, without taking the cell


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of cells in one layer, half-open: rows [row, row_end), columns [column,
    column_end)."""

    layer: Layer
    column: int
    column_end: int
    row: int
    row_end: int

    @classmethod
    def whole(cls, layer: Layer, top_columns: int = WINDOW_COLUMNS) -> Region:
        grid = Grid.of(layer, top_columns)
        return cls(layer, 0, grid.columns, 0, grid.rows)

    @classmethod
    def spanning(
        cls,
        layer: Layer,
        time_seconds: tuple[float, float],
        band: tuple[float, float] = (0.0, 1.0),
        top_columns: int = WINDOW_COLUMNS,
    ) -> Region:
        """The cells under a stretch of time (seconds) and of frequency (0..1 along the mel axis).

        Snaps outward, except that a sliver of a cell does not take the cell: a column lasts 1.024
        s, and who asks for seconds 1 to 2 means one column, not two.

        >>> Region.spanning(Layer.TOP, (1.0, 2.0), (0.0, 0.25))
        Region(layer=<Layer.TOP: 'top'>, column=1, column_end=2, row=0, row_end=8)
        """
        grid = Grid.of(layer, top_columns)
        column, column_end = _snap(time_seconds, grid.seconds_per_column, grid.columns, "time (s)")
        row, row_end = _snap(band, 1 / grid.rows, grid.rows, "frequency (0..1)")
        return cls(layer, column, column_end, row, row_end)

    def checked(self, top_columns: int) -> Region:
        """This region, if it lies inside a note of `top_columns`; else OutOfRange."""
        grid = Grid.of(self.layer, top_columns)
        if (
            0 <= self.column < self.column_end <= grid.columns
            and 0 <= self.row < self.row_end <= grid.rows
        ):
            return self
        raise OutOfRange(
            f"region columns {self.column}..{self.column_end}, rows {self.row}..{self.row_end} do "
            f"not fit the {self.layer} map of {grid.columns} columns and {grid.rows} rows "
            "(half-open, start below end); shrink it"
        )

    def mask(self, top_columns: int) -> np.ndarray:
        """(rows, columns) bool of the region's own layer."""
        self.checked(top_columns)
        mask = np.zeros(Grid.of(self.layer, top_columns).shape, dtype=bool)
        mask[self.row : self.row_end, self.column : self.column_end] = True
        return mask


def _snap(span: tuple[float, float], cell: float, cells: int, what: str) -> tuple[int, int]:
    low, high = span
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise OutOfRange(f"{what} from {low:g} to {high:g} is empty; give a start below the end")
    first = min(max(math.floor(low / cell + SLIVER), 0), cells)
    last = min(max(math.ceil(high / cell - SLIVER), first + 1), cells)
    if first >= cells:
        raise OutOfRange(
            f"{what} from {low:g} lies beyond the end, {cells * cell:g}; start earlier"
        )
    return first, last


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """Which codes are kept: top (32, T) and bottom (64, 2T) masks, True = will be sampled again."""

    top: np.ndarray
    bottom: np.ndarray

    def __post_init__(self) -> None:
        assert self.bottom.shape == tuple(2 * n for n in self.top.shape)
        self.top.setflags(write=False)
        self.bottom.setflags(write=False)

    @classmethod
    def nothing_kept(cls, top_columns: int = WINDOW_COLUMNS) -> Constraint:
        """Everything is drawn: generation from scratch."""
        return cls(*(np.ones(Grid.of(layer, top_columns).shape, dtype=bool) for layer in Layer))

    @classmethod
    def freeing(cls, region: Region, top_columns: int = WINDOW_COLUMNS) -> Constraint:
        """All kept but the region; a top region also frees the bottom cells beneath it.

        >>> c = Constraint.freeing(Region(Layer.TOP, 0, 1, 0, 2))
        >>> int(c.top.sum()), int(c.bottom.sum())
        (2, 8)
        """
        mask = region.mask(top_columns)
        if region.layer is Layer.TOP:
            return cls(mask, beneath(mask))
        return cls(np.zeros(Grid.of(Layer.TOP, top_columns).shape, dtype=bool), mask)

    def cut(self, first: int, last: int) -> Constraint:
        """The same, of the top columns from `first` up to `last` alone."""
        return Constraint(self.top[:, first:last], self.bottom[:, 2 * first : 2 * last])

    def between(self, begin: int, end: int) -> Constraint:
        """What it frees in the top columns from `begin` up to `end`, of a note as long."""
        top, bottom = np.zeros_like(self.top), np.zeros_like(self.bottom)
        top[:, begin:end] = self.top[:, begin:end]
        halves = slice(2 * begin, 2 * end)
        bottom[:, halves] = self.bottom[:, halves]
        return Constraint(top, bottom)

    @property
    def columns(self) -> int:
        """Top columns."""
        return int(self.top.shape[1])

    def touched(self) -> np.ndarray:
        """(64, 2T) bool: bottom cells whose own code or covering top code is drawn again."""
        touched: np.ndarray = self.bottom | beneath(self.top)
        return touched


def beneath(top_mask: np.ndarray) -> np.ndarray:
    """(32, T) → (64, 2T): the bottom cells under each top cell."""
    doubled: np.ndarray = top_mask.repeat(2, axis=0).repeat(2, axis=1)
    return doubled
