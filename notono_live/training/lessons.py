"""What one rank of a training by sound hears at each step, and the dice it varies that with.

Training process only; a background thread reads ahead.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch

from notono_live.training.data import Batch, Example, batches
from notono_live.training.ranks import Ranks


class Lessons:
    """A step always has the same, whenever the training was stopped. Reading begins with the first
    step that is asked for; the others are to follow in order."""

    def __init__(self, notes: tuple[Example, ...], batch: int, seed: int, ranks: Ranks) -> None:
        self._notes, self._batch, self._seed, self._ranks = notes, batch, seed, ranks
        self._ahead: Iterator[Batch] | None = None

    def of(self, step: int) -> tuple[Batch, torch.Generator]:
        place = self._ranks.place(step)
        if self._ahead is None:
            self._ahead = batches(
                self._notes, self._batch, seed=self._seed,
                first_step=place, every=self._ranks.count,
            )  # fmt: skip
        dice = torch.Generator().manual_seed(self._seed * 1_000_003 + place)
        return next(self._ahead), dice
