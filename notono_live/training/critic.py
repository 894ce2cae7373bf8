"""The decoder's adversary: a network that learns to tell decoded sound from real.

Blame by distance alone makes a decoder answer with the mean of all sounds that a code stands for,
which beats less and hisses less than any of them; a critic blames it for what no real sound is like
(Larsen et al. 2016; Zeghidour et al. 2021 for codecs of sound). It hears powers at two FFT sizes,
one for what beats and is struck, one for what lies between partials. Training process only.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from torch import nn
from torch.nn import functional as fn
from torch.nn.utils.parametrizations import spectral_norm

from notono_live.training.losses import SPECTRA_RANGE, floor_of, power
from notono_live.training.ranks import Ranks, half_precision

SIZES = (1024, 4096)  # of the FFT, each with hops of a quarter
FOLD = 4  # bins and frames folded into channels at the door
WIDTHS = (32, 64, 64)
SLOPE = 0.2  # of what is below nothing
HEAD_START = 100  # steps that a critic learns before it is listened to
RATE_SHARE = 0.5  # of the decoder's learning rate


class Critic(nn.Module):
    """One map of scores a size, positive where the sound is taken for real."""

    def __init__(self) -> None:
        super().__init__()
        self.sides = nn.ModuleList(_side() for _ in SIZES)
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64))

    steps: torch.Tensor

    def forward(self, levels: list[torch.Tensor]) -> list[list[torch.Tensor]]:
        """(B, bins, T) levels of each size → what each layer makes of them, the scores last."""
        heard = []
        for side, x in zip(self.sides, levels, strict=True):
            x, made = folded(x), []
            for layer in side:  # type: ignore[attr-defined]
                x = layer(x)
                made.append(x)
            heard.append(made)
        return heard


def _side() -> nn.ModuleList:
    widths = (FOLD * FOLD, *WIDTHS)
    layers = [
        nn.Sequential(_convolution(few, many, 1 if place == 0 else 2), nn.LeakyReLU(SLOPE))
        for place, (few, many) in enumerate(pairwise(widths))
    ]
    return nn.ModuleList([*layers, _convolution(WIDTHS[-1], 1, 1)])


def _convolution(few: int, many: int, stride: int) -> nn.Module:
    # Of a norm of one, so that no score grows faster than the sound changes (Miyato et al. 2018).
    return spectral_norm(nn.Conv2d(few, many, (5, 3), stride=stride, padding=(2, 1)))


def folded(levels: torch.Tensor) -> torch.Tensor:
    """(B, bins + 1, T) → (B, FOLD², bins / FOLD, T / FOLD): without the highest bin, and with
    silence behind the end."""
    levels = fn.pad(levels[:, :-1], (0, -levels.shape[-1] % FOLD))
    return fn.pixel_unshuffle(levels[:, None], FOLD)


def levels_beside(real: torch.Tensor, made: torch.Tensor) -> list[torch.Tensor]:
    """Two batches of samples, (B, frames) each → for each size (2 B, bins, T): the logarithms of
    powers above the real note's floor, 0 there and 1 at its loudest; the real ones first."""
    levels = []
    for size in SIZES:
        theirs, ours = (power(sound, size, size // 4) for sound in (real, made))
        floor = floor_of(theirs)
        both = torch.cat((theirs / floor, ours / floor))
        levels.append(torch.log1p(both) / SPECTRA_RANGE)
    return levels


class Adversary:
    """A critic and its own optimizer. `blame` is the decoder's lesson, `learn` the critic's."""

    def __init__(self, ranks: Ranks) -> None:
        self.device = ranks.device
        self.critic = Critic().to(ranks.device)
        self.shared = ranks.sharing(self.critic)
        self.optimizer = torch.optim.Adam(self.critic.parameters(), lr=1e-4, betas=(0.5, 0.9))

    def blame(self, real: torch.Tensor, made: torch.Tensor) -> dict[str, torch.Tensor]:
        """`critic`: how far from real the decoded samples are taken to be; `likeness`: the mean
        difference of every layer's features over the mean of the real note's."""
        if self.critic.steps < HEAD_START:
            nothing = torch.zeros((), device=self.device)
            return {"critic": nothing, "likeness": nothing}
        self.critic.eval().requires_grad_(False)
        with half_precision(self.device):
            heard = self.critic(levels_beside(real, made))
        self.critic.requires_grad_(True)
        scores = [side[-1].float()[len(real) :].mean() for side in heard]
        apart = []
        for features in (features for side in heard for features in side[:-1]):
            theirs, ours = features.float().split(len(real))
            apart.append((ours - theirs).abs().mean() / theirs.abs().mean().clamp_min(1e-6))
        return {"critic": -torch.stack(scores).mean(), "likeness": torch.stack(apart).mean()}

    def learn(self, real: torch.Tensor, made: torch.Tensor, rate: float) -> dict[str, float]:
        """One step of the critic; `told_apart` is the share of score maps' cells that are right."""
        self.critic.train()
        for group in self.optimizer.param_groups:
            group["lr"] = RATE_SHARE * rate
        with torch.no_grad():
            levels = levels_beside(real, made)
        with half_precision(self.device):
            heard = self.shared(levels)
        scores = [side[-1].float().split(len(real)) for side in heard]
        # Hinges (Lim & Ye 2017): who is surely told apart teaches no more.
        loss = torch.stack(
            [fn.relu(1 - theirs).mean() + fn.relu(1 + ours).mean() for theirs, ours in scores]
        ).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self.critic.steps += 1
        right = [((theirs > 0).float().mean() + (ours < 0).float().mean()) / 2
                 for theirs, ours in scores]  # fmt: skip
        return {"critic_loss": loss.item(), "told_apart": torch.stack(right).mean().item()}

    def state_dict(self) -> dict[str, Any]:
        return {"critic": self.critic.state_dict(), "optimizer": self.optimizer.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.critic.load_state_dict(state["critic"])
        self.optimizer.load_state_dict(state["optimizer"])
