"""Notes that were drawn before anybody asked for them, in case somebody does. Runs on the event
loop."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from notono_live.notes.cells import Cells
from notono_live.notes.conditioning import Brush, Conditioning
from notono_live.notes.constraint import Region
from notono_live.notes.note import Note, Sampling


@dataclass(frozen=True, slots=True)
class Wish:
    """All that a redraw depends on: of equal wishes the model makes the same note, bit for bit.
    `base` is equal to itself alone."""

    base: Note
    region: Region | Cells
    labels: Conditioning | Brush
    sampling: Sampling
    uniform: bool = False


class Ahead:
    """Owns the notes. Past `most_bytes` those are dropped that nobody has looked for longest."""

    def __init__(self, most_bytes: int) -> None:
        self.hits = self.misses = 0
        self._most_bytes = most_bytes
        self._notes: OrderedDict[Wish, Note] = OrderedDict()
        self.bytes = 0

    def __contains__(self, wish: Wish) -> bool:
        return wish in self._notes

    def __len__(self) -> int:
        return len(self._notes)

    def find(self, wish: Wish) -> Note | None:
        """The note somebody asks for now, if it is here. It stays: undo may bring its base back."""
        note = self._notes.get(wish)
        if note is None:
            self.misses += 1
            return None
        self.hits += 1
        self._notes.move_to_end(wish)
        return note

    def put(self, wish: Wish, note: Note) -> None:
        assert wish not in self._notes
        self._notes[wish] = note
        self.bytes += _weight(note)
        while self.bytes > self._most_bytes:
            _, dropped = self._notes.popitem(last=False)
            self.bytes -= _weight(dropped)

    def clear(self) -> None:
        """Another model may draw otherwise."""
        self._notes.clear()
        self.bytes = 0


def _weight(note: Note) -> int:
    """Its sound in bytes; all else of a note is small."""
    return note.samples.nbytes
