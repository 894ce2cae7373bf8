"""Row: what was timed, how often and how long it took. Plain values, any thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Row:
    """One line of `bench`: milliseconds that half, and 19 of 20, of the runs stayed below."""

    name: str
    runs: int
    p50_ms: float
    p95_ms: float
    remark: str = ""

    @classmethod
    def of(cls, name: str, seconds: Sequence[float], remark: str = "") -> Row:
        """
        >>> Row.of("a step", [0.001, 0.002, 0.003])
        Row(name='a step', runs=3, p50_ms=2.0, p95_ms=2.9, remark='')
        """
        p50, p95 = np.percentile(np.array(seconds) * 1e3, (50, 95))
        return cls(name, len(seconds), round(float(p50), 2), round(float(p95), 2), remark)
