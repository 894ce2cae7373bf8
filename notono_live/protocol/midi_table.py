"""Bindings as tables of a settings file or of a controller's map. Plain values, any thread.

[[midi.map]]
port = "nanoKONTROL*"        # any, if it is left out
source = "cc"                # or cc14 nrpn note program bend pressure
channel = 1                  # 0, any, if it is left out
number = 20
target = "/notono/pitch"
range = [36, 72]             # the left and the right end; swapped, the knob is too
curve = "linear"             # or log exp steps fader centre
mode = "absolute"            # or rel2c relbin relsign toggle trigger gate
takeover = "pickup"          # or none scale; as midi/takeover says, if it is left out
arguments = ["verse"]        # what a trigger sends
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from notono_live.errors import BadArguments, NotonoError, OutOfRange
from notono_live.protocol.commands import Atom
from notono_live.protocol.controls import TAKEOVERS
from notono_live.protocol.mapping import CHECKS, MODES, SOURCES, Binding, full, usual_mode
from notono_live.protocol.midi_scale import CURVES
from notono_live.toml_file import Table


def read(table: Table) -> Binding:
    """A binding from a settings file; an error names the line, what came and what was expected."""
    made: dict[str, Any] = {}
    for key, value in table.values.items():
        made |= table.checked(partial(_field, key, value), key)
    for key in ("target", "source"):
        if key not in made:
            table.checked(partial(_missing, key))
    made.setdefault("mode", usual_mode(made["target"], made["source"]))
    if "number" not in made and SOURCES[made["source"]]:
        table.checked(partial(_missing, "number"))
    binding = Binding(**made)
    for key, check in CHECKS.items():
        table.checked(partial(check, binding), key)
    return binding


def table_of(binding: Binding) -> dict[str, Any]:
    """The table that `read` reads as this binding."""
    usual = Binding(binding.target, binding.source, mode=usual_mode(binding.target, binding.source))
    table: dict[str, Any] = {}
    for key in ("port", "source", "channel", "number", "target", "curve", "mode", "takeover"):
        value = getattr(binding, key)
        needed = key in ("source", "target") or (key == "number" and SOURCES[binding.source])
        if needed or value != getattr(usual, key):
            table[key] = value
    if binding.span is not None:
        table["range"] = [round(end) if end.is_integer() else end for end in binding.span]
    if binding.arguments:
        table["arguments"] = list(binding.arguments)
    return table


def _missing(key: str) -> None:
    raise BadArguments(f"a MIDI map needs {key}, as {key} = {EXAMPLES[key]}")


EXAMPLES = {"target": '"/notono/pitch"', "source": '"cc"', "number": "20"}


def _word(words: tuple[str, ...]) -> Callable[[Any], Any]:
    def checked(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise BadArguments(f"is {value!r}; choose one of {' '.join(words)}")
        return value

    return checked


def _whole(low: int, high: int) -> Callable[[Any], Any]:
    def checked(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise OutOfRange(f"is {value!r}; give a whole number {low}..{high}")
        return value

    return checked


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise BadArguments(f"is {value!r}; give a text")
    return value


def _pair(value: Any) -> tuple[float, float]:
    numbers = isinstance(value, list) and all(
        isinstance(end, int | float) and not isinstance(end, bool) for end in value
    )
    if not numbers or len(value) != 2:
        raise BadArguments(f"is {value!r}; give the two ends, like [0, 1]")
    return float(value[0]), float(value[1])


def _atoms(value: Any) -> tuple[Atom, ...]:
    if not isinstance(value, list) or not all(isinstance(a, int | float | str) for a in value):
        raise BadArguments(f'is {value!r}; give a list of numbers and texts, like ["verse"]')
    return tuple(value)


FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {  # key → field of Binding, its reader
    "port": ("port", _text),
    "source": ("source", _word(tuple(SOURCES))),
    "channel": ("channel", _whole(0, 16)),
    "number": ("number", _whole(0, 16_383)),
    "target": ("target", lambda value: full(_text(value))),
    "range": ("span", _pair),
    "curve": ("curve", _word(tuple(CURVES))),
    "mode": ("mode", _word(MODES)),
    "takeover": ("takeover", _word(TAKEOVERS)),
    "arguments": ("arguments", _atoms),
}


def _field(key: str, value: Any) -> dict[str, Any]:
    if key not in FIELDS:
        raise BadArguments(f"a MIDI map knows no {key}; it has {' '.join(FIELDS)}")
    name, reader = FIELDS[key]
    try:
        return {name: reader(value)}
    except NotonoError as error:
        raise type(error)(f"{key} {error}") from error
