"""How loud a sound is to an ear, and the same sound as loud as another. Pure functions of mono
arrays, any thread.

Loudness is that of ITU-R BS.1770-4: the sound through its K-weighting, mean square over blocks of
0.4 s that overlap by three quarters, of which those are left out that are below −70 LUFS or 10 LU
below the rest.
"""

from __future__ import annotations

import numpy as np

FILTER_HZ = 48_000  # the rate for which the standard gives its two filters
SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285),
         (1.0, -1.69065929318241, 0.73248077421585))  # fmt: skip
HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
OFFSET = -0.691  # so that a full-scale sine of 997 Hz reads −3.01
BLOCK_SECONDS, BLOCKS_A_STEP = 0.4, 4
SILENT_LUFS, RELATIVE_LU = -70.0, -10.0
CEILING = 0.98  # of full scale; no gain goes beyond it


def loudness(samples: np.ndarray, rate_hz: int) -> float:
    """LUFS of (frames,) float32; −inf for silence, and for less than one block.

    >>> seconds = np.arange(48_000) / 48_000
    >>> round(loudness(np.sin(2 * np.pi * 997 * seconds), 48_000), 2)
    -3.01
    """
    step = round(BLOCK_SECONDS * rate_hz) // BLOCKS_A_STEP
    steps = len(samples) // step
    if steps < BLOCKS_A_STEP:
        return -np.inf
    weighted = _weighted(samples, rate_hz)[: steps * step].reshape(steps, step)
    powers = np.convolve(
        (weighted**2).mean(axis=1), np.ones(BLOCKS_A_STEP) / BLOCKS_A_STEP, "valid"
    )
    heard = powers[_lufs(powers) > SILENT_LUFS]
    if not len(heard):
        return -np.inf
    return float(_lufs(heard[_lufs(heard) > _lufs(heard.mean()) + RELATIVE_LU].mean()))


def gain_to(samples: np.ndarray, rate_hz: int, target_lufs: float) -> float:
    """The factor that makes a sound as loud as wanted, less where it would clip; 1 for silence."""
    now = loudness(samples, rate_hz)
    peak = float(np.abs(samples).max(initial=0.0))
    if not np.isfinite(now) or peak == 0:
        return 1.0
    return float(min(10 ** ((target_lufs - now) / 20), CEILING / peak))


def _lufs(power: np.ndarray) -> np.ndarray:
    return np.asarray(OFFSET + 10 * np.log10(np.maximum(power, 1e-12)))


def _weighted(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Through both filters, by their response at each frequency, whatever the rate."""
    size = len(samples) + rate_hz // 4  # silence after it, for what the filters let ring
    hz = np.fft.rfftfreq(size, 1 / rate_hz)
    response = _response(SHELF, hz) * _response(HIGH_PASS, hz)
    return np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: len(samples)]


def _response(filter_: tuple[tuple[float, ...], tuple[float, ...]], hz: np.ndarray) -> np.ndarray:
    """Of a biquad at frequencies; above the standard's own Nyquist as there."""
    delay = np.exp(-2j * np.pi * np.minimum(hz, FILTER_HZ / 2) / FILTER_HZ)
    above, below = filter_
    return np.asarray(np.polyval(above[::-1], delay) / np.polyval(below[::-1], delay))
