"""Several takes at once: drawn beside the slot, heard, one of them chosen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from house import House, run
from test_playing import Recorder

from notono_live.protocol import notifications as told

BAND = "x" + "ff000000" * 4


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def house(tmp_path: Path, recorder: Recorder) -> House:
    house = House(tmp_path, player=recorder)
    house.ask("notify", 1)
    return house


def test_takes_lie_beside_a_slot_that_stays_until_one_is_chosen(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        first = house.engine.bank[1].filled()
        house.client.heard.clear()
        await house.made("slot/takes", 1, 4, "top", BAND, "bass", 36, 10)
        assert house.engine.bank[1].filled() is first
        assert house.engine.bank[1].revision == 1
        rows = house.heard(told.TakeRow)
        assert [(row.slot, row.take, row.seed) for row in rows] == [
            (1, n, 9 + n) for n in range(1, 5)
        ]
        paths = [Path(row.path) for row in rows]
        assert len(set(paths)) == 4
        assert all(soundfile.info(path).frames == 196_608 for path in paths)
        done = house.client.heard[-1]
        assert isinstance(done, told.Done)
        assert done.values[0] == 4
        assert not house.heard(told.Changed)

        house.ask("slot/choose", 1, 3)
        await house.engine.maker.finish()
        chosen = house.engine.bank[1].filled()
        assert (chosen.seed, house.engine.bank[1].revision) == (12, 2)
        differ = chosen.note.codemaps.top != first.note.codemaps.top
        assert differ[:8].any()
        assert not differ[8:].any()
        house.ask("slot/choose", 1, 1)  # they are still there to compare
        house.ask("slot/undo", 1)
        house.ask("slot/undo", 1)
        await house.engine.maker.finish()
        assert house.engine.bank[1].filled() is first

    run(work)


def test_without_cells_they_are_of_the_knobs_region(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        house.ask("region/time", 1.0, 2.0)
        house.ask("slot/takes", 1, 2)
        (job,) = house.worker.jobs
        assert np.flatnonzero(job.constraint.top.any(0)).tolist() == [1]
        assert job.samplings[1].seed == (job.samplings[0].seed + 1) % 1_000_000

    run(work)


def test_a_take_can_be_heard_and_the_slots_own_note_again(house: House, recorder: Recorder) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        await house.made("slot/takes", 1, 2)
        offers = [house.engine.takes.offer(house.engine.bank[1], n).take for n in (1, 2)]
        recorder.told.clear()
        for number in (2, 1, 0):
            house.ask("slot/audition", 1, number)
        heard = [next(a for a in call if isinstance(a, np.ndarray)) for call in recorder.told]
        wanted = [offers[1], offers[0], house.engine.bank[1].filled()]
        assert all(a is take.note.samples for a, take in zip(heard, wanted, strict=True))
        assert house.engine.bank[1].revision == 1

    run(work)


def test_newer_takes_take_the_place_of_older_ones(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        await house.made("slot/takes", 1, 2)
        house.ask("slot/takes", 1, 3)
        house.ask("slot/takes", 1, 4)
        assert house.heard(told.Fail)[-1].code == "superseded"
        house.client.heard.clear()
        house.ask("list/takes", 1)  # still the two of before
        assert len(house.heard(told.TakeRow)) == 2
        while house.worker.jobs:
            house.worker.finish()
        await house.engine.maker.finish()
        house.client.heard.clear()
        house.ask("list/takes", 1)
        assert [row.take for row in house.heard(told.TakeRow)] == [1, 2, 3, 4]
        assert house.client.heard[-1] == told.Done("list/takes", 0, 1, (4,))

    run(work)


def test_an_edit_of_the_slot_neither_waits_for_takes_nor_ends_them(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        house.ask("slot/takes", 1, 2)
        house.ask("slot/undo", 1)
        assert house.engine.bank[1].take is None
        house.worker.finish()
        await house.engine.maker.finish()
        house.ask("slot/choose", 1, 2)
        await house.engine.maker.finish()
        assert house.engine.bank[1].filled().seed >= 0

    run(work)


@pytest.mark.parametrize("verb", ["choose", "audition"])
def test_a_take_that_is_not_there_is_refused(house: House, verb: str) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        house.ask(f"slot/{verb}", 1, 1)
        assert "draw some with /notono/slot/takes 1 4" in house.last_fail().text
        await house.made("slot/takes", 1, 2)
        house.ask(f"slot/{verb}", 1, 3)
        assert "has takes 1 to 2" in house.last_fail().text

    run(work)
