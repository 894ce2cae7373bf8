"""Logits → codes: temperature, top-k, top-p, guidance. Worker process. Torch, with no device sync;
and once more numpy, for the CPU's loop.

Every code of a note has its own random number, fixed by the seed and the code's place, so the same
seed makes the same note whatever the order of drawing, the batch, or the mask around it.
"""

from __future__ import annotations

import numpy as np
import torch

from notono_live.notes.codemap import Layer
from notono_live.notes.note import Sampling


def noise(sampling: Sampling, layer: Layer, steps: int, per_step: int) -> torch.Tensor:
    """(S, P) float32 in [0, 1), the note's random numbers for one layer, made on the CPU."""
    generator = torch.Generator().manual_seed(2 * sampling.seed + (layer is Layer.BOTTOM))
    return torch.rand(steps, per_step, generator=generator)


def guided(logits: torch.Tensor, guidance: float) -> torch.Tensor:
    """(2B, K), labelled then plain halves → (B, K) pushed towards the labels.

    Classifier-free guidance (Ho & Salimans 2022): plain + guidance · (labelled − plain).
    """
    labelled, plain = logits.chunk(2)
    return plain + guidance * (labelled - plain)


def sample(logits: torch.Tensor, numbers: torch.Tensor, sampling: Sampling) -> torch.Tensor:
    """(B, K) logits and (B,) random numbers in [0, 1) → (B,) codes, by the inverse of the
    distribution.

    >>> logits = torch.tensor([[0.0, 3.0, 2.0]])
    >>> int(sample(logits, torch.tensor([0.99]), Sampling(top_k=1)))
    1
    """
    scores, codes = torch.sort(logits.float() / sampling.temperature, dim=-1, descending=True)
    shares = torch.softmax(scores, -1)
    before = shares.cumsum(-1) - shares
    keep = torch.ones_like(shares, dtype=torch.bool)
    if sampling.top_k:
        keep[:, sampling.top_k :] = False
    if 0 < sampling.top_p < 1:
        keep &= before < sampling.top_p
    shares = shares * keep
    ladder = shares.cumsum(-1)
    rung = torch.searchsorted(ladder, (numbers * ladder[:, -1])[:, None], right=True)
    return codes.gather(1, rung.clamp_max(int(keep.shape[1]) - 1))[:, 0]


def sampled(logits: np.ndarray, numbers: np.ndarray, sampling: Sampling) -> np.ndarray:
    """As `sample`, in numpy: (B, K) float32 and (B,) → (B,) int64. Note by note, since a ladder can
    then be searched.

    >>> sampled(np.array([[0.0, 3.0, 2.0]], np.float32), np.array([0.99]), Sampling(top_k=1))
    array([1])
    """
    falling = logits / np.float32(-sampling.temperature)
    ranked = np.sort(falling, 1)  # an eighth of what argsort takes
    ladders = np.exp(ranked[:, :1] - ranked).cumsum(1)
    codes = np.empty(len(logits), np.int64)
    for note, ladder in enumerate(ladders):
        end = len(ladder)
        if 0 < sampling.top_p < 1:
            end = min(end, 1 + int(ladder.searchsorted(sampling.top_p * ladder[-1])))
        if sampling.top_k:
            end = min(end, sampling.top_k)
        rung = int(ladder.searchsorted(numbers[note] * ladder[end - 1], "right"))
        codes[note] = (falling[note] == ranked[note, min(rung, end - 1)]).argmax()
    return codes
