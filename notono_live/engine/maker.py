"""What is done to slots: drawing, loading, rendering, undoing. Runs on the event loop.

Quick parts happen at once, in the order they were asked for. The model works in the worker's
process; files are read and written on threads. A ticket is done when its files are in place.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from notono_live.engine.ahead import Ahead, Wish
from notono_live.engine.bus import Asked
from notono_live.engine.company import Joinable
from notono_live.engine.desk import Desk, JobRunner, Task, Ticket
from notono_live.engine.jobs import Done, EncodeJob, EraseJob, InpaintJob, Shown
from notono_live.engine.playing import Playing
from notono_live.engine.publisher import Publisher
from notono_live.engine.slots import Slot
from notono_live.errors import Superseded
from notono_live.export.kit import Dress
from notono_live.export.making import Drawn, Encoded, Erased, Labelled, Made
from notono_live.export.shelf import Label, Shelf, Written
from notono_live.export.sound import read_sound
from notono_live.notes.cells import Cells
from notono_live.notes.codemap import WINDOW_COLUMNS
from notono_live.notes.conditioning import (
    UNKNOWN,
    Brush,
    Conditioning,
    Family,
    nearest_velocity,
)
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import SEED_MAX, Note, Sampling
from notono_live.notes.take import Take

# Which cells, given the note's length in top columns; OutOfRange or BadArguments if it has none
# such.
Where = Callable[[int], Region | Cells]


class Maker:
    """Owns no state: slots are the bank's, tickets the desk's, tasks the publisher's."""

    def __init__(
        self,
        desk: Desk,
        shelf: Shelf,
        worker: JobRunner,
        playing: Playing,
        publisher: Publisher,
        ahead: Ahead,
    ) -> None:
        self._ahead = ahead
        self._playing = playing
        self._desk = desk
        self._shelf = shelf
        self._worker = worker
        self._publisher = publisher

    @property
    def velocities(self) -> int | None:
        """Those that the model tells apart; None until it is loaded."""
        return self._worker.velocities

    def generate(
        self,
        asked: Asked,
        slot: Slot,
        conditioning: Conditioning,
        sampling: Sampling,
        by_chance: bool = False,
    ) -> None:
        """`by_chance`: nobody asked for this seed, so it may be drawn beside others."""
        self._draw(asked, slot, None, None, conditioning, sampling, by_chance=by_chance)

    def regenerate(
        self,
        asked: Asked,
        slot: Slot,
        region: Where,
        conditioning: Conditioning | Brush,
        sampling: Sampling,
        uniform: bool = False,
        by_chance: bool = False,
    ) -> None:
        """`uniform`: random codes in the region's own layer. `by_chance` as above."""
        base = slot.filled()
        where = region(base.note.columns)
        self._draw(asked, slot, base, where, conditioning, sampling, uniform, by_chance)

    def erase(self, asked: Asked, slot: Slot, cells: Cells, gain: float) -> None:
        """Multiply what the cells hold of the sound by `gain`."""
        base = slot.filled()
        columns = base.note.columns
        cells.checked(columns)
        ticket = self._begin(asked, slot)
        job = EraseJob(ticket.number, base.note, cells.constraint, gain)
        made = Made(Erased(None, columns, cells, gain), base)
        self._desk.submit(Task(ticket, job, self._putting(ticket, slot, base.seed, made)))

    def label(self, asked: Asked, slot: Slot, cells: Cells, brush: Brush) -> None:
        """Paint the cells' labels; the sound stays."""
        base = slot.filled()
        note, columns = base.note, base.note.columns
        labels = note.conditioning.painted(cells.checked(columns).constraint, brush)
        take = Take(replace(note, conditioning=labels), base.seed)
        made = Made(Labelled(None, columns, cells, brush), base)
        self.change(asked, lambda: slot.put(take), slot, made=made)

    def load(self, asked: Asked, slot: Slot, name: str, conditioning: Conditioning) -> None:
        self._desk.ready()
        slot.unlocked()
        ticket = self._open(asked, slot.number, edits=True)
        self._publisher.spawn(ticket, self._load(ticket, slot, name, conditioning))

    def render(
        self,
        asked: Asked,
        slot: Slot,
        conditioning: Conditioning,
        sampling: Sampling,
        dress: Dress,
    ) -> None:
        """The slot's note as it is, or drawn anew where `conditioning` asks for another."""
        write_render = functools.partial(self._shelf.write_render, dress=dress)
        take = slot.filled()
        if _agrees(conditioning, take):
            label = self._called(slot, take, _completed(conditioning, take))
            ticket = self._open(asked, slot.number)
            return self._publisher.spawn(
                ticket, self._write(ticket, write_render, take.note, label)
            )
        self._desk.ready()
        ticket = self._open(asked, slot.number)
        wanted = _completed(conditioning, take)
        job = InpaintJob(ticket.number, None, Constraint.nothing_kept(), wanted, sampling)

        def write(outcome: Done) -> None:
            other = Take(outcome.note, sampling.seed)
            self._playing.also(slot, other)
            new_label = self._called(slot, other, wanted)
            self._publisher.spawn(ticket, self._write(ticket, write_render, other.note, new_label))

        self._desk.submit(Task(ticket, job, write))

    def save(self, asked: Asked, slot: Slot, name: str) -> None:
        take = slot.filled()
        label = self._called(slot, take)
        ticket = self._open(asked, slot.number)

        def write(note: Note, label: Label) -> Written:
            return self._shelf.write_sound(name, note, label)

        self._publisher.spawn(ticket, self._write(ticket, write, take.note, label))

    def change(
        self, asked: Asked, how: Callable[[], object], *slots: Slot, made: Made | None = None
    ) -> None:
        """A change of slots that needs no model; `how` makes it. `made`: of what the take came."""
        for slot in slots:
            slot.unlocked()
        self._desk.admit()
        how()
        ticket = self._open(asked, slots[0].number)
        self._desk.supersede(ticket, *(slot.number for slot in slots))
        self._publisher.publish(ticket, *slots, made=made)

    def remember(self, asked: Asked, slot: Slot, how: Callable[[], int]) -> None:
        """A change that leaves the slot its note; done tells what `how` returns."""
        self._desk.admit()
        value = how()
        self._publisher.remember(self._open(asked, slot.number), slot, value)

    async def finish(self) -> None:
        """Wait for the files under way."""
        await self._publisher.finish()

    def _open(self, asked: Asked, slot: int, edits: bool = False) -> Ticket:
        return self._desk.open(asked.verb, slot, asked.peer, asked.id, edits)

    def _begin(self, asked: Asked, slot: Slot) -> Ticket:
        """A ticket for a change by the model, which is the newest gesture on its slot."""
        self._desk.ready()
        slot.unlocked()
        ticket = self._open(asked, slot.number, edits=True)
        self._desk.supersede(ticket)
        return ticket

    def _draw(
        self,
        asked: Asked,
        slot: Slot,
        base: Take | None,
        region: Region | Cells | None,
        conditioning: Conditioning | Brush,
        sampling: Sampling,
        uniform: bool = False,
        by_chance: bool = False,
    ) -> None:
        """Draw a region of a take again, or all of a new one where there is neither."""
        note = None if base is None else base.note
        columns = WINDOW_COLUMNS if note is None else note.columns
        drawn = Drawn(None, columns, region, conditioning, sampling, uniform)
        ticket = self._begin(asked, slot)
        preview = self._playing.preview(slot)
        job = InpaintJob(
            ticket.number,
            note,
            drawn.constraint,
            conditioning,
            sampling,
            show=note is not None and preview != "off",
            uniform=drawn.uniform_layer,
            coarse=note is not None and preview == "coarse",
        )
        made = Made(drawn, base)
        put_as = self._putting_as(ticket, slot, sampling.seed)
        put = functools.partial(put_as, made)
        found = None
        if note is not None and region is not None:
            found = self._ahead.find(Wish(note, region, conditioning, sampling, uniform))
        if found is not None:
            return self._desk.answer(Task(ticket, job, put), Done(job.id, (found,), {}))
        joinable = Joinable(made, put_as) if by_chance else None
        show = self._showing(ticket, slot, note)
        self._desk.submit(Task(ticket, job, put, show, joinable=joinable))

    async def _load(
        self, ticket: Ticket, slot: Slot, name: str, conditioning: Conditioning
    ) -> None:
        path: Path = await asyncio.to_thread(self._shelf.find_sound, name)
        samples = await asyncio.to_thread(read_sound, path)
        digest = await asyncio.to_thread(sound_digest, samples)
        if not ticket.ended:  # a file that cannot be read supersedes nothing
            self._desk.supersede(ticket)
            job = EncodeJob(ticket.number, samples, conditioning)
            made = Made(Encoded(name, len(samples), digest, conditioning))
            self._desk.submit(Task(ticket, job, self._putting(ticket, slot, -1, made)))

    def _putting(self, ticket: Ticket, slot: Slot, seed: int, made: Made) -> Callable[[Done], None]:
        """What to do with the note: into the slot, unless the slot has moved on since now."""
        return functools.partial(self._putting_as(ticket, slot, seed), made)

    def _putting_as(self, ticket: Ticket, slot: Slot, seed: int) -> Callable[[Made, Done], None]:
        """The same, where it is known in the end alone how the note was made."""
        base = slot.revision

        def put(made: Made, outcome: Done) -> None:
            if slot.revision != base or slot.locked:
                what = "was locked" if slot.locked else f"moved on to revision {slot.revision}"
                return self._desk.fail(ticket, Superseded(f"slot {slot.number} {what} meanwhile"))
            slot.put(Take(outcome.note, seed))
            self._playing.follow(slot, "heard", ticket.began)
            self._publisher.publish(ticket, slot, made=made)

        return put

    def _showing(
        self, ticket: Ticket, slot: Slot, note: Note | None
    ) -> Callable[[Shown], None] | None:
        """What to do with the columns of a note that is still being drawn: sound them, in the place
        of those that were."""
        if note is None:
            return None
        base, sound = slot.revision, note.samples.copy()

        def show(part: Shown) -> None:
            nonlocal sound
            sound = sound.copy()  # the player has the one before
            sound[part.frame : part.frame + len(part.samples)] = part.samples
            if slot.revision == base:
                if ticket.dropped is None:
                    self._playing.follow(slot, "column", ticket.began)
                ticket.dropped = functools.partial(self._playing.show, slot, note.samples)
                self._playing.show(slot, sound)

        return show

    async def _write(
        self, ticket: Ticket, write: Callable[[Note, Label], Written], note: Note, label: Label
    ) -> None:
        ticket.committed = True
        written = await asyncio.to_thread(write, note, label)
        self._desk.done(
            ticket,
            str(written.path),
            written.frames,
            float(written.rate_hz),
            label.pitch,
            label.instrument,
            ticket.elapsed_ms,
        )

    def _called(self, slot: Slot, take: Take, said: Conditioning | None = None) -> Label:
        """What a take is called: by its own labels, or by those that were said to be its."""
        label = self._publisher.label(slot.number, slot.revision, take)
        if said is None:
            return label
        pitch = UNKNOWN if said.pitch is None else said.pitch
        family, velocity = str(said.family or "none"), said.velocity or UNKNOWN
        return replace(label, pitch=pitch, instrument=family, velocity=velocity)


def sound_digest(samples: np.ndarray) -> str:
    """SHA-256 of float32 samples, by which the journal knows a sound again."""
    return hashlib.sha256(np.ascontiguousarray(samples, dtype="<f4").data).hexdigest()


def seeded(seed: int) -> int:
    """The seed itself, or a new one where it is −1."""
    return random.randint(0, SEED_MAX) if seed < 0 else seed


def _agrees(conditioning: Conditioning, take: Take) -> bool:
    """Whether a take can pass for what is asked: unsaid matches all, and so does unknown."""
    velocity = conditioning.velocity
    return (
        (conditioning.pitch is None or take.pitch in (UNKNOWN, conditioning.pitch))
        and (conditioning.family is None or take.instrument in ("none", conditioning.family))
        and (velocity is None or take.velocity in (UNKNOWN, nearest_velocity(velocity)))
    )


def _completed(conditioning: Conditioning, take: Take) -> Conditioning:
    """What was not asked for stays as the slot has it."""
    pitch = take.pitch if conditioning.pitch is None else conditioning.pitch
    family = conditioning.family or Family.named(take.instrument)
    velocity = conditioning.velocity or take.velocity
    return Conditioning(pitch if pitch >= 0 else None, family, velocity if velocity > 0 else None)
