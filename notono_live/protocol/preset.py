"""Preset: every control as names and values, for a file that a person reads. Plain values, any
thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from notono_live.errors import BadArguments
from notono_live.protocol.arguments import Argument, Real
from notono_live.protocol.commands import Atom
from notono_live.protocol.controls import LONGEST_SECONDS, PLAIN, Controls

_ROWS = {parameter.name: parameter.arguments[0] for parameter in PLAIN}
_OF_THEIR_OWN: dict[str, Argument] = {  # what the table has views of
    "start_seconds": Real("start_seconds", 0.0, LONGEST_SECONDS, "s"),
    "length_seconds": Real("length_seconds", 0.0, LONGEST_SECONDS, "s"),
    "low": Real("low", 0.0, 1.0),
    "width": Real("width", 0.0, 1.0),
    "x": Real("x", 0.0, 1.0),
    "y": Real("y", 0.0, 1.0),
    "x_target": _ROWS["xy/x"],
    "y_target": _ROWS["xy/y"],
}


def _argument(field: str) -> Argument | None:
    """What reads a field: `log_level` is the parameter log/level."""
    return _OF_THEIR_OWN.get(field) or _ROWS.get(field) or _ROWS.get(field.replace("_", "/"))


ARGUMENTS = {
    field.name: argument
    for field in fields(Controls)
    if (argument := _argument(field.name)) is not None
}


def written(controls: Controls) -> dict[str, Atom]:
    """
    >>> written(Controls())["pitch"]
    60
    """
    return asdict(controls)


def read(values: Mapping[str, Any], others: Controls) -> Controls:
    """The controls of a preset; what it does not say is as in `others`. Raises BadArguments and
    OutOfRange.

    >>> read({"pitch": 72}, Controls()).pitch
    72
    """
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in ARGUMENTS or not isinstance(value, int | float | str):
            raise BadArguments(f"{name} {value!r} is no parameter and its value")
        found[name] = ARGUMENTS[name].read(value)
    return replace(others, **found)
