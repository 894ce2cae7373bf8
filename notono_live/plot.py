"""Pictures of an edit: spectrogram and codemaps before and after, the region outlined. Any process;
matplotlib is imported when a picture is asked for."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from notono_live.errors import FileTrouble, NotReady
from notono_live.meter import BREAK_HZ
from notono_live.notes.codemap import (
    CODES,
    MEL_BINS,
    SAMPLE_RATE_HZ,
    SECONDS_PER_COLUMN,
    Codemaps,
    Layer,
)
from notono_live.notes.constraint import Constraint

TICKS_HZ = (0, 100, 250, 500, 1000, 2000, 4000, 8000)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A note to draw: its codes, and its level, (1024, 32 T) in mel bins and frames, 0..1."""

    codemaps: Codemaps
    level: np.ndarray = field(repr=False)


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return importlib.util.find_spec("matplotlib") is not None


def pyplot() -> Any:
    """matplotlib's pyplot, drawing into files only; NotReady, saying how to get it, without it."""
    try:
        import matplotlib
    except ImportError as error:
        raise NotReady("pictures need matplotlib; pip install 'notono-live[plot]'") from error
    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot


def edit_picture(path: Path, looks: Sequence[Look], constraint: Constraint) -> None:
    """Write a PNG of a note before and after an edit, or of one note alone, what `constraint` drew
    again outlined. FileTrouble if it cannot be written."""
    plt = pyplot()
    size = (2 + 5 * len(looks), 9)
    figure, axes = plt.subplots(
        3, len(looks), figsize=size, squeeze=False, sharex=True, sharey=True, layout="constrained"
    )
    names = ("before", "after") if len(looks) == 2 else ("made",)
    for column, (look, name) in enumerate(zip(looks, names, strict=True)):
        level = _draw(axes[0][column], look.level, "magma", 1.0, constraint.touched())
        axes[0][column].set_title(f"level, {name}")
        for row, layer in enumerate(Layer, start=1):
            codes = look.codemaps.of(layer)
            mask = constraint.top if layer is Layer.TOP else constraint.bottom
            _draw(axes[row][column], codes, "nipy_spectral", CODES - 1, mask)
            differ = int((codes != looks[0].codemaps.of(layer)).sum())
            changed = f": {differ} of {codes.size} differ" if column else ""
            axes[row][column].set_title(f"{layer} codes, {name}{changed}")
        axes[2][column].set_xlabel("seconds")
    for row in axes:
        row[0].set_yticks(mel_bin(np.array(TICKS_HZ)), map(str, TICKS_HZ))
        row[0].set_ylabel("Hz")
    figure.colorbar(level, ax=list(axes[0]), label="log-mel power")
    try:
        figure.savefig(path, dpi=100, format="png")
    except OSError as error:
        raise FileTrouble(f"picture {path} cannot be written: {error.strerror}") from error
    finally:
        plt.close(figure)


def mel_bin(hz: np.ndarray) -> np.ndarray:
    """Where frequencies lie on the axis of 1024 mel bins, edge to edge.

    >>> mel_bin(np.array([0, 440, 8000])).round().astype(int).tolist()
    [0, 302, 1024]
    """
    whole = np.log1p(SAMPLE_RATE_HZ / 2 / BREAK_HZ)
    return np.asarray(np.log1p(hz / BREAK_HZ) / whole * MEL_BINS)


def _draw(axis: Any, image: np.ndarray, colours: str, most: float, mask: np.ndarray) -> Any:
    """An image over seconds and mel bins, whatever its cells, and a frame around the mask."""
    seconds = mask.shape[1] * SECONDS_PER_COLUMN * 32 / mask.shape[0]
    drawn = axis.imshow(
        image, cmap=colours, vmin=0, vmax=most, origin="lower", aspect="auto",
        interpolation="nearest", extent=(0, seconds, 0, MEL_BINS),
    )  # fmt: skip
    if mask.any() and not mask.all():
        rows, columns = (np.flatnonzero(mask.any(axis=other)) for other in (1, 0))
        wide, high = seconds / mask.shape[1], MEL_BINS / mask.shape[0]
        corner = columns[0] * wide, rows[0] * high
        span = (np.ptp(columns) + 1) * wide, (np.ptp(rows) + 1) * high
        axis.add_patch(_rectangle(corner, *span))
    return drawn


def _rectangle(corner: tuple[float, float], width: float, height: float) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(corner, width, height, edgecolor="cyan", facecolor="none", linewidth=1.5)
