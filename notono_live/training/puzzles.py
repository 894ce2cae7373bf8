"""What a prior is asked in training: notes with holes, and labels for every cell. Training process
only; numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from notono_live.notes.codemap import CODES, Layer
from notono_live.notes.conditioning import UNKNOWN, velocity_class
from notono_live.training.codes import Codes
from notono_live.training.masks import draw_mask

FORGET_BOTH, FORGET_ONE = 0.1, 0.1  # chance that pitch and family, or one of them, are unknown
# The same of the velocity: alone, and where the other two are. Who asks for a note often says none.
FORGET_VELOCITY, FORGET_VELOCITY_TOO = 0.2, 0.9
# Chances that a shape is filled from another note than the one around it: any, or another of the
# same instrument. With a quarter each, two seconds in the middle of a note were drawn less well
# under another instrument's label than in a note that was drawn whole.
STRANGER, KIN = 0.45, 0.15


@dataclass
class Puzzle:
    """A batch of what a prior is asked: codemaps with holes, labels per cell, and the top
    beneath."""

    codes: np.ndarray  # (B, rows, columns) int64, CODES where hidden
    mask: np.ndarray  # (B, rows, columns) bool
    pitch: np.ndarray  # (B, rows, columns) int64, −1 unknown
    family: np.ndarray  # (B, rows, columns) int64, −1 unknown
    velocity: np.ndarray  # (B, rows, columns) int64, a class, −1 unknown
    top: np.ndarray  # (B, 32, 4) int64, CODES where hidden


def puzzle(
    rng: np.random.Generator, codes: Codes, layer: Layer, count: int, families_apart: bool = True
) -> Puzzle:
    """Random notes, masks and forgotten labels.

    Many hand-drawn shapes hold another note's codes and carry that note's labels, in the
    surroundings of the first: what a region under its own constraint is. (The original trains on
    one label for all cells and ignores the cells' own.) Some of these notes are of the first one's
    instrument. With `families_apart`, what surrounds those of another family is hidden: it tells
    nothing.
    """
    first, other = (rng.integers(0, len(codes), count) for _ in range(2))
    dice = rng.random(count)
    other = np.where(dice < KIN / (KIN + STRANGER), of_the_same(rng, codes.kin, first), other)
    maps = codes.top if layer is Layer.TOP else codes.bottom
    shape = maps.shape[1:]
    masks, kinds = zip(*(draw_mask(rng, shape) for _ in range(count)), strict=True)
    mask = np.stack(masks)
    shaped = ~np.isin(kinds, ("everything", "bernoulli"))
    inside = np.where(shaped & (rng.random(count) < STRANGER + KIN), other, first)
    apart = _cells(families_apart & (codes.family[inside] != codes.family[first]))
    made = np.where(mask, maps[inside], maps[first]).astype(np.int64)
    side = shape[0] // codes.top.shape[1]
    top = codes.top[first].astype(np.int64)
    if layer is Layer.BOTTOM:
        under = mask.reshape(count, 32, side, 4, side).any((2, 4))
        top = np.where(under, codes.top[inside], top).astype(np.int64)
        top = np.where(apart & ~under, CODES, top)
    made = np.where(apart & ~mask, CODES, made)
    labels = []
    forgotten = _forgotten(rng, count)
    said = codes.pitch, codes.family, velocity_class(codes.velocity)
    for values, forget in zip(said, forgotten, strict=True):
        cells = np.where(mask, _cells(values[inside]), _cells(values[first])).astype(np.int64)
        labels.append(np.where(forget[:, None, None], UNKNOWN, cells))
    return Puzzle(made, mask, labels[0], labels[1], labels[2], top)


def of_the_same(rng: np.random.Generator, kin: np.ndarray, notes: np.ndarray) -> np.ndarray:
    """For each of `notes` a random one of its instrument; itself at times."""
    order = np.argsort(kin, kind="stable")
    ranked = kin[order]
    begins, ends = (np.searchsorted(ranked, kin[notes], side) for side in ("left", "right"))
    return order[rng.integers(begins, ends)]


def _cells(values: np.ndarray) -> np.ndarray:
    return values[:, None, None]


def _forgotten(rng: np.random.Generator, count: int) -> tuple[np.ndarray, ...]:
    """Of which notes the pitch, the family and the velocity are unknown, (count,) bool each."""
    dice = rng.random(count)
    both = dice < FORGET_BOTH
    pitch = (dice >= FORGET_BOTH) & (dice < FORGET_BOTH + FORGET_ONE / 2)
    family = (dice >= FORGET_BOTH + FORGET_ONE / 2) & (dice < FORGET_BOTH + FORGET_ONE)
    velocity = rng.random(count) < np.where(both, FORGET_VELOCITY_TOO, FORGET_VELOCITY)
    return both | pitch, both | family, velocity
