"""out/bank.json: what each slot holds and held, by the ids of takes. Runs on threads off the event
loop; at the start, before it.

One line a slot, for a person to read. `history` is what the slot held, oldest first, and `position`
where in there it stands; null is an empty slot. `side_b` is absent where nobody marked one.

bank.json        written at every change; a power cut may tear it, the end of the process cannot
bank.last.json   the same, a second behind and certain to be on the disk
bank.before.json what was there before the last start with --fresh
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notono_live.errors import FileTrouble
from notono_live.export.wav import replace_file

FORMAT = "notono-live bank 1"
ID = re.compile(r"[0-9a-f]{32}")

log = logging.getLogger("notono.engine")


@dataclass(frozen=True, slots=True)
class Row:
    """One slot. Ids are of takes, None where it was empty."""

    revision: int
    locked: bool
    position: int
    history: tuple[str | None, ...]
    marked: bool
    side_b: str | None
    on_side_b: bool
    holds: str = ""  # for a person

    def text(self) -> str:
        row: dict[str, Any] = {
            "revision": self.revision,
            "locked": self.locked,
            "holds": self.holds,
            "position": self.position,
            "history": self.history,
            "on_side_b": self.on_side_b,
        }
        if self.marked:
            row["side_b"] = self.side_b
        return json.dumps(row, ensure_ascii=False)

    @classmethod
    def of(cls, row: Any) -> Row:
        """Raises ValueError, TypeError or KeyError where it is no row."""
        history = tuple(row["history"])
        position, revision = row["position"], row["revision"]
        ids = [id for id in (*history, row.get("side_b")) if id is not None]
        if not (0 <= position < len(history) and revision >= 0):
            raise ValueError(f"position {position!r}, revision {revision!r}")
        if bad := [id for id in ids if not ID.fullmatch(id)]:
            raise ValueError(f"{bad[0]!r} is no id of a take")
        return cls(
            int(revision),
            bool(row["locked"]),
            int(position),
            history,
            "side_b" in row,
            row.get("side_b"),
            bool(row["on_side_b"]),
            str(row.get("holds", "")),
        )


class IndexFile:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "bank.json"
        self._last = folder / "bank.last.json"
        self._before = folder / "bank.before.json"

    def read(self) -> dict[int, Row]:
        """The rows by slot; what cannot be read is told in the log, and put aside."""
        if not self._path.exists():
            return {}
        try:
            return self._rows(self._path)
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.warning("%s cannot be read (%s); %s is tried", self._path, error, self._last.name)
            self._put_aside()
        try:
            return self._rows(self._last)
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.warning("%s cannot be read either (%s); all slots are empty", self._last, error)
            return {}

    def start_afresh(self) -> None:
        """Put the rows where a person finds them, and have none."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            if self._rows(self._path):
                self._path.replace(self._before)
        for path in (self._path, self._last):
            path.unlink(missing_ok=True)

    def write(self, rows: Mapping[int, Row]) -> bytes:
        """What was written."""
        content = _text(rows)
        replace_file(self._path, content, sync=False)
        return content

    def write_last(self, content: bytes) -> None:
        replace_file(self._last, content)

    def _rows(self, path: Path) -> dict[int, Row]:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise ValueError(f"its format is {content['format']!r}, expected {FORMAT!r}")
        rows: dict[int, Row] = {}
        for number, row in content["slots"].items():
            try:
                rows[int(number)] = Row.of(row)
            except (ValueError, TypeError, KeyError) as error:
                log.warning("%s: slot %s cannot be read: %r", path, number, error)
        if len(rows) < len(content["slots"]):
            self._put_aside()
        return rows

    def _put_aside(self) -> None:
        """A copy of what is about to be replaced, for a person to look at."""
        with contextlib.suppress(OSError, FileTrouble):
            replace_file(self._path.with_suffix(".json.bad"), self._path.read_bytes())


def _text(rows: Mapping[int, Row]) -> bytes:
    lines = ",\n".join(f'"{number}": {rows[number].text()}' for number in sorted(rows))
    return f'{{\n"format": "{FORMAT}",\n"slots": {{\n{lines}\n}}\n}}\n'.encode()


def ids_in(paths: Iterable[Path]) -> set[str]:
    """Every id of a take that these files name, half or whole."""
    found: set[str] = set()
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            found.update(ID.findall(path.read_text(encoding="utf-8", errors="replace")))
    return found
