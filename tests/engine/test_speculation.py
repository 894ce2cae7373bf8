"""What is drawn ahead while all rests: the very note, and nobody waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import psutil
import pytest
from house import House, done, run
from peers import Client, ServerProcess

from notono_live.engine import jobs, speculation
from notono_live.engine.ahead import Ahead, Wish
from notono_live.engine.worker import State
from notono_live.errors import ModelFailed
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Note, Sampling
from notono_live.protocol import notifications as told


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(speculation, "REST_SECONDS", 0.02)
    house = House(tmp_path, speculate="on")
    house.ask("notify", 1)
    return house


async def rested(house: House) -> list[Any]:
    """All that is drawn in one rest."""
    drawn = []
    await asyncio.sleep(0.1)
    while house.worker.jobs:
        drawn.append(house.worker.jobs[0])
        house.worker.finish()
    return drawn


async def redrawn(house: House) -> None:
    """A note whose region has been drawn again once."""
    await house.made()
    house.ask("region/time", 1.0, 2.0)
    await house.made("regenerate", 1)


def journal_of(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "journal.jsonl").read_text().splitlines()]


def test_what_the_knobs_say_comes_first_then_one_step_of_the_last_that_was_turned(
    house: House,
) -> None:
    async def work() -> None:
        await redrawn(house)
        house.ask("pitch", 50)
        house.ask("pitch", 45)
        drawn = await rested(house)
        assert [job.conditioning.pitch for job in drawn] == [45, 44, 46, 45]
        assert [str(job.conditioning.family) for job in drawn] == ["None"] * 3 + ["bass"]
        assert len({job.sampling for job in drawn}) == 1
        assert not await rested(house)  # so many a rest
        house.ask("instrument", "organ")
        drawn = await rested(house)
        families = [str(job.conditioning.family) for job in drawn]
        assert families == ["organ", "reed", "mallet", "organ"]

    run(work)


@pytest.mark.parametrize("verb", ["regenerate", "auto"])
def test_a_hit_is_the_note_and_the_journal_entry_that_drawing_gives(
    house: House, verb: str, tmp_path: Path
) -> None:
    async def work() -> None:
        await redrawn(house)
        house.ask("pitch", 61)
        await rested(house)
        house.client.heard.clear()
        if verb == "auto":
            house.ask("auto", 1)
            house.ask("pitch", 62)
            await asyncio.sleep(0.12)
        else:
            house.ask("pitch", 62)
            house.ask("regenerate")
        assert not house.engine.desk.running
        await house.engine.maker.finish()
        house.engine.speculation.close()
        while house.worker.jobs:
            house.worker.finish()
        kinds = [type(n) for n in house.client.heard if not isinstance(n, told.ParameterIs)]
        assert kinds == [told.Queued, told.Changed, told.Done]
        take = house.engine.bank[1].take
        assert take is not None
        assert house.engine.ahead.hits == 1
        assert take.note.conditioning.top.pitch[0].tolist() == [60, 62, 60, 60]
        house.ask("auto", 0)
        house.engine.ahead.clear()
        house.ask("slot/undo", 1)
        await house.made("slot/regenerate", 1, "both", 1.0, 2.0, 0.0, 1.0, "none", 62, take.seed)
        again = house.engine.bank[1].take
        assert again is not None
        assert again.note.codemaps.same_as(take.note.codemaps)
        assert np.array_equal(again.note.samples, take.note.samples)
        await house.engine.close()
        *_, hit, _, miss = journal_of(tmp_path)
        same = set(hit) - {"time", "revision", "verb"}
        assert {key: hit[key] for key in same} == {key: miss[key] for key in same}

    run(work)


def test_a_repeated_redraw_is_a_hit_each_time_and_never_the_same(house: House) -> None:
    async def work() -> None:
        await redrawn(house)
        seeds = set()
        for _ in range(4):
            await rested(house)
            house.ask("regenerate")
            assert not house.worker.jobs
            await house.engine.maker.finish()
            take = house.engine.bank[1].take
            assert take is not None
            seeds.add(take.seed)
        assert (len(seeds), house.engine.ahead.hits) == (4, 4)
        house.client.heard.clear()
        house.ask("stats")
        (row,) = house.heard(told.AheadIs)
        assert isinstance(row, told.AheadIs)
        assert (row.hits, row.misses) == (4, 1)
        assert row.notes == len(house.engine.ahead) > 0

    run(work)


def test_the_first_that_is_asked_for_ends_it_and_nobody_hears_of_it(house: House) -> None:
    async def work() -> None:
        await redrawn(house)
        await asyncio.sleep(0.1)
        (ahead,) = house.worker.jobs
        house.client.heard.clear()
        house.worker.hear(jobs.Progress(ahead.id, 0.5))
        house.ask("stats")
        (counters,) = house.heard(told.CountersAre)
        assert isinstance(counters, told.CountersAre)
        assert (counters.running, counters.queue) == (0, 0)
        house.ask("slot/generate", 2, 40)
        assert house.worker.cancelled == [ahead.id]
        (queued,) = house.heard(told.Queued)
        assert isinstance(queued, told.Queued)
        assert queued.position == 0
        house.worker.finish()
        (job,) = house.worker.jobs
        assert job.note is None
        house.worker.finish()
        await house.engine.maker.finish()
        house.ask("sync", 7)
        assert house.heard(told.Synced)
        assert not house.heard(told.Progress) + house.heard(told.Fail)
        assert len(house.heard(told.Done)) == 2  # of stats and generate

    run(work)


def test_a_note_that_was_done_before_it_heard_of_its_end_is_let_go(house: House) -> None:
    async def work() -> None:
        await redrawn(house)
        await asyncio.sleep(0.1)
        ahead = house.worker.jobs.pop()
        house.ask("slot/generate", 2, 40)
        house.worker.hear(done(ahead))
        assert len(house.engine.ahead) == 0
        house.worker.finish()
        await house.engine.maker.finish()
        assert house.engine.bank[2].take is not None

    run(work)


def test_nothing_is_drawn_ahead_before_the_first_redraw_nor_where_it_is_off(
    house: House, tmp_path: Path
) -> None:
    async def work() -> None:
        await house.made()
        house.ask("pitch", 70)
        assert not await rested(house)
        other = House(tmp_path / "other")
        await redrawn(other)
        assert not await rested(other)

    run(work)


def test_nothing_is_drawn_ahead_of_an_empty_slot_or_a_worker_that_is_not_ready(
    house: House,
) -> None:
    async def work() -> None:
        await redrawn(house)
        house.ask("slot", 2)
        assert not await rested(house)
        house.worker.state = State.RESTARTING
        house.ask("slot", 1)
        assert not await rested(house)
        house.worker.state = State.READY
        house.ask("pitch", 44)
        assert await rested(house)

    run(work)


def test_where_it_fails_once_it_is_not_tried_again(house: House) -> None:
    async def work() -> None:
        await redrawn(house)
        await asyncio.sleep(0.1)
        job = house.worker.jobs.pop()
        house.client.heard.clear()
        house.worker.hear(jobs.Failed(job.id, ModelFailed.code, "out of memory"))
        assert not house.client.heard
        house.ask("pitch", 44)
        assert not await rested(house)
        await house.made("regenerate", 1)
        assert not house.heard(told.Fail)

    run(work)


def test_what_another_model_drew_is_forgotten(house: House) -> None:
    async def work() -> None:
        await redrawn(house)
        await rested(house)
        assert len(house.engine.ahead)
        house.worker.hear(jobs.Ready("another", "cpu"))
        assert (len(house.engine.ahead), house.engine.ahead.bytes) == (0, 0)

    run(work)


def test_memory_is_bounded_and_the_one_looked_for_last_stays() -> None:
    made = done(jobs.InpaintJob(1, None, Constraint.nothing_kept(), Conditioning(60), Sampling()))
    assert isinstance(made, jobs.Done)
    note = made.note
    each = note.samples.nbytes
    ahead = Ahead(3 * each)
    wishes = [_wish(note, seed) for seed in range(5)]
    for wish in wishes[:3]:
        ahead.put(wish, note)
    assert ahead.find(wishes[0]) is note
    for wish in wishes[3:]:
        ahead.put(wish, note)
    assert [wish in ahead for wish in wishes] == [True, False, False, True, True]
    assert ahead.bytes == 3 * each
    assert ahead.find(wishes[1]) is None
    assert (ahead.hits, ahead.misses) == (1, 1)


def _wish(base: Note, seed: int) -> Wish:
    return Wish(base, Region(Layer.TOP, 1, 2, 0, 32), Conditioning(60), Sampling(seed=seed))


def test_a_server_answers_a_second_redraw_without_its_model(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('[model]\nspeculate = "on"\n')
    served = ServerProcess("toy", tmp_path / "out", "--config", str(settings), "--pause", "0.1")
    with served, contextlib.closing(Client(served.port)) as client:
        client.ask("slot/generate", 1)
        client.ask("regenerate", 1)
        notes, deadline = 0, time.monotonic() + 60
        while notes < speculation.MOST and time.monotonic() < deadline:
            time.sleep(0.1)
            client.send("stats")
            assert client.wait("stats.reply", "queue").atoms[1] == 2  # what waited for the model
            notes = int(client.wait("stats/ahead.reply", 0, 1).atoms[2])
        done = client.ask("regenerate", 1)
        assert (done.name, done.atoms[4]) == ("done", 3)
        client.send("stats")
        assert client.wait("stats.reply", "queue").atoms[1] == 2
        assert client.wait("stats/ahead.reply").atoms[:2] == (1, 1)


@pytest.mark.parametrize(
    ("battery", "cores", "spare"),
    [
        (None, 4, True),  # a machine that has none
        (SimpleNamespace(power_plugged=True), 4, True),
        (SimpleNamespace(power_plugged=False), 4, False),
        (SimpleNamespace(power_plugged=None), 4, True),  # it cannot be told
        (None, 1, False),
        (None, None, False),
    ],
)
def test_by_itself_it_draws_ahead_on_the_mains_and_with_another_core(
    battery: object, cores: int | None, spare: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert speculation.has_power_to_spare() is spare


def test_where_nothing_is_known_of_batteries_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(psutil, "sensors_battery", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert speculation.has_power_to_spare()


@pytest.mark.parametrize("plugged", [True, False])
def test_an_unplugged_machine_draws_nothing_ahead(
    plugged: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speculation, "REST_SECONDS", 0.02)
    battery = SimpleNamespace(power_plugged=plugged)
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    house = House(tmp_path, speculate="auto")

    async def work() -> None:
        await redrawn(house)
        assert bool(await rested(house)) is plugged

    run(work)
