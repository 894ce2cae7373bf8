"""The words of a request to the original's HTTP API, after the question mark. Plain values, any
thread.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from notono_live.errors import BadArguments, OutOfRange
from notono_live.notes.codemap import MAX_COLUMNS, WINDOW_COLUMNS
from notono_live.notes.conditioning import (
    FAMILIES,
    PITCH_HIGH,
    PITCH_LOW,
    Brush,
    Conditioning,
    Family,
)
from notono_live.notes.note import DEFAULT_SAMPLING, SEED_MAX, Retrigger, Sampling
from notono_live.protocol.arguments import Argument, Choice, Real, Text, Whole, shortened
from notono_live.protocol.commands import Atom

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
        return Brush(said, pitch is None, family is None, keeps_velocity=True)

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
            Retrigger.OFF,  # its notes come without sound, and are decoded as one
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
    said: dict[str, Any] = {
        name: kind.read(query[name]) for name, kind in _BY_NAME.items() if name in query
    }
    return Query(**said)


def folded(pitch: int) -> int:
    """A pitch that the models know, octaves away: the client's menu reaches one octave higher.

    >>> [folded(pitch) for pitch in (60, 85, 95, 3)]
    [60, 73, 83, 27]
    """
    above = max(0, pitch - PITCH_HIGH + 11) // 12
    below = max(0, PITCH_LOW - pitch + 11) // 12
    return pitch + 12 * (below - above)
