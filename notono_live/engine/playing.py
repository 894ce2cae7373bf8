"""Playing never waits: from a message to the next block of sound, with no await between. Runs on
the event loop.

The player sounds what the slots hold: each new take is offered to it the moment a slot changes, and
moves in under the notes that sound.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from notono_live.engine.bus import Asked, Bus, Handlers
from notono_live.engine.instrument import Instrument
from notono_live.engine.knobs import Knobs
from notono_live.engine.slots import Slot, SlotBank
from notono_live.errors import Busy, FileTrouble, NotReady, OutOfRange
from notono_live.export.shelf import MIDDLE_C, Shelf
from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.notes.conditioning import UNKNOWN, own_level
from notono_live.notes.take import Take
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told
from notono_live.protocol.controls import Controls

OSC_CHANNEL = 0  # 1..16 are MIDI's
LONGEST_SECONDS = 0.05  # that a file waits for a sound


class Playing:
    """Handlers of what is heard, and the same for the keys of a MIDI keyboard."""

    def __init__(
        self, bus: Bus, knobs: Knobs, bank: SlotBank, shelf: Shelf, player: Instrument
    ) -> None:
        self._bus = bus
        self._knobs = knobs
        self._bank = bank
        self._shelf = shelf
        self._player = player
        self.output = told.AudioIs("off", "it is switched off")
        self._offered: dict[int, tuple[int, float]] = {}  # slot → label, when; seconds
        self._under: dict[int, int] = {}  # slot → label of what is under its keys
        self._awaited: dict[int, list[asyncio.Future[None]]] = {}  # slot → who waits for its newest
        self._velocities: dict[int, dict[int, int]] = {}  # slot → pitch → as it was drawn, or −1
        self._asked: dict[tuple[int, str], tuple[int, float]] = {}  # slot, stage → the same
        self._recording: tuple[Path, Asked] | None = None  # and who asked last
        self.handlers: Handlers = {
            ask.Play: self._play,
            ask.Stop: self._stop,
            ask.Panic: self._panic,
            ask.SlotPlay: lambda c, asked: self.note_on(
                c.note, c.velocity, OSC_CHANNEL, self._number(c.slot)
            ),
            ask.SlotStop: lambda c, asked: self._player.note_off(
                None, OSC_CHANNEL, self._slot(c.slot).number
            ),
            ask.SlotChoke: lambda c, asked: self._player.choke(self._slot(c.slot).number),
            ask.Record: self._record,
        }
        bank.watchers.append(self._slot_changed)
        knobs.watchers.append(self._knob_moved)

    def note_on(
        self, note: int | None, velocity: int | None, channel: int = OSC_CHANNEL, slot: int = 0
    ) -> None:
        """Sound a slot (0 the current one) from the rendered pitch nearest to `note`; velocity 0
        lets go. UnknownSlot where it is empty, NotReady where there is no sound output."""
        place = self._slot(slot)
        take = place.filled()
        self._audible()
        key = root_of(take) if note is None else note
        if velocity == 0:
            return self._player.note_off(key, channel, place.number)
        loud = self._knobs.controls.velocity if velocity is None else velocity
        self._player.note_on(place.number, key, loud, channel)

    def drawn_on(self, note: int, velocity: int, channel: int) -> None:
        """Sound the current slot at a pitch that was rendered for this very note and velocity:
        what is soft by itself is made no softer."""
        number = self._number(0)
        self.note_on(note, left_to_play(velocity, self._velocity_at(number, note)), channel, number)

    def note_off(self, note: int, channel: int = OSC_CHANNEL) -> None:
        self._player.note_off(note, channel)

    def sustain(self, channel: int, on: bool) -> None:
        self._player.sustain(channel, on)

    def bend(self, channel: int, semitones: float) -> None:
        self._player.bend(channel, semitones)

    def expression(self, channel: int, level: float) -> None:
        """`level` 0..1."""
        self._player.expression(channel, level)

    def all_notes_off(self, channel: int) -> None:
        """With release; 0 is every channel."""
        self._player.all_notes_off(channel)

    def all_sound_off(self, channel: int) -> None:
        """At once; 0 is every channel."""
        self._player.all_sound_off(channel)

    def preview(self, slot: Slot) -> str:
        """What is to be shown of a drawing before it is done: as the knob has it, where a note of
        this slot sounds now."""
        return self._knobs.controls.preview if self._player.sounding(slot.number) else "off"

    def show(self, slot: Slot, samples: np.ndarray) -> None:
        """What is being drawn into a sounding slot, heard before it is done."""
        take = slot.take
        if take is not None:
            self._offer(slot, take, samples, fresh=True)

    def audition(self, slot: Slot, take: Take | None) -> None:
        """Another take under a slot's keys until the slot changes; None: its own again."""
        heard = take or slot.filled()
        self._offer(slot, heard, heard.note.samples, fresh=True)

    def also(self, slot: Slot, take: Take) -> None:
        """One more pitch of what a slot holds."""
        self._offer(slot, take, take.note.samples, fresh=False)

    def hear(self, state: str, text: str) -> None:
        """What became of the sound output."""
        self.output = told.AudioIs(state, text)
        self._asked.clear()
        self._bus.broadcast(self.output)

    def follow(self, slot: Slot, stage: str, began: float) -> None:
        """Time a stage from `began`, monotonic seconds, until what was offered last for the slot is
        under its keys. Nothing where there is no sound."""
        if self.output.state == "playing":
            self._asked[slot.number, stage] = slot.revision, began

    def swapped(self, slot: int, label: int) -> dict[str, float]:
        """Seconds of the stages that end with a sound under a slot's keys. `swap`, since it was
        offered, is missing if a newer one is on its way."""
        now, took = time.monotonic(), {}
        self._under[slot] = label
        offered, at = self._offered.get(slot, (label - 1, 0.0))
        if offered == label:
            took["swap"] = now - at
            for waiting in self._awaited.pop(slot, ()):
                if not waiting.done():
                    waiting.set_result(None)
        for (number, stage), (revision, began) in list(self._asked.items()):
            if number == slot and revision <= label:
                took[stage] = now - began
                del self._asked[number, stage]
        return took

    async def heard(self, slot: int) -> None:
        """Until what was offered last for a slot is under its keys, while one of its notes sounds:
        a file written meanwhile makes the sound 7 ms later. Not for long."""
        label, _ = self._offered.get(slot, (0, 0.0))
        if self._under.get(slot) == label or not self._player.sounding(slot):
            return
        waiting = asyncio.get_running_loop().create_future()
        self._awaited.setdefault(slot, []).append(waiting)
        await asyncio.wait([waiting], timeout=LONGEST_SECONDS)

    def greeting(self) -> list[told.Notification]:
        return [self.output]

    def _slot_changed(self, slot: Slot) -> None:
        if slot.take is None:
            self._player.withdraw(slot.number)
        else:
            self._offer(slot, slot.take, slot.take.note.samples, fresh=True)

    def _offer(self, slot: Slot, take: Take, samples: np.ndarray, fresh: bool) -> None:
        """`samples` are the take's, or of what it is becoming; `fresh`: other pitches are gone."""
        pitch = root_of(take)
        self._offered[slot.number] = slot.revision, time.monotonic()
        others = {} if fresh else self._velocities.get(slot.number, {})
        self._velocities[slot.number] = others | {pitch: take.velocity}
        self._player.offer(slot.number, pitch, samples, SAMPLE_RATE_HZ, slot.revision, fresh)

    def _knob_moved(self, before: Controls, after: Controls) -> None:
        moves: tuple[tuple[Any, Any, Callable[[Any], None]], ...] = (
            (before.volume, after.volume, self._player.gain),
            (before.pan, after.pan, self._player.pan),
            (before.release, after.release, self._player.release),
            (before.loop, after.loop, self._player.loop),
            (before.bend, after.bend, lambda bend: self._player.bend(OSC_CHANNEL, bend)),
        )
        for old, new, tell in moves:
            if new != old:
                tell(new)

    def _velocity_at(self, slot: int, key: int) -> int:
        """What the pitch nearest to a key was drawn for; −1 unknown."""
        pitches = self._velocities.get(slot) or {key: UNKNOWN}
        nearest: int = min(pitches, key=lambda pitch: abs(pitch - key))
        return pitches[nearest]

    def _number(self, slot: int | None) -> int:
        return slot or self._knobs.controls.slot

    def _slot(self, slot: int | None) -> Slot:
        return self._bank[self._number(slot)]

    def _audible(self) -> None:
        if self.output.state != "playing":
            raise NotReady(f"no sound output is open: {self.output.text}")

    def _play(self, command: ask.Play, asked: Asked) -> None:
        self.note_on(command.note, command.velocity, OSC_CHANNEL, self._number(command.slot))

    def _stop(self, command: ask.Stop, asked: Asked) -> None:
        if command.note is not None:
            slot = 0 if command.slot is None else self._slot(command.slot).number
            self._player.note_off(command.note, OSC_CHANNEL, slot)
        else:
            self._player.all_notes_off(OSC_CHANNEL)

    def _panic(self, command: ask.Panic, asked: Asked) -> None:
        self._player.panic()
        self._bus.report(asked.peer, told.Done(asked.verb, asked.id, 0))

    def _record(self, command: ask.Record, asked: Asked) -> None:
        """Begun is answered at once, ended when the file is whole."""
        if not command.on:
            if self._recording is None:
                raise OutOfRange("nothing is being recorded; send record 1 first")
            self._recording = self._recording[0], asked
            return self._player.record(None)
        self._audible()
        if self._recording is not None:
            raise Busy(f"{self._recording[0]} is being recorded; send record 0 first")
        name = command.name or time.strftime("recording %Y-%m-%d %H.%M.%S")
        path = self._shelf.sound_path(name)
        self._recording = path, asked
        self._player.record(path)
        self._bus.report(asked.peer, told.Done(asked.verb, asked.id, 0, (str(path),)))

    def recorded(self, path: Path, trouble: str) -> None:
        """A recording has ended, by command or with its output."""
        if self._recording is None or self._recording[0] != path:
            return
        asked, self._recording = self._recording[1], None
        if trouble:
            fail = told.Fail(asked.verb, asked.id, 0, FileTrouble.code, f"{path}: {trouble}")
            self._bus.report(asked.peer, fail)
        else:
            self._bus.report(asked.peer, told.Done(asked.verb, asked.id, 0, (str(path),)))


def left_to_play(velocity: int, drawn: int) -> int:
    """The velocity to play a note at that was drawn for one (−1: for none), so that it is as loud
    as any other note of `velocity`: playing goes by its square, drawing by its root.

    >>> [left_to_play(v, v) for v in (25, 75, 127)], left_to_play(25, -1)
    ([38, 86, 127], 25)
    """
    if drawn < 0:
        return velocity
    louder: float = own_level(drawn) ** 0.5
    return min(127, round(velocity / louder))


def root_of(take: Take) -> int:
    """The key at which a take sounds as it is."""
    return take.pitch if take.pitch >= 0 else MIDDLE_C
