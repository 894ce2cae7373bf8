"""Curves of the bench as a CSV, a PNG and a table of how each grows. Any thread; matplotlib is
imported when the picture is drawn."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from notono_live.cli.timing import Line, Row
from notono_live.errors import FileTrouble
from notono_live.plot import pyplot


@dataclass(frozen=True, slots=True)
class Point:
    """What one size of work took. `notes_per_second` is 0 where no whole notes are drawn; memory
    is resident now and at most so far, of all processes of the program."""

    curve: str
    series: str
    size: float
    unit: str
    runs: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    notes_per_second: float = 0.0
    memory_mb: float = 0.0
    peak_mb: float = 0.0

    @classmethod
    def of(cls, curve: str, series: str, size: float, unit: str, row: Row, **more: float) -> Point:
        times = row.p50_ms, row.p95_ms, row.p99_ms
        return cls(curve, series, size, unit, row.runs, *times, **more)


def write(folder: Path, points: list[Point]) -> None:
    """curves.csv and curves.png; FileTrouble where they cannot be written."""
    try:
        with (folder / "curves.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(asdict(points[0])))
            table.writeheader()
            table.writerows(asdict(point) for point in points)
        _draw(folder / "curves.png", points)
    except OSError as error:
        raise FileTrouble(f"curves in {folder} cannot be written: {error.strerror}") from error


def fits(points: list[Point]) -> Table:
    """How each series grows with its size."""
    table = Table(box=SIMPLE)
    table.add_column("growth")
    table.add_column("p50, ms", no_wrap=True)
    table.add_column("largest", no_wrap=True)
    table.add_column("", no_wrap=True)
    for name, series in _series(points):
        if len(series) < 3:
            continue
        line = Line.through([p.size for p in series], [p.p50_ms for p in series])
        text = f"{line.fixed_ms:.1f} {line.each_ms:+.3g} x {series[0].unit}"
        mark = "" if line.linear_or_better else "[bold red]worse[/]"
        table.add_row(name, text, f"size^{line.power:.2f}", mark)
    return table


def _series(points: Iterable[Point]) -> list[tuple[str, list[Point]]]:
    return [
        (f"{curve}: {series}", list(group))
        for (curve, series), group in groupby(points, lambda p: (p.curve, p.series))
    ]


def _draw(path: Path, points: list[Point]) -> None:
    """A panel a curve: p50 as a line, up to p99 shaded; then what batches give and weigh."""
    plt = pyplot()
    curves = list(dict.fromkeys(point.curve for point in points))
    figure, axes = plt.subplots(2, 4, figsize=(20, 9), layout="constrained")
    panels = list(axes.flat)
    for axis, curve in zip(panels, curves, strict=False):
        _times(axis, curve, [point for point in points if point.curve == curve])
    rest = panels[len(curves) :]
    batches = [point for point in points if point.notes_per_second]
    weighed = [point for point in points if point.peak_mb]
    for axis, title, chosen, field in (
        (rest[0], "throughput, notes/s", batches, "notes_per_second"),
        (rest[1], "memory at most, MB", weighed, "peak_mb"),
    ):
        for name, series in _series(chosen):
            axis.plot(
                [p.size for p in series], [getattr(p, field) for p in series], "o-", label=name
            )
        _finish(axis, title, "size")
    for axis in rest[2:]:
        axis.set_axis_off()
    figure.savefig(path, dpi=80, format="png")
    plt.close(figure)


def _times(axis: Any, curve: str, points: list[Point]) -> None:
    for name, series in _series(points):
        sizes, p50 = [p.size for p in series], [p.p50_ms for p in series]
        (drawn,) = axis.plot(sizes, p50, "o-", label=name.partition(": ")[2])
        axis.fill_between(
            sizes, p50, [p.p99_ms for p in series], alpha=0.2, color=drawn.get_color()
        )
    _finish(axis, f"{curve}, ms", points[0].unit)


def _finish(axis: Any, title: str, unit: str) -> None:
    axis.set_title(title)
    axis.set_xlabel(unit)
    axis.set_ylim(bottom=0)
    axis.grid(alpha=0.3)
    if axis.lines:
        axis.legend(fontsize=8)
