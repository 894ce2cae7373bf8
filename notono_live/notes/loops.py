"""Where the held part of a sound can go round, and how its ends are joined. Pure functions of mono
arrays, any thread.

The end of a loop is fixed, just before a released key is heard; its start is where the sound is
most like what follows the end. A player goes round in a copy of the loop (`looped`); a file has the
crossfade in it (`with_loop`), for samplers that only jump.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

RELEASE_SECONDS = 1.0  # notes end with the sound of a released key (NSynth: 3 s held, then 1 s)
SHORTEST_LOOP_SECONDS = 0.1
LONGEST_LOOP_SECONDS = 1.5
CROSSFADE_SECONDS = 0.05
ATTACK_SECONDS = 0.3  # what comes before is no part of a loop
QUIET = 0.02  # −34 dB of the loudest: the sound has died away
LENGTH_WORTH = 0.02  # what a loop of the full length gains over the shortest, in likeness


class Loop(NamedTuple):
    """What a sampler repeats while a key is held: frames `first` to `last`, both heard."""

    first: int
    last: int


def find_loop(samples: np.ndarray, rate_hz: int) -> tuple[int, int]:
    """(end, length) in frames; length 0 for a sound too short, or silent by the end of its held
    part.

    The end is fixed, one crossfade before the release; the start is where the sound is most like
    what follows the end, in shape (so pitch and phase agree) and in level. Likeness 2ab/(a² + b²)
    is 1 for the same samples, 0 for unrelated ones.
    """
    fade = round(CROSSFADE_SECONDS * rate_hz)
    end = len(samples) - round(RELEASE_SECONDS * rate_hz) - fade
    first = max(round(ATTACK_SECONDS * rate_hz), end - round(LONGEST_LOOP_SECONDS * rate_hz))
    last = end - round(SHORTEST_LOOP_SECONDS * rate_hz)
    if last <= first or _died_away(samples, end, fade):
        return 0, 0
    after, before = samples[end : end + fade], samples[first : last + fade]
    energies = np.cumsum(np.square(before, dtype=np.float64))
    sums = energies[fade - 1 : -1] + after @ after
    sums[1:] -= energies[: last - first - 1]
    likeness = 2 * _products(before, after)[:-1] / sums
    lengths = np.linspace(LENGTH_WORTH, 0, last - first, endpoint=False)
    start = first + int(np.argmax(likeness + lengths))
    return end, end - start


def looped(samples: np.ndarray, end: int, length: int, fade: int) -> np.ndarray:
    """(length,) what follows the end, crossfading into the samples from end − length on."""
    fade = min(fade, length, len(samples) - end)
    loop = samples[end - length : end].copy()
    loop[:fade] = _crossfade(samples[end : end + fade], loop[:fade])
    return loop


def with_loop(samples: np.ndarray, rate_hz: int) -> tuple[np.ndarray, Loop | None]:
    """(frames,) float32 with a loop that a sampler can jump round in without a click, if the sound
    has one: what follows the end turns into what follows the start, and there the loop closes."""
    end, length = find_loop(samples, rate_hz)
    if not length:
        return samples, None
    start, fade = end - length, min(round(CROSSFADE_SECONDS * rate_hz), length)
    joined = samples.copy()
    joined[end : end + fade] = _crossfade(samples[end : end + fade], samples[start : start + fade])
    return joined, Loop(start + fade, end + fade - 1)


def _crossfade(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """`old` turning into `new`, (frames,) each. The weights keep the power of what they mix: their
    sum is 1 where both are alike."""
    norm = float(np.sqrt((old @ old) * (new @ new)))
    likeness = max(0.0, float(old @ new) / norm) if norm else 1.0
    up = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, len(old), endpoint=False))
    power = np.sqrt(up**2 + (1 - up) ** 2 + 2 * likeness * up * (1 - up))
    return np.asarray((old * (1 - up) + new * up) / power, dtype=np.float32)


def _products(long: np.ndarray, short: np.ndarray) -> np.ndarray:
    """The inner product of `short` with each run of its length in `long`, by the Fourier transforms
    of overlapping blocks: they stay in the cache, as one of everything would not (0.5 ms, not 3).

    >>> _products(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, -1.0])).round(6).tolist()
    [-1.0, -1.0, -1.0]
    """
    size = 1 << (3 * len(short) - 1).bit_length()
    fresh, count = size - len(short) + 1, len(long) - len(short) + 1  # sums a block gives, and all
    blocks = -(-count // fresh)
    padded = np.zeros((blocks - 1) * fresh + size, long.dtype)
    padded[: len(long)] = long
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::fresh]
    spectra = np.fft.rfft(windows, axis=1) * np.conj(np.fft.rfft(short, size))
    sums = np.fft.irfft(spectra, size, axis=1)[:, :fresh]
    return np.asarray(sums.reshape(-1)[:count])


def _died_away(samples: np.ndarray, end: int, fade: int) -> bool:
    whole = len(samples) // fade * fade
    loudest = np.sqrt((samples[:whole].reshape(-1, fade) ** 2).mean(axis=1).max())
    return bool(np.sqrt((samples[end : end + fade] ** 2).mean()) <= QUIET * loudest)
