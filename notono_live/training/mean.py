"""The mean of the weights that a training went through lately, which is what it leaves. Training
process only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

RECENT = 10  # the mean is of about a tenth of all steps so far


class WeightMean:
    """An exponential mean whose memory grows with the training (the power function of Karras et al.
    2024, §3.1): at step t all that was before it is left a share of 1 − RECENT / t. At a rate that
    is still high weights wander about what they tend to; their mean lies nearer to it, so that a
    training that is interrupted, or goes on in another sitting, is worth something before it has
    cooled down.

    Of every number of a module's state, its running means and codebooks, too.

    >>> module = nn.Linear(1, 1)
    >>> mean = WeightMean(module)
    >>> with torch.no_grad(), mean.in_place():
    ...     float(mean.means["bias"]) == float(module.bias)
    True
    """

    def __init__(self, module: nn.Module) -> None:
        self.steps = 0
        self.means = {name: weight.clone() for name, weight in _numbers(module).items()}
        self._module = module

    @torch.no_grad()
    def follow(self) -> None:
        """After each step."""
        self.steps += 1
        share = min(1.0, RECENT / self.steps)
        now = _numbers(self._module)
        torch._foreach_lerp_(list(self.means.values()), [now[name] for name in self.means], share)

    @contextlib.contextmanager
    def in_place(self) -> Iterator[None]:
        """The module has the mean's weights meanwhile."""
        newest = {name: weight.clone() for name, weight in _numbers(self._module).items()}
        self._take(self.means)
        try:
            yield
        finally:
            self._take(newest)

    @torch.no_grad()
    def _take(self, weights: dict[str, torch.Tensor]) -> None:
        for name, weight in _numbers(self._module).items():
            weight.copy_(weights[name])

    def state_dict(self) -> dict[str, Any]:
        return {"steps": self.steps, "means": self.means}

    @torch.no_grad()
    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.steps = state["steps"]
        for name, mean in self.means.items():
            mean.copy_(state["means"][name])


def _numbers(module: nn.Module) -> dict[str, torch.Tensor]:
    """What can be averaged, by name: the module's own tensors, no copies."""
    return {name: x for name, x in module.state_dict().items() if x.is_floating_point()}
