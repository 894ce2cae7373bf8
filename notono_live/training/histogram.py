"""How a dataset's notes spread over pitch and family: a table for a README, and a picture. Any
process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW
from notono_live.plot import pyplot
from notono_live.training.data import Example


def counted(notes: Sequence[Example]) -> np.ndarray:
    """(11, 61) notes of each family and MIDI pitch 24..84."""
    counts = np.zeros((len(FAMILIES), PITCH_HIGH - PITCH_LOW + 1), dtype=np.int64)
    for note in notes:
        if PITCH_LOW <= note.pitch <= PITCH_HIGH:
            counts[note.family_index, note.pitch - PITCH_LOW] += 1
    return counts


def markdown(counts: np.ndarray) -> str:
    """Families by octaves, from C1 (24); the last column is C6 (84) alone."""
    starts = range(0, counts.shape[1], 12)
    heads = [f"C{1 + number}" for number in range(len(starts))]
    lines = [f"| | {' | '.join(heads)} | all |", "|---" * (len(heads) + 2) + "|"]
    for family, row in zip([*FAMILIES, "all"], [*counts, counts.sum(0)], strict=True):
        cells = [int(row[start : start + 12].sum()) for start in starts] + [int(row.sum())]
        lines.append(f"| {family} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def picture(path: Path, counts: np.ndarray) -> None:
    """Write a PNG of the counts: pitch to the right, a family a row."""
    plt = pyplot()
    figure, axis = plt.subplots(figsize=(10, 3), layout="constrained")
    drawn = axis.imshow(counts, aspect="auto", vmin=0, extent=(23.5, 84.5, 10.5, -0.5))
    axis.set_yticks(range(len(FAMILIES)), [str(family) for family in FAMILIES])
    axis.set_xticks(range(24, 85, 12))
    axis.set_xlabel("MIDI pitch")
    figure.colorbar(drawn, label="notes")
    figure.savefig(path, dpi=90)
    plt.close(figure)
