"""The table of what is told: address ↔ notification ↔ one line of help. Plain values, any thread.

A parameter is told on its own address, which is in the table of what can be asked (`addresses.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from notono_live.errors import UnknownAddress
from notono_live.protocol import controls
from notono_live.protocol import notifications as told
from notono_live.protocol.arguments import shortened
from notono_live.protocol.commands import Atom
from notono_live.protocol.notifications import Notification
from notono_live.protocol.patterns import matching
from notono_live.protocol.wire import PREFIX, Message


@dataclass(frozen=True, slots=True)
class Told:
    """One notification; a parameter's own address is not in this table."""

    name: str
    notification: type[Any]
    help: str

    @property
    def usage(self) -> str:
        """
        >>> BY_NAME["changed"].usage
        'i:slot i:revision'
        """
        return " ".join(
            "..." if tag == "*" else f"{tag}:{name}" for name, tag in _tags(self.notification)
        )


TOLD: tuple[Told, ...] = (
    Told("queued", told.Queued, "a job waits; position 0 begins at once"),
    Told("progress", told.Progress, "at most 20 times a second"),
    Told("done", told.Done, "a command ended well; files are in place; results depend on the verb"),
    Told("fail", told.Fail, "a command ended badly; text says why and what to do"),
    Told("changed", told.Changed, "a slot has a new note, and its file is in place"),
    Told("pong", told.Pong, "ping's arguments"),
    Told("version.reply", told.VersionReply, ""),
    Told("status.reply", told.StatusReply, "ready is 0 loading, 1 ready, 2 model restarting"),
    Told("synced", told.Synced, ""),
    Told("list/params.reply", told.ParameterRow, ""),
    Told("list/slots.reply", told.SlotRow, "pitch -1 and instrument none where unknown"),
    Told("list/instruments.reply", told.InstrumentRow, ""),
    Told("hello", told.Hello, "the model is ready"),
    Told(
        "stats.reply",
        told.StageIs,
        "stages: queue encode codes decode resample publish total, then swap column heard of the "
        "sound, loop",
    ),
    Told("stats/counters.reply", told.CountersAre, ""),
    Told("stats/ahead.reply", told.AheadIs, "redraws that had been drawn ahead, and those not"),
    Told("log", told.LogLine, "to who listens to /notono/log"),
    Told("audio", told.AudioIs, "off, opening, playing or lost, and why"),
    Told("codes.reply", told.CodesRow, "as many values as the map has columns"),
    Told(
        "slot/labels.reply",
        told.LabelsRow,
        "what is pitch or instrument; as many values as the map has columns, -1 unknown",
    ),
    Told(
        "list/takes.reply",
        told.TakeRow,
        "a take of a slot that can be chosen; who drew them is told too, before done",
    ),
    Told(
        "list/scenes.reply",
        told.SceneRow,
        "numbered from 1 in the order of names, 2 before 10; scene/recall takes the number too",
    ),
    Told("list/midi.reply", told.BindingRow, "channel 0 is any"),
    Told("midi/learned", told.Learned, "which control an address is bound to now"),
)
BY_NAME = {row.name: row for row in TOLD}
_BY_TYPE = {row.notification: row for row in TOLD}
NAMES = frozenset(BY_NAME) | frozenset(controls.BY_NAME)  # of all that can be told
EVERYTHING = NAMES - {"log"}  # what who registers hears; lines of log are asked for by name

RESULTS = {  # what `done` carries after verb, job and slot
    "notify": "i:client",
    "slot/render slot/save": "s:path i:frames f:samplerate i:pitch s:instrument f:elapsed_ms",
    "generate regenerate slot/generate slot/regenerate slot/load slot/copy slot/clear "
    "slot/undo slot/redo slot/swap slot/compare slot/redraw slot/randomize slot/erase slot/label "
    "slot/choose": ("s:path i:revision i:seed f:elapsed_ms"),
    "slot/lock": "i:locked",
    "cancel list/* stats codes slot/labels scene/delete listen ignore": "i:count",
    "scene/save scene/recall": "s:name i:slots",
    "slot/keymap pads": "s:folder i:count f:elapsed_ms",
    "slot/mark": "i:revision",
    "slot/takes": "i:count f:elapsed_ms",
    "midi/save": "s:path i:bindings",
    "record": "s:path",
}


def name_of(notification: Notification) -> str:
    """The address it is told on, without the prefix.

    >>> name_of(told.ParameterIs("pitch", (60,))), name_of(told.Synced(1))
    ('pitch', 'synced')
    """
    if isinstance(notification, told.ParameterIs):
        return notification.parameter
    return _BY_TYPE[type(notification)].name


def names_matching(pattern: str) -> frozenset[str]:
    """The names of what is told on the addresses a pattern matches; UnknownAddress if on none.

    >>> sorted(names_matching("/notono/region/{low,width}")), names_matching("pitch")
    (['region/low', 'region/width'], frozenset({'pitch'}))
    """
    address = pattern if pattern.startswith("/") else PREFIX + pattern
    found = matching(address, (PREFIX + name for name in sorted(NAMES)))
    if not found:
        raise UnknownAddress(f"nothing is told on {shortened(pattern)}; see /notono/list/params")
    return frozenset(address.removeprefix(PREFIX) for address in found)


def tell(notification: Notification) -> Message:
    """The message that carries a notification.

    >>> tell(told.Changed(3, 17))
    Message(address='/notono/changed', atoms=(3, 17))
    """
    address = PREFIX + name_of(notification)
    if isinstance(notification, told.ParameterIs):
        return Message(address, notification.values)
    atoms: list[Atom] = []
    for field in fields(notification):
        value = getattr(notification, field.name)
        atoms.extend(value) if field.name == "values" else atoms.append(value)
    spell = SPELLINGS.get(type(notification), plain)
    atoms = [spell(atom) if isinstance(atom, str) else atom for atom in atoms]
    return Message(address, tuple(atoms))


def slashed(path: str, separator: str = os.sep) -> str:
    """A path with the slashes that Max and Pure Data read on every system.

    >>> slashed("C:\\\\out\\\\slot01.wav", separator="\\\\")
    'C:/out/slot01.wav'
    """
    return path.replace(separator, "/")


_SPECIAL = str.maketrans(
    {",": None, ";": " -", "$": None, "\\": "/", "…": ".", "×": "x", "\n": " "}
)


def plain(text: str) -> str:
    """Text without what Max and Pure Data treat as their own, in ASCII.

    >>> plain("pitch 12, you say; send 24..84")
    'pitch 12 you say - send 24..84'
    """
    return text.translate(_SPECIAL).encode("ascii", "replace").decode("ascii")[:1000]


# Of what carries paths or what clients sent; all else is spelt plainly.
SPELLINGS: dict[type[Any], Callable[[str], str]] = {
    told.Done: slashed,
    told.SlotRow: slashed,
    told.TakeRow: slashed,
    told.SceneRow: str,
    told.Pong: str,
}


def _tags(notification: type[Any]) -> Iterator[tuple[str, str]]:
    letters = {int: "i", float: "f", str: "s"}
    hints = get_type_hints(notification)
    for field in fields(notification):
        yield field.name, letters.get(hints[field.name], "*")


def is_told_only(name: str) -> bool:
    """A notification of some other server that came back to us: never answered, or two servers
    would talk for ever."""
    return name in BY_NAME
