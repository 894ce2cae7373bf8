"""A TOML file that knows the line of each of its keys, so that a mistake is named with its place.
Plain values, any thread.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from notono_live.errors import BadArguments, FileTrouble, NotonoError

Key = str | int  # an integer counts the tables of an array, from 0
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """`data` is what tomllib made of `text`."""

    path: Path
    text: str
    data: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """FileTrouble where there is no such file, BadArguments where it is no TOML."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise FileTrouble(f"settings {path} cannot be read: {error}") from error
        try:
            return cls(path, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            last = f"line {len(text.splitlines())}, the last"
            what = str(error).replace("end of document", last)
            raise BadArguments(f"settings {path} are no TOML: {what}") from error

    def line(self, *keys: Key) -> int:
        """Where a key or a table begins, from 1; where its parent does if it is not there."""
        found: list[int] = []
        start = 1
        lines = self.text.splitlines(keepends=True)
        for end in range(1, len(lines) + 1):
            try:
                before = tomllib.loads("".join(lines[:end]))
            except tomllib.TOMLDecodeError:  # inside a text or an array of several lines
                continue
            # The lines up to here are whole, so what they have that the last ones had not began
            # after those.
            while len(found) < len(keys) and _has(before, keys[: len(found) + 1]):
                found.append(_first_said(lines, start, end))
            start = end + 1
        return found[-1] if found else 1

    def tables(self, *keys: Key) -> tuple[Table, ...]:
        """Each table of an array, `[[...]]`."""
        return tuple(Table(self, (*keys, n)) for n in range(len(_at(self.data, keys))))

    def checked(self, check: Callable[[], Result], *keys: Key) -> Result:
        """What `check` returns; an error it raises is given the file and the line of the key."""
        try:
            return check()
        except NotonoError as error:
            raise type(error)(f"{self.path}, line {self.line(*keys)}: {error}") from error


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, and where it is."""

    file: TomlFile
    keys: tuple[Key, ...]

    @property
    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = _at(self.file.data, self.keys)
        return found

    def checked(self, check: Callable[[], Result], *keys: Key) -> Result:
        """As the file's, of a key within the table."""
        return self.file.checked(check, *self.keys, *keys)


def _has(data: Any, keys: tuple[Key, ...]) -> bool:
    try:
        _at(data, keys)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _at(data: Any, keys: tuple[Key, ...]) -> Any:
    for key in keys:
        data = data[key]
    return data


def _first_said(lines: list[str], start: int, end: int) -> int:
    """The first of these lines that is neither empty nor a comment."""
    said = (n for n in range(start, end + 1) if lines[n - 1].split("#")[0].strip())
    return next(said, end)
