"""Take: a note as a slot holds it, with a name made of its content. Plain values, any thread."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from notono_live.notes.conditioning import FAMILIES, UNKNOWN, VELOCITIES
from notono_live.notes.note import Note


@dataclass(frozen=True, eq=False)
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

    @property
    def velocity(self) -> int:
        """The MIDI velocity most cells are labelled with; −1 unknown."""
        index = _commonest(self.note.conditioning.bottom.velocity)
        return UNKNOWN if index == UNKNOWN else VELOCITIES[index]

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        """All there is to a take but its numbers, in the fewest bytes that hold it exactly."""
        codes, labels = self.note.codemaps, self.note.conditioning
        velocities = {
            "top.velocity": labels.top.velocity.astype("i1"),
            "bottom.velocity": labels.bottom.velocity.astype("i1"),
        }
        known = any((classes != UNKNOWN).any() for classes in velocities.values())
        return {
            "top": codes.top.astype("<i2"),
            "bottom": codes.bottom.astype("<i2"),
            "top.pitch": labels.top.pitch.astype("i1"),
            "top.family": labels.top.family.astype("i1"),
            "bottom.pitch": labels.bottom.pitch.astype("i1"),
            "bottom.family": labels.bottom.family.astype("i1"),
            **(velocities if known else {}),  # a take that knows none is named as it always was
            "samples": self.note.samples.astype("<f4", copy=False),
        }

    @cached_property
    def id(self) -> str:
        """32 hexadecimal digits: two takes have the same id if all of their bits are the same.
        Worked out when first asked for, some 0.3 ms for four seconds of sound."""
        digest = hashlib.sha256(f"{self.seed} {self.note.sample_rate_hz}".encode())
        for name, array in self.arrays.items():
            digest.update(f" {name} {array.shape} ".encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()[:32]

    @property
    def known_id(self) -> str | None:
        """The id, where it has been worked out already."""
        return self.__dict__.get("id")


def _commonest(labels: np.ndarray) -> int:
    values, counts = np.unique(labels, return_counts=True)
    return int(values[counts.argmax()])
