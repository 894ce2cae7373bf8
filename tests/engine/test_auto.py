"""`auto 1`: what a hand on the knobs makes happen by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from house import House, run

from notono_live.engine.auto import PATIENCE_SECONDS, REST_SECONDS
from notono_live.protocol import notifications as told


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    house.ask("notify", 1)
    return house


async def at_rest() -> None:
    await asyncio.sleep(1.5 * REST_SECONDS)


def test_a_settled_knob_redraws_the_region_once(house: House) -> None:
    async def work() -> None:
        await house.made()
        house.ask("auto", 1)
        await at_rest()
        assert not house.worker.jobs  # to switch it on is not to move a knob
        for pitch in (60, 61, 62, 63):
            house.ask("pitch", pitch)
        assert not house.worker.jobs
        await at_rest()
        (job,) = house.worker.jobs
        assert job.note is not None
        assert job.conditioning.pitch == 63

    run(work)


def test_a_sweep_is_followed_and_ends_in_the_last_value(house: House) -> None:
    async def work() -> None:
        await house.made()
        house.ask("auto", 1)
        drawn: list[int | None] = []
        for step in range(120):
            house.ask("pitch", 24 + step % 60)
            await asyncio.sleep(0.005)
            if step % 10 == 9:
                while house.worker.jobs:
                    drawn.append(house.worker.jobs[0].conditioning.pitch)
                    house.worker.finish()
                    await house.engine.maker.finish()
        await at_rest()
        while house.worker.jobs:
            drawn.append(house.worker.jobs[0].conditioning.pitch)
            house.worker.finish()
            await house.engine.maker.finish()
            await at_rest()
        assert drawn[-1] == 24 + 119 % 60
        most = 120 * 0.02 / PATIENCE_SECONDS * 2 + 3  # a slow machine sleeps longer than asked
        assert 2 <= len(drawn) <= max(most, 14)
        assert not house.heard(told.Fail)

    run(work)


def test_one_drawing_is_under_way_and_the_next_takes_the_knobs_as_they_are_then(
    house: House,
) -> None:
    async def work() -> None:
        await house.made()
        house.ask("auto", 1)
        house.ask("pitch", 40)
        await at_rest()
        for pitch in range(41, 80):
            house.ask("pitch", pitch)
        await asyncio.sleep(2 * PATIENCE_SECONDS)
        assert [job.conditioning.pitch for job in house.worker.jobs] == [40]
        house.worker.finish()
        await house.engine.maker.finish()
        await at_rest()
        assert [job.conditioning.pitch for job in house.worker.jobs] == [79]

    run(work)


def test_an_empty_slot_is_filled_and_a_locked_one_left_alone(house: House) -> None:
    async def work() -> None:
        house.ask("auto", 1)
        house.ask("pitch", 40)
        await at_rest()
        assert house.worker.jobs[0].note is None
        house.worker.finish()
        await house.engine.maker.finish()
        house.ask("slot/lock", 1, 1)
        house.ask("pitch", 41)
        await at_rest()
        assert not house.worker.jobs
        assert not house.heard(told.Fail)  # nobody asked, nobody is told off
        house.ask("slot/lock", 1, 0)
        house.ask("pitch", 42)
        await at_rest()
        assert house.worker.jobs

    run(work)


def test_a_hand_on_regenerate_wins_over_auto_and_is_told(house: House) -> None:
    async def work() -> None:
        await house.made()
        house.ask("auto", 1)
        house.ask("pitch", 40)
        await at_rest()
        house.ask("regenerate")
        (fail,) = house.heard(told.Fail)
        assert isinstance(fail, told.Fail)
        assert fail.code == "superseded"
        house.worker.finish()
        house.worker.finish()
        await house.engine.maker.finish()
        await at_rest()
        assert not house.worker.jobs

    run(work)


@pytest.mark.parametrize("knob", [("volume", -6.0), ("slot", 2), ("pan", 0.5), ("bend", 1.0)])
def test_what_no_drawing_depends_on_draws_nothing(house: House, knob: tuple[str, float]) -> None:
    async def work() -> None:
        house.ask("auto", 1)
        house.ask(*knob)
        await at_rest()
        assert not house.worker.jobs

    run(work)


def test_switched_off_it_forgets_what_had_not_settled(house: House) -> None:
    async def work() -> None:
        house.ask("auto", 1)
        house.ask("pitch", 40)
        house.ask("auto", 0)
        await at_rest()
        assert not house.worker.jobs

    run(work)
