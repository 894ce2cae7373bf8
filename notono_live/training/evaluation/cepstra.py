"""What a listener that is no network hears of a note: its cepstra. Training process.

The judge and the ear that teaches a codec are of one kind, and what pleases one may please the
other for that. This listener has nothing in common with them: mel cepstra of five stretches of a
note (Davis & Mermelstein 1980), and a vote of the nearest real notes (`neighbours`). Of 600 notes
it had not heard it named 96.7 % of families.

Legend: N notes, F figures a note.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import torch

from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.training.bands import band_matrix

WINDOW, HOP = 1024, 256
BANDS, COEFFICIENTS = 48, 24
BREAK_HZ = 700.0
RANGE_NATS = 13.8  # 60 dB in power below the loudest band is silence
ENDS_SECONDS = (0.0, 0.1, 0.35, 1.0, 2.5, 4.0)  # the stretches of a note


def described(samples: np.ndarray) -> np.ndarray:
    """(N, frames) → (N, F): the mean cepstrum of each stretch, its level among them, and how much
    each coefficient wavers in it."""
    cepstra = _cepstra(samples)
    ends = [round(seconds * SAMPLE_RATE_HZ / HOP) for seconds in ENDS_SECONDS]
    parts = []
    for begin, end in pairwise(ends):
        stretch = cepstra[:, :, begin:end]
        parts += [stretch.mean(2), stretch.std(2)]
    return np.concatenate(parts, 1)


def _cepstra(samples: np.ndarray) -> np.ndarray:
    """(N, COEFFICIENTS, T) cosine transform of the log mel bands, 0 at their floor."""
    sound = torch.from_numpy(np.ascontiguousarray(samples[:, : 4 * SAMPLE_RATE_HZ]))
    window = torch.hann_window(WINDOW)
    spectrum = torch.stft(sound, WINDOW, HOP, window=window, return_complex=True)
    power = spectrum.real**2 + spectrum.imag**2
    bands = torch.einsum("bf,nft->nbt", band_matrix(BANDS, WINDOW, BREAK_HZ), power)
    loudest = bands.amax((1, 2), keepdim=True).clamp_min(1e-6)
    levels = (torch.log(bands.clamp_min(1e-12) / loudest) + RANGE_NATS).clamp_min(0)
    turns = torch.arange(COEFFICIENTS)[:, None] * (torch.arange(BANDS) + 0.5) * math.pi / BANDS
    return np.asarray(torch.einsum("cb,nbt->nct", torch.cos(turns) / BANDS, levels).numpy())
