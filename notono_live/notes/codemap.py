"""Layer, Grid and Codemaps: the two maps of integer codes a note is made of. Plain values, any
thread.

A note is drawn on a spectrogram of 1024 mel bins by 32 frames a top column (hop 512 at 16 kHz, so
1.024 s). A top cell covers 32 bins × 32 frames, a bottom cell 16 × 16; under each top cell lie
2 × 2 bottom cells (Bazin et al. 2020, Fig. 1: 32 × 4 and 64 × 8 for a four-second note).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

SAMPLE_RATE_HZ = 16_000
HOP_FRAMES = 512  # audio samples between two spectrogram frames
MEL_BINS = 1024
CODES = 512  # entries in each codebook; a code is 0 ≤ code < CODES
WINDOW_COLUMNS = 4  # top columns the priors see at once; shorter notes are padded to this
MAX_COLUMNS = 60  # about a minute
COLUMN_SAMPLES = 32 * HOP_FRAMES  # audio samples in one top column
SECONDS_PER_COLUMN = COLUMN_SAMPLES / SAMPLE_RATE_HZ


class Layer(StrEnum):
    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Grid:
    """One layer's size for a note of some length: rows (frequency, low first), columns (time).

    >>> Grid.of(Layer.BOTTOM, top_columns=4)
    Grid(rows=64, columns=8, seconds_per_column=0.512)
    """

    rows: int
    columns: int
    seconds_per_column: float

    @classmethod
    def of(cls, layer: Layer, top_columns: int = WINDOW_COLUMNS) -> Grid:
        factor = 1 if layer is Layer.TOP else 2
        return cls(32 * factor, top_columns * factor, SECONDS_PER_COLUMN / factor)

    @property
    def bins_per_row(self) -> int:
        return MEL_BINS // self.rows

    @property
    def frames_per_column(self) -> int:
        """Spectrogram frames (not audio samples) in one column."""
        return round(self.seconds_per_column * SAMPLE_RATE_HZ) // HOP_FRAMES

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns


@dataclass(frozen=True, slots=True, eq=False)
class Codemaps:
    """The pair that makes a note: top (32, T) and bottom (64, 2T), integers 0 ≤ code < 512.

    Row 0 is the lowest band, column 0 the first. Arrays are made read-only.
    """

    top: np.ndarray
    bottom: np.ndarray

    def __post_init__(self) -> None:
        columns = self.top.shape[1] if self.top.ndim == 2 else 0
        for layer, codes in ((Layer.TOP, self.top), (Layer.BOTTOM, self.bottom)):
            expected = Grid.of(layer, columns).shape
            assert codes.shape == expected, f"{layer} codemap is {codes.shape}, expected {expected}"
            assert codes.size == 0 or (codes.min() >= 0 and codes.max() < CODES), f"{layer} code"
            codes.setflags(write=False)

    @property
    def columns(self) -> int:
        """Top columns."""
        return int(self.top.shape[1])

    def of(self, layer: Layer) -> np.ndarray:
        return self.top if layer is Layer.TOP else self.bottom

    def same_as(self, other: Codemaps) -> bool:
        return np.array_equal(self.top, other.top) and np.array_equal(self.bottom, other.bottom)


def columns_for_samples(samples: int) -> int:
    """Top columns that hold `samples` audio samples at 16 kHz, never fewer than a whole window.

    A note of 64 000 samples has 126 spectrogram frames, which fill four columns.

    >>> [columns_for_samples(n) for n in (160, 64_000, 65_536, 65_537, 960_000)]
    [4, 4, 4, 5, 59]
    """
    return max(WINDOW_COLUMNS, math.ceil(samples / COLUMN_SAMPLES))
