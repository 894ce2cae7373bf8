"""`slot/takes`: several notes that a slot could hold, drawn in one batch; one is chosen, or none.
Runs on the event loop.

They lie as files in renders/, can be heard under the slot's keys, and are kept until the next ones
of their slot are drawn or the server stops. The slot itself stays as it is until one is chosen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from notono_live.engine.bus import Asked, Bus, Handlers
from notono_live.engine.desk import Desk, Task, Ticket
from notono_live.engine.jobs import BatchJob, Done
from notono_live.engine.maker import Maker
from notono_live.engine.orders import Orders
from notono_live.engine.playing import Playing
from notono_live.engine.publisher import Publisher
from notono_live.engine.slots import Slot
from notono_live.engine.strokes import cells_of
from notono_live.errors import OutOfRange
from notono_live.export.making import Drawn, Made
from notono_live.export.shelf import Shelf
from notono_live.notes.take import Take
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told


@dataclass(frozen=True, slots=True)
class Offer:
    """One of the takes that can be chosen."""

    take: Take
    made: Made
    path: Path


class Takes:
    """Owns the takes that can be chosen, by slot, and the tickets that draw others."""

    def __init__(
        self,
        bus: Bus,
        desk: Desk,
        orders: Orders,
        maker: Maker,
        playing: Playing,
        publisher: Publisher,
        shelf: Shelf,
    ) -> None:
        self._bus = bus
        self._desk = desk
        self._orders = orders
        self._maker = maker
        self._playing = playing
        self._publisher = publisher
        self._shelf = shelf
        self._offers: dict[int, list[Offer]] = {}
        self._under_way: dict[int, Ticket] = {}
        self.handlers: Handlers = {
            ask.SlotTakes: self._draw,
            ask.SlotAudition: self._audition,
            ask.SlotChoose: self._choose,
            ask.ListTakes: self._list,
        }

    def offer(self, slot: Slot, number: int) -> Offer:
        """Take `number` of a slot, from 1; OutOfRange where there is none."""
        offers = self._offers.get(slot.number, [])
        if not 1 <= number <= len(offers):
            have = f"has takes 1 to {len(offers)}" if offers else "has no takes"
            raise OutOfRange(
                f"slot {slot.number} {have}; draw some with /notono/slot/takes {slot.number} 4"
            )
        return offers[number - 1]

    def _draw(self, command: ask.SlotTakes, asked: Asked) -> None:
        slot = self._orders.slot(command.slot)
        base = slot.filled()
        self._desk.ready()
        where = self._orders.region()
        if command.layer is not None and command.cells is not None:
            where = cells_of(command.layer, command.cells).checked
        region = where(base.note.columns)
        brush = self._orders.brush(command.pitch, command.instrument)
        sampling = self._orders.sampling(command.seed)
        drawn = Drawn(None, base.note.columns, region, brush, sampling, batch=(1, command.count))
        ticket = self._desk.open(asked.verb, slot.number, asked.peer, asked.id)
        if (older := self._under_way.get(slot.number)) is not None and not older.ended:
            self._desk.overtake(older, ticket)
        self._under_way[slot.number] = ticket
        job = BatchJob(
            ticket.number,
            (base.note,) * command.count,
            drawn.constraint,
            (brush,) * command.count,
            tuple(drawn.samplings),
        )
        revision = slot.revision

        def deliver(outcome: Done) -> None:
            takes = [
                Take(note, each.seed)
                for note, each in zip(outcome.notes, drawn.samplings, strict=True)
            ]
            work = self._publish(ticket, slot, revision, takes, Made(drawn, base))
            self._publisher.spawn(ticket, work)

        self._desk.submit(Task(ticket, job, deliver))

    async def _publish(
        self, ticket: Ticket, slot: Slot, revision: int, takes: Sequence[Take], made: Made
    ) -> None:
        ticket.committed = True
        offers: list[Offer] = []
        for number, take in enumerate(takes, 1):
            label = self._publisher.label(slot.number, revision, take)
            written = await asyncio.to_thread(self._shelf.write_render, take.note, label)
            assert isinstance(made.how, Drawn)
            how = replace(made.how, batch=(number, len(takes)))
            offers.append(Offer(take, Made(how, made.base), written.path))
        self._offers[slot.number] = offers
        for row in self._rows(slot):
            self._bus.publish(ticket.peer, row)
        self._desk.done(ticket, len(offers), ticket.elapsed_ms)

    def _audition(self, command: ask.SlotAudition, asked: Asked) -> None:
        slot = self._orders.slot(command.slot)
        slot.filled()
        take = None if command.take == 0 else self.offer(slot, command.take).take
        self._playing.audition(slot, take)

    def _choose(self, command: ask.SlotChoose, asked: Asked) -> None:
        slot = self._orders.slot(command.slot)
        offer = self.offer(slot, command.take)
        self._maker.change(asked, lambda: slot.put(offer.take), slot, made=offer.made)

    def _list(self, command: ask.ListTakes, asked: Asked) -> None:
        slot = self._orders.slot(command.slot)
        rows = self._rows(slot)
        for row in rows:
            self._bus.answer(asked.peer, row)
        self._bus.answer(asked.peer, told.Done(asked.verb, asked.id, slot.number, (len(rows),)))

    def _rows(self, slot: Slot) -> list[told.TakeRow]:
        return [
            told.TakeRow(slot.number, number, offer.take.seed, str(offer.path))
            for number, offer in enumerate(self._offers.get(slot.number, []), 1)
        ]
