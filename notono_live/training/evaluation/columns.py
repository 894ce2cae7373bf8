"""A column of the report: one kind of sound, its figures a note, and what they come to. Plain
values.

Legend: N notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

RESAMPLES = 1000
CONFIDENCE = 0.95
Z_95 = 1.959963984540054  # half as wide is the interval of a normal distribution, in deviations

Statistic = Callable[[np.ndarray], float]


def mean(values: np.ndarray) -> float:
    """Of what is not NaN; NaN of nothing else."""
    return float(values[~np.isnan(values)].mean()) if (~np.isnan(values)).any() else float("nan")


def median(values: np.ndarray) -> float:
    """Of what is not NaN; NaN of nothing else."""
    return float(np.nanmedian(values)) if (~np.isnan(values)).any() else float("nan")


# The same of each row of an array without NaN: a thousand resamplings at once.
OF_ROWS: dict[Statistic, Callable[[np.ndarray], np.ndarray]] = {
    mean: lambda rows: np.mean(rows, axis=1),
    median: lambda rows: np.median(rows, axis=1),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the report: what it is called, how notes are summed up, decimals shown."""

    name: str
    statistic: Statistic = mean
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of a whole column and, where it could be resampled, its 95 % interval."""

    value: float
    low: float = float("nan")
    high: float = float("nan")


@dataclass
class Column:
    """One kind of sound. `each` holds (N,) values by row name, `whole` what only all notes have;
    `samples` the sounds, which should carry `pitch`, `family` and, if it is known, MIDI `velocity`,
    (N,) each."""

    name: str
    samples: np.ndarray = field(repr=False)
    pitch: np.ndarray
    family: np.ndarray
    velocity: np.ndarray | None = None
    each: dict[str, np.ndarray] = field(default_factory=dict)
    whole: dict[str, float] = field(default_factory=dict)

    def estimate(self, figure: Figure) -> Estimate | None:
        """None where this kind of sound has no such figure."""
        if figure.name in self.whole:
            return Estimate(self.whole[figure.name])
        values = self.each.get(figure.name)
        return None if values is None else bootstrapped(values, figure.statistic)

    def grouped(self, figure: Figure, groups: np.ndarray) -> dict[int, tuple[float, int]]:
        """The figure and the number of notes of each of `groups` (N,)."""
        values = self.each[figure.name]
        return {
            int(group): (figure.statistic(values[groups == group]), int((groups == group).sum()))
            for group in np.unique(groups)
        }


def bootstrapped(values: np.ndarray, statistic: Statistic, seed: int = 0) -> Estimate:
    """The statistic of (N,) values and the interval that holds it in 95 of 100 samples of N notes.

    >>> bootstrapped(np.ones(5), mean)
    Estimate(value=1.0, low=1.0, high=1.0)
    """
    values = values[~np.isnan(values)]
    if not len(values):
        return Estimate(float("nan"))
    if statistic is mean and (values == values[0]).all() and values[0] in (0, 100):
        return all_alike(values)
    picks = np.random.default_rng(seed).integers(0, len(values), (RESAMPLES, len(values)))
    again = OF_ROWS[statistic](values[picks])
    low, high = np.quantile(again, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Estimate(statistic(values), float(low), float(high))


def all_alike(shares: np.ndarray) -> Estimate:
    """Of (N,) notes that are all right, or all wrong, by Wilson's interval: samples of them would
    all be the same.

    >>> all_alike(np.full(264, 100.0))
    Estimate(value=100.0, low=98.565..., high=100.0)
    """
    share, reach = float(shares[0]), 100 * Z_95**2 / (len(shares) + Z_95**2)
    return Estimate(share, *((share - reach, share) if share else (share, reach)))


def rows(figures: Iterable[Figure], columns: Iterable[Column]) -> list[Figure]:
    """Those figures that any column has."""
    named: set[str] = set()
    for column in columns:
        named |= column.each.keys() | column.whole.keys()
    return [figure for figure in figures if figure.name in named]


def octave(pitch: npt.ArrayLike) -> np.ndarray:
    """MIDI pitch → octave: 24..35 is 1, C4 (60) is 4."""
    numbers: np.ndarray = np.asarray(pitch) // 12 - 1
    return numbers


def table(figures: Iterable[Figure], columns: list[Column]) -> Mapping[str, list[Estimate | None]]:
    """Row name → one estimate a column."""
    return {
        figure.name: [column.estimate(figure) for column in columns]
        for figure in rows(figures, columns)
    }
