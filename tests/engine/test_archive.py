"""What slots held is there after a restart, whatever was done to them, however it ended."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from takes import small_take

from notono_live.engine.archive import Archive
from notono_live.engine.slots import Entry, Slot, SlotBank, Stored
from notono_live.errors import FileTrouble, NotonoError
from notono_live.notes.take import Take

SLOTS, HISTORY = 3, 5


class Plain:
    """A slot as two lists would have it."""

    def __init__(self) -> None:
        self.line: list[int | None] = [None]
        self.position = 0
        self.mark: int | None = None
        self.on_b = False
        self.revision = 0
        self.locked = False

    @property
    def side_b(self) -> int | None:
        if self.mark is not None:
            return self.mark
        return self.line[self.position - 1] if self.position else None

    @property
    def heard(self) -> int | None:
        return self.side_b if self.on_b else self.line[self.position]

    def put(self, seed: int | None) -> bool:
        taken_up = [self.side_b] if self.on_b else []
        self.line = [*self.line[: self.position + 1], *taken_up, seed][-HISTORY - 1 :]
        return self._at(len(self.line) - 1)

    def undo(self) -> bool:
        return self.position > 0 and self._at(self.position - 1)

    def redo(self) -> bool:
        return self.position + 1 < len(self.line) and self._at(self.position + 1)

    def compare(self) -> bool:
        if self.side_b is None and not self.on_b:
            return False
        self.on_b = not self.on_b
        self.revision += 1
        return True

    def keep_b(self) -> bool:
        if self.heard is None:
            return False
        self.mark = self.heard
        return True

    def _at(self, position: int) -> bool:
        self.position, self.on_b = position, False
        self.revision += 1
        return True


def seed_of(entry: Entry, disk: dict[str, int]) -> int | None:
    return entry.seed if isinstance(entry, Take) else entry and disk[entry.id]


class Restarts(RuleBasedStateMachine):
    """Any order of changes and restarts; all states equal those of the plain slots."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        self.plain = [Plain() for _ in range(SLOTS)]
        self.seeds: dict[str, int] = {}
        self._start()

    def _start(self) -> None:
        self.archive = Archive(self.folder, keep_takes=0)
        self.bank = SlotBank(SLOTS, HISTORY, self.archive.fetch)
        self.runner.run(self._restored())

    async def _restored(self) -> None:
        self.archive.tend(self.archive.restore(self.bank, fresh=False))
        await asyncio.sleep(0)

    def _do(self, change: Callable[[], object], expected: bool, *slots: Slot) -> None:
        async def work() -> None:
            change()
            await self.archive.keep(*slots)

        try:
            self.runner.run(work())
        except NotonoError:
            assert not expected
        else:
            assert expected

    def _take(self, seed: int) -> Take:
        take = small_take(seed)
        self.seeds[take.id] = seed
        return take

    numbers = st.integers(1, SLOTS)

    @rule(number=numbers, seed=st.integers(0, 9))
    def put(self, number: int, seed: int) -> None:
        take = self._take(seed)
        self._do(
            lambda: self.bank[number].put(take), self.plain[number - 1].put(seed), self.bank[number]
        )

    @rule(number=numbers)
    def clear(self, number: int) -> None:
        slot = self.bank[number]
        self._do(lambda: slot.put(None), self.plain[number - 1].put(None), slot)

    @rule(number=numbers, verb=st.sampled_from(["undo", "redo", "compare"]))
    def move(self, number: int, verb: str) -> None:
        slot = self.bank[number]
        self._do(getattr(slot, verb), getattr(self.plain[number - 1], verb)(), slot)

    @rule(number=numbers)
    def mark(self, number: int) -> None:
        slot = self.bank[number]
        self._do(slot.mark, self.plain[number - 1].keep_b(), slot)

    @rule(number=numbers, locked=st.booleans())
    def lock(self, number: int, locked: bool) -> None:
        self.plain[number - 1].locked = locked
        self._do(lambda: setattr(self.bank[number], "locked", locked), True, self.bank[number])

    @rule(number=numbers, other=numbers)
    def swap(self, number: int, other: int) -> None:
        if number == other:
            return
        one, two = self.plain[number - 1], self.plain[other - 1]
        was = one.heard
        one.put(two.heard)
        two.put(was)

        def swap() -> None:
            was = self.bank[number].take
            self.bank[number].put(self.bank[other].take)
            self.bank[other].put(was)

        self._do(swap, True, self.bank[number], self.bank[other])

    @rule(stopped=st.booleans())
    def restart(self, stopped: bool) -> None:
        if stopped:
            self.runner.run(self.archive.close())
        else:  # killed: nothing is told that it ends
            self.archive._thread.shutdown()
        self._start()

    @rule()
    def prune(self) -> None:
        self.archive._thread.submit(self.archive._prune).result()

    @invariant()
    def same(self) -> None:
        for plain, slot in zip(self.plain, self.bank, strict=True):
            state = slot.state
            assert (slot.take and slot.take.seed) == plain.heard
            assert [seed_of(entry, self.seeds) for entry in state.line] == plain.line
            assert (state.position, state.on_b) == (plain.position, plain.on_b)
            assert (state.revision, state.locked) == (plain.revision, plain.locked)
            assert seed_of(state.mark, self.seeds) == plain.mark

    def teardown(self) -> None:
        self.archive._thread.shutdown()
        self.runner.close()
        shutil.rmtree(self.folder)


TestRestarts = Restarts.TestCase
TestRestarts.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def opened(
    folder: Path, keep_takes: int = 0, fresh: bool = False
) -> tuple[Archive, SlotBank]:
    archive = Archive(folder, keep_takes)
    bank = SlotBank(SLOTS, HISTORY, archive.fetch)
    archive.restore(bank, fresh)
    return archive, bank


async def filled(folder: Path, seeds: range = range(4)) -> None:
    """Slot 1 has had these takes, slot 2 one of its own."""
    archive, bank = await opened(folder)
    for seed in seeds:
        bank[1].put(small_take(seed))
        await archive.keep(bank[1])
    bank[2].put(small_take(50))
    await archive.keep(bank[2])
    await archive.close()


def takes_in(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "takes").glob("*.safetensors")}


def test_the_index_can_be_read_by_a_person_and_names_what_is_there(tmp_path: Path) -> None:
    run(filled(tmp_path))
    text = (tmp_path / "bank.json").read_text()
    index = json.loads(text)
    assert text.count("\n") == 7
    assert index["slots"]["1"]["history"] == [None, *(small_take(seed).id for seed in range(4))]
    assert index["slots"]["1"]["position"] == 4
    assert index["slots"]["1"]["holds"] == "flute 27, 0.0 s".replace(
        "flute", small_take(3).instrument
    )
    assert {id for id in index["slots"]["1"]["history"] if id} < takes_in(tmp_path)


def test_a_take_is_written_once_however_often_it_is_held(tmp_path: Path) -> None:
    async def work() -> None:
        archive, bank = await opened(tmp_path)
        for slot in bank:
            slot.put(small_take(1))
            slot.put(small_take(2))
            slot.put(small_take(1))
        await archive.keep(*bank)
        await archive.close()

    run(work())
    assert takes_in(tmp_path) == {small_take(1).id, small_take(2).id}


def test_what_is_kept_is_the_very_take(tmp_path: Path) -> None:
    run(filled(tmp_path))

    async def work() -> None:
        _, bank = await opened(tmp_path)
        kept, made = bank[2].filled(), small_take(50)
        assert kept.note.codemaps.same_as(made.note.codemaps)
        assert kept.note.samples.tobytes() == made.note.samples.tobytes()
        assert kept.note.codemaps.top.dtype == made.note.codemaps.top.dtype
        for layer in ("top", "bottom"):
            for label in ("pitch", "family"):
                one, other = (
                    getattr(getattr(take.note.conditioning, layer), label) for take in (kept, made)
                )
                assert (one == other).all()
                assert one.dtype == other.dtype
        assert kept.seed == made.seed

    run(work())


@pytest.mark.parametrize("damage", ["cut", "flipped", "missing"])
def test_a_present_take_that_is_damaged_gives_way_to_the_one_before(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    run(filled(tmp_path))
    path = tmp_path / "takes" / f"{small_take(3).id}.safetensors"
    content = bytearray(path.read_bytes())
    if damage == "missing":
        path.unlink()
    else:
        content[-9] ^= 1
        path.write_bytes(content[:-20] if damage == "cut" else content)

    async def work() -> None:
        _, bank = await opened(tmp_path)
        assert bank[1].filled().seed == 2
        assert bank[1].revision == 5
        assert bank[2].filled().seed == 50
        bank[1].undo()
        assert bank[1].filled().seed == 1

    run(work())
    assert "slot 1" in caplog.text
    assert small_take(3).id in caplog.text
    assert path.with_suffix(".bad").exists() == (damage != "missing")


def test_a_past_take_that_is_gone_is_left_out(tmp_path: Path) -> None:
    run(filled(tmp_path))
    (tmp_path / "takes" / f"{small_take(1).id}.safetensors").unlink()

    async def work() -> None:
        _, bank = await opened(tmp_path)
        bank[1].undo()
        assert bank[1].filled().seed == 2
        bank[1].undo()
        assert bank[1].filled().seed == 0
        bank[1].redo()
        bank[1].redo()
        assert bank[1].filled().seed == 3

    run(work())


@pytest.mark.parametrize(
    "content", [b"", b'{"format": "notono', b"[]", b'{"format": 3, "slots": {}}']
)
def test_a_torn_index_gives_way_to_the_last_one_that_was_certain(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    run(filled(tmp_path))
    (tmp_path / "bank.json").write_bytes(content)

    async def work() -> None:
        archive, bank = await opened(tmp_path)
        assert bank[1].filled().seed == 3
        bank[2].put(small_take(51))
        await archive.keep(bank[2])

    run(work())
    assert len(caplog.records) == 1
    assert (tmp_path / "bank.json.bad").read_bytes() == content


def test_a_bad_row_costs_its_slot_alone_and_is_not_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run(filled(tmp_path))
    index = tmp_path / "bank.json"
    index.write_text(index.read_text().replace('"position": 4', '"position": 9'))
    bad = index.read_bytes()

    async def work() -> None:
        archive, bank = await opened(tmp_path)
        assert bank[1].take is None
        assert bank[2].filled().seed == 50
        await archive.keep(bank[1])
        archive.prune()
        await archive.close()

    run(work())
    assert (tmp_path / "bank.json.bad").read_bytes() == bad
    assert small_take(3).id in takes_in(tmp_path)
    assert "slot 1 cannot be read" in caplog.text


def test_slots_beyond_the_bank_wait_for_a_larger_one(tmp_path: Path) -> None:
    run(filled(tmp_path))

    async def smaller() -> None:
        archive = Archive(tmp_path, 0)
        bank = SlotBank(1, HISTORY, archive.fetch)
        archive.restore(bank, fresh=False)
        bank[1].put(small_take(9))
        await archive.keep(bank[1])
        archive.prune()
        await archive.close()

    async def larger() -> None:
        _, bank = await opened(tmp_path)
        assert bank[1].filled().seed == 9
        assert bank[2].filled().seed == 50

    run(smaller())
    run(larger())


def test_a_fresh_start_is_empty_and_the_last_one_can_be_had_back(tmp_path: Path) -> None:
    run(filled(tmp_path))

    async def fresh() -> None:
        archive, bank = await opened(tmp_path, fresh=True)
        assert [slot.revision for slot in bank] == [0, 0, 0]
        bank[1].put(small_take(9))
        await archive.keep(bank[1])
        archive.prune()
        await archive.close()

    async def back() -> None:
        _, bank = await opened(tmp_path)
        assert bank[1].filled().seed == 3
        bank[1].undo()
        assert bank[1].filled().seed == 2

    run(fresh())
    (tmp_path / "bank.before.json").replace(tmp_path / "bank.json")
    run(back())


def test_takes_that_nothing_needs_go_but_for_the_newest(tmp_path: Path) -> None:
    async def work() -> None:
        archive, bank = await opened(tmp_path, keep_takes=2)
        for seed in range(HISTORY + 7):
            bank[1].put(small_take(seed))
            await archive.keep(bank[1])
            os.utime(archive._files.path(small_take(seed).id), ns=(seed, seed))
        archive.prune()
        await archive.close()

    run(work())
    needed = set(range(6, HISTORY + 7))  # the history and the present
    assert takes_in(tmp_path) == {small_take(seed).id for seed in needed | {5, 4}}


def test_a_full_disk_is_told_and_made_good_by_the_next_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*paths: object) -> None:
        raise OSError(28, "No space left on device")

    async def work() -> None:
        archive, bank = await opened(tmp_path)
        bank[1].put(small_take(1))
        with monkeypatch.context() as patch:
            patch.setattr("os.replace", no_room)
            with pytest.raises(FileTrouble, match="No space left"):
                await archive.keep(bank[1])
        bank[2].put(small_take(2))
        await archive.keep(bank[2])
        _, again = await opened(tmp_path)
        assert [slot.take and slot.take.seed for slot in again] == [1, 2, None]
        await archive.close()

    run(work())


def test_changes_that_come_together_share_one_writing_of_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        archive, bank = await opened(tmp_path)
        writings: list[int] = []
        write = archive._index.write
        monkeypatch.setattr(
            archive._index, "write", lambda rows: (writings.append(len(rows)), write(rows))[1]
        )
        kept = []
        for seed in range(40):
            bank[1 + seed % 3].put(small_take(seed))
            kept.append(archive.keep(bank[1 + seed % 3]))
        await asyncio.gather(*kept)
        assert len(writings) < 40
        await archive.close()
        _, again = await opened(tmp_path)
        assert [slot.take and slot.take.seed for slot in again] == [39, 37, 38]

    run(work())


def test_history_near_the_present_is_in_memory_soon_after_the_start(tmp_path: Path) -> None:
    run(filled(tmp_path, range(6)))

    async def work() -> None:
        archive, bank = await opened(tmp_path)
        assert any(isinstance(entry, Stored) for entry in bank[1].state.line)
        archive.tend(bank)
        for _ in range(200):
            await asyncio.sleep(0.01)
            if not any(isinstance(entry, Stored) for entry in bank[1].state.line[-4:]):
                break
        assert not any(isinstance(entry, Stored) for entry in bank[1].state.line[-4:])
        await archive.close()

    run(work())
