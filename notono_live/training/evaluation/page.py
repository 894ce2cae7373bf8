"""The listening page: the same notes in every column, side by side; plain HTML and WAV files that
work without a network. Any process."""

from __future__ import annotations

import html
from pathlib import Path

import numpy as np
import soundfile

from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.notes.conditioning import FAMILIES
from notono_live.training.evaluation.columns import Column

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #222; background: #fff; }
table { border-collapse: collapse; } td, th { padding: .3rem .6rem; text-align: left; }
tr:nth-child(even) { background: #f3f3f3; } audio { width: 11rem; } img { max-width: 100%; }
.wide { overflow-x: auto; } .said { display: block; font-size: 12px; color: #666; }
"""


def write_page(
    folder: Path, title: str, groups: list[list[Column]], notes: int, facts: str
) -> Path:
    """FOLDER/index.html and FOLDER/audio/. Each group is a table of columns made from the same
    notes, of which `notes` are taken, spread over families."""
    (folder / "audio").mkdir(parents=True, exist_ok=True)
    tables = "".join(
        _table(folder, number, columns, spread_out(columns[0].family, notes))
        for number, columns in enumerate(groups)
    )
    pictures = "".join(
        f'<p><img src="{path.name}" alt="{html.escape(path.stem)}"></p>'
        for path in sorted(folder.glob("*.png"))
    )
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{html.escape(title)}</h1><pre>{html.escape(facts)}</pre>"
        f"{tables}{pictures}</html>\n"
    )
    path = folder / "index.html"
    path.write_text(page, encoding="utf-8")
    return path


def _table(folder: Path, number: int, columns: list[Column], chosen: list[int]) -> str:
    """A row a note, a player a column; a column that only listens to another's sound has none."""
    heard = [columns[0], *(c for c in columns[1:] if c.samples is not columns[0].samples)]
    heads = "".join(f"<th>{html.escape(column.name)}</th>" for column in heard)
    lines = [f"<tr>{heads}</tr>"]
    for note in chosen:
        cells = []
        for place, column in enumerate(heard):
            file = f"audio/{number}-{note:04d}-{place:02d}.wav"
            soundfile.write(folder / file, column.samples[note], SAMPLE_RATE_HZ, "PCM_16")
            cells.append(
                f'<td><audio controls preload="none" src="{file}"></audio>'
                f'<span class="said">{_name(column, note)}{_said(column, note)}</span></td>'
            )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<div class="wide"><table>{"".join(lines)}</table></div>'


def spread_out(family: np.ndarray, count: int) -> list[int]:
    """`count` places of (N,) family numbers, taking the families in turn.

    >>> spread_out(np.array([0, 0, 0, 1, 2]), 4)
    [0, 3, 4, 1]
    """
    waiting = [list(np.flatnonzero(family == number)) for number in np.unique(family)]
    chosen: list[int] = []
    while len(chosen) < count and any(waiting):
        for places in waiting:
            if places and len(chosen) < count:
                chosen.append(int(places.pop(0)))
    return chosen


def _name(column: Column, note: int) -> str:
    return f"{FAMILIES[column.family[note]]} {column.pitch[note]}"


def _said(column: Column, note: int) -> str:
    """What the judge missed."""
    missed = [
        row.split()[0]
        for row in ("pitch right, %", "family right, %")
        if row in column.each and not column.each[row][note]
    ]
    return f": {' and '.join(missed)} not heard" if missed else ""
