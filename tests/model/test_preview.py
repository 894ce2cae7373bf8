"""Columns heard as they are drawn: the same note comes out, and each part is an edit of its own."""

from __future__ import annotations

import numpy as np
import pytest
from test_drawing import random_note
from tiny import tiny_inpainter

from notono_live.errors import Cancelled
from notono_live.model.drawing import draw_at_once, draw_plainly
from notono_live.model.progress import ignore
from notono_live.model.stepper import Steppers
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


def test_a_coarse_preview_comes_first_and_the_note_is_the_same() -> None:
    inpainter, note = tiny_inpainter(), random_note(np.random.default_rng(0), 6)
    for region in (Region(Layer.TOP, 1, 3, 0, 32), Region(Layer.BOTTOM, 4, 5, 0, 16)):
        constraint = Constraint.freeing(region, 6)
        columns = constraint.bottom.any(0).reshape(-1, 2).any(1).nonzero()[0]
        heard: list[tuple[int, np.ndarray]] = []

        def show(frame: int, samples: np.ndarray, heard: list = heard) -> None:
            heard.append((frame, samples))

        arguments = (note, constraint, Conditioning(60), Sampling(seed=5), ignore)
        made = inpainter.inpaint(*arguments, show, None, True)
        plain = inpainter.inpaint(*arguments)
        assert np.array_equal(made.samples, plain.samples)
        assert made.codemaps.same_as(plain.codemaps)
        (frame, samples), *rest = heard
        assert len(rest) == len(columns) - 1
        assert frame == (columns[0] - 1) * COLUMN_SAMPLES
        assert len(samples) == (len(columns) + 2) * COLUMN_SAMPLES
        old = note.samples[frame : frame + len(samples)]
        for column in columns:
            inside = slice(column * COLUMN_SAMPLES - frame, (column + 1) * COLUMN_SAMPLES - frame)
            assert not np.array_equal(samples[inside], old[inside])
        assert np.array_equal(samples[: COLUMN_SAMPLES // 2], old[: COLUMN_SAMPLES // 2])


def test_of_a_long_region_the_coarse_preview_is_the_first_window() -> None:
    inpainter, note = tiny_inpainter(), random_note(np.random.default_rng(0), 9)
    constraint = Constraint.nothing_kept(9)
    heard: list[int] = []
    inpainter.inpaint(
        note,
        constraint,
        Conditioning(60),
        Sampling(),
        ignore,
        lambda frame, samples: heard.append(len(samples) // COLUMN_SAMPLES),
        None,
        True,
    )
    assert heard[0] == 4  # three columns and the one beside them
    assert len(heard) == 9


def test_all_at_once_is_the_plain_drawing_where_one_step_is_to_be_drawn() -> None:
    """Its guess is right where what lies before is right."""
    inpainter, note = tiny_inpainter(), random_note(np.random.default_rng(1))
    constraint = Constraint.freeing(Region(Layer.BOTTOM, 3, 4, 8, 9))
    for guidance in (1.0, 2.0):
        sampling = Sampling(guidance=guidance, seed=3)
        once, plain = (
            inpainter.inpaint_batch(
                [note], constraint, [Conditioning(50)], [sampling], draw_window=loop
            )[0]
            for loop in (draw_at_once, draw_plainly)
        )
        assert once.codemaps.same_as(plain.codemaps)
        assert not once.codemaps.same_as(note.codemaps)


def test_all_at_once_at_speed_is_all_at_once() -> None:
    inpainter, note = tiny_inpainter(), random_note(np.random.default_rng(2), 6)
    sampling = Sampling(temperature=0.9, guidance=1.0, seed=4)
    constraint = Constraint.freeing(Region(Layer.TOP, 2, 4, 3, 30), 6)
    fast, slow = (
        inpainter.inpaint_batch(
            [note], constraint, [Conditioning(50)], [sampling], draw_window=loop
        )[0]
        for loop in (Steppers(inpainter.priors, "float32").at_once, draw_at_once)
    )
    same = fast.codemaps.bottom == slow.codemaps.bottom
    assert same.mean() > 0.99  # the last bit of a logit may differ
    assert not fast.codemaps.same_as(note.codemaps)
