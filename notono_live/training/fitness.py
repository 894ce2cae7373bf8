"""Is a rendered note fit to learn from: does it sound, begin in time, and at its labelled pitch?

Plain functions of samples; called in the rendering processes. Thresholds were set on the notes of
FluidR3_GM and MuseScore_General, by family, so that what the ear calls right stays.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from notono_live.notes.codemap import SAMPLE_RATE_HZ

SILENT_PEAK = 1e-3  # of full scale at gain 1, where notes peak at 0.02 to 0.35
LATE_SECONDS = 0.35  # by then a note has come within LATE_SHARE of its peak
LATE_SHARE = 0.1

# The spectrum of two seconds, as amplitudes on a grid of quarter semitones from C0 (16 Hz).
HEARD = slice(1_600, 33_600)
FFT_SIZE = 131_072
CELLS_PER_SEMITONE = 4
GRID_LOW = 12  # MIDI pitch of the grid's first cell
GRID_CELLS = (119 - GRID_LOW) * CELLS_PER_SEMITONE  # up to 7.8 kHz
HARMONICS = 12
OTHER_PITCH = 1.35  # another pitch class explains the sound so many times better
OCTAVE_UP_SHARE = 0.005  # odd partials have less than this of the partials' energy
DETOURS = tuple(step for step in range(-18, 19) if step % 12)  # semitones to a wrong pitch class


def trouble(samples: np.ndarray, pitch: int) -> str | None:
    """Why (frames,) float samples at 16 kHz, at the synthesizer's level, are no note of MIDI
    `pitch`; None if they are."""
    if not np.isfinite(samples).all():
        return "not finite"
    peak = float(np.abs(samples).max())
    if peak <= SILENT_PEAK:
        return "silent"
    begun = samples[: round(LATE_SECONDS * SAMPLE_RATE_HZ)]
    if float(np.abs(begun).max()) < LATE_SHARE * peak:
        return "late"
    return wrong_pitch(samples, pitch)


def wrong_pitch(samples: np.ndarray, pitch: int) -> str | None:
    """How a sound misses `pitch`; None where it does not, or where no pitch explains it better.

    Inharmonic sounds, such as bars and bells, pass unless another pitch class fits them better. So
    do organs with a stop that sounds an octave below the key: that is how they are played.
    """
    grid = partials(samples)
    others = max(explained(grid, pitch + step) for step in DETOURS)
    if others > OTHER_PITCH * explained(grid, pitch):
        return "other pitch"
    energies = _at(grid, pitch, np.arange(1, HARMONICS + 1)) ** 2
    if energies[::2].sum() < OCTAVE_UP_SHARE * energies.sum():
        return "octave up"
    return None


def explained(grid: np.ndarray, pitch: int) -> float:
    """How much of a sound lies on the first partials of `pitch`, the lower counting more."""
    places = np.arange(1, HARMONICS + 1)
    return float((np.sqrt(_at(grid, pitch, places)) / places**0.5).sum())


def partials(samples: np.ndarray) -> np.ndarray:
    """(GRID_CELLS,) the largest amplitude within about 40 cents of each quarter semitone."""
    heard = samples[HEARD]
    spectrum = np.abs(np.fft.rfft(heard * _window(len(heard)), FFT_SIZE))
    cells = np.maximum.reduceat(spectrum, _edges())[:GRID_CELLS]
    padded = np.pad(cells, 1)
    grid: np.ndarray = np.maximum(np.maximum(padded[:-2], padded[2:]), cells)
    return grid


@cache
def _window(frames: int) -> np.ndarray:
    return np.hanning(frames)


@cache
def _edges() -> np.ndarray:
    """The first FFT bin of each grid cell, and one behind the last."""
    places = np.arange(GRID_CELLS + 1) - 0.5
    hz = 440 * 2 ** ((GRID_LOW + places / CELLS_PER_SEMITONE - 69) / 12)
    edges: np.ndarray = np.round(hz * FFT_SIZE / SAMPLE_RATE_HZ).astype(int)
    return edges


def _at(grid: np.ndarray, pitch: int, places: np.ndarray) -> np.ndarray:
    """Amplitudes at multiples of a pitch's frequency; 0 beyond the grid."""
    cells = (pitch - GRID_LOW + 12 * np.log2(places)) * CELLS_PER_SEMITONE
    index = np.round(cells).astype(int)
    inside = (index >= 0) & (index < GRID_CELLS)
    amplitudes: np.ndarray = np.where(inside, grid[np.clip(index, 0, GRID_CELLS - 1)], 0.0)
    return amplitudes
