"""Pictures of Mel-IF images for people: low frequencies at the bottom. Any process; needs
matplotlib."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from notono_live.plot import pyplot


def side_by_side(path: Path, target: np.ndarray, made: np.ndarray) -> None:
    """Write a PNG: for each of N notes a row of target and reconstruction, level then phase
    advance.

    Both are (N, 2, 1024, T) Mel-IF.
    """
    plt = pyplot()
    columns = (("level", 0, "magma", 0, 1), ("advance", 1, "twilight", -1, 1))
    figure, axes = plt.subplots(len(target), 4, figsize=(12, 3 * len(target)), squeeze=False)
    for row, pair in enumerate(zip(target, made, strict=True)):
        for column, (name, channel, colours, low, high) in enumerate(columns):
            for side, image in enumerate(pair):
                axis = axes[row][2 * column + side]
                axis.imshow(
                    image[channel], origin="lower", aspect="auto", cmap=colours, vmin=low, vmax=high
                )
                axis.set_title(f"{name}, {('target', 'reconstruction')[side]}", fontsize=8)
                axis.set_axis_off()
    figure.tight_layout()
    figure.savefig(path, dpi=60)
    plt.close(figure)


def side_by_side_codes(path: Path, target: np.ndarray, holes: np.ndarray, made: np.ndarray) -> None:
    """Write a PNG: for each of N notes the codemap, the map with its holes (−1), and the fill.

    All are (N, rows, columns).
    """
    plt = pyplot()
    figure, axes = plt.subplots(len(target), 3, figsize=(6, 3 * len(target)), squeeze=False)
    for row, maps in enumerate(zip(target, holes, made, strict=True)):
        for axis, codes, name in zip(axes[row], maps, ("codes", "holes", "fill"), strict=True):
            axis.imshow(codes, origin="lower", aspect="auto", cmap="nipy_spectral", vmin=-1)
            axis.set_title(name, fontsize=8)
            axis.set_axis_off()
    figure.tight_layout()
    figure.savefig(path, dpi=60)
    plt.close(figure)


def levels_of_notes(path: Path, levels: np.ndarray) -> None:
    """Write a PNG: the levels of N notes, (N, bands, frames) 0..1, one above another."""
    plt = pyplot()
    figure, axes = plt.subplots(len(levels), 1, figsize=(6, 2 * len(levels)), squeeze=False)
    for axis, note in zip(axes[:, 0], levels, strict=True):
        axis.imshow(note, origin="lower", aspect="auto", cmap="magma", vmin=0, vmax=1)
        axis.set_axis_off()
    figure.tight_layout()
    figure.savefig(path, dpi=60)
    plt.close(figure)


def curves(path: Path, metrics: Path) -> None:
    """Write a PNG of every validation figure in a metrics.csv against minutes of training."""
    figures: dict[str, list[tuple[float, float]]] = {}
    with metrics.open() as file:
        for row in csv.DictReader(file):
            if row["split"] == "valid":
                point = float(row["seconds"]) / 60, float(row["value"])
                figures.setdefault(row["name"], []).append(point)
    if not figures:
        return
    plt = pyplot()
    rows = -(-len(figures) // 4)
    figure, axes = plt.subplots(rows, 4, figsize=(14, 2.6 * rows), squeeze=False)
    for axis in axes.flat:
        axis.set_visible(False)
    for axis, (name, points) in zip(axes.flat, figures.items(), strict=False):
        axis.set_visible(True)
        axis.plot(*zip(*points, strict=True), marker=".")
        axis.set_title(name, fontsize=9)
        axis.set_xlabel("minutes", fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=70)
    plt.close(figure)
