"""out/journal.jsonl: every change of a slot, a JSON object a line, with all it takes to make it
again. Written on a thread off the event loop, read by the command line.

A file that has grown is put aside as journal-DATE-TIME.jsonl, and the last of those are kept.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notono_live.errors import FileTrouble, NotonoError
from notono_live.export.making import How, how_of, row_of

LARGEST_BYTES = 8 << 20  # some 20 000 edits
KEPT = 4  # files put aside


@dataclass(frozen=True, slots=True)
class Model:
    """`arithmetic`: what else decides on the last bits: device, threads, torch, cpu, steps,
    weights."""

    name: str
    fingerprint: str
    arithmetic: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of a slot. `how` is None where no model was needed: undo, copy, recall."""

    time: str  # UTC, ISO 8601
    verb: str
    slot: int
    revision: int
    take: str | None  # what it holds now; None: nothing
    how: How | None = None
    model: Model | None = None

    def line(self) -> str:
        """
        >>> print(Edit("2026-01-01T00:00:00.000Z", "slot/clear", 3, 7, None).line())
        {"time": "2026-01-01T00:00:00.000Z", "verb": "slot/clear", "slot": 3, "revision": 7, "take": null}
        """  # noqa: E501
        row: dict[str, Any] = {
            "time": self.time,
            "verb": self.verb,
            "slot": self.slot,
            "revision": self.revision,
            "take": self.take,
        }
        if self.how is not None:
            row |= row_of(self.how)
        if self.model is not None:
            row |= {"model": self.model.name, "model_hash": self.model.fingerprint}
            row |= {"arithmetic": dict(self.model.arithmetic)}
        return json.dumps(row, ensure_ascii=False)

    @classmethod
    def of(cls, line: str) -> Edit:
        """An edit from its line; FileTrouble where it is none."""
        try:
            row = json.loads(line)
            model = None
            if "model" in row:
                model = Model(row["model"], row["model_hash"], dict(row["arithmetic"]))
            return cls(
                row["time"],
                row["verb"],
                row["slot"],
                row["revision"],
                row["take"],
                how_of(row),
                model,
            )
        except (ValueError, TypeError, KeyError, AttributeError, NotonoError) as error:
            raise FileTrouble(f"no edit ({error!r})") from error


def now() -> str:
    """UTC to the millisecond."""
    seconds, ms = divmod(time.time_ns() // 1_000_000, 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{ms:03d}Z"


class Journal:
    """The file. `append` raises FileTrouble."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "journal.jsonl"

    def append(self, lines: Iterable[str]) -> None:
        content = "".join(f"{line}\n" for line in lines).encode()
        if not content:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(self._path, "a+b") as file:
                size = file.seek(0, os.SEEK_END)
                if size and not _ends_a_line(file.fileno(), size):  # the process had been killed
                    content = b"\n" + content
                file.write(content)
            if size + len(content) > LARGEST_BYTES:
                self._put_aside()
        except OSError as error:
            raise FileTrouble(f"{self._path} cannot be written: {error.strerror}") from error

    def _put_aside(self) -> None:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        self._path.replace(self._path.with_name(f"journal-{stamp}.jsonl"))
        for path in sorted(self._path.parent.glob("journal-*.jsonl"))[:-KEPT]:
            with contextlib.suppress(OSError):
                path.unlink()


def read(path: Path) -> Iterator[tuple[int, Edit | FileTrouble]]:
    """The edits of a journal with the numbers of their lines, from 1, and why a line is none.
    Raises FileTrouble where there is no such file."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    try:
                        yield number, Edit.of(line)
                    except FileTrouble as error:
                        yield number, error
    except OSError as error:
        raise FileTrouble(f"{path} cannot be read: {error.strerror}") from error


def _ends_a_line(file: int, size: int) -> bool:
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"
