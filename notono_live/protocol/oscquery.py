"""The tables as an OSCQuery tree: JSON that lets a client find every address by itself. Sans I/O:
plain values, any thread. After https://github.com/Vidvox/OSCQueryProposal.

A parameter has ACCESS 3 (set and asked), a command 2 (only sent), what is only told 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from notono_live.errors import BadArguments, UnknownAddress
from notono_live.notes.conditioning import PITCH_HIGH, PITCH_LOW
from notono_live.protocol import answers, asked, controls
from notono_live.protocol.arguments import (
    AS_LABELLED,
    Argument,
    Choice,
    Pitch,
    Real,
    Switch,
    Whole,
    shortened,
)
from notono_live.protocol.commands import Atom
from notono_live.protocol.wire import PREFIX

Node = dict[str, Any]
ValueOf = Callable[[str], tuple[Atom, ...]]  # of a parameter, by its name

REQUIRED = ("FULL_PATH", "CONTENTS", "TYPE")
OPTIONAL = (
    *("ACCESS", "VALUE", "RANGE", "UNIT", "CLIPMODE"),
    *("DESCRIPTION", "TAGS", "OVERLOADS", "CRITICAL"),
)
EXTENSIONS = dict.fromkeys((*OPTIONAL, "LISTEN"), True) | {
    "PATH_CHANGED": False,  # the tree never changes
    "PATH_ADDED": False,
    "PATH_REMOVED": False,
    "PATH_RENAMED": False,
}
IMPULSE = "I"  # the type of what needs no argument
UNITS = {"s": "time.second", "dB": "gain.db", "MIDI note": "time.midinote"}
# What is played or asked again at the next chance may be lost; all else had better not be.
LOSSY = ("ping", "status", "stats", "play", "stop", "slot/play", "slot/stop")


class Tree:
    """All addresses. `value_of` says what a parameter is now."""

    def __init__(self, value_of: ValueOf) -> None:
        self._value_of = value_of
        self._root: Node = {"FULL_PATH": "/", "CONTENTS": {}, "DESCRIPTION": "notono-live"}
        self._parameters: dict[str, str] = {}  # path → name
        for told in answers.TOLD:
            self._grow(told.name, _told(told))
        for spec in asked.SPECS:
            self._grow(spec.name, _command(spec))
        for parameter in controls.PARAMETERS:
            self._parameters[self._grow(parameter.name, _parameter(parameter))] = parameter.name

    def _grow(self, name: str, attributes: Node) -> str:
        node = self._root
        for word in (PREFIX + name).strip("/").split("/"):
            path = f"{node['FULL_PATH'].rstrip('/')}/{word}"
            node = node.setdefault("CONTENTS", {}).setdefault(word, {"FULL_PATH": path})
        node |= attributes
        return path

    def node(self, path: str) -> Node:
        """An address with all beneath it and the values of now; UnknownAddress if there is none."""
        return self._with_values(self._find(path))

    def attribute(self, path: str, name: str) -> Node | None:
        """One attribute of an address, or None where it has none such; BadArguments for what no
        address has."""
        if name not in REQUIRED + OPTIONAL:
            there = " ".join((*REQUIRED, *OPTIONAL, "HOST_INFO"))
            raise BadArguments(f"no attribute {shortened(name)}; there are {there}")
        node = self._find(path)
        if name in ("CONTENTS", "VALUE"):
            node = self._with_values(node)
        return {name: node[name]} if name in node else None

    def _find(self, path: str) -> Node:
        node = self._root
        for word in path.strip("/").split("/"):
            if word:
                node = node.get("CONTENTS", {}).get(word)
            if node is None:
                raise UnknownAddress(f"no address {shortened(path)}; see /")
        return node

    def _with_values(self, node: Node) -> Node:
        full = dict(node)
        if (name := self._parameters.get(node["FULL_PATH"])) is not None:
            full["VALUE"] = [_plain(atom) for atom in self._value_of(name)]
        if "CONTENTS" in node:
            full["CONTENTS"] = {
                word: self._with_values(child) for word, child in node["CONTENTS"].items()
            }
        return full


def host_info(osc_host: str, osc_port: int) -> Node:
    """Where OSC goes. A wildcard host is left out: it is the one that was asked over HTTP."""
    where = {} if osc_host in ("0.0.0.0", "::", "") else {"OSC_IP": osc_host}
    return {
        "NAME": "notono-live",
        **where,
        "OSC_PORT": osc_port,
        "OSC_TRANSPORT": "UDP",
        "EXTENSIONS": EXTENSIONS,
    }


def _told(row: answers.Told) -> Node:
    tags = "".join(word[0] for word in row.usage.split() if word != "...")
    return {"TYPE": tags, "ACCESS": 0, "DESCRIPTION": row.help or "an answer", "TAGS": ["told"]}


def _parameter(row: controls.Parameter) -> Node:
    return {
        **_signature(row.arguments),
        "ACCESS": 3,
        "DESCRIPTION": row.help,
        "TAGS": ["parameter"],
        "OVERLOADS": [_signature(map(_otherwise, row.arguments))],
        "CRITICAL": False,
    }


def _command(spec: asked.Spec) -> Node:
    arguments: tuple[Argument, ...] = (Switch("gate"),) if spec.gated else spec.arguments
    counts = (0, 1) if spec.gated else spec.counts
    full, *shorter = sorted(set(counts), reverse=not spec.gated)
    return {
        **_signature(arguments[:full]),
        "ACCESS": 2,
        "DESCRIPTION": f"{spec.usage}: {spec.help}" if spec.usage else spec.help,
        "TAGS": ["command"],
        "OVERLOADS": [{"TYPE": _tags(arguments[:count])} for count in shorter],
        "CRITICAL": spec.name not in LOSSY,
    }


def _tags(arguments: Iterable[Argument]) -> str:
    return "".join(argument.tag for argument in arguments) or IMPULSE


def _otherwise(kind: Argument) -> Argument:
    """The other way to send it: a word by its number, a number by the other type of numbers."""
    match kind:
        case Choice():
            return Whole(kind.name, 0, len(kind.words) - 1)
        case Whole() | Switch():
            return replace(kind, tag="f")
        case Real():
            return replace(kind, tag="i")
    return kind


def _signature(arguments: Iterable[Argument]) -> Node:
    kinds = tuple(arguments)
    if not kinds:
        return {"TYPE": IMPULSE}
    node: Node = {
        "TYPE": _tags(kinds),
        "RANGE": [_range(kind) for kind in kinds],
        "CLIPMODE": ["none" for _ in kinds],
    }
    if any(kind.unit for kind in kinds):
        node["UNIT"] = [UNITS.get(kind.unit, kind.unit) or "none" for kind in kinds]
    return node


def _range(kind: Argument) -> Node | None:
    """
    >>> _range(Whole("pitch", 24, 84)), _range(Choice("layer", ("top", "bottom")))
    ({'MIN': 24, 'MAX': 84}, {'VALS': ['top', 'bottom']})
    """
    match kind:
        case Whole() | Real():
            return {"MIN": kind.low, "MAX": kind.high}
        case Switch():
            return {"VALS": [0, 1]}
        case Pitch():
            return {"VALS": [AS_LABELLED, *range(PITCH_LOW, PITCH_HIGH + 1)]}
        case Choice():
            return {"VALS": [*kind.words, *kind.unnumbered]}
    return None


def _plain(atom: Atom) -> Atom:
    return int(atom) if isinstance(atom, bool) else atom
