"""How much memory a server and its children have, now and at most. Runs on the main thread, and one
that watches."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from notono_live.errors import NotReady

BETWEEN_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Weight:
    """Megabytes resident, of the server and of all its children: the worker, and the sound where
    there is any. Pages they share are counted in each."""

    server_mb: float
    worker_mb: float

    @property
    def whole_mb(self) -> float:
        return round(self.server_mb + self.worker_mb, 1)


class Scales:
    """Weighs a process and the children it had at the beginning; from `with` on, the heaviest
    moment too."""

    def __init__(self, pid: int) -> None:
        try:
            import psutil
        except ImportError as error:
            raise NotReady("memory is measured with psutil; pip install psutil") from error
        self._server: Any = psutil.Process(pid)
        self._children = self._server.children(recursive=True)
        self._gone = psutil.NoSuchProcess
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self.peak = Weight(0.0, 0.0)

    def now(self) -> Weight:
        children = sum(map(self._resident, self._children))
        now = Weight(round(self._resident(self._server) / 1e6, 1), round(children / 1e6, 1))
        self.peak = Weight(
            max(now.server_mb, self.peak.server_mb), max(now.worker_mb, self.peak.worker_mb)
        )
        return now

    def __enter__(self) -> Scales:
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._watch.join()

    def _resident(self, process: Any) -> int:
        try:
            return int(process.memory_info().rss)
        except self._gone:
            return 0

    def _look(self) -> None:
        while not self._over.wait(BETWEEN_SECONDS):
            self.now()
