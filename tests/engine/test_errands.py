"""Work for who waits for the answer: it comes back, or says why not, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from house import House, run

from notono_live.config import Bank
from notono_live.engine import jobs
from notono_live.engine.desk import MOST_INTERRUPTIONS
from notono_live.engine.worker import State
from notono_live.errors import Busy, Cancelled, FileTrouble, ModelFailed, NotReady
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.note import Note, Sampling
from notono_live.protocol import notifications as told

LABELS = Conditioning(60)


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path, Bank(max_jobs=4))
    house.ask("notify", 1)
    house.client.heard.clear()
    return house


def draws(house: House, seed: int = 1) -> Coroutine[Any, Any, Note]:
    return house.engine.errands.draw("generate", LABELS, Sampling(seed=seed), 4)


async def begun(work: Coroutine[Any, Any, Note]) -> asyncio.Task[Note]:
    task = asyncio.create_task(work)
    await asyncio.sleep(0)
    return task


def test_a_note_comes_back_and_nobody_else_hears_of_it(house: House) -> None:
    async def work() -> None:
        task = await begun(draws(house))
        house.worker.finish()
        note = await task
        assert note.columns == 4
        assert (note.conditioning.top.pitch == 60).all()
        assert not house.client.heard
        assert not any(slot.revision for slot in house.engine.bank)
        assert house.engine.bus.clients == 1
        house.ask("sync", 5)
        assert house.client.heard == [told.Synced(5)]

    run(work)


def test_what_goes_wrong_is_raised_to_who_waits_alone(house: House) -> None:
    async def work() -> None:
        task = await begun(draws(house))
        (job,) = house.worker.jobs
        house.engine.hear(jobs.Failed(job.id, ModelFailed.code, "it broke"))
        with pytest.raises(ModelFailed, match="it broke"):
            await task
        with pytest.raises(FileTrouble, match="no sound file"):
            await house.engine.errands.read("analyze-audio", b"words", LABELS)
        house.worker.state = State.LOADING
        with pytest.raises(NotReady):
            await draws(house)
        assert not house.client.heard

    run(work)


def test_who_waits_no_longer_takes_the_job_back_and_no_other(house: House) -> None:
    async def work() -> None:
        tasks = [await begun(draws(house, seed)) for seed in range(3)]
        running, waiting, other = tasks
        for task in (running, waiting):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        (job,) = house.worker.jobs
        assert house.worker.cancelled == [job.id]
        house.worker.finish()
        assert [job.sampling.seed for job in house.worker.jobs] == [2]
        house.worker.finish()
        assert (await other).columns == 4
        assert not house.client.heard

    run(work)


def test_those_who_play_go_first(house: House) -> None:
    async def work() -> None:
        tasks = [await begun(draws(house, seed)) for seed in range(2)]
        for seed in (8, 9):
            house.ask("slot/generate", seed, 60, "bass", seed)
        positions = [queued.position for queued in house.heard(told.Queued)]
        assert positions == [1, 2]
        (first,) = house.worker.jobs
        assert house.worker.cancelled == [first.id]  # once, for both
        house.worker.finish()
        house.worker.cancelled.clear()
        order = []
        while house.worker.jobs:
            order.append(house.worker.jobs[0].sampling.seed)
            house.worker.finish()
        assert order == [8, 9, 0, 1]
        assert [note.columns for note in await asyncio.gather(*tasks)] == [4, 4]
        await house.engine.maker.finish()

    run(work)


def test_nobody_waits_for_ever_while_others_play(house: House) -> None:
    async def work() -> None:
        task = await begun(draws(house))
        interrupted = 0
        for seed in range(10):
            house.ask("slot/generate", 1, 60, "bass", seed)
            interrupted += len(house.worker.cancelled)
            house.worker.finish()  # the errand, made to stop or done
            house.worker.cancelled.clear()
            if task.done() or not house.worker.jobs:
                break
            house.worker.finish()  # the note
            await asyncio.sleep(0)
        assert (await task).columns == 4
        assert interrupted == MOST_INTERRUPTIONS
        while house.worker.jobs:
            house.worker.finish()
        await house.engine.maker.finish()

    run(work)


def test_an_errand_that_nobody_waits_for_is_not_begun_again(house: House) -> None:
    async def work() -> None:
        task = await begun(draws(house))
        house.ask("slot/generate", 1, 60, "bass", 8)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        house.worker.finish()
        assert [job.sampling.seed for job in house.worker.jobs] == [8]
        house.worker.finish()
        assert not house.worker.jobs
        await house.engine.maker.finish()

    run(work)


def test_they_are_bounded_as_everything_is_and_end_with_the_server(house: House) -> None:
    async def work() -> None:
        tasks = [await begun(draws(house)) for _ in range(4)]
        with pytest.raises(Busy):
            await draws(house)
        house.engine.desk.close()
        for task in tasks:
            with pytest.raises(Cancelled, match="the server is stopping"):
                await task

    run(work)


def test_what_is_known_by_its_codes_sounds_as_they_do(house: House) -> None:
    async def work() -> None:
        task = await begun(draws(house))
        house.worker.finish()
        note = await task
        bare = Note(note.codemaps, note.conditioning, np.zeros(0, dtype=np.float32))
        task = await begun(house.engine.errands.heard("get-audio", bare))
        house.worker.finish()
        assert np.array_equal((await task).samples, note.samples)

    run(work)
