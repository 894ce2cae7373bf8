"""What goes back to controllers: lights and rings that stand where the parameters do. Plain values
out; runs where its caller does, the event loop.

A port never hears of what it did itself, or a motor would fight the hand and a ring the knob. And
only what is known for a controller hears anything: a synthesizer that is plugged in for its keys
would take the volume of ours for its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from notono_live.protocol.controls import Controls
from notono_live.protocol.mapping import ANY_PORT, Binding
from notono_live.protocol.midi_maps import Maps
from notono_live.protocol.midi_touch import MOST_7, MOST_14

PERIOD_SECONDS = 1 / 30  # between two messages to the same ring
CONTROL_CHANGE, NOTE_ON = 0xB0, 0x90
SHOWN = ("cc", "cc14", "note")


class Rings:
    """What each port shows, and what it is to show next. `open_to_all`: a port of our own, whose
    listeners chose to be ones."""

    def __init__(self, maps: Maps, open_to_all: str = "") -> None:
        self._maps = maps
        self._open_to_all = open_to_all
        self._due: dict[tuple[str, Binding], None] = {}
        self._shown: dict[tuple[str, int, int], int] = {}  # port, status, number → value

    @property
    def due(self) -> bool:
        return bool(self._due)

    def moved(
        self, ports: Iterable[str], cause: str | None, before: Controls, after: Controls
    ) -> None:
        for port in ports:
            for binding in self._on(port):
                if _value(binding, before) != _value(binding, after):
                    if port == cause:
                        self._forget(port, binding)
                    else:
                        self._due[port, binding] = None

    def opened(self, port: str) -> None:
        """All of its rings are to be drawn."""
        self.closed(port)
        self._due |= {(port, binding): None for binding in self._on(port)}

    def closed(self, port: str) -> None:
        self._due = {key: None for key in self._due if key[0] != port}
        self._shown = {key: value for key, value in self._shown.items() if key[0] != port}

    def draw(self, now: Controls) -> list[tuple[str, bytes]]:
        """What to send to which port, each ring once."""
        due, self._due = self._due, {}
        messages = [(port, m) for port, binding in due for m in _messages(binding, now)]
        fresh = [(port, m) for port, m in messages if self._shown.get((port, m[0], m[1])) != m[2]]
        self._shown |= {(port, m[0], m[1]): m[2] for port, m in fresh}
        return fresh

    def _on(self, port: str) -> list[Binding]:
        box = self._maps.box(port)
        if box is not None and not box.feedback:
            return []
        known = box is not None or port == self._open_to_all
        return [
            binding
            for binding in self._maps.active(port)
            if binding.source in SHOWN and binding.parameter and binding.mode != "trigger"
            if known or binding.port != ANY_PORT
        ]

    def _forget(self, port: str, binding: Binding) -> None:
        self._due.pop((port, binding), None)
        for status, number in _places(binding):
            self._shown.pop((port, status, number), None)


def _value(binding: Binding, controls: Controls) -> object:
    assert binding.parameter is not None
    return binding.parameter.get(controls)[0]


def _places(binding: Binding) -> list[tuple[int, int]]:
    kind = NOTE_ON if binding.source == "note" else CONTROL_CHANGE
    status = kind | max(binding.channel - 1, 0)
    second = [(status, binding.number + 32)] if binding.source == "cc14" else []
    return [(status, binding.number), *second]


def _messages(binding: Binding, now: Controls) -> list[bytes]:
    assert binding.parameter is not None
    value = binding.parameter.get(now)[0]
    most = MOST_14 if binding.source == "cc14" else MOST_7
    raw = binding.scale.raw(value, most)
    if binding.mode in ("toggle", "gate"):  # a light is on or off
        raw = 0 if value == binding.scale.value(0.0) else MOST_7
    halves = [raw >> 7, raw & 127] if most == MOST_14 else [raw]
    return [
        bytes((status, number, half))
        for (status, number), half in zip(_places(binding), halves, strict=True)
    ]
