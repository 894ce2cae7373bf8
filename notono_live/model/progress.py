"""How far drawing is, in steps of the priors. Worker process."""

from __future__ import annotations

import numpy as np

from notono_live.engine.jobs import Report


def ignore(fraction: float) -> None:
    """A report nobody reads."""


class StepReport:
    """Counts steps and reports the fraction done, 0 ≤ fraction < 1, after each."""

    def __init__(self, report: Report, steps: int) -> None:
        self.report, self.steps, self.done = report, max(steps, 1), 0

    def __call__(self) -> None:
        self.done += 1
        self.again()

    def again(self) -> None:
        """What was reported last, once more: between two steps something else was done."""
        self.report(min(self.done / (self.steps + 1), 0.99))


def steps_of(mask: np.ndarray, side: int) -> int:
    """Backbone steps that a mask costs: its patches with anything to draw."""
    rows, columns = mask.shape
    return int(mask.reshape(rows // side, side, columns // side, side).any((1, 3)).sum())
