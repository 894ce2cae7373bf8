"""Keys of MIDI keyboards: what a key does when it goes down, and what undoes just that when it
comes up. Runs where its caller does, the event loop; decides by a table of modes.

Keys are held per port, channel and note, so that a keyboard that is unplugged lets go of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from notono_live.errors import NotonoError
from notono_live.notes.conditioning import PITCH_HIGH, PITCH_LOW
from notono_live.protocol import commands as ask
from notono_live.protocol.asked import JOB_MAX
from notono_live.protocol.commands import Command

SLOTS_FROM = 36  # the key of slot 1, as drum racks have it

Key = tuple[str, int, int]  # port, channel, note
LetGo = Callable[[], None]


class Playing(Protocol):
    """What sounds; `engine.playing` is one. NotonoError when there is nothing to play."""

    def note_on(self, note: int, velocity: int, channel: int, slot: int = 0) -> None: ...
    def drawn_on(self, note: int, velocity: int, channel: int) -> None: ...
    def note_off(self, note: int, channel: int) -> None: ...
    def sustain(self, channel: int, on: bool) -> None: ...
    def bend(self, channel: int, semitones: float) -> None: ...
    def expression(self, channel: int, level: float) -> None: ...
    def all_notes_off(self, channel: int) -> None: ...
    def all_sound_off(self, channel: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Hands:
    """How keys reach the server: a command with an id that its answers carry, sound, and someone
    who hears why there is none."""

    do: Callable[[Command, int], None]
    playing: Playing
    complain: Callable[[NotonoError], None]


@dataclass(slots=True)
class Keys:
    """`outside`: what becomes of keys that the model cannot draw. `sets_pitch`: whether keys set
    the pitch parameter as well."""

    hands: Hands
    slots: int
    outside: str = "fold"
    sets_pitch: bool = False
    _held: dict[Key, LetGo] = field(default_factory=dict)
    _sounding: set[Key] = field(default_factory=set)
    _pedals: set[tuple[str, int]] = field(default_factory=set)  # port, channel
    _awaited: dict[int, tuple[Key, int]] = field(default_factory=dict)  # id → key, velocity
    _last_id: int = 0

    def down(self, key: Key, velocity: int, mode: str) -> None:
        self.up(key)
        pitch = self._drawable(key[2])
        if self.sets_pitch and pitch is not None and mode != "off":
            self.hands.do(ask.Set("pitch", (pitch,)), 0)
        self._held[key] = MODES[mode](self, key, velocity)

    def up(self, key: Key) -> None:
        if let_go := self._held.pop(key, None):
            let_go()

    def pedal(self, port: str, channel: int, on: bool) -> None:
        """Down as long as anybody's foot is."""
        before = self._pedal_is_down(channel)
        (self._pedals.add if on else self._pedals.discard)((port, channel))
        if before != self._pedal_is_down(channel):
            self.hands.playing.sustain(channel, on)

    def forget(self, channel: int) -> None:
        """All of a channel's keys are up, as it was told by other means."""
        self._held = {key: let_go for key, let_go in self._held.items() if key[1] != channel}
        self._sounding = {key for key in self._sounding if key[1] != channel}
        self._awaited = {n: held for n, held in self._awaited.items() if held[0][1] != channel}

    def lost(self, port: str) -> None:
        """A port is gone, and nobody will let go of its keys and pedals."""
        for key in [key for key in self._held if key[0] == port]:
            self.up(key)
        for _, channel in [pedal for pedal in self._pedals if pedal[0] == port]:
            self.pedal(port, channel, False)

    def drawn(self, request_id: int) -> None:
        """What a key asked for in mode `render` is there; it sounds if the key is still held."""
        key, velocity = self._awaited.pop(request_id, (None, 0))
        if key is not None:
            self._held[key] = self._sound(key, velocity, self.hands.playing.drawn_on)

    def not_drawn(self, request_id: int) -> None:
        self._awaited.pop(request_id, None)

    def _audition(self, key: Key, velocity: int) -> LetGo:
        return self._sound(key, velocity, self.hands.playing.note_on)

    def _sound(self, key: Key, velocity: int, begin: Callable[[int, int, int], None]) -> LetGo:
        _, channel, note = key
        try:
            begin(note, velocity, channel)
        except NotonoError as error:
            self.hands.complain(error)
            return _nothing
        self._sounding.add(key)
        return partial(self._stop, key)

    def _stop(self, key: Key) -> None:
        """Another keyboard may hold the same note."""
        self._sounding.discard(key)
        if not any(other[1:] == key[1:] for other in self._sounding):
            self.hands.playing.note_off(key[2], key[1])

    def _render(self, key: Key, velocity: int) -> LetGo:
        pitch = self._drawable(key[2])
        if pitch is None:
            return _nothing
        self._last_id = self._last_id % JOB_MAX + 1
        request_id = self._last_id
        self._awaited[request_id] = key, velocity
        self.hands.do(ask.SlotRender(0, pitch, None, velocity), request_id)
        return partial(self.not_drawn, request_id)

    def _slots(self, key: Key, velocity: int) -> LetGo:
        slot = key[2] - SLOTS_FROM + 1
        if not 1 <= slot <= self.slots:
            return _nothing
        self.hands.do(ask.Set("slot", (slot,)), 0)
        self.hands.do(ask.SlotPlay(slot, None, velocity), 0)
        return partial(self.hands.do, ask.SlotStop(slot), 0)

    def _off(self, key: Key, velocity: int) -> LetGo:
        return _nothing

    def _drawable(self, note: int) -> int | None:
        """The pitch that the model draws for a key; None for none."""
        return OUTSIDE[self.outside](note)

    def _pedal_is_down(self, channel: int) -> bool:
        return any(pedal[1] == channel for pedal in self._pedals)


MODES: dict[str, Callable[[Keys, Key, int], LetGo]] = {
    "audition": Keys._audition,
    "render": Keys._render,
    "slots": Keys._slots,
    "off": Keys._off,
}


def fold(note: int) -> int:
    """The same note in the nearest octave that the model draws.

    >>> fold(100), fold(12), fold(60)
    (76, 24, 60)
    """
    while note < PITCH_LOW:
        note += 12
    while note > PITCH_HIGH:
        note -= 12
    return note


def clamp(note: int) -> int:
    return min(max(note, PITCH_LOW), PITCH_HIGH)


def ignore(note: int) -> int | None:
    return note if PITCH_LOW <= note <= PITCH_HIGH else None


OUTSIDE: dict[str, Callable[[int], int | None]] = {"fold": fold, "clamp": clamp, "ignore": ignore}


def _nothing() -> None:
    pass
