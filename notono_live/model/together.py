"""Parts of one work side by side on threads, as one work that can be ended. Worker process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

from notono_live.model.drawing import StepDone, pause_of

Part = Callable[[StepDone], None]


class _Ended(Exception):
    """Another part has failed, or the work was taken back."""


class _Done:
    """What the parts call, on their threads."""

    def __init__(self, step_done: StepDone, parts: int) -> None:
        self._step_done, self._pause, self._parts = step_done, pause_of(step_done), parts
        self._calls, self._over, self._lock = 0, False, threading.Lock()

    def __call__(self) -> None:
        with self._lock:
            self._calls += 1
            self._go_on(self._step_done if self._calls % self._parts == 0 else lambda: None)

    def again(self) -> None:
        with self._lock:
            self._go_on(self._pause)

    def over(self) -> None:
        with self._lock:
            self._over = True

    def _go_on(self, call: Callable[[], None]) -> None:
        if self._over:
            raise _Ended
        try:
            call()
        except BaseException:
            self._over = True
            raise


def together(threads: int, parts: Sequence[Part], step_done: StepDone) -> None:
    """Do all parts, so many at a time. Each is given what it calls after each of its steps: once
    for so many calls as there are parts, `step_done` is called, on one of the threads and never on
    two at once. What it raises, or any part, ends all of them, and is raised here."""
    done = _Done(step_done, len(parts))
    with ThreadPoolExecutor(threads) as pool:
        works = [pool.submit(part, done) for part in parts]
        wait(works, return_when=FIRST_EXCEPTION)
        done.over()
        pool.shutdown(cancel_futures=True)
    for work in works:
        trouble = None if work.cancelled() else work.exception()
        if trouble is not None and not isinstance(trouble, _Ended):
            raise trouble
