"""Row: what was timed, how often and how long it took; Floor: what was asked of it; Line: how it
grows. Plain values, any thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Row:
    """One line of `bench`: milliseconds that half, 19 of 20, and 99 of 100 of the runs stayed
    below."""

    name: str
    runs: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    remark: str = ""

    @classmethod
    def of(cls, name: str, seconds: Sequence[float], remark: str = "") -> Row:
        """
        >>> Row.of("a step", [0.001, 0.002, 0.003])
        Row(name='a step', runs=3, p50_ms=2.0, p95_ms=2.9, p99_ms=2.98, remark='')
        """
        found = np.percentile(np.array(seconds) * 1e3, (50, 95, 99)).round(2)
        p50, p95, p99 = map(float, found)
        return cls(name, len(seconds), p50, p95, p99, remark)


@dataclass(frozen=True, slots=True)
class Floor:
    """What was asked, beside what was seen."""

    name: str
    asked: str
    seen: str
    met: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Time as a straight line of the size of the work, and how it grows at the large end."""

    fixed_ms: float
    each_ms: float
    power: float  # of the size, from its larger half to its largest: 1 is linear

    @property
    def linear_or_better(self) -> bool:
        """Within the noise of a few runs.

        >>> Line.through([1, 2, 4, 8], [3.0, 5.0, 9.0, 17.0]).linear_or_better
        True
        >>> Line.through([1, 2, 4, 8], [1.0, 4.0, 16.0, 64.0]).linear_or_better
        False
        """
        return self.power <= 1.1

    @classmethod
    def through(cls, sizes: Sequence[float], milliseconds: Sequence[float]) -> Line:
        """The line that is nearest by least squares.

        >>> Line.through([1, 2, 4, 8], [3.0, 5.0, 9.0, 17.0])
        Line(fixed_ms=1.0, each_ms=2.0, power=0.92)
        """
        each, fixed = np.polyfit(sizes, milliseconds, 1)
        half = max(n for n, size in enumerate(sizes[:-1]) if size <= sizes[-1] / 2)
        power = np.log(milliseconds[-1] / milliseconds[half]) / np.log(sizes[-1] / sizes[half])
        return cls(round(float(fixed), 2), round(float(each), 3), round(float(power), 2))
