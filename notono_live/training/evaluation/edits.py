"""The edits measured, and what tells a good one: change inside, leak outside, seams. Numpy.

Legend: N notes, (N, frames) float32 samples at 16 kHz.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from notono_live.meter import measure
from notono_live.notes.codemap import COLUMN_SAMPLES, Grid, Layer
from notono_live.notes.constraint import Constraint, Region
from notono_live.training.evaluation import measures

SEAM_WINDOW, SEAM_HOP = 512, 128
SEAM_SECONDS = 0.064  # on each side of a border


@dataclass(frozen=True, slots=True)
class Edit:
    """A region of a four-second note redrawn, under the note's own labels or another note's."""

    name: str
    region: Region
    strange: bool = False

    @property
    def constraint(self) -> Constraint:
        return Constraint.freeing(self.region)

    @property
    def stretch(self) -> slice:
        """The samples under the region."""
        wide = COLUMN_SAMPLES // (1 if self.region.layer is Layer.TOP else 2)
        return slice(self.region.column * wide, self.region.column_end * wide)

    @property
    def borders(self) -> list[int]:
        """Samples at which drawn and kept sound meet in time."""
        ends = (self.region.column, self.region.column_end)
        inside = [c for c in ends if 0 < c < Grid.of(self.region.layer).columns]
        wide = COLUMN_SAMPLES // (1 if self.region.layer is Layer.TOP else 2)
        return [column * wide for column in inside]


EDITS = (
    Edit("first second", Region(Layer.TOP, 0, 1, 0, 32)),
    Edit("low quarter", Region(Layer.TOP, 0, 4, 0, 8)),
    Edit("fine texture", Region(Layer.BOTTOM, 0, 8, 0, 64)),
    # Two seconds of all frequencies under other labels, with the attack and in the middle of a
    # note; the judge hears those two seconds alone.
    Edit("other labels, attack", Region(Layer.TOP, 0, 2, 0, 32), strange=True),
    Edit("other labels", Region(Layer.TOP, 1, 3, 0, 32), strange=True),
)


def metered(
    before: Sequence[np.ndarray], after: Sequence[np.ndarray], edit: Edit
) -> dict[str, np.ndarray]:
    """(N,) figures by row name of notes before and after an edit."""
    meters = [
        measure(one, other, edit.constraint) for one, other in zip(before, after, strict=True)
    ]
    figures = {
        "change inside, dB": np.array([m.inside_decibels for m in meters]),
        "leak outside, dB": np.array([m.outside_decibels for m in meters]),
    }
    if edit.borders and not edit.strange:
        figures["seam, dB"] = seams(np.stack(before), np.stack(after), edit.borders)
    return figures


def seams(before: np.ndarray, after: np.ndarray, borders: Sequence[int]) -> np.ndarray:
    """(N,) dB: how much more abruptly the spectrum changes around a border than it did there in
    the real note; the worst border. 0 is as smooth as real."""
    changes = [_change(x, borders) for x in (before, after)]
    return (10 * np.log10(np.maximum(changes[1], 1e-9) / np.maximum(changes[0], 1e-9))).max(1)


def _change(samples: np.ndarray, borders: Sequence[int]) -> np.ndarray:
    """(N, borders) squared steps of the magnitudes from frame to frame, as a share of their own
    squares."""
    magnitudes = measures.power(samples, SEAM_WINDOW, SEAM_HOP).sqrt().numpy()
    reach = round(SEAM_SECONDS * 16_000 / SEAM_HOP)
    shares = []
    for border in borders:
        near = magnitudes[:, :, border // SEAM_HOP - reach : border // SEAM_HOP + reach + 1]
        steps = np.square(np.diff(near, axis=2)).sum((1, 2))
        shares.append(steps / np.maximum(np.square(near).sum((1, 2)), 1e-9))
    return np.stack(shares, 1)
