"""Kinds of argument: how one OSC argument is read, checked and described. Plain values, any thread.

Clients differ in what they send for a number: Pure Data sends floats, buttons send booleans, some
send text. So every numeric kind reads every numeric tag and numeric text, and refuses what is not
finite.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from notono_live.errors import BadArguments, OutOfRange
from notono_live.notes.codemap import MAX_COLUMNS
from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW
from notono_live.protocol.commands import Atom

MOST_DIGITS = 16 * 2 * MAX_COLUMNS  # of cells: a minute of the bottom layer


class Argument(Protocol):
    """One place in a command's arguments. `tag` is the OSC type it is written with: i, f or s."""

    @property
    def name(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def range(self) -> str: ...
    def read(self, atom: Atom) -> Atom: ...


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer, both ends inclusive; fractions are rounded half up.

    >>> Whole("pitch", 24, 84, "MIDI note").read("59.5")
    60
    """

    name: str
    low: int
    high: int
    unit: str = ""
    tag: str = "i"

    @property
    def range(self) -> str:
        return f"{self.low}..{self.high}"

    def read(self, atom: Atom) -> int:
        value = math.floor(number(atom, self.name) + 0.5)
        return int(_inside(value, self))


@dataclass(frozen=True, slots=True)
class Real:
    """A number, both ends inclusive."""

    name: str
    low: float
    high: float
    unit: str = ""
    tag: str = "f"

    @property
    def range(self) -> str:
        return f"{self.low:g}..{self.high:g}"

    def read(self, atom: Atom) -> float:
        return float(_inside(number(atom, self.name), self))


@dataclass(frozen=True, slots=True)
class Switch:
    """Off below one half, on from there: what buttons and toggles send."""

    name: str
    unit: str = ""
    tag: str = "i"

    @property
    def range(self) -> str:
        return "0/1"

    def read(self, atom: Atom) -> bool:
        return number(atom, self.name) >= 0.5


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words, in any case and with `-` or space for `_`; a number picks by index.

    >>> Choice("layer", ("top", "bottom", "both")).read(1.0)
    'bottom'
    """

    name: str
    words: tuple[str, ...]
    unnumbered: tuple[str, ...] = ()  # words that have no index
    unit: str = ""
    tag: str = "s"

    @property
    def range(self) -> str:
        return " ".join((*self.words, *self.unnumbered))

    def read(self, atom: Atom) -> str:
        if isinstance(atom, str):
            word = atom.strip().lower().replace("-", "_").replace(" ", "_")
            if word in self.words or word in self.unnumbered:
                return word
            if not word.replace(".", "", 1).isdigit():
                raise BadArguments(f"{self.name} {atom!r} is unknown; choose one of {self.range}")
        return self.words[Whole(self.name, 0, len(self.words) - 1, "index").read(atom)]


INSTRUMENT = Choice("instrument", tuple(FAMILIES), ("none",))
OWN = "own"  # the labels that cells have
AS_LABELLED = -1  # the same for pitch
OWN_INSTRUMENT = Choice("instrument", tuple(FAMILIES), ("none", OWN))


@dataclass(frozen=True, slots=True)
class Pitch:
    """A pitch the models know, or −1: as each cell is labelled."""

    name: str
    unit: str = "MIDI note, -1 as labelled"
    tag: str = "i"

    @property
    def range(self) -> str:
        return f"{AS_LABELLED} or {PITCH_LOW}..{PITCH_HIGH}"

    def read(self, atom: Atom) -> int:
        value = math.floor(number(atom, self.name) + 0.5)
        if value != AS_LABELLED and not PITCH_LOW <= value <= PITCH_HIGH:
            raise OutOfRange(f"{self.name} {value} is outside {self.range}; send one inside")
        return value


@dataclass(frozen=True, slots=True)
class Text:
    """Free text up to `longest` characters."""

    name: str
    longest: int = 200
    unit: str = ""
    tag: str = "s"

    @property
    def range(self) -> str:
        return f"up to {self.longest} characters"

    def read(self, atom: Atom) -> str:
        text = atom if isinstance(atom, str) else f"{atom:g}"
        if not 0 < len(text) <= self.longest:
            raise OutOfRange(
                f"{self.name} has {len(text)} characters; give 1 to {self.longest} of them"
            )
        return text


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of a layer as hexadecimal digits (`notes/cells.py` says which are which); whether they
    fit the note is known later. A first `x`, which is left out, keeps Pure Data and Max from making
    a number of the digits.

    >>> Cells("cells").read("xC0000001")
    'c0000001'
    """

    name: str
    unit: str = "x first is allowed, and needed in Max and Pd"
    tag: str = "s"

    @property
    def range(self) -> str:
        return f"8 hexadecimal digits a top column, 16 a bottom column, up to {MOST_DIGITS}"

    def read(self, atom: Atom) -> str:
        if not isinstance(atom, str):
            raise BadArguments(
                f"{self.name} came as the number {atom:g}; send text, x and then the digits"
            )
        digits = atom.strip().lower().removeprefix("0x").removeprefix("x")
        if strange := digits.strip("0123456789abcdef"):
            raise BadArguments(
                f"{self.name} holds {shortened(strange, 20)!r}; send hexadecimal digits only"
            )
        if not digits or len(digits) % 8 or len(digits) > MOST_DIGITS:
            raise BadArguments(
                f"{self.name} has {len(digits)} digits; send 8 for each top column or 16 for each "
                f"bottom column, {MOST_DIGITS} at most"
            )
        return digits


def number(atom: Atom, name: str) -> float:
    """A finite number from any numeric atom or numeric text."""
    try:
        value = float(atom)
    except ValueError:
        raise BadArguments(f"{name} {shortened(str(atom))!r} is not a number; send one") from None
    if not math.isfinite(value):
        raise BadArguments(f"{name} is {value}; send a finite number")
    return value


def shortened(text: str, longest: int = 60) -> str:
    """`text`, cut so that an answer quoting it stays a small datagram."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _inside(value: float, kind: Whole | Real) -> float:
    if kind.low <= value <= kind.high:
        return value
    unit = f" ({kind.unit})" if kind.unit else ""
    raise OutOfRange(f"{kind.name} {value:g} is outside {kind.range}{unit}; send one inside")
