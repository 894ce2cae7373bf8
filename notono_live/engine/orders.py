"""What is asked about slots, completed from the knobs and given to the maker. Runs on the event
loop."""

from __future__ import annotations

import logging
from dataclasses import replace

from notono_live.engine.ahead import Wish
from notono_live.engine.bus import Asked, Bus, Handlers
from notono_live.engine.knobs import Knobs
from notono_live.engine.maker import Maker, Where, seeded
from notono_live.engine.slots import Slot, SlotBank
from notono_live.errors import OutOfRange
from notono_live.export.kit import Dress
from notono_live.export.shelf import Shelf
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import Brush, Conditioning, Family
from notono_live.notes.constraint import Region
from notono_live.notes.note import Retrigger, Sampling
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told
from notono_live.protocol.arguments import AS_LABELLED, OWN
from notono_live.protocol.controls import Controls, layer_of

log = logging.getLogger("notono.engine")


class Orders:
    """Handlers of the slot commands. Slot 0 is the current one."""

    def __init__(self, bus: Bus, knobs: Knobs, bank: SlotBank, maker: Maker, shelf: Shelf) -> None:
        self._bus = bus
        self._knobs = knobs
        self._bank = bank
        self._maker = maker
        self._shelf = shelf
        self._warned = False
        knobs.watchers.append(self._knob_moved)
        self.next_seed = seeded(-1)  # of the next redraw whose seed is free, so that it is known
        self.handlers: Handlers = {
            ask.Generate: lambda _, asked: self.generate(ask.SlotGenerate(0), asked),
            ask.Regenerate: lambda _, asked: self.regenerate(ask.SlotRegenerate(0), asked),
            ask.SlotGenerate: self.generate,
            ask.SlotRegenerate: self.regenerate,
            ask.SlotRender: self._render,
            ask.SlotLoad: self._load,
            ask.SlotSave: self._save,
            ask.SlotCopy: self._copy,
            ask.SlotSwap: self._swap,
            ask.SlotMark: self._mark,
            ask.SlotCompare: self._compare,
            ask.SlotClear: self._clear,
            ask.SlotUndo: self._undo,
            ask.SlotRedo: self._redo,
            ask.SlotLock: self._lock,
            ask.Codes: self._codes,
        }

    def slot(self, number: int) -> Slot:
        return self._bank[number or self._knobs.controls.slot]

    def generate(self, command: ask.SlotGenerate, asked: Asked) -> None:
        conditioning = self._conditioning(command.pitch, command.instrument)
        slot, seed = self.slot(command.slot), self._seed(command.seed)
        self._maker.generate(asked, slot, conditioning, self.sampling(seed), by_chance=seed < 0)

    def regenerate(self, command: ask.SlotRegenerate, asked: Asked) -> None:
        seconds = band = None
        if command.start_seconds is not None and command.end_seconds is not None:
            seconds = command.start_seconds, command.end_seconds
        if command.low is not None and command.high is not None:
            band = command.low, command.high
        region = self.region(command.layer, seconds, band)
        conditioning = self._conditioning(command.pitch, command.instrument)
        slot = self.slot(command.slot)
        seed = self._seed(command.seed)
        sampling = self.sampling(self.next_seed if seed < 0 else seed)
        self._maker.regenerate(asked, slot, region, conditioning, sampling, by_chance=seed < 0)
        if seed < 0:
            self.next_seed = seeded(-1)

    def _seed(self, said: int | None) -> int:
        """The knob's, where none was said; −1: any."""
        return self._knobs.controls.seed if said is None else said

    def redraw(self, knobs: Controls) -> Wish:
        """What a bare regenerate would draw next, if the knobs stood so."""
        base = self._bank[knobs.slot].filled().note
        labels = self._conditioning(None, None, knobs)
        seed = self.next_seed if knobs.seed < 0 else knobs.seed
        region = self.region(knobs=knobs)(base.columns)
        return Wish(base, region, labels, self.sampling(seed, knobs))

    def region(
        self,
        layer: str | None = None,
        seconds: tuple[float, float] | None = None,
        band: tuple[float, float] | None = None,
        knobs: Controls | None = None,
    ) -> Where:
        """The knobs' region, but for what was said."""
        now = knobs or self._knobs.controls
        wanted = layer_of(layer or now.layer)
        when = seconds or (now.start_seconds, now.end_seconds)
        return lambda columns: Region.spanning(wanted, when, band or (now.low, now.high), columns)

    def dress(self) -> Dress:
        """How files are wanted, as the knobs have it."""
        now = self._knobs.controls
        return self._shelf.dress(now.file_loop, now.file_loudness, now.file_pattern)

    def sampling(self, seed: int | None, knobs: Controls | None = None) -> Sampling:
        """As the knobs have it; seed None is the knob's too."""
        now = knobs or self._knobs.controls
        wanted = now.seed if seed is None else seed
        return Sampling(
            now.temperature,
            now.top_k,
            now.top_p,
            now.guidance,
            seeded(wanted),
            Retrigger(now.retrigger),
        )

    def brush(self, pitch: int | None, instrument: str | None) -> Brush:
        """As `_conditioning`, but `own` and −1 are the labels that cells have; of who says `own`
        and no pitch, that too. Without dynamics they keep their velocity."""
        keeps_family = instrument == OWN
        keeps_pitch = pitch == AS_LABELLED or (pitch is None and keeps_family)
        said = self._conditioning(
            None if keeps_pitch else pitch, "none" if keeps_family else instrument
        )
        keeps = keeps_pitch, keeps_family, said.velocity is None
        return Brush(replace(said, pitch=None) if keeps_pitch else said, *keeps)

    def _conditioning(
        self, pitch: int | None, instrument: str | None, knobs: Controls | None = None
    ) -> Conditioning:
        """What was not said comes from the knobs."""
        now = knobs or self._knobs.controls
        return Conditioning(
            now.pitch if pitch is None else pitch,
            Family.named(instrument or now.instrument),
            self._known(now.dynamics or None),
        )

    def _known(self, velocity: int | None) -> int | None:
        """A velocity, where the model knows what one is: cells are labelled with nothing else."""
        return velocity if self._maker.velocities else None

    def _knob_moved(self, before: Controls, after: Controls) -> None:
        """Said once: the parameter is kept, for a model that knows it."""
        moved = after.dynamics != before.dynamics
        if moved and self._maker.velocities == 0 and not self._warned:
            self._warned = True
            log.warning("dynamics changes nothing: this model has learned no velocity")

    def _render(self, command: ask.SlotRender, asked: Asked) -> None:
        family = Family.named(command.instrument or "none")
        labels = Conditioning(command.pitch, family, self._known(command.velocity))
        sampling, dress = self.sampling(None), self.dress()
        self._maker.render(asked, self.slot(command.slot), labels, sampling, dress)

    def _load(self, command: ask.SlotLoad, asked: Asked) -> None:
        labels = Conditioning(command.pitch, Family.named(command.instrument or "none"))
        self._maker.load(asked, self.slot(command.slot), command.name, labels)

    def _save(self, command: ask.SlotSave, asked: Asked) -> None:
        self._maker.save(asked, self.slot(command.slot), command.name)

    def _copy(self, command: ask.SlotCopy, asked: Asked) -> None:
        take, target = self.slot(command.slot).filled(), self.slot(command.target)
        self._maker.change(asked, lambda: target.put(take), target)

    def _swap(self, command: ask.SlotSwap, asked: Asked) -> None:
        """One of them may be empty, so that a note is moved."""
        one, other = self.slot(command.slot), self.slot(command.target)
        if one is other:
            raise OutOfRange(f"slot {one.number} cannot be exchanged with itself; name another")
        if one.take is None:
            other.filled()

        def swap() -> None:
            was = one.take
            one.put(other.take)
            other.put(was)

        self._maker.change(asked, swap, one, other)

    def _mark(self, command: ask.SlotMark, asked: Asked) -> None:
        slot = self.slot(command.slot)

        def mark() -> int:
            slot.mark()
            return slot.revision

        self._maker.remember(asked, slot, mark)

    def _compare(self, command: ask.SlotCompare, asked: Asked) -> None:
        slot = self.slot(command.slot)
        self._maker.change(asked, slot.compare, slot)

    def _clear(self, command: ask.SlotClear, asked: Asked) -> None:
        slot = self.slot(command.slot)
        slot.filled()
        self._maker.change(asked, lambda: slot.put(None), slot)

    def _undo(self, command: ask.SlotUndo, asked: Asked) -> None:
        slot = self.slot(command.slot)
        self._maker.change(asked, slot.undo, slot)

    def _redo(self, command: ask.SlotRedo, asked: Asked) -> None:
        slot = self.slot(command.slot)
        self._maker.change(asked, slot.redo, slot)

    def _lock(self, command: ask.SlotLock, asked: Asked) -> None:
        slot = self.slot(command.slot)

        def lock() -> int:
            slot.locked = command.locked
            return int(slot.locked)

        self._maker.remember(asked, slot, lock)

    def _codes(self, command: ask.Codes, asked: Asked) -> None:
        slot = self.slot(command.slot)
        layer = Layer(command.layer)
        for row, codes in enumerate(slot.filled().note.codemaps.of(layer).tolist()):
            self._bus.answer(asked.peer, told.CodesRow(slot.number, layer, row, tuple(codes)))
        rows = told.Done(asked.verb, asked.id, slot.number, (row + 1,))
        self._bus.answer(asked.peer, rows)
