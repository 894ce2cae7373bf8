"""The model in a process of its own, owned by the event loop.

A crash there is a failed job and a new process, not silence; a hung job is killed. A process that
has lost its device is followed by one that does the same job again, once, and by one on the CPU if
that loses it too, or if it is too small. Two threads
stand at the pipe, one for each direction, because a note is larger than a pipe's buffer and the
loop never waits; all else here runs on the event loop.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from notono_live import child
from notono_live.config import Model
from notono_live.engine import worker_process
from notono_live.engine.jobs import (
    Arithmetic,
    Cancel,
    Cancelled,
    Down,
    Failed,
    Heard,
    Job,
    Line,
    Loader,
    Lost,
    Progress,
    Ready,
    Said,
    Shown,
)
from notono_live.errors import ModelFailed, NotonoError, TimedOut

LONGEST_PAUSE_SECONDS = 30.0  # between two attempts to start a model that had worked before

log = logging.getLogger("notono.worker")
Outbox = queue.SimpleQueue[Job | Cancel | None]


class State(IntEnum):
    LOADING = 0
    READY = 1
    RESTARTING = 2


class Worker:
    """One model, kept alive while `run` runs. It does one job at a time: `submit` again after the
    outcome."""

    def __init__(self, load: Loader, settings: Model, on_cpu: Loader | None = None) -> None:
        """`on_cpu` loads the model where that of `load` can go on no more."""
        self.state = State.LOADING
        self.name = settings.name
        self.device = settings.device
        self.fingerprint = ""
        self.arithmetic: Arithmetic = {}
        self.velocities: int | None = None
        self._load, self._on_cpu = load, on_cpu
        self._hear: Callable[[Heard], None] = _nobody
        self._settings = settings
        self._process: SpawnProcess | None = None
        self._outbox: Outbox = queue.SimpleQueue()
        self._job: Job | None = None
        self._tried: int | None = None  # the job that a lost device made begin again
        self._lost: Lost | None = None  # the last word of this process, if it was that
        self._why_cpu = ""
        self._trouble: NotonoError | None = None  # why this process had to end, where known
        self._alarm: asyncio.TimerHandle | None = None
        self._pause_seconds = 0.0  # before the next process

    def submit(self, job: Job) -> None:
        assert self.state is State.READY, self.state
        assert self._job is None, "the worker does one job at a time"
        self._job = job
        self._arm(self._settings.job_timeout_seconds)
        self._outbox.put(job)

    def cancel(self, job_id: int) -> None:
        if self._job is None or job_id != self._job.id:
            return
        if self.state is State.READY:
            self._outbox.put(Cancel(job_id))
        else:  # it was to begin again
            self._job = None
            asyncio.get_running_loop().call_soon(self._hear, Cancelled(job_id))

    async def run(self, hear: Callable[[Heard], None]) -> None:
        """Keep a model alive until cancelled. `hear` is called on the event loop with all that it
        says, and with what became of a job when its process died.

        Raises ModelFailed if the first process cannot start.
        """
        self._hear = hear
        while True:
            await self._one_life()
            assert self._process is not None
            how = child.how_it_ended(self._process)
            trouble = self._trouble or ModelFailed(f"the model's process {how}")
            moves = self._moves_to_cpu()
            if self.state is State.LOADING and not moves:
                raise ModelFailed(str(trouble)) from trouble
            if moves is not None:
                self._load, self._on_cpu, self._why_cpu = moves, None, f"cpu, since {trouble}"
            self._started_again(trouble, moves is not None)
            await asyncio.sleep(self._pause_seconds)
            self._pause_seconds = min(LONGEST_PAUSE_SECONDS, 2 * self._pause_seconds + 0.5)

    def _started_again(self, trouble: NotonoError, moves: bool) -> None:
        """The process has ended: say so, and what becomes of its job."""
        before, job = self.state, self._job
        doing = f"{trouble}; the model is being started again{' on the CPU' if moves else ''}"
        if before is not State.LOADING:
            self.state = State.RESTARTING
        if before is State.RESTARTING and not moves:
            self._hear(Down(f"{doing}, then ask again"))
        begins_again = job is not None and (moves if before is State.RESTARTING else self._excused)
        log.warning("%s%s", doing, ", and its job begins again" if begins_again else "")
        if job is None:
            return
        if begins_again:
            self._tried = job.id
        else:
            self._job = None
            self._hear(Failed(job.id, trouble.code, f"{doing}, then ask again"))

    @property
    def _excused(self) -> bool:
        """Whether the job under way may have lost its device by chance."""
        lost, job = self._lost, self._job
        return lost is not None and not lost.too_small and job is not None and job.id != self._tried

    def _moves_to_cpu(self) -> Loader | None:
        """What loads the next process if that is the first on the CPU: the device was too small,
        was lost by one job twice, or does not come back."""
        if self.arithmetic.get("device") == "cpu":
            return None
        lost = self._lost is not None and not self._excused
        return self._on_cpu if lost or self.state is State.RESTARTING else None

    async def _one_life(self) -> None:
        """Start a process and serve it until it ends."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()
        self._trouble, self._lost, self._outbox = None, None, queue.SimpleQueue()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = process = context.Process(
            target=worker_process.run, args=(theirs, self._load), daemon=True, name="notono-model"
        )
        threads = (
            threading.Thread(
                target=child.listen, args=(ours, loop, self._received, ended), daemon=True
            ),
            threading.Thread(target=_speak, args=(ours, self._outbox), daemon=True),
        )
        starting = loop.run_in_executor(None, process.start)
        try:
            await asyncio.shield(starting)
            theirs.close()
            self._arm(self._settings.start_timeout_seconds)
            for thread in threads:
                thread.start()
            await ended
        finally:
            self._disarm()
            self._outbox.put(None)
            await asyncio.wait([starting])  # what is half started could not be ended
            await asyncio.to_thread(child.bury, process, threads)
            ours.close()

    def _received(self, message: Said) -> None:
        match message:
            case Line(level, text):
                return log.log(level, "%s", text)
            case Lost():
                self._lost, self._trouble = message, _in_words(message)
                return
            case Failed(0, _, text):
                self._trouble = ModelFailed(text)
                return
            case Ready():
                return self._ready(message)
            case Progress() | Shown():
                self._arm(self._settings.job_timeout_seconds)
            case _:
                self._job = None
                self._disarm()
        self._hear(message)

    def _ready(self, message: Ready) -> None:
        message = replace(message, device=self._why_cpu or message.device)
        self.name, self.device, self.state = message.name, message.device, State.READY
        self.fingerprint, self.arithmetic = message.fingerprint, message.arithmetic
        self.velocities = message.velocities
        self._pause_seconds = 0.0
        self._disarm()
        how = ", ".join(f"{name} {value}" for name, value in self.arithmetic.items())
        log.info("the model is ready on %s (%s)", self.device, how)
        again = self._job
        self._hear(message)
        if again is not None and again is self._job:
            self._job = None
            self.submit(again)

    def _arm(self, seconds: float) -> None:
        self._disarm()
        self._alarm = asyncio.get_running_loop().call_later(seconds, self._give_up, seconds)

    def _disarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _give_up(self, seconds: float) -> None:
        assert self._process is not None
        self._trouble = TimedOut(f"the model gave no sign of life for {seconds:g} s")
        self._process.kill()


def _in_words(lost: Lost) -> ModelFailed:
    if lost.too_small:
        return ModelFailed(f"the device has too little memory for this: {lost.text}")
    return ModelFailed(f"the device was lost: {lost.text}")


def _speak(pipe: Connection, outbox: Outbox) -> None:
    """Runs on a thread: jobs and cancellations out, in order, until None."""
    while (message := outbox.get()) is not None:
        try:
            pipe.send(message)
        except OSError:
            return  # the process ended; the other thread tells


def _nobody(message: Heard) -> None:
    """Hears nothing, before `run`."""
