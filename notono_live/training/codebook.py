"""How a codebook learns: moving averages of what fell to each entry, and new life for dead ones.

Training process only. Kept apart from `model.quantize` so that serving carries none of it.
"""

from __future__ import annotations

import torch

from notono_live.model.quantize import Quantized, Quantizer
from notono_live.training.ranks import Ranks

LAPLACE = 1e-5


class CodebookLearner:
    """Exponential moving averages (van den Oord et al. 2017, A.1) and restarts (Dhariwal et al.
    2020).

    An entry used less than `dead_share` of the mean is put on a random input of the batch: without
    this 16 of 512 top codes were in use at step 200, with it all 512 by step 2 200.

    Several ranks learn one codebook from what all of them saw: sums are shared, and restarts are
    rank 0's. (The original keeps the sums of rank 0 alone.)
    """

    def __init__(
        self,
        quantizer: Quantizer,
        decay: float = 0.99,
        dead_share: float = 0.05,
        seed: int = 0,
        ranks: Ranks | None = None,
    ) -> None:
        self.quantizer = quantizer
        self.ranks = ranks or Ranks(quantizer.entries.device)
        self.decay = decay
        self.dead_share = dead_share
        self.generator = torch.Generator().manual_seed(seed)
        entries = quantizer.entries
        self.use = torch.zeros(len(entries), device=entries.device)
        self.total = torch.zeros_like(entries)
        self.started = False

    @torch.no_grad()
    def begin_as_it_is(self) -> None:
        """Take the entries for what they were last chosen for, once each."""
        self.use.fill_(1.0)
        self.total.copy_(self.quantizer.entries)
        self.started = True

    @torch.no_grad()
    def learn(self, seen: Quantized) -> int:
        """Move the entries towards what they were chosen for; return how many were restarted."""
        inputs, codes = seen.inputs, seen.codes.reshape(-1)
        entries = self.quantizer.entries
        if not self.started:
            entries.copy_(self._random_inputs(inputs, len(entries)))
            self.use.fill_(1.0)
            self.total.copy_(entries)
            self.started = True
            return len(entries)
        batch_use = torch.bincount(codes, minlength=len(entries)).float()
        batch_total = torch.zeros_like(self.total).index_add_(0, codes, inputs)
        self.ranks.sum(batch_use, batch_total)
        self.use.lerp_(batch_use, 1 - self.decay)
        self.total.lerp_(batch_total, 1 - self.decay)
        dead = (self.use < self.dead_share * self.use.mean()).nonzero().flatten()
        if len(dead):
            self.total[dead] = self._random_inputs(inputs, len(dead))
            self.use[dead] = 1.0
        smoothed = (self.use + LAPLACE) / (self.use.sum() + len(entries) * LAPLACE)
        entries.copy_(self.total / (smoothed * self.use.sum())[:, None])
        return len(dead)

    def _random_inputs(self, inputs: torch.Tensor, count: int) -> torch.Tensor:
        picks = torch.randint(len(inputs), (count,), generator=self.generator)
        return self.ranks.from_leader(inputs[picks.to(inputs.device)])

    def state_dict(self) -> dict[str, torch.Tensor]:
        return {
            "use": self.use,
            "total": self.total,
            "started": torch.tensor(self.started),
            "generator": self.generator.get_state(),
        }

    def load_state_dict(self, state: dict[str, torch.Tensor]) -> None:
        self.use.copy_(state["use"])
        self.total.copy_(state["total"])
        self.started = bool(state["started"])
        self.generator.set_state(state["generator"])


def perplexity(codes: torch.Tensor, entries: int) -> float:
    """exp of the entropy of code use: how many codes are effectively in use, 1..entries.

    >>> round(perplexity(torch.tensor([0, 1, 2, 3]), 512), 3)
    4.0
    """
    share = torch.bincount(codes.reshape(-1), minlength=entries).double()
    share = share / share.sum()
    return float(torch.exp(-(share * torch.log(share.clamp_min(1e-12))).sum()))
