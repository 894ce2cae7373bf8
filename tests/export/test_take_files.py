"""Takes and how they were made, on disk and in the journal: with a velocity, and from before it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from takes import small_take

from notono_live.export.making import Drawn, how_of, row_of
from notono_live.export.takes import TakeFiles
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import Brush, Conditioning, Family
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Retrigger, Sampling
from notono_live.notes.take import Take

BASS = Conditioning(40, Family.BASS, 75)


def with_velocity() -> Take:
    take = small_take(4)
    part = Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 4))
    painted = take.note.conditioning.painted(part, BASS)
    return Take(replace(take.note, conditioning=painted), take.seed)


def test_each_cells_velocity_comes_back(tmp_path: Path) -> None:
    files, take = TakeFiles(tmp_path), with_velocity()
    files.write(take)
    labels = files.read(take.id).note.conditioning
    for layer in Layer:
        assert np.array_equal(labels.of(layer).velocity, take.note.conditioning.of(layer).velocity)
    assert set(np.unique(labels.top.velocity)) == {-1, 2}


def test_takes_of_before_there_was_velocity_keep_their_names(tmp_path: Path) -> None:
    take = small_take(4)
    assert take.id == "16ed7b7254b662581b8dcb35cbd89210"
    assert not any("velocity" in name for name in take.arrays)
    assert with_velocity().id != take.id
    files = TakeFiles(tmp_path)
    files.write(take)
    assert (files.read(take.id).note.conditioning.top.velocity == -1).all()


PAINTS = [BASS, Conditioning(40), Brush(BASS, True), Brush(Conditioning(40), keeps_velocity=True)]


@pytest.mark.parametrize("paint", PAINTS)
def test_what_was_painted_is_read_from_its_row(paint: Conditioning | Brush) -> None:
    how = Drawn("a1", 4, Region(Layer.TOP, 1, 2, 0, 4), paint, Sampling(seed=3))
    again = how_of(row_of(how))
    assert isinstance(again, Drawn)
    assert Brush.of(again.conditioning).keeps_velocity == Brush.of(paint).keeps_velocity
    assert Brush.of(again.conditioning).conditioning.velocity == (
        Brush.of(paint).conditioning.velocity
    )


def test_a_row_of_before_there_was_velocity_says_that_none_is_known() -> None:
    row = row_of(Drawn(None, 4, None, BASS, Sampling(seed=3)))
    del row["velocity"]
    again = how_of(row)
    assert isinstance(again, Drawn)
    assert again.conditioning == replace(BASS, velocity=None)


@pytest.mark.parametrize("retrigger", Retrigger)
def test_what_begins_with_an_attack_is_read_from_its_row(retrigger: Retrigger) -> None:
    row = json.loads(json.dumps(row_of(Drawn("a1", 4, None, BASS, Sampling(retrigger=retrigger)))))
    again = how_of(row)
    assert isinstance(again, Drawn)
    assert again.sampling.retrigger is retrigger
    del row["sampling"]["retrigger"]
    before = how_of(row)
    assert isinstance(before, Drawn)
    assert before.sampling.retrigger is Retrigger.OFF, "as it was before there was any"
