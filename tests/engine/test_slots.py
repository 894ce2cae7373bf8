"""Slots: what they hold, what they held before, side B, and who hears of it."""

from __future__ import annotations

import pytest
from takes import small_take

from notono_live.engine.slots import NEAR, Slot, SlotBank, Stored
from notono_live.errors import FileTrouble, OutOfRange, UnknownSlot
from notono_live.notes.take import Take

A, B, C, D = (small_take(seed) for seed in range(4))


def slot_of(*takes: Take, history: int = 8) -> Slot:
    slot = SlotBank(1, history)[1]
    for take in takes:
        slot.put(take)
    return slot


def test_watchers_hear_of_every_take_a_slot_comes_to_hold() -> None:
    bank = SlotBank(2, 8)
    heard: list[tuple[int, Take | None, int]] = []

    def watch(slot: Slot) -> None:
        heard.append((slot.number, slot.take, slot.revision))

    bank.watchers.append(watch)
    bank[2].put(A)
    bank[2].put(None)
    bank[2].undo()
    bank[2].redo()
    bank[2].compare()
    assert heard == [(2, A, 1), (2, None, 2), (2, A, 3), (2, None, 4), (2, A, 5)]
    other = SlotBank(2, 8)
    other.watchers.append(watch)
    other[2].restore(bank[2].state)
    assert heard[-1] == (2, A, 5)


def test_side_b_is_the_note_before_the_last_change() -> None:
    slot = slot_of(A, B)
    heard = []
    for _ in range(4):
        slot.compare()
        heard.append(slot.take)
    assert heard == [A, B, A, B]
    assert slot.revision == 6


def test_turning_leaves_the_history_alone() -> None:
    slot = slot_of(A, B, C)
    before = slot.state.line
    slot.compare()
    assert slot.take is B
    assert slot.state.line == before
    slot.compare()
    slot.undo()
    assert slot.take is B
    slot.undo()
    assert slot.take is A


def test_a_marked_side_b_stays_through_changes() -> None:
    slot = slot_of(A)
    slot.mark()
    slot.put(B)
    slot.put(C)
    slot.compare()
    assert slot.take is A
    slot.compare()
    assert slot.take is C


def test_a_change_on_side_b_starts_from_b_and_loses_nothing() -> None:
    slot = slot_of(A, B)
    slot.compare()
    slot.put(C)
    undone = []
    for _ in range(3):
        slot.undo()
        undone.append(slot.take)
    assert undone == [A, B, A]
    for _ in range(3):
        slot.redo()
    assert slot.take is C


def test_undo_on_side_b_is_undo_on_side_a() -> None:
    slot = slot_of(A, B)
    slot.compare()
    slot.undo()
    assert slot.take is A
    slot.redo()
    assert slot.take is B


def test_marking_on_side_b_keeps_what_is_heard() -> None:
    slot = slot_of(A, B)
    slot.compare()
    slot.mark()
    slot.put(C)
    slot.compare()
    assert slot.take is A


def test_there_is_no_side_b_before_the_first_change() -> None:
    slot = slot_of()
    with pytest.raises(OutOfRange, match="no side B yet"):
        slot.compare()
    with pytest.raises(UnknownSlot, match="empty"):
        slot.mark()
    slot.put(A)
    with pytest.raises(OutOfRange, match="no side B yet"):
        slot.compare()
    assert (slot.take, slot.revision) == (A, 1)


def test_a_cleared_slot_compares_with_what_it_held() -> None:
    slot = slot_of(A)
    slot.put(None)
    slot.compare()
    assert slot.take is A
    slot.compare()
    assert slot.take is None


def test_history_is_bounded() -> None:
    slot = slot_of(A, B, C, D, history=2)
    slot.undo()
    slot.undo()
    with pytest.raises(OutOfRange, match="nothing to undo"):
        slot.undo()
    assert slot.take is B


def test_far_takes_leave_memory_and_come_back() -> None:
    disk = {take.id: take for take in map(small_take, range(20))}
    slot = SlotBank(1, 32, lambda entry: disk[entry.id])[1]
    for take in disk.values():
        slot.put(take)
    assert slot.tend(lambda take: None) == []
    slot.tend(lambda take: Stored(take.id))
    kept = [entry for entry in slot.state.line if isinstance(entry, Take)]
    assert len(kept) == NEAR + 1
    for take in reversed(list(disk.values())[:-1]):
        slot.undo()
        assert slot.take is take
    assert len(slot.tend(lambda take: Stored(take.id))) == 0
    for _ in range(12):
        slot.redo()
    wanted = slot.tend(lambda take: Stored(take.id))
    assert {entry.id for entry in wanted} <= set(list(disk)[8:17])
    slot.remember(disk)
    assert slot.tend(lambda take: Stored(take.id)) == []


def test_a_take_that_cannot_be_read_is_left_out_of_the_history(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fetch(entry: Stored) -> Take:
        raise FileTrouble(f"take {entry.id} is gone")

    slot = SlotBank(1, 8, fetch)[1]
    for take in (A, B, C):
        slot.put(take)
    slot._past[-1] = Stored(B.id)
    slot.undo()
    assert slot.take is A
    assert [record.message for record in caplog.records] == [
        f"slot 1: take {B.id} is gone; its history goes on without it"
    ]
    slot.redo()
    assert slot.take is C
