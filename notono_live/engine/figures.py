"""How fast it goes: what `status` tells. Owned by the desk, on the event loop."""

from __future__ import annotations

from collections import deque

import numpy as np

WINDOW_SECONDS = 10.0  # what `load` looks back on


class Figures:
    """Times of the last works, in seconds of a clock that never goes back.

    >>> figures = Figures()
    >>> figures.work_began(100.0)
    >>> figures.work_ended(102.5)
    >>> figures.load(now=110.0), figures.load(now=111.0)
    (0.25, 0.15)
    """

    def __init__(self) -> None:
        self.took_ms: deque[float] = deque(maxlen=256)  # from the datagram to done
        self._spans: deque[tuple[float, float]] = deque(maxlen=256)
        self._since: float | None = None

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
        return self.took_ms[-1] if self.took_ms else 0.0

    @property
    def p95_ms(self) -> float:
        return float(np.percentile(self.took_ms, 95)) if self.took_ms else 0.0
