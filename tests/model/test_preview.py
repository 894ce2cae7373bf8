"""Columns heard as they are drawn: the same note comes out, and each part is an edit of its own."""

from __future__ import annotations

import numpy as np
import pytest
from test_drawing import random_note
from tiny import tiny_inpainter

from notono_live.errors import Cancelled
from notono_live.model.inpainter import ignore
from notono_live.notes.codemap import COLUMN_SAMPLES, Layer
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Sampling

REGIONS = {
    "two columns of the top": (Region(Layer.TOP, 1, 3, 0, 32), 4, [1]),
    "a low band of the bottom": (Region(Layer.BOTTOM, 1, 8, 0, 16), 4, [0, 1, 2]),
    "all of a longer note": (Region(Layer.TOP, 0, 6, 0, 32), 6, [0, 1, 2, 3, 4]),
    "one column": (Region(Layer.TOP, 2, 3, 0, 32), 4, []),
}


@pytest.mark.parametrize(("region", "columns", "shown"), REGIONS.values(), ids=REGIONS)
def test_each_column_but_the_last_is_shown_and_the_note_is_the_same(
    region: Region, columns: int, shown: list[int]
) -> None:
    inpainter, note = tiny_inpainter(), random_note(np.random.default_rng(0), columns)
    constraint = Constraint.freeing(region, columns)
    heard, sound = [], note.samples.copy()

    def show(frame: int, samples: np.ndarray) -> None:
        changed = sound[frame : frame + len(samples)] != samples
        heard.append((frame + int(changed.argmax()), frame + int(changed.nonzero()[0][-1])))
        sound[frame : frame + len(samples)] = samples

    arguments = (note, constraint, Conditioning(60), Sampling(seed=5), ignore)
    made = inpainter.inpaint(*arguments, show)
    plain = inpainter.inpaint(*arguments)
    assert np.array_equal(made.samples, plain.samples)
    assert np.array_equal(made.codemaps.bottom, plain.codemaps.bottom)
    assert len(heard) == len(shown)
    for (first, last), column in zip(heard, shown, strict=True):
        reach = 4 * 512 + 1024 + 512  # the fade, half a window, and the frame it is centred in
        assert first >= column * COLUMN_SAMPLES - reach
        assert last < (column + 1) * COLUMN_SAMPLES + reach
        assert last > column * COLUMN_SAMPLES


def test_a_job_can_be_taken_back_between_columns() -> None:
    inpainter, note = tiny_inpainter(), random_note(np.random.default_rng(0))
    constraint = Constraint.freeing(Region(Layer.TOP, 0, 4, 0, 32))
    shown: list[int] = []

    def report(fraction: float) -> None:
        if shown:
            raise Cancelled("taken back")

    with pytest.raises(Cancelled):
        inpainter.inpaint(
            note, constraint, Conditioning(60), Sampling(), report, lambda f, s: shown.append(f)
        )
    assert shown == [0]
