"""A second opinion on families, by no network: cepstra and their neighbours. Training process.

The judge and the ear that teaches a codec are of one kind, and what pleases one may please the
other for that. This listener has nothing in common with them: mel cepstra of five stretches of a
note (Davis & Mermelstein 1980), linear discriminants of the instruments (Fisher 1936), and a vote
of the nearest real notes. Of 600 notes it had not heard it named 96.7 % of families.

Legend: N notes, F figures a note, D discriminants.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import torch

from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.training.bands import band_matrix
from notono_live.training.data import Example, read_batch

WINDOW, HOP = 1024, 256
BANDS, COEFFICIENTS = 48, 24
BREAK_HZ = 700.0
RANGE_NATS = 13.8  # 60 dB in power below the loudest band is silence
ENDS_SECONDS = (0.0, 0.1, 0.35, 1.0, 2.5, 4.0)  # the stretches of a note
SHRINKAGE = 1e-3  # of the spread within instruments, towards its mean
VOTERS = 7
BATCH = 64


class Neighbours:
    """Real notes, and what families their nearest ones are of."""

    def __init__(self, notes: Sequence[Example]) -> None:
        figures: list[np.ndarray] = []
        families: list[np.ndarray] = []
        kins: list[str] = []
        for start in range(0, len(notes), BATCH):
            batch = read_batch(notes[start : start + BATCH])
            figures.append(described(batch.audio))
            families.append(batch.family)
            kins += batch.kin
        known = np.concatenate(figures)
        self._mean, self._spread = known.mean(0), known.std(0) + 1e-6
        self._directions = discriminants((known - self._mean) / self._spread, kins)
        self._places = self._placed(known)
        self._families = np.concatenate(families)

    def families(self, samples: np.ndarray) -> np.ndarray:
        """(N, frames) notes of four seconds → family indices (N,), by VOTERS neighbours; of equal
        votes the nearest's."""
        places = self._placed(described(samples))
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


def described(samples: np.ndarray) -> np.ndarray:
    """(N, frames) → (N, F): the mean cepstrum of each stretch, its level among them, and how much
    each coefficient wavers in it."""
    cepstra = _cepstra(samples)
    ends = [round(seconds * SAMPLE_RATE_HZ / HOP) for seconds in ENDS_SECONDS]
    parts = []
    for begin, end in pairwise(ends):
        stretch = cepstra[:, :, begin:end]
        parts += [stretch.mean(2), stretch.std(2)]
    return np.concatenate(parts, 1)


def _cepstra(samples: np.ndarray) -> np.ndarray:
    """(N, COEFFICIENTS, T) cosine transform of the log mel bands, 0 at their floor."""
    sound = torch.from_numpy(np.ascontiguousarray(samples[:, : 4 * SAMPLE_RATE_HZ]))
    window = torch.hann_window(WINDOW)
    spectrum = torch.stft(sound, WINDOW, HOP, window=window, return_complex=True)
    power = spectrum.real**2 + spectrum.imag**2
    bands = torch.einsum("bf,nft->nbt", band_matrix(BANDS, WINDOW, BREAK_HZ), power)
    loudest = bands.amax((1, 2), keepdim=True).clamp_min(1e-6)
    levels = (torch.log(bands.clamp_min(1e-12) / loudest) + RANGE_NATS).clamp_min(0)
    turns = torch.arange(COEFFICIENTS)[:, None] * (torch.arange(BANDS) + 0.5) * math.pi / BANDS
    return np.asarray(torch.einsum("cb,nbt->nct", torch.cos(turns) / BANDS, levels).numpy())


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
