"""Quantizer: the nearest entry of a codebook, and nothing of training. Torch; worker or
training."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as fn


@dataclass
class Quantized:
    """What one pass saw. `vectors` carries gradients straight through to the encoder."""

    vectors: torch.Tensor  # (B, D, F, T) codebook entries
    codes: torch.Tensor  # (B, F, T) int64, 0 ≤ code < K
    inputs: torch.Tensor  # (B·F·T, D) unit float32, detached: what the codebook may learn from
    commitment: torch.Tensor  # () mean squared distance of the encoder to its entries


class Quantizer(nn.Module):
    """A codebook of K entries of width D on the unit sphere (Yu et al. 2022).

    The entries are a buffer: they learn by averages, not gradients (van den Oord et al. 2017,
    appendix A.1), in `training.codebook`. On the sphere the encoder cannot shrink from the
    commitment loss: without it 5 of 512 top codes were in use after 100 steps.
    """

    entries: torch.Tensor

    def __init__(self, codes: int, width: int) -> None:
        super().__init__()
        self.scale = width**0.5  # vectors leave with unit variance
        self.register_buffer("entries", fn.normalize(torch.randn(codes, width)))

    def forward(self, x: torch.Tensor) -> Quantized:
        """(B, D, F, T) → the nearest entries."""
        batch, width, rows, columns = x.shape
        inputs = fn.normalize(x.float().permute(0, 2, 3, 1).reshape(-1, width))
        codes = self.nearest(inputs.detach())
        chosen = self.entries[codes]
        commitment = (inputs - chosen).square().mean()
        vectors = inputs + (chosen - inputs).detach()
        return Quantized(
            self.scale * vectors.reshape(batch, rows, columns, width).permute(0, 3, 1, 2),
            codes.reshape(batch, rows, columns),
            inputs.detach(),
            commitment,
        )

    def codes(self, x: torch.Tensor) -> torch.Tensor:
        """(B, D, F, T) → (B, F, T), the codes alone."""
        batch, width, rows, columns = x.shape
        inputs = fn.normalize(x.float().permute(0, 2, 3, 1).reshape(-1, width))
        return self.nearest(inputs).reshape(batch, rows, columns)

    def nearest(self, inputs: torch.Tensor) -> torch.Tensor:
        """(N, D) → (N,) int64."""
        distance = self.entries.square().sum(1) - 2 * inputs @ self.entries.T
        return distance.argmin(1)

    def embed(self, codes: torch.Tensor) -> torch.Tensor:
        """(B, F, T) → (B, D, F, T)."""
        return self.scale * self.entries[codes].permute(0, 3, 1, 2)
