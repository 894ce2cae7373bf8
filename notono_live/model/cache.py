"""KVCache: keys and values already computed, written by position. Torch; owned by one decode loop.

Running state only: the weights stay in `transformer`, and a cache can be dropped or begun again at
will."""

from __future__ import annotations

import torch


class KVCache:
    """Preallocated keys and values of every layer, each (B, H, S, D/H); `length` steps are
    filled."""

    def __init__(
        self, layers: int, batch: int, heads: int, steps: int, head_width: int, like: torch.Tensor
    ) -> None:
        shape = (layers, batch, heads, steps, head_width)
        self.keys = torch.zeros(shape, dtype=like.dtype, device=like.device)
        self.values = torch.zeros_like(self.keys)
        self.length = 0

    def write(
        self, layer: int, keys: torch.Tensor, values: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Put (B, H, n, D/H) after the filled steps; return all of the layer's up to there."""
        end = self.length + keys.shape[2]
        assert end <= self.keys.shape[3], f"cache holds {self.keys.shape[3]} steps, asked for {end}"
        self.keys[layer, :, :, self.length : end] = keys
        self.values[layer, :, :, self.length : end] = values
        return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]

    def advance(self, steps: int) -> None:
        """Called once all layers have written `steps`."""
        self.length += steps
