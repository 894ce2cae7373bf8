"""What is done to slots: drawing, loading, rendering, undoing. Runs on the event loop.

Quick parts happen at once, in the order they were asked for. The model works in the worker's
process; files are read and written on threads, one after another for each slot. A ticket is done
when its file is in place.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import random
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from notono_live.engine.bus import Asked, Bus
from notono_live.engine.desk import Desk, JobRunner, Task, Ticket
from notono_live.engine.jobs import Done, EncodeJob, InpaintJob, Shown
from notono_live.engine.playing import Playing
from notono_live.engine.slots import Slot
from notono_live.errors import NotonoError, Superseded
from notono_live.export.shelf import NO_PATH, Label, Shelf, Written
from notono_live.export.sound import read_sound
from notono_live.notes.conditioning import UNKNOWN, Conditioning, Family
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import SEED_MAX, Note, Sampling
from notono_live.notes.take import Take
from notono_live.protocol.notifications import Changed

log = logging.getLogger("notono.engine")


class Maker:
    """Owns no state but the tasks under way: slots are the bank's, tickets the desk's."""

    def __init__(
        self, bus: Bus, desk: Desk, shelf: Shelf, worker: JobRunner, playing: Playing
    ) -> None:
        self._bus = bus
        self._playing = playing
        self._desk = desk
        self._shelf = shelf
        self._worker = worker
        self._tasks: set[asyncio.Task[None]] = set()
        self._writing: dict[int, asyncio.Lock] = {}

    def generate(
        self, asked: Asked, slot: Slot, conditioning: Conditioning, sampling: Sampling
    ) -> None:
        self._draw(asked, slot, None, Constraint.nothing_kept(), conditioning, sampling)

    def regenerate(
        self,
        asked: Asked,
        slot: Slot,
        region: Callable[[int], Region],
        conditioning: Conditioning,
        sampling: Sampling,
    ) -> None:
        """`region` says which cells, given the note's length in top columns."""
        note = slot.filled().note
        constraint = Constraint.freeing(region(note.columns), note.columns)
        self._draw(asked, slot, note, constraint, conditioning, sampling)

    def load(self, asked: Asked, slot: Slot, name: str, conditioning: Conditioning) -> None:
        self._desk.ready()
        slot.unlocked()
        ticket = self._open(asked, slot.number, edits=True)
        self._spawn(ticket, self._load(ticket, slot, name, conditioning))

    def render(
        self, asked: Asked, slot: Slot, conditioning: Conditioning, sampling: Sampling
    ) -> None:
        """The slot's note as it is, or drawn anew where `conditioning` asks for another."""
        take = slot.filled()
        if _agrees(conditioning, take):
            label = self._label(slot.number, slot.revision, take, _completed(conditioning, take))
            ticket = self._open(asked, slot.number)
            return self._spawn(
                ticket, self._write(ticket, self._shelf.write_render, take.note, label)
            )
        self._desk.ready()
        ticket = self._open(asked, slot.number)
        wanted = _completed(conditioning, take)
        job = InpaintJob(ticket.number, None, Constraint.nothing_kept(), wanted, sampling)

        def write(outcome: Done) -> None:
            other = Take(outcome.note, sampling.seed)
            self._playing.also(slot, other)
            new_label = self._label(slot.number, slot.revision, other)
            self._spawn(
                ticket, self._write(ticket, self._shelf.write_render, other.note, new_label)
            )

        self._desk.submit(Task(ticket, job, write))

    def save(self, asked: Asked, slot: Slot, name: str) -> None:
        take = slot.filled()
        label = self._label(slot.number, slot.revision, take)
        ticket = self._open(asked, slot.number)

        def write(note: Note, label: Label) -> Written:
            return self._shelf.write_sound(name, note, label)

        self._spawn(ticket, self._write(ticket, write, take.note, label))

    def change(self, asked: Asked, slot: Slot, how: Callable[[], int]) -> None:
        """A change that needs no model: `how` makes it and returns the new revision."""
        slot.unlocked()
        self._desk.admit()
        how()
        ticket = self._open(asked, slot.number)
        self._desk.supersede(ticket)
        self._publish(ticket, slot)

    async def finish(self) -> None:
        """Wait for the files under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _open(self, asked: Asked, slot: int, edits: bool = False) -> Ticket:
        return self._desk.open(asked.verb, slot, asked.peer, asked.id, edits)

    def _draw(
        self,
        asked: Asked,
        slot: Slot,
        note: Note | None,
        constraint: Constraint,
        conditioning: Conditioning,
        sampling: Sampling,
    ) -> None:
        self._desk.ready()
        slot.unlocked()
        ticket = self._open(asked, slot.number, edits=True)
        self._desk.supersede(ticket)
        sounds = note is not None and self._playing.sounds(slot)
        job = InpaintJob(ticket.number, note, constraint, conditioning, sampling, show=sounds)
        put = self._putting(ticket, slot, sampling.seed)
        self._desk.submit(Task(ticket, job, put, self._showing(ticket, slot, note)))

    async def _load(
        self, ticket: Ticket, slot: Slot, name: str, conditioning: Conditioning
    ) -> None:
        path: Path = await asyncio.to_thread(self._shelf.find_sound, name)
        samples = await asyncio.to_thread(read_sound, path)
        if not ticket.ended:  # a file that cannot be read supersedes nothing
            self._desk.supersede(ticket)
            job = EncodeJob(ticket.number, samples, conditioning)
            self._desk.submit(Task(ticket, job, self._putting(ticket, slot, seed=-1)))

    def _putting(self, ticket: Ticket, slot: Slot, seed: int) -> Callable[[Done], None]:
        """What to do with the note: into the slot, unless the slot has moved on since now."""
        base = slot.revision

        def put(outcome: Done) -> None:
            if slot.revision != base or slot.locked:
                what = "was locked" if slot.locked else f"moved on to revision {slot.revision}"
                return self._desk.fail(ticket, Superseded(f"slot {slot.number} {what} meanwhile"))
            slot.put(Take(outcome.note, seed))
            self._publish(ticket, slot)

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
                ticket.dropped = functools.partial(self._playing.show, slot, note.samples)
                self._playing.show(slot, sound)

        return show

    def _publish(self, ticket: Ticket, slot: Slot) -> None:
        """The slot has changed: write its file, then say so."""
        ticket.committed = True
        self._spawn(ticket, self._rewrite(ticket, slot, slot.take, slot.revision))

    async def _rewrite(self, ticket: Ticket, slot: Slot, take: Take | None, revision: int) -> None:
        number = slot.number
        path, seed = NO_PATH, -1
        try:
            async with self._writing.setdefault(number, asyncio.Lock()):
                if take is None:
                    await asyncio.to_thread(self._shelf.remove_slot, number)
                else:
                    label = self._label(number, revision, take)
                    written = await asyncio.to_thread(self._shelf.write_slot, take.note, label)
                    path, seed = str(written.path), take.seed
        finally:
            self._bus.broadcast(Changed(number, revision))
        self._desk.done(ticket, path, revision, seed, ticket.elapsed_ms)

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

    def _label(
        self, number: int, revision: int, take: Take, said: Conditioning | None = None
    ) -> Label:
        """What a take is called: by its own labels, or by those that were said to be its."""
        said = said or _completed(Conditioning(), take)
        pitch = UNKNOWN if said.pitch is None else said.pitch
        family = "none" if said.family is None else str(said.family)
        return Label(number, revision, family, pitch, take.seed, self._worker.name)

    def _spawn(self, ticket: Ticket, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._guarded(ticket, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, ticket: Ticket, work: Coroutine[Any, Any, None]) -> None:
        """Whatever goes wrong reaches the one who asked."""
        try:
            await work
        except NotonoError as error:
            self._desk.fail(ticket, error)
        except Exception as error:
            log.exception("%s of slot %d failed", ticket.verb, ticket.slot)
            self._desk.fail(ticket, NotonoError(f"{type(error).__name__}: {error}"))


def seeded(seed: int) -> int:
    """The seed itself, or a new one where it is −1."""
    return random.randint(0, SEED_MAX) if seed < 0 else seed


def _agrees(conditioning: Conditioning, take: Take) -> bool:
    """Whether a take can pass for what is asked: unsaid matches all, and so does unknown."""
    return (conditioning.pitch is None or take.pitch in (UNKNOWN, conditioning.pitch)) and (
        conditioning.family is None or take.instrument in ("none", conditioning.family)
    )


def _completed(conditioning: Conditioning, take: Take) -> Conditioning:
    """What was not asked for stays as the slot has it."""
    pitch = take.pitch if conditioning.pitch is None else conditioning.pitch
    family = conditioning.family or Family.named(take.instrument)
    return Conditioning(pitch if pitch >= 0 else None, family)
