"""Pitch and instrument family as labels, one pair for each cell. Plain values, any thread."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from notono_live.errors import BadArguments, OutOfRange
from notono_live.notes.codemap import WINDOW_COLUMNS, Grid, Layer
from notono_live.notes.constraint import Constraint

PITCH_LOW, PITCH_HIGH = 24, 84  # MIDI notes the models know, both inclusive
UNKNOWN = -1  # a label nobody gave; the priors learn what to do with it


class Family(StrEnum):
    """NSynth's eleven instrument families, in NSynth's order (Engel et al. 2017)."""

    BASS = "bass"
    BRASS = "brass"
    FLUTE = "flute"
    GUITAR = "guitar"
    KEYBOARD = "keyboard"
    MALLET = "mallet"
    ORGAN = "organ"
    REED = "reed"
    STRING = "string"
    SYNTH_LEAD = "synth_lead"
    VOCAL = "vocal"

    @property
    def number(self) -> int:
        return FAMILIES.index(self)

    @classmethod
    def named(cls, name: str) -> Family | None:
        """The family called `name`; None for `none`.

        >>> Family.named("Synth-Lead"), Family.named("none")
        (<Family.SYNTH_LEAD: 'synth_lead'>, None)
        """
        key = name.strip().lower().replace("-", "_").replace(" ", "_")
        if key == "none":
            return None
        try:
            return cls(key)
        except ValueError:
            choices = " ".join(FAMILIES)
            raise BadArguments(
                f"instrument {name!r} is unknown; choose one of {choices} none"
            ) from None


FAMILIES: tuple[Family, ...] = tuple(Family)


@dataclass(frozen=True, slots=True)
class Conditioning:
    """What a region should sound like: MIDI pitch 24..84 and family, each None when unknown."""

    pitch: int | None = None
    family: Family | None = None

    def __post_init__(self) -> None:
        if self.pitch is not None and not PITCH_LOW <= self.pitch <= PITCH_HIGH:
            raise OutOfRange(
                f"pitch {self.pitch} is outside {PITCH_LOW}..{PITCH_HIGH}; fold it by octaves"
            )


@dataclass(frozen=True, slots=True)
class Brush:
    """Labels as they are painted on cells, which may keep their own pitch, their own family, or
    both.

    >>> Brush.of(Conditioning(60))
    Brush(conditioning=Conditioning(pitch=60, family=None), keeps_pitch=False, keeps_family=False)
    """

    conditioning: Conditioning
    keeps_pitch: bool = False
    keeps_family: bool = False

    @classmethod
    def of(cls, paint: Conditioning | Brush) -> Brush:
        return paint if isinstance(paint, Brush) else cls(paint)


OWN = Brush(Conditioning(), keeps_pitch=True, keeps_family=True)  # every cell as it is labelled


@dataclass(frozen=True, slots=True, eq=False)
class ConditioningMap:
    """One layer's labels: pitch (rows, columns) 24..84 and family (rows, columns) 0..10, −1
    unknown."""

    pitch: np.ndarray
    family: np.ndarray

    def __post_init__(self) -> None:
        assert self.pitch.shape == self.family.shape, (self.pitch.shape, self.family.shape)
        self.pitch.setflags(write=False)
        self.family.setflags(write=False)

    @classmethod
    def filled(cls, grid: Grid, conditioning: Conditioning) -> ConditioningMap:
        pitch = UNKNOWN if conditioning.pitch is None else conditioning.pitch
        family = UNKNOWN if conditioning.family is None else conditioning.family.number
        return cls(
            np.full(grid.shape, pitch, dtype=np.int64), np.full(grid.shape, family, dtype=np.int64)
        )

    def painted(self, mask: np.ndarray, paint: Conditioning | Brush) -> ConditioningMap:
        """A copy whose masked cells carry what is painted."""
        brush = Brush.of(paint)
        rows, columns = mask.shape
        fresh = ConditioningMap.filled(Grid(rows, columns, 0.0), brush.conditioning)
        return ConditioningMap(
            np.where(mask & (not brush.keeps_pitch), fresh.pitch, self.pitch),
            np.where(mask & (not brush.keeps_family), fresh.family, self.family),
        )


@dataclass(frozen=True, slots=True, eq=False)
class ConditioningMaps:
    """Both layers' labels."""

    top: ConditioningMap
    bottom: ConditioningMap

    def of(self, layer: Layer) -> ConditioningMap:
        return self.top if layer is Layer.TOP else self.bottom

    def painted(self, constraint: Constraint, paint: Conditioning | Brush) -> ConditioningMaps:
        """A copy whose cells that will be drawn again carry what is painted."""
        return ConditioningMaps(
            self.top.painted(constraint.top, paint), self.bottom.painted(constraint.bottom, paint)
        )

    @classmethod
    def filled(
        cls, conditioning: Conditioning, top_columns: int = WINDOW_COLUMNS
    ) -> ConditioningMaps:
        return cls(
            *(ConditioningMap.filled(Grid.of(layer, top_columns), conditioning) for layer in Layer)
        )
