"""How far drawn levels are from real ones as a distribution. Training process only; plain functions
of tensors.

A network that is blamed for its distance from one real note answers with the mean of all of them.
Of two draws beside a real note the energy distance E|X − Y| − E|Y − Y'| / 2 is least where they are
as different from each other as from it: where all are of one distribution (Székely & Rizzo 2013;
Gritsenko et al. 2020 for sound).

Legend: B notes, (B, 1024, T) differences from the decoded levels, in STEPs."""

from __future__ import annotations

import math

import torch
from torch.nn import functional as fn

STEP = 0.05  # levels, 4 dB: about what real ones differ by
# Bins × frames: what hangs together, from a single pixel to a partial's half second.
PATCHES = ((1, 1), (2, 2), (4, 4), (8, 2), (2, 8), (16, 16))
BANDS = ((4, 1), (16, 1), (64, 1), (16, 4))  # what a listener sums
SPECTRA = ((1, 16), (8, 8), (16, 16), (32, 32))  # windows whose modulations are compared
BAND_BINS = (4, 16)  # bands whose modulations in time are
SPECTRA_SHARE = 4.0  # of their blame, beside that of patches


def energy_distance(real: torch.Tensor, one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """(); `one` and `other` are drawn for the same codes, those of `real`."""
    patches = [_patch_distance(*pair) for pair in ((real, one), (real, other), (one, other))]
    theirs, ours, others = (modulations(x) for x in (real, one, other))
    spectra = [_mean_distance(*pair) for pair in ((theirs, ours), (theirs, others), (ours, others))]
    return _less_between(patches) + SPECTRA_SHARE * _less_between(spectra)


def _less_between(distances: list[torch.Tensor]) -> torch.Tensor:
    """Of the real one to both draws, less that between them."""
    to_one, to_other, between = distances
    return (to_one + to_other - between) / 2


def _patch_distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Mean norms of the differences of patches, and of bands' means. A norm, not its square: the
    square's least is reached by the right mean and spread alone."""
    apart = (a - b)[:, None]
    total = torch.zeros((), device=a.device)
    for patch in PATCHES:
        stride = tuple(max(side // 2, 1) for side in patch)
        squares = fn.avg_pool2d(apart.square(), patch, stride)
        total = total + (squares + 1e-6).sqrt().mean()
    for bins, frames in BANDS:
        means = fn.avg_pool2d(apart, (bins, frames))
        total = total + means.abs().mean() * math.sqrt(bins * frames) / 2
    return total


def _mean_distance(a: list[torch.Tensor], b: list[torch.Tensor]) -> torch.Tensor:
    return torch.stack([(x - y).abs().mean() for x, y in zip(a, b, strict=True)]).sum()


def modulations(x: torch.Tensor) -> list[torch.Tensor]:
    """(B, F, T) → how much of each modulation is in each window: magnitudes, one tensor a kind."""
    made = [_magnitudes(x, bins, frames) for bins, frames in SPECTRA]
    for bins in BAND_BINS:
        band = fn.avg_pool2d(x[:, None], (bins, 1))[:, 0] * math.sqrt(bins)
        made.append(_magnitudes(band, 1, SPECTRA[0][1]))
    return made


def _magnitudes(x: torch.Tensor, bins: int, frames: int) -> torch.Tensor:
    """Of windows half over each other, that many bins and frames large."""
    window = torch.hann_window(frames, device=x.device)
    pieces = x.unfold(2, frames, frames // 2)
    if bins == 1:
        spectrum = torch.fft.rfft(pieces * window, norm="ortho")
    else:
        window = torch.hann_window(bins, device=x.device)[:, None] * window
        pieces = x.unfold(1, bins, bins // 2).unfold(2, frames, frames // 2)
        spectrum = torch.fft.rfft2(pieces * window, norm="ortho")
    return (spectrum.real.square() + spectrum.imag.square() + 1e-8).sqrt()
