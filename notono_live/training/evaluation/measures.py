"""Figures of sounds, one for each note, from the samples alone. Torch; training process only.

Legend: N notes, (N, frames) float32 samples at 16 kHz. Where a note has no such figure it is NaN.
"""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as fn

from notono_live.notes.codemap import SAMPLE_RATE_HZ

BANDS_HZ = ((0, 1000), (1000, 2000), (2000, 4000), (4000, 8000))
HEARD_DECIBELS = 80.0  # below a note's loudest bin
SILENT_SHARE = 1e-6  # of a note's power: a band with less has no gain
RESOLUTIONS = (256, 512, 1024, 2048, 4096)  # windows, samples; hops of a quarter
ENVELOPE_SAMPLES = 320  # 20 ms: longer than a period from 50 Hz up
ENVELOPE_HOP = 16
ATTACK_SECONDS = 1.0
SHORTEST_RISE = 0.004  # seconds; shorter ones count as this in ratios
SHARPNESS_SECONDS = 0.02
HELD_SECONDS = (0.5, 2.9)  # attack over, key still down
PARTIALS = 4
PARTIAL_WINDOW, PARTIAL_HOP = 2048, 256
PARTIAL_DECIBELS = 40.0  # a partial counts while it is so near to its own loudest


def log_spectral_distance(real: np.ndarray, made: np.ndarray) -> np.ndarray:
    """(N,) rms difference in dB, over what lies within 80 dB of a note's loudest bin; what is
    softer in either counts as that floor."""
    decibels = [10 * torch.log10(power(x).clamp_min(1e-12)) for x in (real, made)]
    floor = decibels[0].amax((1, 2), keepdim=True) - HEARD_DECIBELS
    before, after = (torch.maximum(x, floor) for x in decibels)
    heard = (before > floor) | (after > floor)
    squared = ((before - after) ** 2 * heard).sum((1, 2)) / heard.sum((1, 2)).clamp_min(1)
    return squared.sqrt().numpy()


def multi_resolution_distance(real: np.ndarray, made: np.ndarray) -> np.ndarray:
    """(N,) spectral convergence plus mean difference of log magnitudes (nats, within 80 dB of the
    loudest bin), averaged over five windows (Yamamoto et al. 2020)."""
    total = np.zeros(len(real))
    for window in RESOLUTIONS:
        before, after = (power(x, window).sqrt() for x in (real, made))
        floor = before.amax((1, 2), keepdim=True).clamp_min(1e-6) * 10 ** (-HEARD_DECIBELS / 20)
        converged = (after - before).norm(dim=(1, 2)) / before.norm(dim=(1, 2)).clamp_min(1e-9)
        logs = (torch.maximum(after, floor) / torch.maximum(before, floor)).log().abs()
        total += (converged + logs.mean((1, 2))).numpy()
    return total / len(RESOLUTIONS)


def band_gains(real: np.ndarray, made: np.ndarray) -> np.ndarray:
    """(N, 4) made against real energy in each of BANDS_HZ, dB."""
    before, after = (power(x).sum(2) for x in (real, made))
    hz_per_bin = SAMPLE_RATE_HZ / 2 / (before.shape[1] - 1)
    gains = []
    for low, high in BANDS_HZ:
        band = slice(int(low / hz_per_bin), int(high / hz_per_bin))
        one, other = (p[:, band].sum(1) for p in (before, after))
        gain = 10 * torch.log10((other / one.clamp_min(1e-30)).clamp_min(1e-12))
        gains.append(torch.where(one > SILENT_SHARE * before.sum(1), gain, torch.nan).numpy())
    return np.stack(gains, 1)


def level(samples: np.ndarray) -> np.ndarray:
    """(N,) root mean square of the first second, dB below full scale; NaN of silence."""
    loud = np.sqrt(np.square(samples[:, :SAMPLE_RATE_HZ], dtype=np.float64).mean(1))
    return 20 * np.log10(np.where(loud > 0, loud, np.nan))


def centroid(samples: np.ndarray) -> np.ndarray:
    """(N,) the power's mean frequency in the first second, Hz; NaN of silence."""
    spectrum = power(samples[:, :SAMPLE_RATE_HZ]).sum(2).double()
    hz = torch.linspace(0, SAMPLE_RATE_HZ / 2, spectrum.shape[1], dtype=torch.float64)
    total = spectrum.sum(1)
    mean = (spectrum * hz).sum(1) / total.clamp_min(1e-30)
    return torch.where(total > 0, mean, torch.nan).numpy()


def rise_seconds(samples: np.ndarray) -> np.ndarray:
    """(N,) from 10 to 90 % of the largest envelope in the first second, when first reached."""
    envelope = _envelope(samples)[:, : round(ATTACK_SECONDS * SAMPLE_RATE_HZ / ENVELOPE_HOP)]
    peak = envelope.max(1, keepdims=True)
    reached = [(envelope >= share * peak).argmax(1) for share in (0.1, 0.9)]
    return np.where(
        peak[:, 0] > 0, (reached[1] - reached[0]) * ENVELOPE_HOP / SAMPLE_RATE_HZ, np.nan
    )


def onset_sharpness(samples: np.ndarray) -> np.ndarray:
    """(N,) the steepest rise of the envelope in 20 ms, as a share of its largest value, 0..1."""
    envelope = _envelope(samples)
    steps = round(SHARPNESS_SECONDS * SAMPLE_RATE_HZ / ENVELOPE_HOP)
    before = np.pad(envelope, ((0, 0), (steps, 0)))[:, : envelope.shape[1]]
    peak = envelope.max(1)
    return np.where(peak > 0, (envelope - before).max(1) / np.maximum(peak, 1e-12), np.nan)


def _envelope(samples: np.ndarray) -> np.ndarray:
    """(N, M) root mean square over 20 ms, every millisecond."""
    squares = torch.from_numpy(np.square(samples))[:, None]
    half = ENVELOPE_SAMPLES // 2
    mean = fn.avg_pool1d(fn.pad(squares, (half, half)), ENVELOPE_SAMPLES, ENVELOPE_HOP)
    return mean[:, 0].sqrt().numpy()


def beating(samples: np.ndarray) -> np.ndarray:
    """(N,) how much the strongest partials of the held part waver, dB rms around their own decay.

    Up to four peaks of the mean spectrum; of each the level over time, less its straight line.
    """
    low, high = (round(s * SAMPLE_RATE_HZ / PARTIAL_HOP) for s in HELD_SECONDS)
    levels = power(samples, PARTIAL_WINDOW, PARTIAL_HOP)[:, :, low:high]
    mean = levels.mean(2)
    around = fn.max_pool1d(mean[:, None], 9, 1, 4)[:, 0]
    peaks = torch.where(mean == around, mean, 0.0)
    strengths, bins = peaks.topk(PARTIALS, 1)
    wavers = np.full((len(samples), PARTIALS), np.nan)
    for note in range(len(samples)):
        for place in range(PARTIALS):
            near = strengths[note, 0] * 10 ** (-PARTIAL_DECIBELS / 10)
            if strengths[note, place] > max(float(near), 1e-9):
                wavers[note, place] = _waver(levels[note, int(bins[note, place])].numpy())
    return _nan_mean(wavers)


def _waver(level: np.ndarray) -> float:
    """Rms of a partial's dB around a straight line, while it is loud; NaN if that is too short."""
    decibels = 10 * np.log10(np.maximum(level, 1e-20))
    loud = decibels > decibels.max() - PARTIAL_DECIBELS
    time = np.arange(len(level))[loud]
    if len(time) < 16:
        return float("nan")
    line = np.polyfit(time, decibels[loud], 1)
    return float(np.sqrt(np.square(decibels[loud] - np.polyval(line, time)).mean()))


def _nan_mean(values: np.ndarray) -> np.ndarray:
    """Row means over what is not NaN; NaN for a row of nothing else."""
    there = ~np.isnan(values)
    count = there.sum(1)
    total = np.where(there, values, 0).sum(1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def power(samples: np.ndarray, window: int = 2048, hop: int | None = None) -> torch.Tensor:
    """(N, window / 2 + 1, T) spectrogram of powers, Hann."""
    spectrum = torch.stft(
        torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32)),
        window,
        hop or window // 4,
        window=torch.hann_window(window),
        return_complex=True,
    )
    return spectrum.real**2 + spectrum.imag**2
