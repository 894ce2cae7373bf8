"""How a note came to be: values, and the rows in which the journal keeps them. Plain values, any
thread.

A take is named by its id. What was made of nothing has no `base`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from notono_live.notes.cells import Cells
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import Brush, Conditioning, Family
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import SEED_MAX, Retrigger, Sampling
from notono_live.notes.take import Take

Row = dict[str, Any]
OWN = "own"  # the labels that the cells had


@dataclass(frozen=True, slots=True)
class Member:
    """One of those that were drawn together, the same cells of each."""

    base: str | None
    conditioning: Conditioning | Brush
    seed: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The model drew a region, or cells, (None: all) of the take `base`, which is `columns` top
    columns long. `uniform`: in the layer of the region the codes are random. `batch`: it was the
    first number of as many drawn together as the second says: these are its `company`, in order
    and itself one of them, or else takes of one base, each with a seed one above the last."""

    base: str | None
    columns: int
    region: Region | Cells | None
    conditioning: Conditioning | Brush
    sampling: Sampling
    uniform: bool = False
    batch: tuple[int, int] | None = None
    company: tuple[Member, ...] = ()

    @property
    def constraint(self) -> Constraint:
        match self.region:
            case None:
                return Constraint.nothing_kept(self.columns)
            case Cells():
                return self.region.constraint
        return Constraint.freeing(self.region, self.columns)

    @property
    def uniform_layer(self) -> Layer | None:
        return self.region.layer if self.uniform and self.region is not None else None

    @property
    def members(self) -> list[Member]:
        """All of the batch."""
        if self.company:
            return list(self.company)
        count = 1 if self.batch is None else self.batch[1]
        seeds = ((self.sampling.seed + n) % (SEED_MAX + 1) for n in range(count))
        return [Member(self.base, self.conditioning, seed) for seed in seeds]

    @property
    def samplings(self) -> list[Sampling]:
        """One for each of the batch."""
        return [replace(self.sampling, seed=member.seed) for member in self.members]


@dataclass(frozen=True, slots=True)
class Erased:
    """What the cells held of the sound was multiplied by `gain`."""

    base: str | None
    columns: int
    region: Cells
    gain: float


@dataclass(frozen=True, slots=True)
class Labelled:
    """The cells' labels were painted; no model was needed."""

    base: str | None
    columns: int
    region: Cells
    conditioning: Brush


@dataclass(frozen=True, slots=True)
class Encoded:
    """The model read a sound: the file's name, how many frames at 16 kHz, and their SHA-256 as
    float32."""

    source: str
    frames: int
    sha256: str
    conditioning: Conditioning


How = Drawn | Erased | Labelled | Encoded


@dataclass(frozen=True, slots=True)
class Made:
    """How a take was made; of what, where it did not begin with nothing; and what was drawn in the
    same batch, itself one of it."""

    how: How
    base: Take | None = None
    beside: tuple[Made, ...] = ()

    def told(self) -> How:
        """For the journal, with the takes' ids: making these takes a while."""
        if isinstance(self.how, Encoded):
            return self.how
        base = None if self.base is None else self.base.id
        if not isinstance(self.how, Drawn):
            return replace(self.how, base=base)
        company = tuple(
            Member(
                None if each.base is None else each.base.id,
                each.how.conditioning,
                each.how.sampling.seed,
            )
            for each in self.beside
            if isinstance(each.how, Drawn)
        )
        return replace(self.how, base=base, company=company)


def row_of(how: How) -> Row:
    """
    >>> row_of(Erased("a1", 4, Cells(Layer.TOP, "c0000001" + "0" * 24), 0.0))["region"]
    {'layer': 'top', 'cells': 'c0000001000000000000000000000000'}
    """
    if isinstance(how, Encoded):
        row: Row = {"source": how.source, "frames": how.frames, "sha256": how.sha256}
        return row | _labels_row(how.conditioning)
    row = {"base": how.base, "columns": how.columns, "region": _region_row(how.region)}
    match how:
        case Erased():
            return row | {"gain": how.gain}
        case Labelled():
            return row | {"painted": True} | _labels_row(how.conditioning)
    row |= {"sampling": asdict(how.sampling)}
    if how.uniform:
        row |= {"uniform": True}
    if how.batch is not None:
        row |= {"batch": list(how.batch)}
    if how.company:
        row |= {"company": [_member_row(member) for member in how.company]}
    return row | _labels_row(how.conditioning)


def how_of(row: Row) -> How | None:
    """From an edit's row; None where it tells of nothing made. Raises what a wrong row raises:
    ValueError, TypeError, KeyError, AttributeError or NotonoError."""
    return next((read(row) for key, read in _READERS.items() if key in row), None)


def _drawn(row: Row) -> Drawn:
    batch = row.get("batch")
    return Drawn(
        row["base"],
        row["columns"],
        None if row["region"] is None else _region(row),
        _labels(row),
        _sampling(row["sampling"]),
        row.get("uniform", False),
        None if batch is None else (batch[0], batch[1]),
        tuple(Member(one["base"], _labels(one), one["seed"]) for one in row.get("company", ())),
    )


def _sampling(row: Row) -> Sampling:
    """Of a journal that knows of no attacks, none were drawn."""
    return Sampling(**row | {"retrigger": Retrigger(row.get("retrigger", "off"))})


def _member_row(member: Member) -> Row:
    return {"base": member.base, "seed": member.seed} | _labels_row(member.conditioning)


def _erased(row: Row) -> Erased:
    return Erased(row["base"], row["columns"], _cells(row), row["gain"])


def _labelled(row: Row) -> Labelled:
    return Labelled(row["base"], row["columns"], _cells(row), Brush.of(_labels(row)))


def _encoded(row: Row) -> Encoded:
    family = Family.named(row["instrument"] or "none")
    said = Conditioning(row["pitch"], family, row.get("velocity"))
    return Encoded(row["source"], row["frames"], row["sha256"], said)


_READERS: dict[str, Callable[[Row], How]] = {
    "sampling": _drawn,
    "gain": _erased,
    "painted": _labelled,
    "source": _encoded,
}


def _region_row(region: Region | Cells | None) -> Row | None:
    if region is None:
        return None
    if isinstance(region, Cells):
        return {"layer": str(region.layer), "cells": region.text}
    return {
        "layer": str(region.layer),
        "columns": [region.column, region.column_end],
        "rows": [region.row, region.row_end],
    }


def _region(row: Row) -> Region | Cells:
    if "cells" in row["region"]:
        return _cells(row)
    (column, column_end), (low, high) = row["region"]["columns"], row["region"]["rows"]
    region = Region(Layer(row["region"]["layer"]), column, column_end, low, high)
    return region.checked(row["columns"])


def _cells(row: Row) -> Cells:
    text = row["region"]["cells"]
    bytes.fromhex(text)
    return Cells(Layer(row["region"]["layer"]), text).checked(row["columns"])


def _labels_row(paint: Conditioning | Brush) -> Row:
    brush = Brush.of(paint)
    family = brush.conditioning.family
    return {
        "pitch": OWN if brush.keeps_pitch else brush.conditioning.pitch,
        "instrument": OWN if brush.keeps_family else None if family is None else str(family),
        "velocity": OWN if brush.keeps_velocity else brush.conditioning.velocity,
    }


def _labels(row: Row) -> Conditioning | Brush:
    said_velocity = row.get("velocity")
    keeps = row["pitch"] == OWN, row["instrument"] == OWN, said_velocity == OWN
    pitch = None if keeps[0] else row["pitch"]
    family = None if keeps[1] else Family.named(row["instrument"] or "none")
    said = Conditioning(pitch, family, None if keeps[2] else said_velocity)
    return Brush(said, *keeps) if any(keeps) else said
