"""Scenes on disk: out/scenes/NAME.json, every parameter and what each slot held. Written on threads
off the event loop; only the catalogue is looked at on the loop.

Letters of any script, digits, spaces and common signs stand in a file's name as they are; whatever
else a scene's name has is written as %XX there.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from notono_live.errors import Denied, FileTrouble, OutOfRange
from notono_live.export.index import ID
from notono_live.export.wav import replace_file

FORMAT = "notono-live scene 1"
LONGEST_STEM_BYTES = 200  # a file's name has 255 at most, and one being written is longer
_PLAIN_SIGNS = " -_()+,'&!#=@.~"
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # no files to Windows

_AFTER_NUMBERS = 10**100

log = logging.getLogger("notono.engine")


@dataclass(frozen=True, slots=True)
class Held:
    """What a slot held: the id of a take, and what it is for a person."""

    take: str
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """`parameters` by their names; `slots` that were filled, of so many as there were."""

    saved: str  # UTC, ISO 8601
    parameters: Mapping[str, Any]
    of_slots: int
    slots: Mapping[int, Held]

    @property
    def filled(self) -> int:
        return len(self.slots)

    def text(self) -> str:
        parameters = _lines({name: json.dumps(value) for name, value in self.parameters.items()})
        slots = _lines(
            {
                str(number): json.dumps({"take": h.take, "holds": h.holds}, ensure_ascii=False)
                for number, h in sorted(self.slots.items())
            }
        )
        return (
            f'{{\n"format": "{FORMAT}",\n"saved": "{self.saved}",\n'
            f'"parameters": {{{parameters}}},\n'
            f'"of_slots": {self.of_slots},\n"slots": {{{slots}}}\n}}\n'
        )

    @classmethod
    def of(cls, text: str) -> Scene:
        """Raises ValueError, TypeError or KeyError where it is none."""
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise ValueError(f"its format is {content['format']!r}, expected {FORMAT!r}")
        slots = {
            int(n): Held(s["take"], str(s.get("holds", ""))) for n, s in content["slots"].items()
        }
        if bad := [held.take for held in slots.values() if not ID.fullmatch(held.take)]:
            raise ValueError(f"{bad[0]!r} is no id of a take")
        return cls(
            str(content["saved"]), dict(content["parameters"]), int(content["of_slots"]), slots
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    path: Path
    stamp: tuple[int, int]  # modified, ns; bytes
    scene: Scene | None


@dataclass(slots=True)
class SceneFiles:
    """The folder of scenes. Its methods raise FileTrouble."""

    folder: Path
    _seen: dict[str, _Seen] = field(default_factory=dict)

    def catalogue(self) -> dict[str, Scene]:
        """All scenes by name. Files are read again only when they changed; one that is no scene is
        told in the log once, and left out."""
        seen: dict[str, _Seen] = {}
        with contextlib.suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not entry.name.endswith(".json"):
                    continue
                name = unicodedata.normalize("NFC", unquote(entry.name[:-5]))
                about = entry.stat()
                stamp = (about.st_mtime_ns, about.st_size)
                known = self._seen.get(name)
                if known is None or known.stamp != stamp:
                    path = Path(entry.path)
                    known = _Seen(path, stamp, _read(path))
                seen[name] = known
        self._seen = seen
        return {name: file.scene for name, file in seen.items() if file.scene is not None}

    def path(self, name: str) -> Path:
        """The file of a scene; OutOfRange where the name makes no file of its own."""
        if name in self._seen:
            return self._seen[name].path
        stem = stem_of(name)
        if len(stem.encode()) > LONGEST_STEM_BYTES:
            raise OutOfRange(f"the scene's name {name!r} is too long for a file; shorten it")
        for other in self._seen:
            if other.casefold() == name.casefold():
                raise OutOfRange(
                    f"there is a scene {other!r} already, and to many disks {name!r} is the same; "
                    "use that name or another"
                )
        return self.folder / f"{stem}.json"


def checked_name(name: str) -> str:
    """The name as it is compared; Denied for one that means to be a path."""
    name = unicodedata.normalize("NFC", name)
    tricks = {"/", "\\", "\0"} & set(name) or name.startswith(".") or not name.strip()
    if tricks or any(unicodedata.category(sign).startswith("C") for sign in name):
        raise Denied(f"{name!r} is no name for a scene; leave out / and \\ and a dot at the start")
    return name


def stem_of(name: str) -> str:
    """
    >>> stem_of("Brücke 2 – leise"), stem_of("50% | con: what?"), stem_of("aux")
    ('Brücke 2 %E2%80%93 leise', '50%25 %7C con%3A what%3F', '%61ux')
    """
    stem = "".join(sign if _is_plain(sign) else _escaped(sign) for sign in name)
    if _DEVICES.match(stem):
        stem = _escaped(stem[0]) + stem[1:]
    if stem[-1] in " .":
        stem = stem[:-1] + _escaped(stem[-1])
    return stem


def write_scene(path: Path, scene: Scene) -> None:
    replace_file(path, scene.text().encode())


def delete_scene(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise FileTrouble(f"{path} stays: {error.strerror}") from error


def in_order(name: str) -> tuple[list[tuple[int, str]], str]:
    """By this scenes are sorted: without regard to case, numbers by their value and before letters.

    >>> sorted(["Part 10", "part 2", "Intro", "7"], key=in_order)
    ['7', 'Intro', 'part 2', 'Part 10']
    """
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return [(int(p), "") if p.isdecimal() else (_AFTER_NUMBERS, p) for p in parts], name


def _read(path: Path) -> Scene | None:
    try:
        return Scene.of(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        log.warning("%s is no scene: %r", path, error)
        return None


def _is_plain(sign: str) -> bool:
    return sign.isalnum() or sign in _PLAIN_SIGNS


def _escaped(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode())


def _lines(rows: Mapping[str, str]) -> str:
    return ",".join(f"\n{json.dumps(name)}: {value}" for name, value in rows.items())
