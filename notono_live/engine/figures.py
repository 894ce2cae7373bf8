"""How fast it goes: what `status` and `stats` tell. Owned by the desk, on the event loop."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

WINDOW_SECONDS = 10.0  # what `load` looks back on
KEPT = 512  # times of each stage

# From the datagram to done: waiting for the model, the model's own parts, and the file in place.
# `swap`: from the note to its sound under the keys. `column`, `heard`: from the datagram until the
# first drawn column, and the whole note, are under the keys. `loop`: how late the loop came to a
# timer.
STAGES = (
    "queue", "encode", "codes", "decode", "resample", "publish", "total",
    "swap", "column", "heard", "loop",
)  # fmt: skip


@dataclass
class Figures:
    """Times of the last works; seconds are of a clock that never goes back.

    >>> figures = Figures()
    >>> figures.work_began(100.0)
    >>> figures.work_ended(102.5)
    >>> figures.load(now=110.0), figures.load(now=111.0)
    (0.25, 0.15)
    >>> figures.took("codes", 0.120)
    >>> figures.percentiles("codes")
    (120.0, 120.0, 120.0)
    """

    fails: int = 0
    _ms: dict[str, deque[float]] = field(
        default_factory=lambda: {stage: deque(maxlen=KEPT) for stage in STAGES}
    )
    _spans: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=256))
    _since: float | None = None

    def took(self, stage: str, seconds: float) -> None:
        """One more time of a stage; stages of other models than ours are not kept."""
        if stage in self._ms:
            self._ms[stage].append(1000 * seconds)

    def count(self, stage: str) -> int:
        return len(self._ms[stage])

    def percentiles(self, stage: str) -> tuple[float, float, float]:
        """p50, p95 and p99 in ms; zeros where there is nothing yet."""
        times = self._ms[stage]
        if not times:
            return 0.0, 0.0, 0.0
        p50, p95, p99 = np.percentile(times, (50, 95, 99))
        return float(p50), float(p95), float(p99)

    def last(self, stage: str) -> float:
        """The newest in ms; 0 where there is nothing yet."""
        return self._ms[stage][-1] if self._ms[stage] else 0.0

    def work_began(self, now: float) -> None:
        self._since = now

    def work_ended(self, now: float) -> None:
        if self._since is not None:
            self._spans.append((self._since, now))
        self._since = None

    def load(self, now: float) -> float:
        """Share of the last ten seconds that the worker worked, 0..1."""
        since = now - WINDOW_SECONDS
        spans = [*self._spans, *([] if self._since is None else [(self._since, now)])]
        return sum(max(0.0, end - max(start, since)) for start, end in spans) / WINDOW_SECONDS

    @property
    def last_ms(self) -> float:
        return self.last("total")
