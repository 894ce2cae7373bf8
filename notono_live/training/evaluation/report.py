"""The report: one table for people and for a README, CSV files, and bar charts. Any process.

FOLDER/figures.csv: row, column, value, low, high. FOLDER/cells.csv: row, column, what the notes are
grouped by, group, value, notes. FOLDER/notes.csv: every note's figure in every column.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from notono_live.notes.conditioning import FAMILIES, VELOCITIES, velocity_class
from notono_live.plot import pyplot
from notono_live.training.evaluation.columns import (
    Column,
    Estimate,
    Figure,
    median,
    octave,
    rows,
    table,
)
from notono_live.training.evaluation.measures import BANDS_HZ

FIGURES = (
    Figure("pitch right, %"),
    Figure("pitch right (CREPE), %"),
    Figure("family right, %"),
    Figure("family right (cepstra), %"),
    Figure("family right (musicnn), %"),
    Figure("pitch entropy, nats", decimals=2),
    Figure("Fréchet distance"),
    Figure("Fréchet distance (CREPE)", decimals=2),
    Figure("Fréchet distance (musicnn)", decimals=2),
    Figure("NDB/k", decimals=2),
    Figure("diversity, dB"),
    Figure("log-spectral distance, dB"),
    Figure("multi-resolution distance", decimals=2),
    *(Figure(f"gain {a / 1000:g}–{b / 1000:g} kHz, dB", median) for a, b in BANDS_HZ),
    Figure("level, dB", median),
    Figure("brightness, Hz", median, 0),
    Figure("attack rise, ms", median),
    Figure("attack rise against real", median, 2),
    Figure("onset sharpness, %", median),
    Figure("beating, dB", median, 2),
    Figure("beating against real, dB", median, 2),
    Figure("top codes in use (perplexity)"),
    Figure("bottom codes in use (perplexity)"),
    Figure("change inside, dB", median),
    Figure("change by seed, dB", median),
    Figure("leak outside, dB", median),
    Figure("seam, dB", median),
)
CELLS = FIGURES[:5]  # what is shown by family and octave
STRUCK = tuple(f for f in FIGURES if f.name in ("level, dB", "brightness, Hz"))  # by velocity


def shown(estimate: Estimate | None, decimals: int) -> str:
    """A table's cell: the value and half the width of its interval, or where that ends."""
    if estimate is None or math.isnan(estimate.value):
        return ""
    text = f"{estimate.value:.{decimals}f}"
    if math.isnan(estimate.low) or estimate.high == estimate.low:
        return text
    if estimate.high - estimate.low >= 10**-decimals:
        if estimate.value == estimate.high:
            return f"{text} (≥ {estimate.low:.{decimals}f})"
        if estimate.value == estimate.low:
            return f"{text} (≤ {estimate.high:.{decimals}f})"
    return f"{text} ± {(estimate.high - estimate.low) / 2:.{decimals}f}"


def _texts(columns: list[Column]) -> Iterator[list[str]]:
    cells = table(FIGURES, columns)
    for figure in rows(FIGURES, columns):
        yield [figure.name, *(shown(cell, figure.decimals) for cell in cells[figure.name])]


def on_screen(columns: list[Column]) -> Table:
    made = Table("", *(column.name for column in columns))
    for texts in _texts(columns):
        made.add_row(*texts)
    return made


def markdown(columns: list[Column]) -> str:
    """The table as GitHub's markdown, for a bundle's README."""
    heads = [["", *(column.name for column in columns)], ["---"] * (len(columns) + 1)]
    return "\n".join("| " + " | ".join(texts) + " |" for texts in [*heads, *_texts(columns)])


def groups_of(column: Column) -> Iterator[tuple[str, np.ndarray, dict[int, str]]]:
    """What notes are grouped by, (N,) group numbers, and the groups' names."""
    yield "family", column.family, {family.number: family.value for family in FAMILIES}
    octaves = octave(column.pitch)
    yield "octave", octaves, {int(number): f"C{number}" for number in np.unique(octaves)}
    if column.velocity is not None:
        classes = velocity_class(column.velocity)
        yield "velocity", classes, {place: str(value) for place, value in enumerate(VELOCITIES)}


def by_velocity(columns: list[Column]) -> Table:
    """Level and brightness of notes of each velocity: real ones, and those drawn under the label.

    The real ones are other notes at each; of those "at each velocity" only the label differs."""
    kinds = ("real", "generated", "at each velocity")
    chosen = [column for column in columns if column.name in kinds]
    cells: dict[int, list[str]] = {place: [] for place in range(len(VELOCITIES))}
    heads = ["velocity"]
    for figure in rows(STRUCK, chosen):
        for column in chosen:
            if figure.name in column.each and column.velocity is not None:
                heads.append(f"{figure.name}: {column.name}")
                found = column.grouped(figure, velocity_class(column.velocity))
                for place, texts in cells.items():
                    value, notes = found.get(place, (math.nan, 0))
                    texts.append(f"{value:.{figure.decimals}f}" if notes else "")
    made = Table(*heads)
    for place, texts in cells.items():
        made.add_row(str(VELOCITIES[place]), *texts)
    return made


def write(folder: Path, columns: list[Column]) -> None:
    """All files of the report but the page; `folder` is made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    estimates = table(FIGURES, columns)
    _csv(folder / "figures.csv", "row column value low high", (
        (name, column.name, cell.value, cell.low, cell.high)
        for name, cells in estimates.items()
        for column, cell in zip(columns, cells, strict=True)
        if cell is not None
    ))  # fmt: skip
    _csv(folder / "cells.csv", "row column by group value notes", _cells(columns))
    _csv(folder / "notes.csv", "row column note pitch family value", (
        (name, column.name, note, column.pitch[note], FAMILIES[column.family[note]], value)
        for column in columns
        for name, values in column.each.items()
        for note, value in enumerate(values)
    ))  # fmt: skip
    for figure in rows(CELLS, columns):
        _bars(folder / f"{_file_name(figure.name)}.png", figure, columns)
    _gains(folder / "gains.png", columns)


def _cells(columns: list[Column]) -> Iterator[tuple[object, ...]]:
    for figure in rows(FIGURES, columns):
        for column in columns:
            if figure.name not in column.each:
                continue
            for by, groups, names in groups_of(column):
                for group, (value, notes) in column.grouped(figure, groups).items():
                    yield figure.name, column.name, by, names[group], value, notes


def _csv(path: Path, heads: str, lines: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(heads.split())
        writer.writerows(
            [f"{x:.6g}" if isinstance(x, float) else x for x in line] for line in lines
        )


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name.split(",")[0].lower())


def _bars(path: Path, figure: Figure, columns: list[Column]) -> None:
    """A percentage by family and by octave, one bar a column."""
    plt = pyplot()
    drawn = [column for column in columns if figure.name in column.each]
    figure_, axes = plt.subplots(2, 1, figsize=(13, 7), layout="constrained")
    for axis, by in zip(axes, ("family", "octave"), strict=True):
        axis.set_prop_cycle(color=plt.get_cmap("tab20").colors)
        _grouped_bars(axis, figure, drawn, by)
    axes[0].set_title(figure.name)
    figure_.legend(*axes[0].get_legend_handles_labels(), loc="outside right upper")
    figure_.savefig(path, dpi=90)
    plt.close(figure_)


def _grouped_bars(axis: Any, figure: Figure, drawn: list[Column], by: str) -> None:
    names: dict[int, str] = {}
    for place, column in enumerate(drawn):
        groups, known = next((g, n) for kind, g, n in groups_of(column) if kind == by)
        names |= known
        found = column.grouped(figure, groups)
        at = np.array(sorted(found)) + (place - len(drawn) / 2) * 0.8 / len(drawn)
        axis.bar(at, [found[g][0] for g in sorted(found)], 0.8 / len(drawn), label=column.name)
    axis.set_xticks(sorted(names), [names[number] for number in sorted(names)], fontsize=8)
    axis.set_ylim(0, 105)


def _gains(path: Path, columns: list[Column]) -> None:
    """Median gain and the middle half of the notes, by band."""
    plt = pyplot()
    figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
    names = [f.name for f in FIGURES if f.name.startswith("gain")]
    drawn = [column for column in columns if names[0] in column.each]
    for place, column in enumerate(drawn):
        values = [column.each[name][~np.isnan(column.each[name])] for name in names]
        if not all(len(x) for x in values):
            continue
        low, middle, high = np.array([np.quantile(x, (0.25, 0.5, 0.75)) for x in values]).T
        at = np.arange(len(names)) + (place - len(drawn) / 2) * 0.1
        axis.errorbar(at, middle, (middle - low, high - middle), fmt="o", label=column.name)
    axis.axhspan(-1.5, 1.5, alpha=0.15)
    axis.set_xticks(range(len(names)), [name.removeprefix("gain ") for name in names])
    axis.set_ylabel("made against real, dB")
    figure.legend(loc="outside right upper", fontsize=8)
    figure.savefig(path, dpi=90)
    plt.close(figure)
