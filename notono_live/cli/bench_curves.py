"""How the model's time grows with region, note length and batch: the model alone, in this process.
Main thread; torch."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

import numpy as np

from notono_live.cli.bench_curves_file import Point
from notono_live.cli.bench_memory import Scales
from notono_live.cli.timing import Row
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.progress import ignore
from notono_live.notes.codemap import (
    COLUMN_SAMPLES,
    MAX_COLUMNS,
    SECONDS_PER_COLUMN,
    WINDOW_COLUMNS,
    Grid,
    Layer,
)
from notono_live.notes.conditioning import Conditioning, Family
from notono_live.notes.constraint import Constraint, Region, beneath
from notono_live.notes.note import DEFAULT_SAMPLING, Note, Sampling

BATCHES = (1, 2, 4, 8, 16, 32, 64)
LENGTHS = (WINDOW_COLUMNS, 8, 15, 30, MAX_COLUMNS)  # top columns
TOP_CELLS = (1, 4, 16, 32, 64, 96, 128)
BOTTOM_CELLS = (1, 16, 64, 128, 256, 384, 512)
FEWEST, POINT_SECONDS = 3, 4.0  # runs of a point, and when they are enough
ASKED = Conditioning(48, Family.BASS)


def measure_curves(
    inpainter: NeuralInpainter, runs: int, tell: Callable[[str], None]
) -> list[Point]:
    """Points of every curve, smallest first; so many runs of each at most."""
    with Scales(os.getpid()) as scales:
        return [
            *_regions(inpainter, runs, tell),
            *_lengths(inpainter, runs, tell, scales),
            *_batches(inpainter, runs, tell, scales),
        ]


def several(work: Callable[[int], object], runs: int) -> list[float]:
    """Seconds of each run, given its number; fewer where they take long."""
    took: list[float] = []
    begun = time.perf_counter()
    for number in range(runs):
        started = time.perf_counter()
        work(number)
        took.append(time.perf_counter() - started)
        if len(took) >= FEWEST and time.perf_counter() - begun > POINT_SECONDS:
            break
    return took


def _regions(inpainter: NeuralInpainter, runs: int, tell: Callable[[str], None]) -> list[Point]:
    note = _drawn(inpainter, WINDOW_COLUMNS)
    points = []
    for layer, sizes in ((Layer.TOP, TOP_CELLS), (Layer.BOTTOM, BOTTOM_CELLS)):
        for cells in sizes:
            tell(f"curves: {cells} cells of the {layer} layer")
            constraint = first_cells(layer, cells)
            codes = int(constraint.top.sum() + constraint.bottom.sum())
            row = Row.of("", _edits(inpainter, note, constraint, runs))
            series = "both layers" if layer is Layer.TOP else "bottom layer alone"
            points.append(Point.of("region", series, codes, "codes drawn", row))
    return points


def first_cells(layer: Layer, cells: int) -> Constraint:
    """So many cells of a four-second note, column after column, the lowest first.

    >>> constraint = first_cells(Layer.TOP, 33)
    >>> constraint.top.sum(axis=0).tolist(), int(constraint.bottom.sum())
    ([32, 1, 0, 0], 132)
    """
    rows, columns = Grid.of(layer).shape
    mask = (np.arange(rows * columns) < cells).reshape(columns, rows).T.copy()
    if layer is Layer.TOP:
        return Constraint(mask, beneath(mask))
    return Constraint(np.zeros(Grid.of(Layer.TOP).shape, dtype=bool), mask)


def _lengths(
    inpainter: NeuralInpainter, runs: int, tell: Callable[[str], None], scales: Scales
) -> list[Point]:
    points: dict[str, list[Point]] = {"region of 1 s": [], "whole note": []}
    for columns in LENGTHS:
        seconds = round(columns * SECONDS_PER_COLUMN, 1)
        tell(f"curves: a note of {seconds} s")
        note = _drawn(inpainter, columns)
        region = Region.spanning(Layer.TOP, (1.0, 2.0), top_columns=columns)
        works = (Constraint.freeing(region, columns), Constraint.nothing_kept(columns))
        for series, constraint in zip(points, works, strict=True):
            row = Row.of("", _edits(inpainter, note, constraint, runs))
            memory, peak = scales.now().whole_mb, scales.peak.whole_mb
            point = Point.of(
                "note length", series, seconds, "seconds", row, memory_mb=memory, peak_mb=peak
            )
            points[series].append(point)
    return [point for series in points.values() for point in series]


def _batches(
    inpainter: NeuralInpainter, runs: int, tell: Callable[[str], None], scales: Scales
) -> list[Point]:
    points = []
    for batch in BATCHES:
        tell(f"curves: a batch of {batch} notes")
        seeds = count()

        def draw(_: int, batch: int = batch, seeds: count[int] = seeds) -> None:
            samplings = [_seeded(next(seeds)) for _ in range(batch)]
            inpainter.inpaint_batch(None, Constraint.nothing_kept(), [ASKED] * batch, samplings)

        row = Row.of("", several(draw, runs))
        rate = round(1000 * batch / row.p50_ms, 2)
        memory, peak = scales.now().whole_mb, scales.peak.whole_mb
        points.append(
            Point.of(
                "batch", "full notes", batch, "notes", row,
                notes_per_second=rate, memory_mb=memory, peak_mb=peak,
            )
        )  # fmt: skip
    return points


def _edits(
    inpainter: NeuralInpainter, note: Note, constraint: Constraint, runs: int
) -> Sequence[float]:
    def edit(seed: int) -> None:
        inpainter.inpaint(note, constraint, ASKED, _seeded(seed), ignore)

    return several(edit, runs)


def _drawn(inpainter: NeuralInpainter, columns: int) -> Note:
    """A note of that many top columns, read from noise: what it holds costs nothing."""
    frames = columns * COLUMN_SAMPLES
    noise = np.random.default_rng(0).uniform(-0.1, 0.1, frames).astype(np.float32)
    return inpainter.encode(noise, Conditioning(60, Family.GUITAR), ignore)


def _seeded(seed: int) -> Sampling:
    return replace(DEFAULT_SAMPLING, seed=seed)
