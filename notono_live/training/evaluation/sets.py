"""Figures of a whole set of sounds against another set: Fréchet distance, NDB/k, diversity.
Numpy."""

from __future__ import annotations

import math

import numpy as np

from notono_live.training.evaluation.columns import Z_95

COMPONENTS = 32  # of the reference, kept before distances: fewer than notes in a small report


def frechet_distance(reference: np.ndarray, made: np.ndarray) -> float:
    """Between normal distributions fitted to (M, D) and (N, D) features (Heusel et al. 2017), over
    the reference's COMPONENTS main directions. Small sets come out too far: compare equal sizes."""
    centre = reference.mean(0)
    _, scales, directions = np.linalg.svd(reference - centre, full_matrices=False)
    kept = directions[: min(COMPONENTS, len(scales))].T
    one, other = ((x - centre) @ kept for x in (reference, made))
    first, second = (np.atleast_2d(np.cov(x, rowvar=False)) for x in (one, other))
    shared = np.sqrt(np.clip(np.linalg.eigvals(first @ second).real, 0, None)).sum()
    apart = np.square(one.mean(0) - other.mean(0)).sum()
    return float(apart + np.trace(first) + np.trace(second) - 2 * shared)


def different_bins(reference: np.ndarray, made: np.ndarray, bins: int, seed: int = 0) -> float:
    """NDB/k (Richardson and Weiss 2018): the share of the reference's `bins` clusters that `made`
    fills significantly more or less (two proportions, 5 %)."""
    centres = clustered(reference, bins, seed)
    shares = [
        np.bincount(nearest(x, centres), minlength=len(centres)) / len(x) for x in (reference, made)
    ]
    pooled = (shares[0] * len(reference) + shares[1] * len(made)) / (len(reference) + len(made))
    error = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12))
    error = error * math.sqrt(1 / len(reference) + 1 / len(made))
    return float((np.abs(shares[0] - shares[1]) > Z_95 * error).mean())


def clustered(points: np.ndarray, bins: int, seed: int = 0, rounds: int = 25) -> np.ndarray:
    """(≤ bins, D) centres by Lloyd's k-means."""
    dice = np.random.default_rng(seed)
    centres = points[dice.choice(len(points), min(bins, len(points)), replace=False)].astype(float)
    for _ in range(rounds):
        owner = nearest(points, centres)
        for place in range(len(centres)):
            if (owner == place).any():
                centres[place] = points[owner == place].mean(0)
    return centres


def nearest(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """(N,) index of the nearest centre."""
    squares = np.square(centres).sum(1) - 2 * points @ centres.T
    indices: np.ndarray = squares.argmin(1)
    return indices


def spread(groups: list[np.ndarray]) -> float:
    """Mean distance (rms over D) between two of one group, over groups (n, D) with n ≥ 2; NaN if
    there is none."""
    distances = []
    for group in groups:
        for place in range(1, len(group)):
            apart = np.sqrt(np.square(group[place:] - group[:-place]).mean(1))
            distances.append(apart)
    return float(np.concatenate(distances).mean()) if distances else float("nan")
