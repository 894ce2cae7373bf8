"""What every process of the server's own needs: someone who listens to it, its end, and ours.

Each function says on which thread or process it runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from threading import Thread
from typing import Any


def listen(
    pipe: Connection,
    loop: asyncio.AbstractEventLoop,
    received: Callable[[Any], None],
    ended: asyncio.Future[None],
) -> None:
    """Runs on a thread: everything the process says, then that it ended."""
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to tell
        try:
            while True:
                loop.call_soon_threadsafe(received, pipe.recv())
        except (EOFError, OSError):
            pass
        finally:  # also when what came cannot be unpickled
            loop.call_soon_threadsafe(_resolve, ended)


def _resolve(ended: asyncio.Future[None]) -> None:
    if not ended.done():
        ended.set_result(None)


def bury(process: SpawnProcess, threads: tuple[Thread, ...], patience_seconds: float = 0) -> None:
    """Runs on a thread: end a process, whatever it is doing, and all that stood at its pipes. It
    may end by itself first, where `patience_seconds` are left to it."""
    if process.pid is None:
        return
    if patience_seconds:
        process.join(patience_seconds)
    process.kill()
    process.join()
    for thread in threads:
        if thread.is_alive():
            thread.join()


def how_it_ended(process: SpawnProcess) -> str:
    """Once it is buried: a phrase that goes on from "the process"."""
    code = process.exitcode
    if code is not None and code < 0:
        return f"was ended by signal {-code}"
    return f"ended by itself with exit code {code}"


def die_with_parent() -> None:
    """Runs on a thread of the child: a server killed outright closes nothing; its end is seen all
    the same."""
    parent = parent_process()
    assert parent is not None, "runs in a spawned process only"
    wait([parent.sentinel])
    os._exit(1)
