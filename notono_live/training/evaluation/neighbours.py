"""What families a note's nearest real ones are of. Training process.

A way to describe notes by figures becomes a listener here: linear discriminants of the instruments
(Fisher 1936), and a vote of the nearest notes.

Legend: N notes, F figures a note, D discriminants.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from notono_live.training.data import Example, read_batch

SHRINKAGE = 1e-3  # of the spread within instruments, towards its mean
VOTERS = 7
BATCH = 64

Describe = Callable[[np.ndarray], np.ndarray]  # (N, frames) samples → (N, F) figures


class Neighbours:
    """Real notes as `describe` has them, and what families the nearest ones are of. `embedding`:
    those of the figures by which sets of notes are compared, if any."""

    def __init__(
        self, notes: Sequence[Example], describe: Describe, embedding: slice | None = None
    ) -> None:
        self.describe, self.embedding = describe, embedding
        figures: list[np.ndarray] = []
        families: list[np.ndarray] = []
        kins: list[str] = []
        for start in range(0, len(notes), BATCH):
            batch = read_batch(notes[start : start + BATCH])
            figures.append(describe(batch.audio))
            families.append(batch.family)
            kins += batch.kin
        known = np.concatenate(figures)
        self._mean, self._spread = known.mean(0), known.std(0) + 1e-6
        self._directions = discriminants((known - self._mean) / self._spread, kins)
        self._places = self._placed(known)
        self._families = np.concatenate(families)

    def families(self, figures: np.ndarray) -> np.ndarray:
        """(N, F), notes as described → family indices (N,), by VOTERS neighbours; of equal votes
        the nearest's."""
        places = self._placed(figures)
        squares = (self._places**2).sum(1)
        said = np.empty(len(places), np.int64)
        for note, place in enumerate(places):
            near = np.argsort(squares - 2 * self._places @ place)[:VOTERS]
            votes = np.bincount(self._families[near])
            most = votes == votes.max()
            said[note] = next(family for family in self._families[near] if most[family])
        return said

    def _placed(self, figures: np.ndarray) -> np.ndarray:
        placed: np.ndarray = (figures - self._mean) / self._spread @ self._directions
        return placed


def discriminants(figures: np.ndarray, kins: Sequence[str]) -> np.ndarray:
    """(N, F) figures of unit spread and their instruments → directions (F, D) in which instruments
    lie apart while the notes of each lie together with a spread of one."""
    names, of_kin = np.unique(np.array(kins), return_inverse=True)
    counts = np.bincount(of_kin)
    means = np.zeros((len(names), figures.shape[1]))
    np.add.at(means, of_kin, figures)
    means /= counts[:, None]
    apart = figures - means[of_kin]
    within = apart.T @ apart / len(figures)
    within += SHRINKAGE * np.trace(within) / len(within) * np.eye(len(within))
    sizes, axes = np.linalg.eigh(within)
    whitened = axes / np.sqrt(sizes)
    between = (means - figures.mean(0)) @ whitened * np.sqrt(counts / len(figures))[:, None]
    _, _, directions = np.linalg.svd(between, full_matrices=False)
    kept: np.ndarray = whitened @ directions[: max(len(names) - 1, 1)].T
    return kept
