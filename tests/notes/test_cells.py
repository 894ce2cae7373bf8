"""Cells and the text that names them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notono_live.errors import BadArguments, OutOfRange
from notono_live.notes.cells import Cells
from notono_live.notes.codemap import Grid, Layer
from notono_live.notes.conditioning import (
    OWN,
    Brush,
    Conditioning,
    ConditioningMap,
    ConditioningMaps,
    Family,
)
from notono_live.notes.constraint import Constraint, Region


@given(st.sampled_from(Layer), st.integers(4, 60), st.integers(0, 2**32 - 1))
def test_any_cells_come_back_from_their_text(layer: Layer, columns: int, seed: int) -> None:
    mask = np.random.default_rng(seed).random(Grid.of(layer, columns).shape) < 0.3
    cells = Cells.of(layer, mask)
    assert cells.checked(columns) is cells
    assert np.array_equal(cells.mask, mask)
    assert len(cells.text) == mask.size // 4


def test_the_digits_go_column_by_column_from_the_lowest_row() -> None:
    for layer, row, column in ((Layer.TOP, 0, 0), (Layer.TOP, 5, 2), (Layer.BOTTOM, 63, 7)):
        mask = np.zeros(Grid.of(layer).shape, dtype=bool)
        mask[row, column] = True
        place = column * mask.shape[0] + row
        bits = "".join(str(int(bit)) for bit in mask.T.flatten())
        assert bits[place] == "1"
        assert Cells.of(layer, mask).text == f"{int(bits, 2):0{mask.size // 4}x}"


def test_cells_free_what_their_rectangle_would() -> None:
    for layer in Layer:
        region = Region(layer, 1, 3, 4, 9)
        ours = Cells.of(layer, region.mask(4)).constraint
        theirs = Constraint.freeing(region)
        assert np.array_equal(ours.top, theirs.top)
        assert np.array_equal(ours.bottom, theirs.bottom)


@pytest.mark.parametrize(
    ("layer", "text", "error", "words"),
    [
        (Layer.TOP, "f" * 24, BadArguments, "24 digits; the top layer of this note has 4 columns"),
        (Layer.BOTTOM, "f" * 32, BadArguments, "8 columns of 16 digits, so send 128"),
        (Layer.TOP, "0" * 32, OutOfRange, "marks no cell"),
    ],
)
def test_cells_that_do_not_fit_are_refused(
    layer: Layer, text: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        Cells(layer, text).checked(4)


def test_a_brush_keeps_what_it_is_told_to_keep() -> None:
    grid = Grid.of(Layer.TOP)
    before = ConditioningMap.filled(grid, Conditioning(60, Family.BASS, 25))
    mask = np.zeros(grid.shape, dtype=bool)
    mask[3, 1] = True
    for pitch, family, velocity in product((False, True), repeat=3):
        brush = Brush(Conditioning(72, Family.VOCAL, 127), pitch, family, velocity)
        after = before.painted(mask, brush)
        assert after.pitch[3, 1] == (60 if pitch else 72)
        assert after.family[3, 1] == (Family.BASS if family else Family.VOCAL).number
        assert after.velocity[3, 1] == (0 if velocity else 4)
        assert (after.pitch[~mask] == 60).all()
        assert (after.velocity[~mask] == 0).all()
    maps = ConditioningMaps.filled(Conditioning(60, Family.BASS, 75))
    whole = maps.painted(Constraint.nothing_kept(), OWN)
    assert all((whole.of(layer).pitch == 60).all() for layer in Layer)
    assert all((whole.of(layer).velocity == 2).all() for layer in Layer)
