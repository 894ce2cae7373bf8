"""`slot/keymap`, what a slot holds at many pitches, drawn in batches; and `pads`, many slots in one
folder. Runs on the event loop.

Every pitch is drawn whole, all with the same random numbers. Keeping the top codes and drawing the
bottom anew does not do: the top holds the pitch (of 80 notes so drawn one to twelve semitones away,
a judge heard the wanted pitch in one and the old one in 73; drawn whole, in 79).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from notono_live.engine.bus import Asked, Handlers
from notono_live.engine.desk import Desk, Task, Ticket
from notono_live.engine.jobs import Done, GenerateJob
from notono_live.engine.orders import Orders
from notono_live.engine.playing import Playing
from notono_live.engine.publisher import Publisher
from notono_live.engine.slots import Slot, SlotBank
from notono_live.errors import OutOfRange, UnknownSlot
from notono_live.export.kit import Dress
from notono_live.export.shelf import Shelf
from notono_live.notes.conditioning import Conditioning, Family
from notono_live.notes.note import Sampling
from notono_live.notes.take import Take
from notono_live.protocol import commands as ask

PADS = 16
BATCH = 16  # notes drawn in one go: 74 ms each, against 225 ms alone


@dataclass
class _Keymap:
    """One keymap under way."""

    slot: Slot
    revision: int
    take: Take
    sampling: Sampling
    dress: Dress
    pitches: list[int]  # to be drawn
    keys: list[Take]  # there already
    begun: int = 0  # how many pitches have been asked for


class Keymaps:
    """Draws the batches of a keymap one after another, under one ticket."""

    def __init__(
        self,
        desk: Desk,
        orders: Orders,
        bank: SlotBank,
        playing: Playing,
        publisher: Publisher,
        shelf: Shelf,
    ) -> None:
        self._desk = desk
        self._orders = orders
        self._bank = bank
        self._playing = playing
        self._publisher = publisher
        self._shelf = shelf
        self.handlers: Handlers = {ask.SlotKeymap: self._draw, ask.Pads: self._pads}

    def _draw(self, command: ask.SlotKeymap, asked: Asked) -> None:
        if command.lowest > command.highest:
            raise OutOfRange(
                f"keymap from {command.lowest} up to {command.highest} is empty; "
                "give the lowest key first"
            )
        slot = self._orders.slot(command.slot)
        take = slot.filled()
        self._desk.ready()
        pitches = list(range(command.lowest, command.highest + 1, command.step))
        sampling = self._orders.sampling(take.seed if take.seed >= 0 else None)
        own = [take] if take.pitch in pitches else []
        pitches = [pitch for pitch in pitches if pitch != take.pitch]
        ticket = self._desk.open(asked.verb, slot.number, asked.peer, asked.id)
        dress = self._orders.dress()
        work = _Keymap(slot, slot.revision, take, sampling, dress, pitches, own)
        self._go_on(ticket, work)

    def _go_on(self, ticket: Ticket, work: _Keymap) -> None:
        """Ask for the next batch, or write what there is."""
        first, total = work.begun, len(work.pitches)
        if first == total:
            return self._publisher.spawn(ticket, self._write(ticket, work))
        work.begun = min(first + BATCH, total)
        family = Family.named(work.take.instrument)
        velocity = work.take.velocity if work.take.velocity > 0 else None
        pitches = work.pitches[first : work.begun]
        labels = tuple(Conditioning(pitch, family, velocity) for pitch in pitches)

        def deliver(outcome: Done) -> None:
            keys = [Take(note, work.sampling.seed) for note in outcome.notes]
            work.keys += keys
            self._sound(work, keys)
            self._go_on(ticket, work)

        job = GenerateJob(ticket.number, labels, work.sampling)
        share = first / total, work.begun / total
        self._desk.submit(Task(ticket, job, deliver, share=share))

    def _sound(self, work: _Keymap, keys: Sequence[Take]) -> None:
        """Keys can be played as soon as they are drawn, if the slot still holds their note."""
        if work.slot.revision == work.revision:
            for key in keys:
                self._playing.also(work.slot, key)

    async def _write(self, ticket: Ticket, work: _Keymap) -> None:
        ticket.committed = True
        keys = sorted(work.keys, key=lambda key: key.pitch)
        label = self._publisher.label(work.slot.number, work.revision, work.take)
        labels = [replace(label, pitch=key.pitch, seed=key.seed) for key in keys]
        notes = [key.note for key in keys]
        folder: Path = await asyncio.to_thread(self._shelf.write_keymap, notes, labels, work.dress)
        self._desk.done(ticket, str(folder), len(keys), ticket.elapsed_ms)

    def _pads(self, command: ask.Pads, asked: Asked) -> None:
        filled = [(slot, slot.take) for slot in self._bank if slot.take is not None][:PADS]
        if not filled:
            raise UnknownSlot("all slots are empty; draw something into some first")
        labels = [self._publisher.label(s.number, s.revision, take) for s, take in filled]
        notes = [take.note for _, take in filled]
        ticket, dress = self._desk.open(asked.verb, 0, asked.peer, asked.id), self._orders.dress()

        async def write() -> None:
            ticket.committed = True
            name = command.name or "pads"
            folder = await asyncio.to_thread(self._shelf.write_pads, name, notes, labels, dress)
            self._desk.done(ticket, str(folder), len(notes), ticket.elapsed_ms)

        self._publisher.spawn(ticket, write())
