"""MIDI learn: which control did the person mean? Plain values, any thread.

A control is meant when it shows three values, so that one that jitters, or one that was brushed, is
not taken; a key or a program when it is struck; a button, where the target wants one, when it went
down and up. An endless knob is known by the few values it sends over and over.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from notono_live.protocol.arguments import Choice, Switch
from notono_live.protocol.mapping import SOURCES, Binding, bind, full
from notono_live.protocol.midi_touch import DATA, Control, Touch

PATIENCE_SECONDS = 20.0
ENOUGH = 3  # values of a knob
SURE = 6  # ticks of an endless knob that is turned one way only
FASTEST = 8  # ticks in one message of an endless knob that is turned slowly
STRUCK = ("note", "program")
RELATIVE = {  # what one tick right and one tick left are, and which way each value goes
    "rel2c": ({1}, {127}, range(1, FASTEST), range(128 - FASTEST, 128)),
    "relbin": ({65}, {63}, range(65, 64 + FASTEST), range(64 - FASTEST, 64)),
    "relsign": ({1}, {65}, range(1, FASTEST), range(65, 64 + FASTEST)),
}


class Learner:
    """Waits for the control that is to move one target."""

    def __init__(self, target: str) -> None:
        self.target = full(target)
        self._seen: dict[tuple[str, Control], list[int]] = {}
        self._fine: set[tuple[str, Control]] = set()  # those with a second half
        self._button = _wants_button(self.target)

    def hear(self, port: str, touches: Sequence[Touch]) -> Binding | None:
        """The binding, once it is clear; BadArguments if that control cannot move the target."""
        touch = self._meant(port, touches)
        if touch is None:
            return None
        control = touch.control
        if control.source in STRUCK:
            return bind(self.target, control, port) if touch.value else None
        values = self._seen.setdefault((port, control), [])
        values.append(touch.value)
        mode = self._mode(values)
        if mode is None:
            return None
        if (port, control) in self._fine:
            control = control._replace(source="cc14")
        return bind(self.target, control, port, mode)

    def _meant(self, port: str, touches: Sequence[Touch]) -> Touch | None:
        """The one of a message's readings that a person would call the control."""
        plain = touches[0]
        _, channel, number = plain.control
        if plain.control.source != "cc":
            return plain
        if number > SOURCES["cc"] or number in DATA:
            return next((t for t in touches if t.control.source == "nrpn"), None)
        first_half = port, Control("cc", channel, number - 32)
        if 32 <= number < 64 and first_half in self._seen:
            self._fine.add(first_half)
            return None
        return plain

    def _mode(self, values: list[int]) -> str | None:
        distinct = set(values)
        again = any(a == b for a, b in pairwise(values))
        for mode, (right, left, rights, lefts) in RELATIVE.items():
            both = distinct & set(rights) and distinct & set(lefts)
            ticks = distinct <= set(rights) | set(lefts)
            if distinct == right | left or (both and ticks and again):
                return mode if len(values) >= ENOUGH else None
            if distinct in (right, left) and len(values) >= SURE:
                return mode
        if self._button and values[-1] == 0 and max(values) > 63:
            return "toggle" if self._button == "toggle" else "trigger"
        return "absolute" if len(distinct) >= ENOUGH else None


def _wants_button(target: str) -> str:
    """`toggle` for what has a few states, `trigger` for what is done, nothing for the rest."""
    parameter = Binding(target, "cc").parameter
    if parameter is None:
        return "trigger"
    return "toggle" if isinstance(parameter.arguments[0], Switch | Choice) else ""
