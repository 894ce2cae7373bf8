"""Edits that wait together are one batch; each has its own note and its own end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from house import House, run

from notono_live.engine import desk, jobs
from notono_live.protocol import notifications as told

REGION = ("both", 1.0, 2.0, 0.0, 1.0)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def sizes(house: House) -> list[int]:
    """How many notes each job makes that the worker has been given."""
    return [
        len(job.samplings) if isinstance(job, jobs.BatchJob) else 1 for job in house.worker.jobs
    ]


async def all_done(house: House) -> list[int]:
    """See everything through; how many notes each job made."""
    made = []
    while house.worker.jobs:
        made += sizes(house)[:1]
        house.worker.finish()
    await house.engine.maker.finish()
    return made


async def filled(house: House, slots: int) -> None:
    for slot in range(1, slots + 1):
        await house.made("slot/generate", slot, 40 + slot, "organ", slot)
    house.client.heard.clear()


def test_what_waits_together_is_drawn_together_and_each_slot_has_its_own(house: House) -> None:
    async def work() -> None:
        for slot in range(1, 7):
            house.ask("slot/generate", slot, 40 + slot, "organ")
        assert await all_done(house) == [1, 5]  # the first begins at once
        takes = [house.engine.bank[slot].filled() for slot in range(1, 7)]
        assert [take.pitch for take in takes] == list(range(41, 47))
        ended = house.heard(told.Done)
        assert sorted(done.slot for done in ended) == list(range(1, 7))
        assert [done.values[2] for done in sorted(ended, key=lambda done: done.slot)] == [
            take.seed for take in takes
        ]

    run(work)


def test_regions_under_other_labels_are_one_batch_and_other_cells_another(house: House) -> None:
    async def work() -> None:
        await filled(house, 10)
        for slot in range(1, 7):
            house.ask("slot/regenerate", slot, *REGION, "bass", 30 + slot)
        for slot in range(7, 11):
            house.ask("slot/regenerate", slot, "top", 0.0, 1.0, 0.0, 0.5, "bass", 30)
        assert await all_done(house) == [1, 5, 4]
        assert {house.engine.bank[slot].revision for slot in range(1, 11)} == {2}

    run(work)


@pytest.mark.parametrize(
    "apart",
    [
        ("slot/generate", 4, 60, "organ", 7),  # its seed was asked for
        ("slot/erase", 4, "top", "ff000000" * 4, 20),
        ("slot/render", 4, 61),
    ],
)
def test_nobody_is_overtaken(house: House, apart: tuple[str | int, ...]) -> None:
    async def work() -> None:
        await filled(house, 4)
        for slot in (1, 2):
            house.ask("slot/generate", slot, 60)
        house.ask(*apart)
        for slot in (3, 5, 6, 7):
            house.ask("slot/generate", slot, 60)
        assert await all_done(house) == [1, 1, 1, 4]

    run(work)


def test_what_comes_in_one_bundle_is_one_batch_from_its_first(house: House) -> None:
    async def work() -> None:
        with house.engine.bundle():
            for slot in range(1, 7):
                house.ask("slot/generate", slot, 60)
            assert not house.worker.jobs
        assert await all_done(house) == [6]

    run(work)


def test_a_few_are_not_drawn_sooner_together(house: House) -> None:
    async def work() -> None:
        for slot in range(1, 5):
            house.ask("slot/generate", slot, 60)
        assert await all_done(house) == [1, 1, 1, 1]

    run(work)


def test_a_batch_is_no_larger_than_gains_something(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_NOTES", 4)

    async def work() -> None:
        for slot in range(1, 11):
            house.ask("slot/generate", slot, 60)
        assert await all_done(house) == [1, 4, 4, 1]

    run(work)


def test_one_that_is_taken_back_leaves_the_others_their_notes(house: House) -> None:
    async def work() -> None:
        for slot in range(1, 6):
            house.ask("req", 100 + slot, "slot/generate", slot, 60)
        house.worker.finish()
        assert sizes(house) == [4]
        house.ask("cancel", 102)
        assert house.last_fail_of(102).code == "cancelled"
        assert house.worker.cancelled == []
        await all_done(house)
        assert house.engine.bank[2].take is None
        assert house.engine.bank[3].filled().pitch == 60

    run(work)


def test_a_batch_that_nobody_waits_for_is_ended(house: House) -> None:
    async def work() -> None:
        for slot in range(1, 6):
            house.ask("slot/generate", slot, 60)
        house.worker.finish()
        (job,) = house.worker.jobs
        for slot in (2, 3, 4):  # newer, so the older ones are of no use
            house.ask("slot/generate", slot, 61, "organ", slot)
        assert house.worker.cancelled == []
        house.ask("slot/generate", 5, 61, "organ", 5)
        assert house.worker.cancelled == [job.id]
        assert await all_done(house) == [4, 1, 1, 1, 1]
        assert [house.engine.bank[slot].filled().seed for slot in range(2, 6)] == [2, 3, 4, 5]

    run(work)


def test_all_of_a_batch_hear_how_far_it_is_and_why_it_failed(house: House) -> None:
    async def work() -> None:
        for slot in range(1, 6):
            house.ask("slot/generate", slot, 60)
        house.worker.finish()
        job = house.worker.jobs.pop()
        house.engine.hear(jobs.Progress(job.id, 0.5))
        shown = [(p.slot, p.fraction) for p in house.heard(told.Progress)]
        assert shown == [(slot, 0.5) for slot in range(2, 6)]
        house.engine.hear(jobs.Failed(job.id, "model", "it broke"))
        failed = [(fail.slot, fail.code) for fail in house.heard(told.Fail)]
        assert failed == [(slot, "model") for slot in range(2, 6)]

    run(work)


def test_the_journal_says_what_was_drawn_beside_each(house: House, tmp_path: Path) -> None:
    async def work() -> None:
        await filled(house, 5)
        for slot in range(1, 6):
            house.ask("slot/regenerate", slot, *REGION, "bass", 30 + slot)
        await all_done(house)
        await house.engine.close()

    run(work)
    rows = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    takes = {row["slot"]: row["take"] for row in rows[:5]}
    assert "company" not in rows[5]
    for row in rows[6:]:
        place, count = row["batch"]
        assert count == len(row["company"]) == 4
        own = row["company"][place - 1]
        assert (own["base"], own["pitch"]) == (takes[row["slot"]], 30 + row["slot"])
        assert own["seed"] == row["sampling"]["seed"]
    assert all(row["company"] == rows[6]["company"] for row in rows[6:])
