"""The protocol's table as examples: one message for each address, ready to be clicked. Plain
values, any thread."""

from __future__ import annotations

from dataclasses import dataclass

from notono_live.protocol import answers, asked, controls
from notono_live.protocol.arguments import Argument, Choice, Real, Switch, Whole
from notono_live.protocol.commands import Atom

# What an argument is in an example; the others take their first word, 1, or the middle.
EXAMPLES: dict[str, Atom] = {
    "slot": 1, "pitch": 60, "instrument": "guitar", "seed": 7, "note": 60, "velocity": 100,
    "start_seconds": 1, "end_seconds": 2, "low": 0, "high": 0.5, "lowest": 48, "highest": 72,
    "step": 4, "port": 9701, "id": 1, "level": 1, "mode": 1, "job": -1,
    "pattern": "/notono/region/time",
    "t0": 0, "t1": 1, "f0": 0, "f1": 8, "start": 0, "end": 1, "length": 0.25, "width": 0.5,
    "volume": 0, "pan": 0, "release": 0.25, "bend": 0, "x": 0.5, "y": 0.5, "top_p": 0.9, "top_k": 0,
    "cells": "xff000000" + "0" * 24, "count": 4, "take": 1, "decibels": 60,
    "guidance": 2, "temperature": 1, "index": 3, "class": 9, "octave": 4,
}  # fmt: skip
BY_COMMAND: dict[str, tuple[Atom, ...]] = {  # where the same name means another thing
    "notify": (1,),
    "slot/load": (1, "my-note.wav"),
    "slot/save": (1, "my-note"),
    "slot/copy": (1, 2),
    "slot/swap": (1, 2),
    "scene/save": ("verse",),
    "scene/recall": ("verse",),
    "scene/delete": ("verse",),
    "midi/learn": ("/notono/pitch",),
    "midi/unlearn": ("/notono/pitch",),
    "ping": (1,),
    "record": (1, "take-1"),
    "slot/regenerate": (1, "top", 1, 2, 0, 1, "bass", 48),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A message that the server obeys: the address without its prefix, arguments, what it does."""

    name: str
    atoms: tuple[Atom, ...]
    usage: str
    help: str

    @property
    def words(self) -> str:
        """
        >>> Example("pitch", (60,), "", "").words
        'pitch 60'
        """
        return " ".join((self.name, *(spelt(atom) for atom in self.atoms)))


def spelt(atom: Atom) -> str:
    return atom if isinstance(atom, str) else f"{atom:g}"


def commands() -> list[Example]:
    """One for each command, in the table's order."""
    return [
        Example(
            spec.name,
            BY_COMMAND.get(spec.name, tuple(map(_example, spec.arguments))),
            spec.usage,
            spec.help,
        )
        for spec in asked.SPECS
    ]


def parameters() -> list[Example]:
    """One for each parameter that is not a fader's twin of another."""
    return [
        Example(
            parameter.name,
            tuple(map(_example, parameter.arguments)),
            " ".join(f"{argument.name} {argument.range}" for argument in parameter.arguments),
            parameter.help,
        )
        for parameter in controls.PLAIN
    ]


def told() -> list[Example]:
    return [Example(row.name, (), row.usage, row.help) for row in answers.TOLD]


def _example(argument: Argument) -> Atom:
    if argument.name in EXAMPLES:
        return EXAMPLES[argument.name]
    if isinstance(argument, Choice):
        return argument.words[0]
    if isinstance(argument, Switch):
        return 1
    if isinstance(argument, Whole | Real):
        return argument.low
    return "name"
