"""The meter: how much an edit changed inside its region, and how much leaked outside. Numpy; any
process."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from notono_live.notes.codemap import HOP_FRAMES, MEL_BINS, SAMPLE_RATE_HZ
from notono_live.notes.constraint import Constraint

WINDOW = 2048
BREAK_HZ = 240.0
# The codec's overlap: how far beyond its cells an edit may be heard. Frames: a fade of 4, half a
# window (2), and the meter's own half window (2). Mel bins: a fade of 8; and hertz: the main lobes
# of the codec's and of the meter's windows.
OVERLAP_FRAMES = 4 + 2 + 2
OVERLAP_MEL_BINS = 8 + 2
OVERLAP_HZ = 2 * 4 * SAMPLE_RATE_HZ / WINDOW
SILENT_DECIBELS = -120.0


@dataclass(frozen=True, slots=True)
class Meter:
    """Energies of the difference between two versions of a note, dB against all of the first one's.

    `inside` compares within the region's own time and band; `outside` compares beyond the overlap.
    −120 dB is nothing at all.
    """

    inside_decibels: float
    outside_decibels: float


def measure(before: np.ndarray, after: np.ndarray, constraint: Constraint) -> Meter:
    """Compare (frames,) float32 samples at 16 kHz of a note before and after `constraint`'s edit.

    >>> import numpy as np
    >>> from notono_live.notes.codemap import Layer
    >>> from notono_live.notes.constraint import Region
    >>> note = np.random.default_rng(0).standard_normal(65536).astype(np.float32)
    >>> louder = note.copy()
    >>> louder[:16384] *= 2  # the first second, twice as loud
    >>> meter = measure(note, louder, Constraint.freeing(Region(Layer.TOP, 0, 1, 0, 32)))
    >>> round(meter.inside_decibels), meter.outside_decibels
    (-6, -120.0)
    """
    touched = constraint.touched()  # (64, 2T)
    inside = touched.repeat(MEL_BINS // touched.shape[0], 0).repeat(16, 1)  # (1024, 32T) mel
    reached = _spread(_spread(inside, OVERLAP_MEL_BINS, 0), OVERLAP_FRAMES, 1)
    mel_of_bin = _mel_of_bin()
    inside = inside[mel_of_bin]
    bins = math.ceil(OVERLAP_HZ / (SAMPLE_RATE_HZ / WINDOW))
    reached = _spread(reached[mel_of_bin], bins, 0)
    frames = min(len(before) // HOP_FRAMES, inside.shape[1])
    inside, reached = inside[:, :frames], reached[:, :frames]
    difference = _power(after.astype(np.float64) - before.astype(np.float64))[:, :frames]
    reference = _power(before.astype(np.float64)).sum()
    return Meter(
        _decibels(difference[inside].sum(), reference),
        _decibels(difference[~reached].sum(), reference),
    )


def _mel_of_bin() -> np.ndarray:
    """(1024,) the mel bin over each linear bin."""
    hz = np.arange(MEL_BINS) * SAMPLE_RATE_HZ / WINDOW
    mel = np.log1p(hz / BREAK_HZ) / math.log1p(SAMPLE_RATE_HZ / 2 / BREAK_HZ)
    bins: np.ndarray = np.minimum((mel * MEL_BINS).astype(int), MEL_BINS - 1)
    return bins


def _spread(mask: np.ndarray, by: int, axis: int) -> np.ndarray:
    """Every True spread by `by` places to both sides along an axis."""
    spread = mask.copy()
    for shift in range(1, by + 1):
        ahead = [slice(None)] * 2
        behind = [slice(None)] * 2
        ahead[axis], behind[axis] = slice(shift, None), slice(None, -shift)
        spread[tuple(ahead)] |= mask[tuple(behind)]
        spread[tuple(behind)] |= mask[tuple(ahead)]
    return spread


def _power(samples: np.ndarray) -> np.ndarray:
    """(frames,) → (1024, T) power, frames centred every hop."""
    padded = np.pad(samples, (WINDOW // 2, WINDOW // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[:-1:HOP_FRAMES]
    spectrum = np.fft.rfft(frames * np.hanning(WINDOW + 1)[:-1], axis=1)[:, :MEL_BINS]
    power: np.ndarray = (np.abs(spectrum) ** 2).T
    return power


def _decibels(difference: float, reference: float) -> float:
    if reference <= 0 or difference <= 0:
        return SILENT_DECIBELS
    return max(10 * math.log10(difference / reference), SILENT_DECIBELS)
