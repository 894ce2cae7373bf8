"""Slots: numbered places that hold takes, each with a revision, a history and a lock.

Owned by the engine, on the event loop. Slots are numbered from 1.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from notono_live.errors import Denied, OutOfRange, UnknownSlot
from notono_live.notes.conditioning import FAMILIES, UNKNOWN
from notono_live.notes.note import Note

HISTORY_BYTES = 32 << 20  # of each slot: a minute's note takes 4 MB


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A note and the seed it was last drawn with, −1 if it was not drawn."""

    note: Note
    seed: int

    @property
    def pitch(self) -> int:
        """The pitch most cells are labelled with; −1 unknown."""
        return _commonest(self.note.conditioning.bottom.pitch)

    @property
    def instrument(self) -> str:
        """The family most cells are labelled with; `none` unknown."""
        index = _commonest(self.note.conditioning.bottom.family)
        return "none" if index == UNKNOWN else str(FAMILIES[index])


def _bytes(take: Take | None) -> int:
    """Nearly all of a take is its samples."""
    return 0 if take is None else take.note.samples.nbytes


def _commonest(labels: np.ndarray) -> int:
    values, counts = np.unique(labels, return_counts=True)
    return int(values[counts.argmax()])


class Slot:
    """One place. `revision` grows with every change, undo included, and never goes back."""

    def __init__(self, number: int, history: int, changed: Callable[[Slot], None]) -> None:
        self.number = number
        self.revision = 0
        self.take: Take | None = None
        self.locked = False
        self._past: deque[Take | None] = deque(maxlen=history)
        self._future: deque[Take | None] = deque(maxlen=history)
        self._changed = changed

    def filled(self) -> Take:
        """What it holds; UnknownSlot when that is nothing."""
        if self.take is None:
            raise UnknownSlot(
                f"slot {self.number} is empty; send /notono/slot/generate {self.number} first"
            )
        return self.take

    def unlocked(self) -> None:
        if self.locked:
            raise Denied(
                f"slot {self.number} is locked; send /notono/slot/lock {self.number} 0 first"
            )

    def put(self, take: Take | None) -> int:
        """Hold another take, or none; the new revision."""
        self._past.append(self.take)
        self._future.clear()
        while sum(map(_bytes, self._past)) > HISTORY_BYTES:
            self._past.popleft()
        return self._hold(take)

    def undo(self) -> int:
        if not self._past:
            raise OutOfRange(f"slot {self.number} has nothing to undo")
        self._future.append(self.take)
        return self._hold(self._past.pop())

    def redo(self) -> int:
        if not self._future:
            raise OutOfRange(f"slot {self.number} has nothing to redo")
        self._past.append(self.take)
        return self._hold(self._future.pop())

    def _hold(self, take: Take | None) -> int:
        self.take = take
        self.revision += 1
        self._changed(self)
        return self.revision


class SlotBank:
    """All slots, by number. `watchers` are called with a slot each time it holds another take.

    >>> SlotBank(16, 32)[17]
    Traceback (most recent call last):
    notono_live.errors.UnknownSlot: slot 17: there are 16, numbered from 1, and 0 is the current one
    """

    def __init__(self, slots: int, history: int) -> None:
        self.watchers: list[Callable[[Slot], None]] = []
        self._slots = [Slot(number, history, self._changed) for number in range(1, slots + 1)]

    def __getitem__(self, number: int) -> Slot:
        if not 1 <= number <= len(self):
            raise UnknownSlot(
                f"slot {number}: there are {len(self)}, numbered from 1, and 0 is the current one"
            )
        return self._slots[number - 1]

    def __iter__(self) -> Iterator[Slot]:
        return iter(self._slots)

    def __len__(self) -> int:
        return len(self._slots)

    def _changed(self, slot: Slot) -> None:
        for watch in self.watchers:
            watch(slot)
