"""The decoder's adversary: a network that learns to tell decoded sound from real.

Blame by distance alone makes a decoder answer with the mean of all sounds that a code stands for,
which beats less and hisses less than any of them; a critic blames it for what no real sound is like
(Larsen et al. 2016; Zeghidour et al. 2021 for codecs of sound). It hears bands of two windows, one
for what beats, one for what is struck. Training process only.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from torch import nn
from torch.nn import functional as fn

from notono_live.training.bands import View, Viewed
from notono_live.training.ear import BEND_HZ, VIEW, apart, levels_of, loudest_of, made_by_each
from notono_live.training.ranks import Ranks, half_precision

# The ear's, of which a score hears 1.7 s, and 32 ms, of which it hears a third of a second.
VIEWS = (VIEW, View(window=512, hop=160, bands=96, fold=2))
WIDTHS = (32, 64, 96, 128)
SLOPE = 0.2  # of what is below nothing
HEAD_START = 250  # steps that a critic learns before it is listened to
RATE_SHARE = 2 / 3  # of the decoder's learning rate
MODESTY = 1e-3  # blame for large scores: only their differences mean something


class Critic(nn.Module):
    """One map of scores a view, the greater the more the sound is taken for real."""

    steps: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.sides = nn.ModuleList(_side(view) for view in VIEWS)
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64))
        self._viewed = [Viewed(view, BEND_HZ) for view in VIEWS]

    def levels_beside(self, real: torch.Tensor, made: torch.Tensor) -> list[torch.Tensor]:
        """Two batches of samples, (B, frames) each → for each view (2 B, bands, hops): 1 at the
        real note's loudest band, 0 at the ear's range below it; the real ones first."""
        levels = []
        for viewed in self._viewed:
            theirs, ours = viewed.decibels(real), viewed.decibels(made)
            loudest = loudest_of(theirs)
            levels.append(torch.cat((levels_of(theirs, loudest), levels_of(ours, loudest))))
        return levels

    def forward(self, levels: list[torch.Tensor]) -> list[list[torch.Tensor]]:
        """(B, bands, hops) levels of each view → what each layer makes of them, the scores last."""
        return [
            made_by_each(side, view.folded(x))  # type: ignore[arg-type]
            for view, side, x in zip(VIEWS, self.sides, levels, strict=True)
        ]


def _side(view: View) -> nn.ModuleList:
    layers = [
        nn.Sequential(
            nn.Conv2d(few, many, (5, 3), stride=1 if place == 0 else 2, padding=(2, 1)),
            nn.LeakyReLU(SLOPE),
        )
        for place, (few, many) in enumerate(pairwise((view.fold**2, *WIDTHS)))
    ]
    return nn.ModuleList([*layers, nn.Conv2d(WIDTHS[-1], 1, 1)])


class Adversary:
    """A critic and its own optimizer. `blame` is the decoder's lesson, `learn` the critic's."""

    def __init__(self, ranks: Ranks) -> None:
        self.device = ranks.device
        self.critic = Critic().to(ranks.device)
        self.shared = ranks.sharing(self.critic)
        self.optimizer = torch.optim.Adam(self.critic.parameters(), lr=1e-4, betas=(0.5, 0.9))

    def blame(self, real: torch.Tensor, made: torch.Tensor) -> dict[str, torch.Tensor]:
        """`critic`: how much less real the decoded samples are taken to be than the notes that they
        were decoded from; `likeness`: the mean difference of every layer's features over the mean
        of the real note's."""
        if self.critic.steps < HEAD_START:
            nothing = torch.zeros((), device=self.device)
            return {"critic": nothing, "likeness": nothing}
        self.critic.requires_grad_(False)
        levels = self.critic.levels_beside(real, made)
        with half_precision(self.device):
            heard = self.critic(levels)
        self.critic.requires_grad_(True)
        less = [fn.softplus(theirs - ours).mean() for theirs, ours in _scores(heard)]
        pairs = [features.chunk(2) for side in heard for features in side[:-1]]
        return {"critic": torch.stack(less).mean(), "likeness": apart(*zip(*pairs, strict=True))}

    def learn(self, real: torch.Tensor, made: torch.Tensor, rate: float) -> dict[str, float]:
        """One step of the critic; `told_apart` is the share of score maps' cells that are higher
        for the real note.

        It compares each decoded note with its own original (Jolicoeur-Martineau 2019), so that what
        notes differ in among themselves teaches it nothing.
        """
        for group in self.optimizer.param_groups:
            group["lr"] = RATE_SHARE * rate
        with torch.no_grad():
            levels = self.critic.levels_beside(real, made)
        with half_precision(self.device):
            heard = self.shared(levels)
        losses, right = [], []
        for theirs, ours in _scores(heard):
            large = theirs.square().mean() + ours.square().mean()
            losses.append(fn.softplus(ours - theirs).mean() + MODESTY * large)
            right.append((theirs > ours).float().mean())
        loss = torch.stack(losses).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self.critic.steps += 1
        return {"critic_loss": loss.item(), "told_apart": torch.stack(right).mean().item()}

    def state_dict(self) -> dict[str, Any]:
        return {"critic": self.critic.state_dict(), "optimizer": self.optimizer.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.critic.load_state_dict(state["critic"])
        self.optimizer.load_state_dict(state["optimizer"])


def _scores(heard: list[list[torch.Tensor]]) -> list[tuple[torch.Tensor, ...]]:
    """Of each view, the real notes' and the decoded ones'."""
    return [side[-1].float().chunk(2) for side in heard]
