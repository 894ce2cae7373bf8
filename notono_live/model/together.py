"""Parts of one work side by side on threads, as one work that can be ended. Worker process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

from notono_live.model.drawing import StepDone

Part = Callable[[StepDone], None]


class _Ended(Exception):
    """Another part has failed, or the work was taken back."""


def together(threads: int, parts: Sequence[Part], step_done: StepDone) -> None:
    """Do all parts, so many at a time. Each is given what it calls after each of its steps: once
    for so many calls as there are parts, `step_done` is called, on one of the threads and never on
    two at once. What it raises, or any part, ends all of them, and is raised here."""
    calls, over, lock = 0, False, threading.Lock()

    def done() -> None:
        nonlocal calls, over
        with lock:
            if over:
                raise _Ended
            calls += 1
            try:
                if calls % len(parts) == 0:
                    step_done()
            except BaseException:
                over = True
                raise

    with ThreadPoolExecutor(threads) as pool:
        works = [pool.submit(part, done) for part in parts]
        wait(works, return_when=FIRST_EXCEPTION)
        with lock:
            over = True
        pool.shutdown(cancel_futures=True)
    for work in works:
        trouble = None if work.cancelled() else work.exception()
        if trouble is not None and not isinstance(trouble, _Ended):
            raise trouble
