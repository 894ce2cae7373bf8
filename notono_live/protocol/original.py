"""The HTTP API of the original NOTONO, without I/O: what bodies of requests hold, what answers are.
Plain values, any thread.

Maps are lists of rows, low frequency first. Codes travel with each request, and the sound is made
of them alone; `mask` covers the four top columns that the client shows, true where it draws again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from notono_live.errors import BadArguments, OutOfRange
from notono_live.notes.cells import Cells
from notono_live.notes.codemap import (
    CODES,
    MAX_COLUMNS,
    WINDOW_COLUMNS,
    Codemaps,
    Grid,
    Layer,
)
from notono_live.notes.conditioning import (
    FAMILIES,
    UNKNOWN,
    Conditioning,
    ConditioningMap,
    ConditioningMaps,
)
from notono_live.notes.note import Note
from notono_live.protocol.arguments import shortened
from notono_live.protocol.original_query import folded

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A request's body. `mask` (rows, 4 or 8) bool where there is one."""

    codemaps: Codemaps
    conditioning: ConditioningMaps
    mask: np.ndarray | None = None

    @property
    def note(self) -> Note:
        """Without samples: they are made of the codes."""
        return Note(self.codemaps, self.conditioning, np.zeros(0, dtype=np.float32))

    def cells(self, layer: Layer, start: int) -> Cells:
        """The masked cells, whose window begins at top column `start`."""
        assert self.mask is not None
        columns = self.codemaps.columns
        if start + WINDOW_COLUMNS > columns:
            raise OutOfRange(
                f"start_index_top {start} and the mask's {WINDOW_COLUMNS} top columns reach beyond "
                f"the sound's {columns}; send {columns - WINDOW_COLUMNS} at most"
            )
        if not self.mask.any():
            raise OutOfRange("mask marks no cell; set at least one to true")
        whole = np.zeros(Grid.of(layer, columns).shape, dtype=bool)
        first = start * self.mask.shape[1] // WINDOW_COLUMNS
        whole[:, first : first + self.mask.shape[1]] = self.mask
        return Cells.of(layer, whole)


def read_sound(content: bytes, masked: Layer | None = None) -> Sound:
    """A body's codes and labels, and the mask of a layer if one is wanted. BadArguments and
    OutOfRange name the field, what came and what was expected."""
    body = _object(content)
    top = _matrix(body, "top_code", Grid.of(Layer.TOP).rows, None, _code)
    columns = top.shape[1]
    if not WINDOW_COLUMNS <= columns <= MAX_COLUMNS:
        raise OutOfRange(
            f"top_code has {columns} columns; send {WINDOW_COLUMNS} to {MAX_COLUMNS} of them"
        )
    rows, twice = Grid.of(Layer.BOTTOM, columns).shape
    bottom = _matrix(body, "bottom_code", rows, twice, _code)
    labels = (_labels(body, layer, columns) for layer in Layer)
    mask = None
    if masked is not None:
        mask = _matrix(body, "mask", *Grid.of(masked).shape, _switch).astype(bool)
    return Sound(Codemaps(top, bottom), ConditioningMaps(*labels), mask)


def answer(note: Note, wav: bytes, png: bytes) -> Json:
    """What the original's servers answer: the codes and labels of 2021, and with them sound and
    picture, which clients of 2022 expect in the same answer."""
    body: Json = {
        "audio": {"data": base64.b64encode(wav).decode(), "content-type": "audio/wav"},
        "image": {"data": base64.b64encode(png).decode(), "content-type": "image/png"},
    }
    names = [str(family) for family in FAMILIES] + ["none"]  # −1, unknown, is the last
    for layer in Layer:
        labels = note.conditioning.of(layer)
        body[f"{layer}_code"] = note.codemaps.of(layer).tolist()
        body[f"{layer}_conditioning"] = {
            "pitch": labels.pitch.tolist(),
            "instrument_family_str": [[names[n] for n in row] for row in labels.family.tolist()],
        }
    return body


def _object(content: bytes) -> Json:
    if not content.strip():
        raise BadArguments("the body is empty; send JSON with top_code and bottom_code")
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        why = "too deep" if isinstance(error, RecursionError) else shortened(str(error))
        raise BadArguments(f"the body is no JSON that can be read: {why}") from None
    if not isinstance(body, dict):
        raise BadArguments(f"the body is {_shown(body)}; send an object with top_code")
    return body


def _labels(body: Json, layer: Layer, columns: int) -> ConditioningMap:
    """A layer's labels; unknown throughout where none are sent."""
    grid, field = Grid.of(layer, columns), f"{layer}_conditioning"
    if body.get(field) is None:
        return ConditioningMap.filled(grid, Conditioning())
    maps = body[field]
    if not isinstance(maps, dict):
        raise BadArguments(
            f"{field} is {_shown(maps)}; send an object with pitch and instrument_family_str"
        )
    return ConditioningMap(
        _matrix(maps, "pitch", *grid.shape, _pitch, f"{field}."),
        _matrix(maps, "instrument_family_str", *grid.shape, _family_number, f"{field}."),
        np.full(grid.shape, UNKNOWN),
    )


def _matrix(
    data: Json,
    name: str,
    rows: int,
    columns: int | None,
    cell: Callable[[Any], int],
    before: str = "",
) -> np.ndarray:
    """(rows, columns) int64 from a list of rows; any equal number of columns where None is
    wanted."""
    field = before + name
    if name not in data:
        raise BadArguments(f"{field} is missing; send a list of {rows} rows")
    value = data[name]
    if not isinstance(value, list):
        raise BadArguments(f"{field} is {_shown(value)}; send a list of {rows} rows")
    if len(value) != rows:
        raise BadArguments(
            f"{field} has {len(value)} rows; send {rows}, the lowest frequency first"
        )
    for number, row in enumerate(value):
        if not isinstance(row, list):
            raise BadArguments(f"{field}[{number}] is {_shown(row)}; send a list of columns")
        columns = len(row) if columns is None else columns
        if len(row) != columns:
            raise BadArguments(f"{field}[{number}] has {len(row)} columns; send {columns}")
    try:
        cells = [[cell(each) for each in row] for row in value]
    except BadArguments:
        raise _first_wrong(field, value, cell) from None
    return np.array(cells, dtype=np.int64).reshape(rows, -1)


def _first_wrong(field: str, value: list[Any], cell: Callable[[Any], int]) -> BadArguments:
    for number, row in enumerate(value):
        for column, each in enumerate(row):
            try:
                cell(each)
            except BadArguments as error:
                return BadArguments(f"{field}[{number}][{column}] is {_shown(each)}; send {error}")
    raise AssertionError(field)


def _code(value: Any) -> int:
    if type(value) is not int or not 0 <= value < CODES:
        raise BadArguments(f"a code, 0 to {CODES - 1}")
    return value


def _switch(value: Any) -> int:
    if value is not True and value is not False:
        raise BadArguments("true or false")
    return int(value)


def _pitch(value: Any) -> int:
    if value is None or value == UNKNOWN:
        return UNKNOWN
    if type(value) is not int or not 0 <= value <= 127:
        raise BadArguments(f"a MIDI note, or {UNKNOWN} if it is unknown")
    return folded(value)


def _family_number(value: Any) -> int:
    if value is None:
        return UNKNOWN
    if not isinstance(value, str) or (family := _NUMBERS.get(value)) is None:
        raise BadArguments(f"one of {' '.join(_NUMBERS)}")
    return family


_NUMBERS = {str(family): family.number for family in FAMILIES} | {"none": UNKNOWN}


def _shown(value: Any) -> str:
    """What came, short enough for an answer."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        return f"the text {shortened(value, 20)!r}"
    try:
        return shortened(json.dumps(value), 20)
    except ValueError:  # a whole number of thousands of digits
        return "a very large number"
