"""What the encoder reads of a window, summed in numpy. Worker process.

It is `Prior.shown` on both sides of guidance, for drawing: torch's two dozen small operations took
1.3 ms of a layer, the sums themselves take a quarter of that.

Legend: B notes, S steps, P codes a step, D width, K codes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from notono_live.model.labels import Labels
from notono_live.model.sequence import ROWS
from notono_live.model.transformer import Prior


class Shown:
    """A prior's tables, as numpy sees them."""

    def __init__(self, prior: Prior) -> None:
        self._mask_code = prior.mask_code
        columns, rows = _table(prior.columns), _table(prior.rows)
        self._places = (columns[:, None] + rows).reshape(-1, rows.shape[1])  # (S, D), time-major
        seen: list[Any] = list(prior.seen)
        self._seen = [_table(table) for table in seen]
        self._given = None if prior.given is None else _table(prior.given)
        self._pitch, self._family = _table(prior.pitch), _table(prior.family)
        self._velocity = None if prior.velocity is None else _table(prior.velocity)
        self._harmonics = prior.harmonics.numpy()  # (62, 32, P, 14)
        self._place_harmonics = prior.place_harmonics.weight.detach().T

    def __call__(
        self,
        codes: torch.Tensor,
        mask: torch.Tensor,
        labels: Labels,
        given: torch.Tensor | None,
        plain: Labels | None,
    ) -> np.ndarray:
        """(B, S, P) codes, mask (S, P), labels, top codes (B, S) for the bottom → (R, S, D): the
        notes, and where there are `plain` labels, too, once more under those."""
        shown = np.where(mask.numpy(), self._mask_code, codes.numpy())
        x = self._seen[0][shown[..., 0]] + self._places[: shown.shape[1]]
        for place, table in enumerate(self._seen[1:], 1):
            x += table[shown[..., place]]
        if self._given is not None:
            assert given is not None, "the bottom prior needs the top codes"
            x += self._given[given.numpy()]
        labelled = x + self._labelled(labels)
        if plain is None:
            return labelled
        return np.concatenate((labelled, x + self._labelled(plain)))

    def _labelled(self, labels: Labels) -> np.ndarray:
        """(B, S, D): the labels of each step's cells, on average; and where the partials of their
        pitches fall."""
        pitch = labels.pitch.numpy()
        x = _mean(self._pitch, pitch) + _mean(self._family, labels.family.numpy())
        if self._velocity is not None:
            x += _mean(self._velocity, labels.velocity.numpy())
        rows = np.arange(pitch.shape[1])[:, None] % ROWS
        partials = self._harmonics[pitch, rows, np.arange(pitch.shape[2])].mean(2)
        placed = torch.from_numpy(partials) @ self._place_harmonics  # numpy's threads would spin
        return np.asarray(x + placed.numpy())


def _table(embedding: Any) -> np.ndarray:
    return np.asarray(embedding.weight.detach().numpy())


def _mean(table: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """(B, S, P) → (B, S, D). Often a step's cells all have one label."""
    first = labels[..., :1]
    if (labels == first).all():
        return np.asarray(table[first[..., 0]])
    return np.asarray(table[labels].mean(2))
