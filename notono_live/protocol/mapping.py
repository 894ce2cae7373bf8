"""MIDI bindings: which control of which box moves which address, and how. Plain values, any thread.

A binding targets an address of the table of what can be asked, so a knob is checked, answered and
logged as any other client is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from notono_live.errors import BadArguments, OutOfRange
from notono_live.protocol import addresses, controls
from notono_live.protocol.arguments import Real, Whole
from notono_live.protocol.commands import Atom
from notono_live.protocol.controls import Parameter
from notono_live.protocol.midi_scale import Scale, range_of
from notono_live.protocol.midi_touch import Control
from notono_live.protocol.wire import PREFIX, Message

SOURCES = {  # highest number; controllers from 120 on are commands of MIDI itself
    "cc": 119,
    "cc14": 31,
    "nrpn": 16_383,
    "note": 127,
    "program": 127,
    "bend": 0,
    "pressure": 0,
}
ANY_PORT = "*"
KNOB_MODES = ("absolute", "rel2c", "relbin", "relsign")
BUTTON_MODES = ("toggle", "trigger", "gate")
MODES = (*KNOB_MODES, *BUTTON_MODES)


@dataclass(frozen=True, slots=True)
class Binding:
    """One control bound to one address. `span`: the values at its ends; None: all there is."""

    target: str
    source: str
    number: int = 0
    channel: int = 0  # 1..16; 0 is any
    port: str = ANY_PORT
    mode: str = "absolute"
    curve: str = "linear"
    span: tuple[float, float] | None = None
    takeover: str = ""  # none, pickup or scale; "": as midi/takeover says
    arguments: tuple[Atom, ...] = ()

    @property
    def name(self) -> str:
        return self.target.removeprefix(PREFIX)

    @property
    def parameter(self) -> Parameter | None:
        """What it turns, if that is a parameter of one value."""
        found = controls.BY_NAME.get(self.name)
        return found if found and len(found.arguments) == 1 else None

    @property
    def scale(self) -> Scale:
        assert self.parameter is not None, self.target
        first, last = self.span or range_of(self.parameter.arguments[0])
        return Scale(self.parameter, float(first), float(last), self.curve)

    def hears(self, control: Control) -> bool:
        return (
            control.source == self.source
            and control.number == self.number
            and self.channel in (0, control.channel)
        )

    @property
    def control(self) -> Control:
        return Control(self.source, self.channel, self.number)

    def claims(self, control: Control) -> bool:
        """Whether the control is taken, even where it does nothing: both halves of a 14-bit pair
        belong together, whichever is bound."""
        same = (control.source, control.number) in PAIRS.get(self.source, _alone)(self)
        return same and self.channel in (0, control.channel)

    def same_control(self, other: Binding) -> bool:
        return (self.port, self.source, self.channel, self.number) == (
            other.port,
            other.source,
            other.channel,
            other.number,
        )


def _alone(binding: Binding) -> set[tuple[str, int]]:
    return {(binding.source, binding.number)}


def _with_pair(binding: Binding) -> set[tuple[str, int]]:
    return {("cc", binding.number), ("cc14", binding.number)}


def _with_halves(binding: Binding) -> set[tuple[str, int]]:
    return _with_pair(binding) | {("cc", binding.number + 32)}


PAIRS = {"cc": _with_pair, "cc14": _with_halves}


def full(target: str) -> str:
    """An address by its full name: `pitch` is `/notono/pitch`."""
    return target if target.startswith("/") else PREFIX + target


def bind(target: str, control: Control, port: str, mode: str = "") -> Binding:
    """A binding made by hand, while the server runs; BadArguments if the two do not fit."""
    target = full(target)
    usual = usual_mode(target, control.source)
    if mode and usual in KNOB_MODES:
        usual = mode
    binding = Binding(target, control.source, control.number, control.channel, port, usual)
    for check in CHECKS.values():
        check(binding)
    return binding


def usual_mode(target: str, source: str) -> str:
    """What a control does with a target where nothing else is said."""
    name = target.removeprefix(PREFIX)
    if name not in controls.BY_NAME or source == "program":
        return "trigger"
    return "toggle" if source == "note" else "absolute"


def _check_number(binding: Binding) -> None:
    highest = SOURCES[binding.source]
    if binding.number > highest:
        raise OutOfRange(f"number is {binding.number}; a {binding.source} has 0..{highest}")


def _check_target(binding: Binding) -> None:
    """What it will send must be something that is understood."""
    for atoms in samples(binding):
        for message in addresses.expand(Message(binding.target, atoms), controls.SLOT_MAX):
            addresses.parse(message)


def _check_mode(binding: Binding) -> None:
    if binding.source == "program" and binding.mode != "trigger":
        raise BadArguments(f"mode is {binding.mode}; a program change can only be a trigger")
    if binding.mode in (*KNOB_MODES, "toggle") and binding.parameter is None:
        raise BadArguments(
            f"mode is {binding.mode}, and {binding.name} is no parameter of one value; "
            "use trigger or gate"
        )
    if binding.mode == "trigger" and binding.name in controls.BY_NAME and not binding.arguments:
        raise BadArguments("a trigger of a parameter needs its value, as arguments = [60]")
    if binding.arguments and binding.mode != "trigger":
        raise BadArguments(f"arguments are for triggers, and mode is {binding.mode}")


def _check_range(binding: Binding) -> None:
    if binding.span is None:
        return
    if binding.parameter is None:
        raise BadArguments(f"range is for parameters of one value, and {binding.name} is none")
    kind = binding.parameter.arguments[0]
    low, high = range_of(kind)
    whole = isinstance(kind, Real) or all(float(end).is_integer() for end in binding.span)
    if not whole or not all(low <= end <= high for end in binding.span):
        steps = "" if isinstance(kind, Real) else " in whole numbers"
        raise OutOfRange(
            f"range is {list(binding.span)}; {binding.name} has {low:g}..{high:g}{steps}"
        )


def _check_curve(binding: Binding) -> None:
    if binding.curve == "fader" and binding.scale.first >= binding.scale.last:
        raise BadArguments("curve is fader, which rises; give the lower end of range first")
    if binding.curve == "steps" and not (binding.scale.last - binding.scale.first).is_integer():
        raise BadArguments("curve is steps; give it a range of whole steps, as range = [0, 2]")


CHECKS: dict[str, Callable[[Binding], None]] = {  # key to blame → check
    "number": _check_number,
    "mode": _check_mode,
    "target": _check_target,
    "range": _check_range,
    "curve": _check_curve,
}


def samples(binding: Binding) -> list[tuple[Atom, ...]]:
    """The arguments of some messages it may send."""
    if binding.mode == "trigger":
        return [binding.arguments]
    parameter = binding.parameter
    if parameter is None:
        return [(1,), (0,)]
    kind = parameter.arguments[0]
    ends = range_of(kind)
    return [(round(end) if isinstance(kind, Whole) else end,) for end in ends]
