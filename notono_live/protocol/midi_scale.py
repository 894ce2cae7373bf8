"""From where a knob stands to a parameter's value, and back. Plain values, any thread.

A knob stands at a share of its way, 0..1. A curve bends that share; what it comes to is a share of
the range, and where the parameter has steps, one of as many zones of equal width.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from notono_live.protocol.arguments import Argument, Choice, Real, Switch, Whole
from notono_live.protocol.commands import Atom
from notono_live.protocol.controls import Parameter
from notono_live.protocol.midi_touch import Touch

STEEPNESS = 100.0  # of exp and log: half the way is a tenth of the range, or nine
RELATIVE_STEP = 1 / 127  # of a range, for one tick of an endless knob

Bend = Callable[[float, float], float]  # (share, height of the range) → share


class Curve(NamedTuple):
    bend: Bend
    unbend: Bend
    help: str


def _exp(share: float, height: float) -> float:
    return (math.pow(STEEPNESS, share) - 1) / (STEEPNESS - 1)


def _log(share: float, height: float) -> float:
    return math.log(1 + share * (STEEPNESS - 1), STEEPNESS)


def _fader(share: float, height: float) -> float:
    """General MIDI's recommendation for volume, 40 log10 of the share, in dB below the top."""
    return max(0.0, 1 + 40 * math.log10(share) / height) if share > 0 else 0.0


def _fader_back(share: float, height: float) -> float:
    return math.pow(10, (share - 1) * height / 40) if share > 0 else 0.0


def _straight(share: float, height: float) -> float:
    return share


CURVES = {
    "linear": Curve(_straight, _straight, "the same everywhere"),
    "log": Curve(_log, _exp, "fast at first, then slow"),
    "exp": Curve(_exp, _log, "slow at first, then fast"),
    "steps": Curve(_straight, _straight, "whole numbers only"),
    "fader": Curve(_fader, _fader_back, "decibels, as General MIDI has them for volume"),
    "centre": Curve(_straight, _straight, "64 of 127 is the very middle"),
}


def range_of(kind: Argument) -> tuple[float, float]:
    """What a kind of argument can be, as numbers; a word by its index."""
    if isinstance(kind, Whole | Real):
        return kind.low, kind.high
    return 0, len(kind.words) - 1 if isinstance(kind, Choice) else 1


@dataclass(frozen=True, slots=True)
class Scale:
    """A parameter of one argument as a knob sees it. `first` stands at the knob's left end and
    `last` at its right; the first may be the larger."""

    parameter: Parameter
    first: float
    last: float
    curve: str = "linear"

    @property
    def kind(self) -> Argument:
        return self.parameter.arguments[0]

    @property
    def zones(self) -> int:
        """How many values there are; 0 where there are no steps."""
        if isinstance(self.kind, Real) and self.curve != "steps":
            return 0
        return round(abs(self.last - self.first)) + 1

    def share_of(self, touch: Touch) -> float:
        """Where the knob stands, 0..1."""
        if self.curve != "centre":
            return touch.share
        middle = (touch.most + 1) / 2
        if touch.value <= middle:
            return touch.value / middle / 2
        return 0.5 + (touch.value - middle) / (touch.most - middle) / 2

    def raw(self, value: Atom, most: int) -> int:
        """What a control of 0..most sends when it stands at a value."""
        share = self.share(value)
        if self.curve != "centre":
            return round(share * most)
        middle = (most + 1) / 2
        return round(
            2 * share * middle if share <= 0.5 else middle + (2 * share - 1) * (middle - 1)
        )

    def value(self, share: float, now: Atom | None = None, grain: float = 0.0) -> Atom:
        """What the parameter is to be. It stays what it is `now` while the knob is within `grain`,
        its smallest movement, of that zone: a worn knob jitters, and must not redraw the note."""
        bent = CURVES[self.curve].bend(share, self._height)
        if not self.zones:
            low, high = sorted((self.first, self.last))  # which rounding must not leave
            return self._atom(min(max(self.first + bent * (self.last - self.first), low), high))
        zone = min(int(bent * self.zones), self.zones - 1)
        if now is not None and 2 * grain * self.zones <= 1 and 0 < share < 1:
            here = self._zone(now)
            if here / self.zones - grain <= bent < (here + 1) / self.zones + grain:
                zone = here
        return self._zone_value(zone)

    def share(self, value: Atom) -> float:
        """Where a knob stands that says this value: at the nearest end if it is out of range, in
        the middle of its zone if there are steps."""
        if self.zones > 1:
            bent = (self._zone(value) + 0.5) / self.zones
        else:
            bent = (self._number(value) - self.first) / ((self.last - self.first) or 1)
        share = CURVES[self.curve].unbend(min(max(bent, 0.0), 1.0), self._height)
        return min(max(share, 0.0), 1.0)

    def moved(self, value: Atom, ticks: int) -> Atom:
        """The value some ticks of an endless knob further on."""
        if self.zones:
            return self._zone_value(min(max(self._zone(value) + ticks, 0), self.zones - 1))
        share = self.share(value) + ticks * RELATIVE_STEP
        return self.value(min(max(share, 0.0), 1.0))

    def next(self, value: Atom) -> Atom:
        """What a button turns to: the next of the steps, the first after the last; the other end
        of the range where there are none."""
        if self.zones:
            return self._zone_value((self._zone(value) + 1) % self.zones)
        return self.value(0.0 if self.share(value) >= 0.5 else 1.0)

    @property
    def _height(self) -> float:
        return abs(self.last - self.first) or 1.0

    def _zone(self, value: Atom) -> int:
        distance = (self._number(value) - self.first) * (1 if self.last >= self.first else -1)
        return min(max(round(distance), 0), self.zones - 1)

    def _zone_value(self, zone: int) -> Atom:
        return self._atom(self.first + zone * (1 if self.last >= self.first else -1))

    def _number(self, value: Atom) -> float:
        if isinstance(self.kind, Choice) and isinstance(value, str):
            return self.kind.words.index(value) if value in self.kind.words else -1.0
        return float(value)

    def _atom(self, number: float) -> Atom:
        if isinstance(self.kind, Choice):
            return self.kind.words[round(number)]
        if isinstance(self.kind, Switch):
            return number >= 0.5
        return round(number) if isinstance(self.kind, Whole) else number
