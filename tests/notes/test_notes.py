"""What a note is: regions, masks, constraints, labels."""

from __future__ import annotations

import numpy as np
import pytest

from notono_live.errors import BadArguments, OutOfRange
from notono_live.notes.codemap import Grid, Layer
from notono_live.notes.conditioning import Conditioning, ConditioningMap, Family, unlike
from notono_live.notes.constraint import Constraint, Region, beneath
from notono_live.notes.note import Sampling


@pytest.mark.parametrize(
    ("time", "columns"),
    [((0, 1), (0, 1)), ((1, 2), (1, 2)), ((3, 4), (3, 4)), ((0, 4), (0, 4)), ((0.5, 0.6), (0, 1)),
     ((0.8, 1.5), (0, 2)), ((-3, 99), (0, 4)), ((3.9, 9), (3, 4))],
)  # fmt: skip
def test_seconds_become_the_columns_a_person_means(
    time: tuple[float, float], columns: tuple[int, int]
) -> None:
    region = Region.spanning(Layer.TOP, time)
    assert (region.column, region.column_end) == columns


@pytest.mark.parametrize("time", [(1, 1), (2, 1), (float("nan"), 1), (5, 6)])
def test_an_empty_or_distant_stretch_is_refused(time: tuple[float, float]) -> None:
    with pytest.raises(OutOfRange):
        Region.spanning(Layer.TOP, time)


def test_a_region_outside_the_note_is_refused_with_the_map_in_the_text() -> None:
    with pytest.raises(OutOfRange, match="4 columns and 32 rows"):
        Constraint.freeing(Region(Layer.TOP, 0, 5, 0, 32))


def test_a_top_region_frees_the_bottom_beneath_and_a_bottom_region_no_top() -> None:
    both = Constraint.freeing(Region(Layer.TOP, 1, 3, 2, 5))
    assert np.array_equal(both.bottom, beneath(both.top))
    assert both.bottom[4:10, 2:6].all()
    assert both.bottom.sum() == 24
    below = Constraint.freeing(Region(Layer.BOTTOM, 0, 8, 0, 64))
    assert not below.top.any()
    assert below.bottom.all()


def test_painting_labels_leaves_the_rest_and_the_original() -> None:
    grid = Grid.of(Layer.TOP)
    plain = ConditioningMap.filled(grid, Conditioning(60, Family.GUITAR))
    mask = np.zeros(grid.shape, dtype=bool)
    mask[:8, 0] = True
    painted = plain.painted(mask, Conditioning(None, Family.BASS))
    assert (painted.pitch[mask] == -1).all()
    assert (painted.family[mask] == Family.BASS.number).all()
    assert (painted.pitch[~mask] == 60).all()
    assert (plain.pitch == 60).all()


@pytest.mark.parametrize("pitch", [23, 85, -1])
def test_a_pitch_the_models_do_not_know_is_refused(pitch: int) -> None:
    with pytest.raises(OutOfRange, match=r"outside 24\.\.84"):
        Conditioning(pitch)


def test_an_unknown_family_lists_the_known() -> None:
    with pytest.raises(BadArguments, match="bass brass flute"):
        Family.named("kazoo")


@pytest.mark.parametrize(
    "wrong", [{"temperature": 0}, {"top_k": 513}, {"top_p": 1.5}, {"seed": -1}]
)
def test_sampling_out_of_range_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(OutOfRange, match=next(iter(wrong))):
        Sampling(**wrong)  # type: ignore[arg-type]


def test_values_cannot_be_changed() -> None:
    constraint = Constraint.nothing_kept()
    with pytest.raises(ValueError, match="read-only"):
        constraint.top[0, 0] = False


def test_cells_are_unlike_where_no_cell_of_the_mask_is_known_to_be_alike() -> None:
    labels = np.array([[3, 3, 5], [3, -1, 5]])
    mask = np.array([[True, False, False], [False, False, False]])
    assert unlike(labels, mask).tolist() == [[False, False, True], [False, True, True]]
    labels[0, 0] = 7
    assert unlike(labels, mask).tolist() == [[False, True, True], [True, True, True]]
    labels[0, 0] = -1
    assert not unlike(labels, mask).any(), "any may be drawn, so all may be like it"
    assert not unlike(labels, np.zeros_like(mask)).any(), "nothing is drawn"


@pytest.mark.parametrize(
    ("pitch", "family", "foreign"),
    [
        (48, Family.GUITAR, False),
        (49, Family.GUITAR, True),
        (48, Family.REED, True),
        (None, Family.GUITAR, False),
        (None, None, False),
    ],
)
def test_cells_are_foreign_by_pitch_or_by_family(
    pitch: int | None, family: Family | None, foreign: bool
) -> None:
    mask = np.zeros((4, 3), dtype=bool)
    mask[:, 1] = True
    before = ConditioningMap.filled(Grid(4, 3, 1.0), Conditioning(48, Family.GUITAR, 30))
    after = before.painted(mask, Conditioning(pitch, family, 100))
    assert after.foreign(mask).tolist() == (~mask & foreign).tolist()


def test_what_nobody_labelled_is_foreign_to_what_is_named() -> None:
    mask = np.array([[True, False]])
    nothing = ConditioningMap.filled(Grid(1, 2, 1.0), Conditioning())
    assert nothing.painted(mask, Conditioning(60)).foreign(mask).tolist() == [[False, True]]
    assert not nothing.painted(mask, Conditioning()).foreign(mask).any()
