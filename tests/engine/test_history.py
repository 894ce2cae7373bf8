"""Undo, swap, side B and lock as clients ask for them: what is told, and what is ended."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from house import House, run
from takes import small_take

from notono_live.export.index import IndexFile, Row
from notono_live.protocol import notifications as told
from notono_live.protocol.commands import Atom


@pytest.fixture
def bare(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Slots 1 and 2 have changed twice."""
    house = House(tmp_path)
    for number in (1, 2):
        house.engine.bank[number].put(small_take(10 * number))
        house.engine.bank[number].put(small_take(10 * number + 1))
    return house


async def asked(house: House, verb: str, *atoms: Atom) -> tuple[Atom, ...]:
    """What done carries."""
    house.ask(verb, *atoms)
    await house.engine.maker.finish()
    done = house.client.heard[-1]
    assert isinstance(done, told.Done), done
    assert (done.verb, done.slot) == (verb, atoms[0])
    return done.values


def seed(house: House, number: int) -> int:
    take = house.engine.bank[number].take
    return -1 if take is None else take.seed


def test_a_swap_is_one_change_of_each_slot(house: House, tmp_path: Path) -> None:
    async def work() -> None:
        house.ask("notify", 1)
        path, revision, of_seed, _ = await asked(house, "slot/swap", 1, 2)
        assert (path, revision, of_seed) == (str(tmp_path / "slots" / "slot01.wav"), 3, 21)
        assert (seed(house, 1), seed(house, 2)) == (21, 11)
        assert sorted(n.slot for n in house.heard(told.Changed)) == [1, 2]
        assert (tmp_path / "slots" / "slot02.wav").exists()
        await asked(house, "slot/undo", 2)
        assert (seed(house, 1), seed(house, 2)) == (21, 21)
        await asked(house, "slot/undo", 1)
        assert seed(house, 1) == 11

    run(work)


def test_a_note_can_be_moved_to_an_empty_slot(house: House) -> None:
    async def work() -> None:
        assert (await asked(house, "slot/swap", 1, 3))[:3] == ("none", 3, -1)
        assert (seed(house, 1), seed(house, 3)) == (-1, 11)
        await asked(house, "slot/swap", 1, 3)
        assert (seed(house, 1), seed(house, 3)) == (11, -1)

    run(work)


@pytest.mark.parametrize(
    ("verb", "atoms", "code", "words"),
    [
        ("slot/swap", (1, 1), "range", "with itself"),
        ("slot/swap", (3, 4), "unknown-slot", "slot 4 is empty"),
        ("slot/swap", (1, 99), "unknown-slot", "there are 16"),
        ("slot/mark", (3,), "unknown-slot", "slot 3 is empty"),
        ("slot/compare", (3,), "range", "no side B yet"),
        ("slot/redo", (1,), "range", "nothing to redo"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    house: House, verb: str, atoms: tuple[Atom, ...], code: str, words: str
) -> None:
    async def work() -> None:
        house.ask("slot/generate", 1)
        before = [slot.state for slot in house.engine.bank]
        house.ask(verb, *atoms)
        assert house.last_fail().code == code
        assert words in house.last_fail().text
        assert [slot.state for slot in house.engine.bank] == before
        assert not house.worker.cancelled

    run(work)


def test_a_lock_holds_against_swap_and_compare_but_not_mark(house: House) -> None:
    async def work() -> None:
        assert await asked(house, "slot/lock", 2, 1) == (1,)
        for message in (("slot/swap", 1, 2), ("slot/swap", 2, 1), ("slot/compare", 2)):
            house.ask(*message)
            assert house.last_fail().code == "denied"
        assert (seed(house, 1), seed(house, 2)) == (11, 21)
        assert await asked(house, "slot/mark", 2) == (2,)
        assert await asked(house, "slot/lock", 2, 0) == (0,)
        assert (await asked(house, "slot/compare", 2))[1:3] == (3, 21)

    run(work)


@pytest.mark.parametrize("message", [("slot/swap", 1, 2), ("slot/swap", 2, 1), ("slot/compare", 2)])
def test_what_is_being_drawn_is_ended(house: House, message: tuple[str, Atom]) -> None:
    async def work() -> None:
        house.ask("slot/generate", 2, 60, "bass", 77)
        await asked(house, *message)
        fail = house.heard(told.Fail)[-1]
        assert (fail.verb, fail.slot, fail.code) == ("slot/generate", 2, "superseded")
        house.worker.finish()
        await house.engine.maker.finish()
        assert seed(house, 2) != 77

    run(work)


def test_turning_sides_is_told_as_any_change_and_undo_knows_nothing_of_it(house: House) -> None:
    async def work() -> None:
        heard = [await asked(house, "slot/compare", 1) for _ in range(3)]
        assert [values[1:3] for values in heard] == [(3, 10), (4, 11), (5, 10)]
        assert (await asked(house, "slot/undo", 1))[1:3] == (6, 10)
        assert (await asked(house, "slot/redo", 1))[1:3] == (7, 11)

    run(work)


def test_done_is_said_when_the_next_start_would_find_it(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = IndexFile.write

    def slowly(self: IndexFile, rows: Mapping[int, Row]) -> bytes:
        time.sleep(0.05)
        return write(self, rows)

    monkeypatch.setattr(IndexFile, "write", slowly)

    async def work() -> None:
        for verb, *atoms in (
            ("slot/swap", 1, 2),
            ("slot/mark", 1),
            ("slot/compare", 2),
            ("slot/lock", 1, 1),
        ):
            await asked(house, verb, *atoms)
            other = House(tmp_path)
            other.engine.restore(fresh=False)
            for number in (1, 2):
                was, is_now = house.engine.bank[number].state, other.engine.bank[number].state
                assert (is_now.revision, is_now.locked) == (was.revision, was.locked), verb
                assert (is_now.marked, is_now.on_b) == (was.marked, was.on_b), verb
                assert seed(other, number) == seed(house, number), verb
            await other.engine.close()

    run(work)


def test_undo_ends_a_job_under_way_and_redo_brings_back(bare: House) -> None:
    async def work() -> None:
        await bare.made("slot/generate", 1, 60, "bass", 1)
        await bare.made("slot/generate", 1, 60, "bass", 2)
        bare.ask("slot/regenerate", 1)
        bare.ask("slot/undo", 1)
        assert bare.heard(told.Fail)[-1].code == "superseded"
        bare.worker.finish()
        await bare.engine.maker.finish()
        slot = bare.engine.bank[1]
        assert (slot.filled().seed, slot.revision) == (1, 3)
        bare.ask("slot/redo", 1)
        await bare.engine.maker.finish()
        assert (slot.filled().seed, slot.revision) == (2, 4)
        bare.ask("slot/redo", 1)
        assert "nothing to redo" in bare.last_fail().text

    run(work)


def test_undo_to_nothing_takes_the_file_away(bare: House) -> None:
    async def work() -> None:
        await bare.made()
        path = Path(str(bare.heard(told.Done)[-1].values[0]))
        assert path.exists()
        bare.ask("slot/undo", 1)
        await bare.engine.maker.finish()
        assert not path.exists()
        assert bare.heard(told.Done)[-1].values[:3] == ("none", 2, -1)

    run(work)


def test_a_locked_slot_stays_as_it_is(bare: House) -> None:
    async def work() -> None:
        await bare.made()
        bare.ask("slot/regenerate", 1)
        bare.ask("slot/lock", 1, 1)
        bare.worker.finish()
        assert "locked" in bare.last_fail().text
        for verb in ("generate", "regenerate", "undo", "clear"):
            bare.ask(f"slot/{verb}", 1)
            assert bare.last_fail().code == "denied"
        bare.ask("slot/copy", 1, 2)
        await bare.engine.maker.finish()
        assert bare.engine.bank[2].filled() is bare.engine.bank[1].filled()
        assert bare.engine.bank[1].revision == 1

    run(work)
