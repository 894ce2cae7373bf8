"""The HTTP API of the original NOTONO, without I/O: what its requests hold and what its answers
are. Plain values, any thread.

Maps are lists of rows, low frequency first. Codes travel with each request, and the sound is made
of them alone; `mask` covers the four top columns that the client shows, true where it draws again.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Mapping
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
    PITCH_HIGH,
    PITCH_LOW,
    UNKNOWN,
    Brush,
    Conditioning,
    ConditioningMap,
    ConditioningMaps,
    Family,
)
from notono_live.notes.note import DEFAULT_SAMPLING, SEED_MAX, Note, Sampling
from notono_live.protocol.arguments import Argument, Choice, Real, Text, Whole, shortened
from notono_live.protocol.commands import Atom

Json = dict[str, Any]

NATS_PER_AMPLITUDE = 200  # the original's eraser subtracts so much of log power


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false, in any case, as JavaScript and Python write them."""

    name: str
    unit: str = ""
    tag: str = "i"
    range: str = "true or false"

    def read(self, atom: Atom) -> bool:
        word = str(atom).lower()
        if word not in ("true", "false", "1", "0"):
            raise BadArguments(f"{self.name} is {shortened(word)!r}; send {self.range}")
        return word in ("true", "1")


@dataclass(frozen=True, slots=True)
class Query:
    """What stands after the question mark; None where it was not said. Words nobody knows are
    passed over, as clients send more than each request needs."""

    pitch: int | None = None
    pitch_class: int | None = None
    octave: int | None = None
    instrument_family_str: str | None = None
    layer: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None
    start_index_top: int | None = None
    duration_top: int | None = None
    uniform_sampling: bool | None = None
    eraser_amplitude: float | None = None
    min_pitch: int | None = None
    max_pitch: int | None = None
    spectrogram_image_colormap: str | None = None

    @property
    def brush(self) -> Brush:
        """Labels for what is drawn; cells keep those of the maps where none are said."""
        family, pitch = self.instrument_family_str, self.pitch
        said = Conditioning(
            None if pitch is None else folded(pitch), Family.named(family or "none")
        )
        return Brush(said, pitch is None, family is None)

    @property
    def sampling(self) -> Sampling:
        """What was not said is as the server's own; the seed is free."""
        free = self.seed is None or self.seed < 0
        return Sampling(
            DEFAULT_SAMPLING.temperature if self.temperature is None else self.temperature,
            DEFAULT_SAMPLING.top_k if self.top_k is None else self.top_k,
            DEFAULT_SAMPLING.top_p if self.top_p is None else self.top_p,
            DEFAULT_SAMPLING.guidance,
            random.randint(0, SEED_MAX) if free or self.seed is None else self.seed,
        )

    @property
    def gain(self) -> float:
        """Of the erased cells, in amplitude."""
        amplitude = 0.1 if self.eraser_amplitude is None else self.eraser_amplitude
        return float(np.exp(-amplitude * NATS_PER_AMPLITUDE / 2))

    @property
    def pitches(self) -> list[int]:
        """Of a pack; `max_pitch` is not one of them."""
        low = PITCH_LOW if self.min_pitch is None else self.min_pitch
        end = PITCH_HIGH + 1 if self.max_pitch is None else self.max_pitch
        if low >= end:
            raise OutOfRange(f"min_pitch {low} is not below max_pitch {end}, which is left out")
        return list(range(low, end))

    def sampled(self) -> Conditioning:
        """Labels of a note from a data set: those that were said, the others by chance."""
        found = [
            p
            for p in range(PITCH_LOW, PITCH_HIGH + 1)
            if self.pitch_class in (None, p % 12) and self.octave in (None, p // 12)
        ]
        if not found:
            raise OutOfRange(f"octave {self.octave} has no pitch of {PITCH_LOW}..{PITCH_HIGH}")
        said = self.brush.conditioning
        family = random.choice(FAMILIES) if self.instrument_family_str is None else said.family
        return Conditioning(random.choice(found) if said.pitch is None else said.pitch, family)


MIDI_NOTE = "MIDI note"
KINDS: tuple[Argument, ...] = (
    Whole("pitch", 0, 127, MIDI_NOTE),
    Whole("pitch_class", 0, 11),
    Whole("octave", 0, 10),
    Choice("instrument_family_str", tuple(FAMILIES), ("none",)),
    Choice("layer", ("top", "bottom")),
    Real("temperature", 0.1, 2.0),
    Real("top_p", 0.0, 1.0),
    Whole("top_k", 0, 512),
    Whole("seed", -1, SEED_MAX, "-1 is free"),
    Whole("start_index_top", 0, MAX_COLUMNS - WINDOW_COLUMNS, "top columns"),
    Whole("duration_top", WINDOW_COLUMNS, MAX_COLUMNS, "top columns"),
    Flag("uniform_sampling"),
    Real("eraser_amplitude", 0.0, 1.0),
    Whole("min_pitch", PITCH_LOW, PITCH_HIGH, MIDI_NOTE),
    Whole("max_pitch", PITCH_LOW + 1, PITCH_HIGH + 1, MIDI_NOTE),
    Text("spectrogram_image_colormap", 40),
)
_BY_NAME = {kind.name: kind for kind in KINDS}


def asks(query: Mapping[str, str]) -> bool:
    """Whether a query is one of this API."""
    return not _BY_NAME.keys().isdisjoint(query)


def read_query(query: Mapping[str, str]) -> Query:
    """
    >>> read_query({"pitch": "60", "layer": "top", "uniform_sampling": "false"}).pitch
    60
    >>> read_query({"temperature": "hot"})
    Traceback (most recent call last):
    notono_live.errors.BadArguments: temperature 'hot' is not a number; send one
    """
    said: Json = {name: kind.read(query[name]) for name, kind in _BY_NAME.items() if name in query}
    return Query(**said)


def folded(pitch: int) -> int:
    """A pitch that the models know, octaves away: the client's menu reaches one octave higher.

    >>> [folded(pitch) for pitch in (60, 85, 95, 3)]
    [60, 73, 83, 27]
    """
    above = max(0, pitch - PITCH_HIGH + 11) // 12
    below = max(0, PITCH_LOW - pitch + 11) // 12
    return pitch + 12 * (below - above)


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
