"""The noise part of a decoded sound: what its codes leave open is drawn, not averaged. Torch;
worker process or training.

A decoder answers with the mean of all that its codes stand for. Where phases cannot be told from
codes (breath, bows, hammers, what beats) the mean of their advances, points on a circle, is a
shorter vector the less is known; the share of power that its length leaves open sounds as noise,
the rest as partials. The paper proposes a noise part for attacks and beating (§5); the split of a
sound into both is that of Serra & Smith 1990.

The noise is the same whenever a note is decoded, and repeats itself every four seconds of it.
"""

from __future__ import annotations

import numpy as np
import torch

from notono_live.model.polar import magnitude_of, root
from notono_live.notes.codemap import COLUMN_SAMPLES, HOP_FRAMES, MEL_BINS, WINDOW_COLUMNS

PERIOD_FRAMES = WINDOW_COLUMNS * COLUMN_SAMPLES // HOP_FRAMES
# Shares below count as known, and those above are stretched to 0..1: with none everything hissed a
# little, and spectra were 0.5 dB farther from the real ones'.
KNOWN = 0.5


def unsure(cosine: torch.Tensor, sine: torch.Tensor) -> torch.Tensor:
    """The mean of points on the circle → the share 0..1 of noise.

    >>> unsure(torch.tensor([1.0, 0.5, 0.0]), torch.zeros(3)).tolist()
    [0.0, 0.5, 1.0]
    """
    open_share = 1 - (cosine**2 + sine**2)
    return ((open_share - KNOWN) / (1 - KNOWN)).clamp(0, 1)


def periodic_noise(window: torch.Tensor) -> torch.Tensor:
    """(1024, PERIOD_FRAMES) complex STFT of white noise that goes round, of power one a bin."""
    frames = PERIOD_FRAMES * HOP_FRAMES
    white = torch.from_numpy(np.random.default_rng(0).standard_normal(frames).astype(np.float32))
    size = len(window)
    round_and_round = torch.cat((white[-size // 2 :], white, white[: size // 2]))
    full = torch.stft(
        round_and_round, size, HOP_FRAMES, window=window, center=False, return_complex=True
    )
    noise = full[:MEL_BINS, :PERIOD_FRAMES]
    return noise / noise.abs().square().mean().sqrt()


def textured(
    target: torch.Tensor, share: torch.Tensor, noise: torch.Tensor, gain: float, first: int
) -> torch.Tensor:
    """(B, 1024, T) complex STFT, of whose power `share` becomes noise, at `gain`; the first frame
    is the note's `first`. As much comes out as went in where the gain is 1."""
    begin = first % PERIOD_FRAMES
    if begin + target.shape[-1] <= PERIOD_FRAMES:
        heard = noise[:, begin : begin + target.shape[-1]]
    else:
        frames = torch.arange(begin, begin + target.shape[-1], device=target.device)
        heard = noise[:, frames % PERIOD_FRAMES]
    return root(1 - share) * target + gain * root(share) * magnitude_of(target) * heard
