"""Sound as bands at even distances to an ear, for all that listens. Training process only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as fn

from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.training.data import NOTE_SAMPLES


def band_matrix(bands: int, window: int, bend_hz: float) -> torch.Tensor:
    """(bands, window / 2 + 1) triangles at even distances on a scale that is linear below `bend_hz`
    and logarithmic above, each at least one bin wide."""
    nyquist = SAMPLE_RATE_HZ / 2
    edges = torch.linspace(0, float(np.log1p(nyquist / bend_hz)), bands + 2, dtype=torch.float64)
    bins = bend_hz * torch.expm1(edges) / nyquist * (window // 2)
    centres = bins[1:-1, None]
    width = torch.maximum((bins[2:, None] - bins[:-2, None]) / 2, torch.ones(1))
    distance = (torch.arange(window // 2 + 1, dtype=torch.float64)[None] - centres).abs()
    return (1 - distance / width).clamp_min(0).float()


def band_decibels(
    samples: torch.Tensor, bands: torch.Tensor, window: int, hop: int, frames: int
) -> torch.Tensor:
    """(B, n) samples, cut or filled to `frames` hops, through a sparse `band_matrix` → (B, bands,
    frames) dB, −100 at least."""
    padded = fn.pad(samples, (0, frames * hop - samples.shape[-1]))
    hann = torch.hann_window(window, device=samples.device)
    spectrum = torch.stft(padded, window, hop, window=hann, return_complex=True)
    power = (spectrum.real**2 + spectrum.imag**2)[..., :frames]
    flat = power.transpose(0, 1).reshape(power.shape[1], -1)
    mixed = torch.sparse.mm(bands, flat).view(len(bands), len(samples), frames)
    return 10 * torch.log10(mixed.transpose(0, 1).clamp_min(1e-10))


@dataclass(frozen=True)
class View:
    """How a network hears a note: `window` and `hop` in samples, so many bands, and so many bands
    and hops folded into channels at its door."""

    window: int
    hop: int
    bands: int
    fold: int

    @property
    def hops(self) -> int:
        """Of a note, a multiple of `fold`.

        >>> View(window=512, hop=160, bands=96, fold=3).hops
        399
        """
        return NOTE_SAMPLES // self.hop // self.fold * self.fold

    def folded(self, levels: torch.Tensor) -> torch.Tensor:
        """(B, bands, hops) → (B, fold², bands / fold, hops / fold)."""
        return fn.pixel_unshuffle(levels[:, None], self.fold)


class Viewed:
    """A view with the matrix of its bands, which goes where the samples are. That is no buffer of a
    network: DistributedDataParallel shares those out, and cannot with a sparse one."""

    def __init__(self, view: View, bend_hz: float) -> None:
        self.view = view
        self._bands = band_matrix(view.bands, view.window, bend_hz).to_sparse()

    def decibels(self, samples: torch.Tensor) -> torch.Tensor:
        """(B, n) samples, cut or filled to a note → (B, bands, hops) dB, −100 at least."""
        view, self._bands = self.view, self._bands.to(samples.device)
        return band_decibels(samples, self._bands, view.window, view.hop, view.hops)
