"""The picture of an edit, and what is said without matplotlib."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from notono_live import plot
from notono_live.errors import FileTrouble, NotReady
from notono_live.notes.codemap import Codemaps, Grid, Layer
from notono_live.notes.constraint import Constraint, Region

EDIT = Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 8))


def look(seed: int, columns: int = 4) -> plot.Look:
    rng = np.random.default_rng(seed)
    maps = (rng.integers(0, 512, Grid.of(layer, columns).shape) for layer in Layer)
    return plot.Look(Codemaps(*maps), rng.random((1024, 32 * columns)))


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Figures that would be closed, kept to look at."""
    pyplot = plot.pyplot()
    kept: list[Any] = []
    monkeypatch.setattr(pyplot, "close", kept.append)
    yield kept
    monkeypatch.undo()
    for figure in kept:
        pyplot.close(figure)


def test_it_shows_before_and_after_and_frames_the_region(
    figures: list[Any], tmp_path: Path
) -> None:
    plot.edit_picture(tmp_path / "edit.png", [look(0), look(1)], EDIT)
    assert (tmp_path / "edit.png").read_bytes().startswith(b"\x89PNG")
    (figure,) = figures
    panels = figure.axes[:6]
    assert panels[0].get_title() == "level, before"
    assert "of 128 differ" in panels[3].get_title()
    assert "of 512 differ" in panels[5].get_title()
    for axis in panels:
        (frame,) = axis.patches
        assert frame.get_xy() == pytest.approx((1.024, 0))
        assert frame.get_width() == pytest.approx(1.024)
        assert frame.get_height() == pytest.approx(256)
        assert axis.get_images()[0].get_extent() == pytest.approx([0, 4.096, 0, 1024])


def test_one_note_alone_has_nothing_to_frame(figures: list[Any], tmp_path: Path) -> None:
    plot.edit_picture(tmp_path / "made.png", [look(0, 5)], Constraint.nothing_kept(5))
    (figure,) = figures
    assert not any(axis.patches for axis in figure.axes[:3])
    assert figure.axes[0].get_images()[0].get_extent()[1] == pytest.approx(5.12)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble, match=r"nowhere/edit\.png cannot be written"):
        plot.edit_picture(tmp_path / "nowhere" / "edit.png", [look(0)], EDIT)


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(NotReady, match=r"pip install 'notono-live\[plot\]'"):
        plot.pyplot()
