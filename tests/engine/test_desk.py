"""Tickets and jobs: each ends once, in the right order, and is told."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from house import House, done, run
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import Listener

from notono_live.engine import jobs
from notono_live.engine.worker import State
from notono_live.errors import Cancelled
from notono_live.protocol import asked
from notono_live.protocol import notifications as told


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_the_newest_gesture_on_a_slot_wins(house: House) -> None:
    async def work() -> None:
        for seed in range(4):
            house.ask("slot/generate", 1, 60, "bass", seed)
        house.ask("slot/generate", 2, 60, "bass", 9)
        codes = [(fail.job, fail.code) for fail in house.heard(told.Fail)]
        assert codes == [(1, "superseded"), (2, "superseded"), (3, "superseded")]
        assert house.worker.cancelled == [1]
        while house.worker.jobs:
            house.worker.finish()
        await house.engine.maker.finish()
        assert house.engine.bank[1].filled().seed == 3
        assert house.engine.bank[1].revision == 1
        assert house.engine.bank[2].filled().seed == 9

    run(work)


def test_a_late_note_of_a_superseded_job_changes_nothing(house: House) -> None:
    async def work() -> None:
        await house.made()
        take = house.engine.bank[1].take
        house.ask("slot/regenerate", 1)
        (job,) = house.worker.jobs
        house.ask("cancel", job.id)
        house.engine.hear(done(job))  # it was ready at that very moment
        await house.engine.maker.finish()
        assert house.engine.bank[1].take is take
        assert house.engine.bank[1].revision == 1

    run(work)


def test_sync_waits_for_what_was_asked_before(house: House) -> None:
    async def work() -> None:
        other = Listener(host="10.0.0.2", port=4)
        house.ask("slot/generate", 1)
        house.ask("sync", 7)
        house.ask("slot/generate", 2)
        house.ask("sync", 8, client=other)
        assert other.heard == [told.Synced(8)]
        house.worker.finish()
        assert told.Synced(7) not in house.client.heard
        await house.engine.maker.finish()
        assert house.client.heard[-1] == told.Synced(7)

    run(work)


def test_cancel_takes_back_my_own(house: House) -> None:
    async def work() -> None:
        other = Listener(host="10.0.0.2", port=4)
        house.ask("slot/generate", 1)
        house.ask("slot/generate", 2)
        house.ask("slot/generate", 3, client=other)
        house.ask("cancel")
        assert [f.code for f in house.heard(told.Fail)] == ["cancelled", "cancelled"]
        assert house.client.heard[-1] == told.Done("cancel", 0, 0, (2,))
        house.worker.finish()
        house.worker.finish()
        await house.engine.maker.finish()
        assert house.engine.bank[1].take is None
        assert house.engine.bank[3].take is not None

    run(work)


def test_replies_carry_the_clients_own_number(house: House) -> None:
    async def work() -> None:
        await house.made("req", 4242, "slot/generate", 1)
        assert {n.job for n in house.client.heard} == {4242}

    run(work)


def test_job_numbers_stay_exact_in_a_clients_floats(house: House) -> None:
    async def work() -> None:
        for slot in (1, 2):
            house.engine.desk._last_number = asked.JOB_MAX - 2 + slot
            house.ask("slot/generate", slot)
        assert [n.job for n in house.heard(told.Queued)] == [999_999, 1]

    run(work)


def test_a_fault_of_our_own_is_told_and_ends_the_job(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        house.ask("slot/generate", 1)
        monkeypatch.delattr(type(house.engine.bank[1]), "put")
        house.worker.finish()
        assert (house.last_fail().job, house.last_fail().code) == (1, "internal")

    run(work)


def test_a_failed_job_says_why_and_changes_nothing(house: House) -> None:
    async def work() -> None:
        house.ask("slot/generate", 1)
        (job,) = house.worker.jobs
        house.engine.hear(jobs.Failed(job.id, "model", "out of memory"))
        assert house.last_fail() == told.Fail("slot/generate", 1, 1, "model", "out of memory")
        assert house.engine.bank[1].revision == 0

    run(work)


def test_jobs_do_not_wait_for_a_model_that_will_not_come_back(house: House) -> None:
    async def work() -> None:
        house.ask("slot/generate", 1)
        house.ask("slot/generate", 2)
        house.worker.state = State.RESTARTING
        house.engine.hear(jobs.Failed(house.worker.jobs.pop().id, "model", "died"))
        house.engine.hear(jobs.Down("it will not start"))
        assert [f.text for f in house.heard(told.Fail)] == ["died", "it will not start"]
        house.worker.state = State.READY
        house.engine.hear(jobs.Ready("hand", "cpu"))
        await house.made()

    run(work)


def test_closing_ends_all_that_is_under_way(house: House) -> None:
    async def work() -> None:
        house.ask("slot/generate", 1)
        house.ask("slot/generate", 2)
        await house.engine.close()
        assert [f.text for f in house.heard(told.Fail)] == ["the server is stopping"] * 2

    run(work)


GESTURES = st.one_of(
    st.tuples(st.just("slot/generate"), st.integers(1, 3)),
    st.tuples(st.just("slot/regenerate"), st.integers(1, 3)),
    st.tuples(st.sampled_from(["slot/undo", "slot/redo", "slot/clear"]), st.integers(1, 3)),
    st.tuples(st.just("slot/render"), st.integers(1, 3), st.integers(60, 62)),
    st.tuples(st.just("cancel"), st.integers(-1, 6)),
    st.just(("finish",)),
    st.just(("die",)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(GESTURES, max_size=20))
def test_every_job_ends_once(gestures: list[tuple[str, ...]]) -> None:
    """Whatever is asked in whatever order: each queued job is done or fails, once."""

    async def work(house: House) -> None:
        for verb, *atoms in gestures:
            if verb == "finish" and house.worker.jobs:
                house.worker.finish()
            elif verb == "die" and house.worker.jobs:
                house.engine.hear(jobs.Failed(house.worker.jobs.pop(0).id, "model", "died"))
            elif verb not in ("finish", "die"):
                house.ask(verb, *atoms)
            await asyncio.sleep(0)
        while house.worker.jobs:
            house.worker.finish()
        await house.engine.maker.finish()

    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        run(lambda: work(house))
    queued = [n.job for n in house.heard(told.Queued)]
    ended = Counter(n.job for n in house.client.heard if isinstance(n, told.Done | told.Fail))
    assert all(ended[job] == 1 for job in queued)
    assert all(count == 1 for job, count in ended.items() if job)


def test_errors_from_the_model_keep_their_kind(house: House) -> None:
    async def work() -> None:
        house.ask("slot/generate", 1)
        (job,) = house.worker.jobs
        house.engine.hear(jobs.Failed(job.id, Cancelled.code, "by itself"))
        assert house.last_fail().code == "cancelled"

    run(work)
