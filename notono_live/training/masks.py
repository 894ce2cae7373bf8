"""The masks a prior is trained to fill: what hands and knobs draw, and the paper's Bernoulli.

Training process only; numpy. A mask is (rows, columns) bool, True = will be sampled.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Shape = tuple[int, int]


def everything(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    """Generation from scratch."""
    return np.ones(shape, dtype=bool)


def bernoulli(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    """Each cell with p ~ U(0, 1), the paper's (§3.3; one p a note)."""
    return rng.random(shape) < rng.random()


def rectangle(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    """Any rectangle of cells."""
    mask = np.zeros(shape, dtype=bool)
    mask[_span(rng, shape[0]), _span(rng, shape[1])] = True
    return mask


def whole_columns(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    """A stretch of time over all frequencies: an attack, a release."""
    mask = np.zeros(shape, dtype=bool)
    mask[:, _span(rng, shape[1])] = True
    return mask


def whole_bands(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    """A band over all the time: the bass, the air."""
    mask = np.zeros(shape, dtype=bool)
    mask[_span(rng, shape[0])] = True
    return mask


def _span(rng: np.random.Generator, size: int) -> slice:
    length = int(rng.integers(1, size + 1))
    start = int(rng.integers(0, size - length + 1))
    return slice(start, start + length)


# How often each is drawn. Hand-drawn shapes, which most edits are, weigh most; the paper's
# Bernoulli masks are easy, since the neighbours tell most, and get the rest.
KINDS: tuple[tuple[Callable[[np.random.Generator, Shape], np.ndarray], float], ...] = (
    (everything, 0.25),
    (bernoulli, 0.1),
    (rectangle, 0.15),
    (whole_columns, 0.4),
    (whole_bands, 0.1),
)


def draw_mask(rng: np.random.Generator, shape: Shape) -> tuple[np.ndarray, str]:
    """A mask and the name of its kind."""
    kind = rng.choice(len(KINDS), p=[share for _, share in KINDS])
    function = KINDS[kind][0]
    return function(rng, shape), function.__name__
