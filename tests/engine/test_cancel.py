"""Work is taken back at any moment: answered at once, ended once, and no slot is touched."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from toys import Listener

from notono_live.app import _load
from notono_live.config import Files, Settings
from notono_live.engine.engine import Engine
from notono_live.engine.worker import State, Worker
from notono_live.export.shelf import Shelf
from notono_live.protocol import addresses
from notono_live.protocol import notifications as told
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import Message

PATIENCE_SECONDS = 120.0
TRIES = 6  # of each kind, at moments spread over the time it takes

KINDS: dict[str, tuple[Atom, ...]] = {
    "slot/generate": (1, 60, "bass", 7),
    "slot/regenerate": (1, "both", 1.0, 2.0, 0.0, 1.0, "bass", 48),
    "slot/erase": (1, "bottom", "x" + "f" * 128),
    "slot/takes": (1, 3),
    "slot/keymap": (1, 40, 60, 10),
    "slot/load": (1, "minute.wav"),
}


class Desk:
    """An engine with the default model in its own process, and one client."""

    def __init__(self, out: Path) -> None:
        settings = Settings(files=Files(out))
        self.shelf = Shelf(settings.files)
        self.shelf.prepare()
        self.worker = Worker(functools.partial(_load, "default", "cpu"), settings.model)
        self.engine = Engine(settings, self.worker, self.shelf, lambda: None)
        self.client = Listener()

    def ask(self, verb: str, *atoms: Atom) -> None:
        request = addresses.parse(Message(f"/notono/{verb}", atoms))
        assert request is not None
        self.engine.handle(request, self.client)

    def ends(self) -> list[told.Done | told.Fail]:
        return [n for n in self.client.heard if isinstance(n, told.Done | told.Fail)]

    async def rest(self) -> None:
        """Until nothing is under way, in the worker too."""
        self.ask("sync", 1)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while told.Synced(1) not in self.client.heard or self.engine.desk.running:
                await asyncio.sleep(0.001)
        await self.engine.maker.finish()
        self.client.heard.remove(told.Synced(1))


@contextlib.asynccontextmanager
async def desk(out: Path) -> AsyncIterator[Desk]:
    it = Desk(out)
    task = asyncio.create_task(it.worker.run(it.engine.hear))
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while it.worker.state is not State.READY:
                await asyncio.sleep(0.01)
        yield it
    finally:
        await it.engine.close()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def test_any_work_can_be_taken_back_at_any_moment(tmp_path: Path) -> None:
    async def work() -> None:
        async with desk(tmp_path) as it:
            tone = 0.3 * np.sin(np.arange(58 * 16384) * 0.05)
            soundfile.write(it.shelf.out / "sounds" / "minute.wav", tone, 16_000)
            it.ask("slot/generate", 1, 60, "bass", 1)
            await it.rest()
            for verb in KINDS:
                await taken_back(it, verb)

    asyncio.run(work())


async def taken_back(it: Desk, verb: str) -> None:
    it.client.heard.clear()
    slot, dice = it.engine.bank[1], random.Random(verb)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    it.ask(verb, *KINDS[verb])
    await it.rest()
    assert isinstance(it.ends()[-1], told.Done), it.ends()
    whole_seconds = loop.time() - begun
    taken = number = 0
    while number < TRIES or taken < TRIES // 2:
        assert number < 4 * TRIES, f"{verb} was taken back {taken} times of {number}"
        take, revision, before = slot.take, slot.revision, len(it.ends())
        it.ask(verb, *KINDS[verb])
        waited_seconds = whole_seconds * (number % TRIES + dice.random()) / TRIES
        await asyncio.sleep(waited_seconds)
        heard = len(it.ends())
        it.ask("cancel", -1)
        *answers, (cancelled,) = [(n,) for n in it.ends()[heard:]]
        assert isinstance(cancelled, told.Done), "the answer does not wait for the worker"
        if cancelled.values == (1,):
            taken += 1
            assert [fail.code for (fail,) in answers] == ["cancelled"]  # type: ignore[union-attr]
            await it.rest()
            assert (slot.take, slot.revision) == (take, revision)
        else:  # too late: its slot had changed, and the first time had been a slow one
            whole_seconds = min(whole_seconds, waited_seconds)
            await it.rest()
        jobs = [n for n in it.ends()[before:] if n.verb == verb]
        assert len(jobs) == 1, jobs
        number += 1
    assert not [
        job for job, times in Counter(n.job for n in it.ends()).items() if job and times > 1
    ]


@pytest.mark.parametrize("verb", ["slot/regenerate", "slot/takes"])
def test_the_newest_of_many_gestures_is_the_one_that_is_heard(verb: str, tmp_path: Path) -> None:
    async def work() -> None:
        async with desk(tmp_path) as it:
            it.ask("slot/generate", 1, 60, "bass", 1)
            await it.rest()
            it.client.heard.clear()
            for _ in range(8):
                it.ask(verb, *KINDS[verb])
                await asyncio.sleep(0.03)
            await it.rest()
            codes = Counter(n.code if isinstance(n, told.Fail) else "done" for n in it.ends())
            assert sum(codes.values()) == 8
            assert isinstance(it.ends()[-1], told.Done)
            assert set(codes) <= {"done", "superseded"}

    asyncio.run(work())
