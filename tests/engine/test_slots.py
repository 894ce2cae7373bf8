"""Slots: what they hold, what they held before, and who hears of it."""

from __future__ import annotations

from toys import ToyInpainter

from notono_live.engine.slots import Slot, SlotBank
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Sampling
from notono_live.notes.take import Take


def take(seed: int) -> Take:
    note = ToyInpainter().inpaint(
        None, Constraint.nothing_kept(), Conditioning(60), Sampling(seed=seed), lambda share: None
    )
    return Take(note, seed)


def test_watchers_hear_of_every_take_a_slot_comes_to_hold() -> None:
    bank = SlotBank(2, 8)
    heard: list[tuple[int, Take | None, int]] = []

    def watch(slot: Slot) -> None:
        heard.append((slot.number, slot.take, slot.revision))

    bank.watchers.append(watch)
    first = take(1)
    bank[2].put(first)
    bank[2].put(None)
    bank[2].undo()
    bank[2].redo()
    assert heard == [(2, first, 1), (2, None, 2), (2, first, 3), (2, None, 4)]
