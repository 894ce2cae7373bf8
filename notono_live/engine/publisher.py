"""What becomes of a slot's change: its files are put in place, and then everybody is told. Runs on
the event loop; files are written on threads.

The WAV that samplers load and what the archive keeps are written side by side. A ticket is done
when both are there.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from notono_live.engine.archive import Archive
from notono_live.engine.bus import Bus
from notono_live.engine.desk import Desk, JobRunner, Ticket
from notono_live.engine.slots import Slot
from notono_live.errors import FileTrouble, NotonoError
from notono_live.export import journal
from notono_live.export.making import Made
from notono_live.export.shelf import NO_PATH, Label, Shelf
from notono_live.notes.take import Take
from notono_live.protocol.commands import Atom
from notono_live.protocol.notifications import Changed

log = logging.getLogger("notono.engine")


@dataclass(frozen=True, slots=True)
class Holding:
    """What a slot held at one moment."""

    slot: int
    revision: int
    take: Take | None

    @property
    def seed(self) -> int:
        return -1 if self.take is None else self.take.seed


class Publisher:
    """Owns the tasks under way. `heard` is awaited before a slot's file is written."""

    def __init__(
        self,
        bus: Bus,
        desk: Desk,
        shelf: Shelf,
        archive: Archive,
        worker: JobRunner,
        heard: Callable[[int], Awaitable[None]],
    ) -> None:
        self._bus = bus
        self._desk = desk
        self._shelf = shelf
        self._archive = archive
        self._worker = worker
        self._heard = heard
        self._tasks: set[asyncio.Task[None]] = set()
        self._writing: dict[int, asyncio.Lock] = {}

    def publish(self, ticket: Ticket, *slots: Slot, made: Made | None = None) -> None:
        """Slots have changed: end the ticket with what the first one holds now."""

        async def work() -> None:
            await in_place
            path = NO_PATH if first.take is None else str(self._shelf.slot_path(first.slot))
            self._desk.done(ticket, path, first.revision, first.seed, ticket.elapsed_ms)

        ticket.committed = True
        first = Holding(slots[0].number, slots[0].revision, slots[0].take)
        in_place = self.put_in_place(ticket.verb, slots, made)
        self.spawn(ticket, work())

    def put_in_place(
        self, verb: str, slots: Sequence[Slot], made: Made | None = None
    ) -> Coroutine[Any, Any, None]:
        """Write what slots hold now, that is when this is called; every listener has been told when
        what it returns has been awaited."""
        holdings = [Holding(slot.number, slot.revision, slot.take) for slot in slots]
        worker = self._worker
        model = journal.Model(worker.name, worker.fingerprint, worker.arithmetic)
        edits = [partial(_edit, journal.now(), verb, h, made, model) for h in holdings]
        return self._in_place(tuple(slots), holdings, self._archive.keep(*slots, edits=edits))

    def remember(self, ticket: Ticket, slot: Slot, *values: Atom) -> None:
        """Something about a slot has changed that is not its note."""

        async def work() -> None:
            await kept
            self._desk.done(ticket, *values)

        ticket.committed = True
        kept = self._archive.keep(slot)
        self.spawn(ticket, work())

    def restore(self, slots: Sequence[Slot]) -> None:
        """Put the files of restored slots right, where the last server left others."""
        for slot in slots:
            take, number = slot.take, slot.number
            slot.placed = slot.revision
            try:
                if take is None:
                    self._shelf.remove_slot(number)
                elif not self._shelf.holds(number, slot.revision):
                    self._shelf.write_slot(take.note, self.label(number, slot.revision, take))
            except FileTrouble as error:
                log.warning("%s", error)

    def label(self, slot: int, revision: int, take: Take) -> Label:
        model = self._worker.name
        return Label(slot, revision, take.instrument, take.pitch, take.seed, model, take.velocity)

    def spawn(self, ticket: Ticket, work: Coroutine[Any, Any, None]) -> None:
        """See to it that the work is done, and that whatever goes wrong reaches who asked."""
        task = asyncio.get_running_loop().create_task(self._guarded(ticket, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Wait for the files under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _in_place(
        self, slots: Sequence[Slot], holdings: Sequence[Holding], kept: asyncio.Future[None]
    ) -> None:
        begun = time.perf_counter()
        written = await asyncio.gather(
            *(self._rewrite(*pair, kept) for pair in zip(slots, holdings, strict=True)),
            return_exceptions=True,
        )
        await asyncio.wait([kept])
        self._desk.figures.took("publish", time.perf_counter() - begun)
        troubles = [*written, kept.exception()]
        for trouble in troubles:
            if trouble is not None:
                raise trouble

    async def _rewrite(self, slot: Slot, holding: Holding, kept: asyncio.Future[None]) -> None:
        number, revision, take = holding.slot, holding.revision, holding.take
        placed = slot.placed
        try:
            async with self._writing.setdefault(number, asyncio.Lock()):
                if take is None:
                    await asyncio.to_thread(self._shelf.remove_slot, number)
                else:
                    await self._heard(number)
                    label = self.label(number, revision, take)
                    written = await asyncio.to_thread(self._shelf.write_slot, take.note, label)
                    self._desk.figures.took("resample", written.resample_seconds)
            placed = revision
        finally:
            await asyncio.wait([kept])
            slot.placed = max(slot.placed, placed)
            self._bus.broadcast(Changed(number, revision))

    async def _guarded(self, ticket: Ticket, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except NotonoError as error:
            self._desk.fail(ticket, error)
        except Exception as error:
            log.exception("%s of slot %d failed", ticket.verb, ticket.slot)
            self._desk.fail(ticket, NotonoError(f"{type(error).__name__}: {error}"))


def _edit(
    time: str, verb: str, holding: Holding, made: Made | None, model: journal.Model
) -> journal.Edit:
    """The journal's line; on the archive's thread, where ids are at hand."""
    take = None if holding.take is None else holding.take.id
    if made is None:
        return journal.Edit(time, verb, holding.slot, holding.revision, take)
    return journal.Edit(time, verb, holding.slot, holding.revision, take, made.told(), model)
