"""Pitch, instrument family and velocity as labels of each cell. Plain values, any thread."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from notono_live.errors import BadArguments, OutOfRange
from notono_live.notes.codemap import WINDOW_COLUMNS, Grid, Layer
from notono_live.notes.constraint import Constraint

PITCH_LOW, PITCH_HIGH = 24, 84  # MIDI notes the models know, both inclusive
UNKNOWN = -1  # a label nobody gave; the priors learn what to do with it
VELOCITIES = (25, 50, 75, 100, 127)  # NSynth's; a label is the place of the nearest


def velocity_class(velocity: np.ndarray | int) -> np.ndarray:
    """The place in VELOCITIES of the one nearest to each MIDI velocity 1..127; the louder of two
    as near.

    >>> velocity_class(np.array([1, 37, 38, 100, 120])).tolist()
    [0, 0, 1, 3, 4]
    """
    between = np.add(VELOCITIES[:-1], VELOCITIES[1:]) / 2
    return np.searchsorted(between, velocity, side="right")


def nearest_velocity(velocity: int) -> int:
    """
    >>> nearest_velocity(90), nearest_velocity(127)
    (100, 127)
    """
    return VELOCITIES[int(velocity_class(velocity))]


def own_level(velocity: int) -> float:
    """How loud a drawn note of a MIDI velocity is by itself, as a factor of one of 127: notes are
    drawn as they were trained, with a peak that goes by the root of the velocity.

    >>> round(own_level(25), 2), own_level(127)
    (0.44, 1.0)
    """
    return float((nearest_velocity(velocity) / 127) ** 0.5)


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
    """What a region should sound like: MIDI pitch 24..84, family and MIDI velocity 1..127, each
    None when unknown."""

    pitch: int | None = None
    family: Family | None = None
    velocity: int | None = None

    def __post_init__(self) -> None:
        if self.pitch is not None and not PITCH_LOW <= self.pitch <= PITCH_HIGH:
            raise OutOfRange(
                f"pitch {self.pitch} is outside {PITCH_LOW}..{PITCH_HIGH}; fold it by octaves"
            )
        if self.velocity is not None and not 1 <= self.velocity <= 127:
            raise OutOfRange(f"velocity {self.velocity} is outside 1..127")


@dataclass(frozen=True, slots=True)
class Brush:
    """Labels as they are painted on cells, which may keep some of their own.

    >>> Brush.of(Conditioning(60)) == Brush(Conditioning(60), keeps_pitch=False)
    True
    """

    conditioning: Conditioning
    keeps_pitch: bool = False
    keeps_family: bool = False
    keeps_velocity: bool = False

    @classmethod
    def of(cls, paint: Conditioning | Brush) -> Brush:
        return paint if isinstance(paint, Brush) else cls(paint)


OWN = Brush(Conditioning(), True, True, True)  # every cell as it is labelled


@dataclass(frozen=True, slots=True, eq=False)
class ConditioningMap:
    """One layer's labels, (rows, columns) each: pitch 24..84, family 0..10 and the class of the
    velocity 0..4, −1 unknown."""

    pitch: np.ndarray
    family: np.ndarray
    velocity: np.ndarray

    def __post_init__(self) -> None:
        for labels in (self.pitch, self.family, self.velocity):
            assert labels.shape == self.pitch.shape, (labels.shape, self.pitch.shape)
            labels.setflags(write=False)

    @classmethod
    def filled(cls, grid: Grid, conditioning: Conditioning) -> ConditioningMap:
        pitch, family, velocity = conditioning.pitch, conditioning.family, conditioning.velocity
        values = (
            UNKNOWN if pitch is None else pitch,
            UNKNOWN if family is None else family.number,
            UNKNOWN if velocity is None else int(velocity_class(velocity)),
        )
        return cls(*(np.full(grid.shape, value, dtype=np.int64) for value in values))

    def painted(self, mask: np.ndarray, paint: Conditioning | Brush) -> ConditioningMap:
        """A copy whose masked cells carry what is painted."""
        brush = Brush.of(paint)
        rows, columns = mask.shape
        fresh = ConditioningMap.filled(Grid(rows, columns, 0.0), brush.conditioning)
        return ConditioningMap(
            np.where(mask & (not brush.keeps_pitch), fresh.pitch, self.pitch),
            np.where(mask & (not brush.keeps_family), fresh.family, self.family),
            np.where(mask & (not brush.keeps_velocity), fresh.velocity, self.velocity),
        )

    def foreign(self, mask: np.ndarray) -> np.ndarray:
        """(rows, columns) bool: cells outside the mask that are not known to have a pitch and a
        family that one in it has."""
        foreign: np.ndarray = unlike(self.pitch, mask) | unlike(self.family, mask)
        return foreign


def unlike(labels: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """(rows, columns) bool: cells outside the mask whose label none in it has, or that have none;
    none if one in it has none, which may be any."""
    within = np.unique(labels[mask])
    if not len(within) or within[0] == UNKNOWN:
        return np.zeros_like(mask)
    apart: np.ndarray = ~mask & ~np.isin(labels, within)
    return apart


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
