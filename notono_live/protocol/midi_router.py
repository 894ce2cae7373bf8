"""MIDI messages → commands and sound. Sans I/O: bytes in, calls out; runs where its caller does,
the event loop.

Knobs are paced: the first movement acts at once, and of all that follow within a pace only the last
does. Keys and switches act at once and in order, after the movements that came before them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial

from notono_live.protocol.commands import Atom
from notono_live.protocol.controls import Controls
from notono_live.protocol.mapping import Binding
from notono_live.protocol.midi_defaults import CHANNEL_MODE, PROGRAM_MAPS, SOUND
from notono_live.protocol.midi_keys import Keys, Playing
from notono_live.protocol.midi_maps import Maps
from notono_live.protocol.midi_takeover import Grip
from notono_live.protocol.midi_touch import Control, Decoder, Touch
from notono_live.protocol.wire import Message

PACE_SECONDS = 0.005  # of each knob: two hundred settings a second at most
MPE_TIMBRE = 74  # belongs to each finger, so it turns nothing else

Act = Callable[[], None]


@dataclass(slots=True)
class Router:
    """`say` sends a message as any client would; `controls` are asked for whenever they are
    needed. `channel` 1..16 is the only one for keys and the default map; 0: any."""

    maps: Maps
    keys: Keys
    playing: Playing
    controls: Callable[[], Controls]
    say: Callable[[Message], None]
    channel: int = 0
    program_map: str = "index"
    cause: str | None = None  # the port whose movement is being done
    _decoders: dict[str, Decoder] = field(default_factory=dict)
    _grips: dict[tuple[str, Binding], Grip] = field(default_factory=dict)
    _down: set[tuple[str, Control]] = field(default_factory=set)
    _waiting: dict[Hashable, Act] = field(default_factory=dict)
    _ticks: dict[Hashable, int] = field(default_factory=dict)
    _paced: bool = False

    def read(self, port: str, data: bytes) -> list[Touch]:
        """What a message touches; each is to be read once, in order."""
        return self._decoders.setdefault(port, Decoder()).feed(data)

    def feed(self, port: str, touches: Sequence[Touch]) -> None:
        """Do what a message's touches ask for."""
        if not touches or self._is_timbre(port, touches[0].control):
            return
        found = self.maps.meet(port, touches)
        for binding, touch in found:
            BOUND[binding.mode](self, port, binding, touch)
        if not found and (self.channel in (0, touches[0].control.channel) or _is_mode(touches)):
            for touch in touches:
                if act := UNBOUND.get(touch.control.source):
                    act(self, port, touch)

    def tick(self) -> bool:
        """A pace is over: do what waits, if anything does; False when all is quiet."""
        busy = bool(self._waiting)
        self.flush()
        self._paced = busy
        return busy

    @property
    def paced(self) -> bool:
        """Whether `tick` is to be called once a pace is over."""
        return self._paced

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for act in waiting.values():
            act()

    def lost(self, port: str) -> None:
        """A port is gone: let go of what it held, forget where its knobs stood."""
        self.flush()
        self.keys.lost(port)
        self._decoders.pop(port, None)
        self._grips = {key: grip for key, grip in self._grips.items() if key[0] != port}
        self._down = {key for key in self._down if key[0] != port}

    def _soon(self, key: Hashable, act: Act) -> None:
        if self._paced:
            self._waiting[key] = act
        else:
            self._paced = True
            act()

    def _absolute(self, port: str, binding: Binding, touch: Touch) -> None:
        self._soon((port, binding), partial(self._turn, port, binding, touch))

    def _turn(self, port: str, binding: Binding, touch: Touch) -> None:
        scale = binding.scale
        grip = self._grips.setdefault((port, binding), Grip(scale))
        now, controls = self._now(binding), self.controls()
        takeover = binding.takeover or controls.midi_takeover
        value = grip.turn(scale.share_of(touch), 1 / touch.most, now, takeover)
        if value is not None:
            if value != now:
                self._send(port, binding, value)
            grip.became(self._now(binding))

    def _relative(self, port: str, binding: Binding, touch: Touch) -> None:
        key = port, binding
        self._ticks[key] = self._ticks.get(key, 0) + TICKS[binding.mode](touch.value)
        self._soon(key, partial(self._move, port, binding))

    def _move(self, port: str, binding: Binding) -> None:
        ticks = self._ticks.pop((port, binding), 0)
        if ticks:
            self._send(port, binding, binding.scale.moved(self._now(binding), ticks))

    def _toggle(self, port: str, binding: Binding, touch: Touch) -> None:
        if self._is_press(port, touch):
            self.flush()
            self._send(port, binding, binding.scale.next(self._now(binding)))

    def _trigger(self, port: str, binding: Binding, touch: Touch) -> None:
        if self._is_press(port, touch):
            self.flush()
            self._send(port, binding, *binding.arguments)

    def _gate(self, port: str, binding: Binding, touch: Touch) -> None:
        """Down and up are both told."""
        was_down = (port, touch.control) in self._down
        if self._is_press(port, touch) or (was_down and not touch.pressed):
            self.flush()
            end = float(touch.pressed)
            atom = binding.scale.value(end) if binding.parameter else end
            self._send(port, binding, atom)

    def _is_press(self, port: str, touch: Touch) -> bool:
        """Whether it goes down now; programs and keys are struck anew each time."""
        key = port, touch.control
        was_down = key in self._down and touch.control.source not in ("note", "program")
        (self._down.add if touch.pressed else self._down.discard)(key)
        return touch.pressed and not was_down

    def _send(self, port: str, binding: Binding, *atoms: Atom) -> None:
        self.cause = port
        try:
            self.say(Message(binding.target, atoms))
        finally:
            self.cause = None

    def _now(self, binding: Binding) -> Atom:
        assert binding.parameter is not None
        return binding.parameter.get(self.controls())[0]

    def _is_timbre(self, port: str, control: Control) -> bool:
        timbre = control.source == "cc" and control.number == MPE_TIMBRE
        return timbre and self._decoders[port].is_mpe(control.channel)

    def _key(self, port: str, touch: Touch) -> None:
        box = self.maps.box(port)
        if box is not None and not box.keys:
            return
        self.flush()
        key = port, touch.control.channel, touch.control.number
        if touch.value:
            self.keys.down(key, touch.value, self.controls().midi_notes)
        else:
            self.keys.up(key)

    def _controller(self, port: str, touch: Touch) -> None:
        number = touch.control.number
        name = CHANNEL_MODE.get(number) or SOUND.get(("cc", number))
        if name is not None:
            SOUNDS[name](self, port, touch)

    def _expression(self, port: str, touch: Touch) -> None:
        channel = touch.control.channel
        act = partial(self.playing.expression, channel, touch.share)
        self._soon(("expression", channel), act)

    def _bend(self, port: str, touch: Touch) -> None:
        """8192 of 16383 is the middle."""
        share = 0.5 + (touch.value - 8192) / (16_382 if touch.value > 8192 else 16_384)
        for channel, semitones in self._decoders[port].bent(touch.control.channel, share):
            act = partial(self.playing.bend, channel, semitones)
            self._soon(("bend", channel), act)

    def _sustain(self, port: str, touch: Touch) -> None:
        self.flush()
        self.keys.pedal(port, touch.control.channel, touch.pressed)

    def _all_sound_off(self, port: str, touch: Touch) -> None:
        self.flush()
        self.keys.forget(touch.control.channel)
        self.playing.all_sound_off(touch.control.channel)

    def _all_notes_off(self, port: str, touch: Touch) -> None:
        self.flush()
        self.keys.forget(touch.control.channel)
        self.playing.all_notes_off(touch.control.channel)

    def _reset(self, port: str, touch: Touch) -> None:
        """Expression, pedal and bend, and no parameter: MIDI's recommended practice 15."""
        self.flush()
        channel = touch.control.channel
        self.playing.expression(channel, 1.0)
        self.keys.pedal(port, channel, False)
        for bent, semitones in self._decoders[port].bent(channel, 0.5):
            self.playing.bend(bent, semitones)

    def _program(self, port: str, touch: Touch) -> None:
        message = PROGRAM_MAPS[self.program_map](touch.control.number)
        if message is not None:
            self.flush()
            self.say(message)


BOUND: dict[str, Callable[[Router, str, Binding, Touch], None]] = {
    "absolute": Router._absolute,
    "rel2c": Router._relative,
    "relbin": Router._relative,
    "relsign": Router._relative,
    "toggle": Router._toggle,
    "trigger": Router._trigger,
    "gate": Router._gate,
}
UNBOUND: dict[str, Callable[[Router, str, Touch], None]] = {
    "note": Router._key,
    "cc": Router._controller,
    "bend": Router._bend,
    "program": Router._program,
}
SOUNDS: dict[str, Callable[[Router, str, Touch], None]] = {
    "expression": Router._expression,
    "sustain": Router._sustain,
    "bend": Router._bend,
    "all_sound_off": Router._all_sound_off,
    "all_notes_off": Router._all_notes_off,
    "reset": Router._reset,
}
TICKS: dict[str, Callable[[int], int]] = {  # to the right is positive
    "rel2c": lambda value: value if value < 64 else value - 128,
    "relbin": lambda value: value - 64,
    "relsign": lambda value: value if value < 64 else 64 - value,
}


def _is_mode(touches: Sequence[Touch]) -> bool:
    """Channel mode messages are obeyed on every channel."""
    control = touches[0].control
    return control.source == "cc" and control.number in CHANNEL_MODE
