"""The worker with a real spawned process: crashes, hangs, slow starts, each told in words."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from toys import (
    CRASH_SEED,
    HANG_SEED,
    RAISE_SEED,
    broken_loader,
    slow_loader,
    toy_loader,
    while_missing_loader,
)

from notono_live.config import Model
from notono_live.engine import jobs
from notono_live.engine.worker import State, Worker
from notono_live.engine.worker_process import NICENESS
from notono_live.errors import ModelFailed
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Sampling

PATIENCE_SECONDS = 60.0


@dataclass
class Bench:
    """A worker at work, and what it says."""

    worker: Worker
    heard: asyncio.Queue[jobs.Heard]

    async def outcome(self) -> jobs.Heard:
        while True:
            message = await asyncio.wait_for(self.heard.get(), PATIENCE_SECONDS)
            if not isinstance(message, jobs.Progress):
                return message

    async def do(self, number: int, seed: int = 1) -> jobs.Heard:
        self.worker.submit(job(number, seed))
        return await self.outcome()


def job(number: int, seed: int = 1) -> jobs.InpaintJob:
    return jobs.InpaintJob(
        number, None, Constraint.nothing_kept(), Conditioning(60), Sampling(seed=seed)
    )


@contextlib.asynccontextmanager
async def bench(load: jobs.Loader, settings: Model | None = None) -> AsyncIterator[Bench]:
    """A worker that is ready."""
    worker = Worker(load, settings or Model())
    heard: asyncio.Queue[jobs.Heard] = asyncio.Queue()
    task = asyncio.create_task(worker.run(heard.put_nowait))
    it = Bench(worker, heard)
    try:
        assert isinstance(await it.outcome(), jobs.Ready)
        yield it
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def inside() -> None:
        await work()

    asyncio.run(inside())


def test_a_job_comes_back_as_a_note_and_the_same_seed_as_the_same_note() -> None:
    async def work() -> None:
        async with bench(toy_loader()) as it:
            assert (it.worker.name, it.worker.device) == ("toy", "cpu")
            first, again, other = await it.do(1, 5), await it.do(2, 5), await it.do(3, 6)
            assert isinstance(first, jobs.Done)
            assert isinstance(again, jobs.Done)
            assert isinstance(other, jobs.Done)
            assert first.note.samples.tobytes() == again.note.samples.tobytes()
            assert not first.note.codemaps.same_as(other.note.codemaps)

    run(work)


def test_progress_comes_at_most_twenty_times_a_second_and_cancel_is_honoured_at_once() -> None:
    async def work() -> None:
        async with bench(toy_loader(pause_seconds=2.0, steps=200)) as it:
            it.worker.submit(job(1))
            await asyncio.sleep(0.5)
            asked = time.perf_counter()
            it.worker.cancel(1)
            assert await it.outcome() == jobs.Cancelled(1)
            assert time.perf_counter() - asked < 0.5
            assert isinstance(await it.do(2), jobs.Done)

    async def count() -> None:
        async with bench(toy_loader(pause_seconds=1.0, steps=200)) as it:
            begun, told = time.perf_counter(), []
            it.worker.submit(job(1))
            while not isinstance(message := await it.heard.get(), jobs.Done):
                assert isinstance(message, jobs.Progress)
                told.append(message.fraction)
            seconds = time.perf_counter() - begun  # a busy machine takes longer than the job says
            assert 3 <= len(told) <= 20 * seconds + 5
            assert told == sorted(told)

    run(work)
    run(count)


@pytest.mark.parametrize(
    ("seed", "code", "words"),
    [
        (CRASH_SEED, "model", "exit code 3"),
        (HANG_SEED, "timeout", "no sign of life for 1 s"),
    ],
)
def test_a_process_that_dies_is_a_failed_job_and_a_new_process(
    seed: int, code: str, words: str
) -> None:
    async def work() -> None:
        async with bench(toy_loader(), Model(job_timeout_seconds=1.0)) as it:
            failed = await it.do(1, seed)
            assert isinstance(failed, jobs.Failed)
            assert (failed.id, failed.code) == (1, code)
            assert words in failed.text
            assert "started again" in failed.text
            assert it.worker.state is State.RESTARTING
            assert isinstance(await it.outcome(), jobs.Ready)
            assert isinstance(await it.do(2), jobs.Done)

    run(work)


def test_an_exception_in_the_model_fails_the_job_and_the_process_lives_on() -> None:
    async def work() -> None:
        async with bench(toy_loader()) as it:
            failed = await it.do(1, RAISE_SEED)
            assert failed == jobs.Failed(1, "model", "the toy was told to fail")
            assert it.worker.state is State.READY
            assert isinstance(await it.do(2), jobs.Done)

    run(work)


def test_a_model_that_cannot_start_ends_the_worker_with_its_own_words() -> None:
    async def work() -> None:
        worker = Worker(broken_loader(), Model())
        with pytest.raises(ModelFailed, match="the toy has no weights; give it some"):
            await worker.run(lambda message: None)

    run(work)


def test_a_model_that_starts_too_slowly_is_given_up() -> None:
    async def work() -> None:
        worker = Worker(slow_loader(30), Model(start_timeout_seconds=1.0))
        with pytest.raises(ModelFailed, match="no sign of life for 1 s"):
            await worker.run(lambda message: None)

    run(work)


def test_a_model_that_will_not_come_back_is_said_and_tried_again(tmp_path: Path) -> None:
    async def work() -> None:
        stone = tmp_path / "stone"
        async with bench(while_missing_loader(str(stone))) as it:
            stone.touch()
            assert isinstance(await it.do(1, CRASH_SEED), jobs.Failed)
            down = await it.outcome()
            assert isinstance(down, jobs.Down)
            assert "told not to start" in down.text
            stone.unlink()
            while not isinstance(await it.outcome(), jobs.Ready):
                pass
            assert isinstance(await it.do(2), jobs.Done)

    run(work)


def test_stopping_leaves_no_process_behind_even_in_the_middle_of_a_job() -> None:
    async def work() -> None:
        async with bench(toy_loader(pause_seconds=30)) as it:
            it.worker.submit(job(1))
            await asyncio.sleep(0.1)
            children.extend(psutil.Process().children())
        assert not any("spawn_main" in " ".join(child.cmdline()) for child in alive(children))

    children: list[psutil.Process] = []
    run(work)


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    _, still = psutil.wait_procs(processes, timeout=0)
    return [process for process in still if process.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system has no niceness")
def test_the_model_lets_others_go_first() -> None:
    async def work() -> None:
        async with bench(toy_loader()):
            (process,) = (
                child
                for child in psutil.Process().children()
                if "spawn_main" in " ".join(child.cmdline())
            )
            assert process.nice() >= min(19, psutil.Process().nice() + NICENESS)

    run(work)
