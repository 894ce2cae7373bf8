"""Slots: numbered places that hold takes, each with a revision, a history, a side B and a lock.

Owned by the engine, on the event loop. Slots are numbered from 1.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from notono_live.errors import Denied, FileTrouble, OutOfRange, UnknownSlot
from notono_live.notes.take import Take

NEAR = 4  # takes on each side of the present that stay in memory, so that undo is instant

log = logging.getLogger("notono.engine")


@dataclass(frozen=True, slots=True)
class Stored:
    """A take that is on disk and not in memory."""

    id: str


Entry = Take | Stored | None  # what a slot held or will hold again; None: nothing
Fetch = Callable[[Stored], Take]  # reads a take; FileTrouble where that cannot be


@dataclass(frozen=True, slots=True)
class State:
    """All of a slot, as it was at one moment: what is kept across restarts. `line` is what it held
    at each step of its history, `position` where in there it stands. `mark` is the side B that was
    asked for, if any was; `on_b`: side B is what it holds now."""

    number: int
    revision: int
    locked: bool
    line: tuple[Entry, ...]
    position: int
    marked: bool
    mark: Entry
    on_b: bool


class Slot:
    """One place. `revision` grows with every change, undo included, and never goes back; `placed`
    is the newest one whose file is where others read it.

    `take` is what it holds. Undo and redo move along a line of takes; side B stands beside the
    line. What is put while side B is held takes side B into the line first, so nothing is lost.
    """

    def __init__(
        self, number: int, history: int, changed: Callable[[Slot], None], fetch: Fetch
    ) -> None:
        self.number = number
        self.revision = 0
        self.placed = 0
        self.take: Take | None = None
        self.locked = False
        self._past: deque[Entry] = deque(maxlen=history)
        self._future: deque[Entry] = deque(maxlen=history)  # the next one last
        self._marked = False
        self._mark: Entry = None
        self._on_b = False
        self._side_a: Take | None = None  # what it holds but for `_on_b`
        self._changed = changed
        self._fetch = fetch

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
        self._past.append(self._present)
        if self._on_b:
            self._past.append(self.take)
        self._future.clear()
        return self._hold(take)

    def undo(self) -> int:
        """One change back; from side B, to what was there before side A."""
        return self._move(self._past, self._future, "undo")

    def redo(self) -> int:
        return self._move(self._future, self._past, "redo")

    def mark(self) -> None:
        """Make what it holds its side B."""
        self._mark, self._marked = self.filled(), True

    def compare(self) -> int:
        """Turn to side B, or back to side A; the history does not notice. Raises OutOfRange where
        side B is empty, FileTrouble where it cannot be read."""
        if self._on_b:
            return self._hold(self._side_a)
        b = self._mark if self._marked else self._past[-1] if self._past else None
        if b is None:
            raise OutOfRange(
                f"slot {self.number} has no side B yet; change its note, or keep this one with "
                f"/notono/slot/mark {self.number}"
            )
        return self._hold(self._read(b), on_b=True)

    @property
    def state(self) -> State:
        line = (*self._past, self._present, *reversed(self._future))
        return State(
            self.number,
            self.revision,
            self.locked,
            line,
            len(self._past),
            self._marked,
            self._mark,
            self._on_b,
        )

    def restore(self, state: State) -> None:
        """Be as it was. A take that cannot be read gives way to the one before it."""
        history = self._past.maxlen or 0
        self._past.extend(state.line[: state.position][-history:])
        self._future.extend(reversed(state.line[state.position + 1 :][:history]))
        self._mark, self._marked = state.mark, state.marked
        self.revision, self.locked = state.revision, state.locked
        try:
            self.take = self._read(state.line[state.position])
        except FileTrouble as error:
            log.warning("slot %d: %s; it holds the note before", self.number, error)
            self.take = self._reached(self._past)
            self._past = deque(list(self._past)[:-1], self._past.maxlen)
            self.revision += 1
        else:
            if state.on_b:
                self._turn_again()
        self._changed(self)

    def tend(self, known: Callable[[Take], Stored | None]) -> list[Stored]:
        """Forget the notes of takes far from the present that are on disk, and tell which near ones
        are not in memory. `known` tells how a take is found on disk, None while it is not there."""
        wanted: list[Stored] = []
        for entries in (self._past, self._future):
            for distance, index in enumerate(reversed(range(len(entries)))):
                entry = entries[index]
                if isinstance(entry, Stored) and distance < NEAR:
                    wanted.append(entry)
                elif isinstance(entry, Take) and distance >= NEAR:
                    entries[index] = known(entry) or entry
        if isinstance(self._mark, Stored):
            wanted.append(self._mark)
        return wanted

    def remember(self, takes: dict[str, Take]) -> None:
        """Takes by their ids, read again: they are in memory from now on."""
        for entries in (self._past, self._future):
            for index, entry in enumerate(entries):
                if isinstance(entry, Stored):
                    entries[index] = takes.get(entry.id, entry)
        if isinstance(self._mark, Stored):
            self._mark = takes.get(self._mark.id, self._mark)

    @property
    def _present(self) -> Take | None:
        """Where it stands in its line: side A."""
        return self._side_a if self._on_b else self.take

    def _move(self, source: deque[Entry], target: deque[Entry], verb: str) -> int:
        take = self._reached(source)
        if not source:
            raise OutOfRange(f"slot {self.number} has nothing to {verb}")
        source.pop()
        target.append(self._present)
        return self._hold(take)

    def _reached(self, entries: deque[Entry]) -> Take | None:
        """The last entry that can be read; those after it, which cannot, are dropped. None too
        where there is none."""
        while entries:
            try:
                return self._read(entries[-1])
            except FileTrouble as error:
                log.warning("slot %d: %s; its history goes on without it", self.number, error)
                entries.pop()
        return None

    def _turn_again(self) -> None:
        """It was turned to side B when it was kept."""
        b = self._mark if self._marked else self._past[-1] if self._past else None
        try:
            side_b = self._read(b)
        except FileTrouble as error:
            log.warning("slot %d: side B: %s", self.number, error)
            side_b = None
        if side_b is None:
            self.revision += 1
        else:
            self._side_a, self.take, self._on_b = self.take, side_b, True

    def _read(self, entry: Entry) -> Take | None:
        return self._fetch(entry) if isinstance(entry, Stored) else entry

    def _hold(self, take: Take | None, on_b: bool = False) -> int:
        self._side_a, self.take, self._on_b = self.take if on_b else None, take, on_b
        self.revision += 1
        self._changed(self)
        return self.revision


def nowhere(entry: Stored) -> Take:
    """The fetch of a bank without a disk."""
    raise FileTrouble(f"take {entry.id} is on no disk")


class SlotBank:
    """All slots, by number. `watchers` are called with a slot each time it holds another take.

    >>> SlotBank(16, 32)[17]
    Traceback (most recent call last):
    notono_live.errors.UnknownSlot: slot 17: there are 16, numbered from 1, and 0 is the current one
    """

    def __init__(self, slots: int, history: int, fetch: Fetch = nowhere) -> None:
        self.watchers: list[Callable[[Slot], None]] = []
        self._slots = [Slot(n, history, self._changed, fetch) for n in range(1, slots + 1)]

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
