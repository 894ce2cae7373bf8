"""Where another instrument sounded until then, what is drawn begins as a note begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from test_drawing import random_note
from tiny import tiny_inpainter

from notono_live.model import drawing
from notono_live.model.drawing import DrawWindow, draw_cached, draw_plainly
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.onset import stretches
from notono_live.model.progress import ignore
from notono_live.model.sequence import ROWS
from notono_live.notes.codemap import COLUMN_SAMPLES, Codemaps, Layer
from notono_live.notes.conditioning import (
    OWN,
    Conditioning,
    ConditioningMap,
    ConditioningMaps,
    Family,
)
from notono_live.notes.constraint import Constraint, Region, beneath
from notono_live.notes.note import Note, Retrigger, Sampling

REED, GUITAR = Conditioning(60, Family.REED), Conditioning(60, Family.GUITAR)
COLUMN = COLUMN_SAMPLES
PAINTS = {"g": GUITAR, "G": replace(GUITAR, pitch=62), "r": REED, "h": REED, "u": Conditioning(60)}


@pytest.fixture(scope="module")
def model() -> NeuralInpainter:
    return tiny_inpainter(families_apart=True)


def note_of(columns: int, seed: int = 0, labels: Conditioning = GUITAR) -> Note:
    note = random_note(np.random.default_rng(seed), columns)
    return replace(note, conditioning=ConditioningMaps.filled(labels, columns))


def labelled(word: str) -> ConditioningMap:
    """A letter a column: guitar, guitar a tone higher, reed, half a reed, or what nobody named."""
    labels = ConditioningMaps.filled(GUITAR, len(word))
    for column, letter in enumerate(word):
        rows = (16 if letter == "h" else 0, 32)
        cells = Constraint.freeing(Region(Layer.TOP, column, column + 1, *rows), len(word))
        paint = PAINTS[letter]
        labels = labels.painted(cells, paint)
    return labels.top


def parts(word: str, columns: str, retrigger: str = "instrument") -> list[tuple[int, ...]]:
    """Of an edit of the columns marked in `columns`, after which the labels are `word`."""
    mask = np.zeros((32, len(word)), dtype=bool)
    mask[:, [mark == "x" for mark in columns]] = True
    constraint = Constraint(mask, beneath(mask))
    return [tuple(p) for p in stretches(constraint, labelled(word), Retrigger(retrigger))]


@pytest.mark.parametrize(
    ("word", "columns", "retrigger", "expected"),
    [
        ("grrg", ".xx.", "instrument", [(1, 1, 3)]),
        ("grrg", "..x.", "instrument", [(1, 2, 3)]),
        ("ggrg", "..x.", "instrument", [(2, 2, 3)]),
        ("grgr", "...x", "instrument", [(3, 3, 4)]),
        ("rrgg", "xx..", "instrument", [(0, 0, 2)]),
        ("rggg", "x...", "instrument", [(0, 0, 1)]),
        ("hrgg", ".x..", "instrument", [(0, 1, 2)]),
        ("urgg", ".x..", "instrument", [(1, 1, 2)]),
        ("guug", ".xx.", "instrument", [(0, 1, 3)]),
        ("gGGg", ".xx.", "instrument", [(0, 1, 3)]),
        ("gGGg", ".xx.", "note", [(1, 1, 3)]),
        ("grrg", ".xx.", "note", [(1, 1, 3)]),
        ("grrg", ".xx.", "off", [(0, 1, 3)]),
        ("ggggggrr", "......xx", "instrument", [(6, 6, 8)]),
        ("grgr", ".x.x", "instrument", [(1, 1, 2), (3, 3, 4)]),
        ("grGg", "xxxx", "instrument", [(0, 0, 1), (1, 1, 2), (2, 2, 4)]),
        ("grgr", "x.x.", "off", [(0, 0, 3)]),
        ("gggg", "....", "instrument", [(0, 0, 4)]),
    ],
)  # fmt: skip
def test_it_begins_after_the_last_column_of_something_else(
    word: str, columns: str, retrigger: str, expected: list[tuple[int, ...]]
) -> None:
    assert parts(word, columns, retrigger) == expected


def test_a_few_cells_of_the_kind_are_not_the_sound_that_goes_on() -> None:
    """Of the rows that are drawn, most decide."""
    labels = ConditioningMaps.filled(GUITAR)
    band = Constraint.freeing(Region(Layer.TOP, 1, 2, 28, 32))
    whole = Constraint.freeing(Region(Layer.TOP, 2, 4, 0, 32))
    after = labels.painted(band, REED).painted(whole, REED)
    assert stretches(whole, after.top, Retrigger.INSTRUMENT) == ((2, 2, 4),)
    high = Constraint.freeing(Region(Layer.TOP, 2, 4, 28, 32))
    after = labels.painted(band, REED).painted(high, REED)
    assert stretches(high, after.top, Retrigger.INSTRUMENT) == ((1, 2, 4),)


def test_bottom_codes_alone_begin_with_the_top_that_is_kept() -> None:
    constraint = Constraint.freeing(Region(Layer.BOTTOM, 2, 6, 0, 64))
    assert stretches(constraint, labelled("grrg"), Retrigger.NOTE) == ((0, 1, 3),)
    whole = Constraint.freeing(Region(Layer.TOP, 2, 4, 0, 32))
    both = Constraint(whole.top, whole.bottom | constraint.bottom)
    assert stretches(both, labelled("ggrr"), Retrigger.INSTRUMENT) == ((0, 1, 2), (2, 2, 4))


def test_several_in_one_gesture_are_as_if_drawn_one_after_the_other(model: NeuralInpainter) -> None:
    constraint = Constraint.freeing(Region(Layer.TOP, 1, 4, 0, 32))
    first, second = constraint.between(1, 3), constraint.between(3, 4)
    note = note_of(4)
    labels = note.conditioning.painted(first, REED).painted(second, Conditioning(50, Family.BASS))
    painted, sampling = replace(note, conditioning=labels), Sampling(seed=2)
    shown: list[int] = []
    together = model.inpaint(
        painted, constraint, OWN, sampling, ignore, lambda frame, samples: shown.append(frame)
    )
    one = model.inpaint(painted, first, OWN, sampling, ignore)
    other = model.inpaint(one, second, OWN, sampling, ignore)
    assert together.codemaps.same_as(other.codemaps)
    assert np.array_equal(together.samples, other.samples)
    assert np.array_equal(together.conditioning.top.family, labels.top.family)
    assert shown, "its first column was heard before the rest was drawn"


def cut(note: Note, first: int) -> Note:
    """The same from the top column `first` on."""
    maps = note.conditioning
    labels = ConditioningMaps(
        *(
            ConditioningMap(*(x[:, side * first :] for x in (m.pitch, m.family, m.velocity)))
            for m, side in ((maps.top, 1), (maps.bottom, 2))
        )
    )
    codes = Codemaps(note.codemaps.top[:, first:], note.codemaps.bottom[:, 2 * first :])
    return Note(codes, labels, note.samples[first * COLUMN :])


@pytest.mark.parametrize("loop", [None, draw_cached, draw_plainly])
def test_codes_are_those_of_a_note_that_begins_there(
    model: NeuralInpainter, loop: DrawWindow | None
) -> None:
    """Cut off what is before, and draw the rest with the random numbers of the same places."""
    note = note_of(8)
    constraint = Constraint.freeing(Region(Layer.TOP, 3, 6, 0, 32), 8)
    made = model.inpaint_batch([note], constraint, [REED], [Sampling(seed=3)], ignore, loop)[0]
    short, where = cut(note, 3), constraint.cut(3, 8)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drawing, "noise", numbers_from(3))
        again = model.inpaint_batch([short], where, [REED], [Sampling(seed=3)], ignore, loop)[0]
    for layer, side in ((Layer.TOP, 1), (Layer.BOTTOM, 2)):
        whole = made.codemaps.of(layer)
        assert np.array_equal(whole[:, 3 * side :], again.codemaps.of(layer))
        assert np.array_equal(whole[:, : 3 * side], note.codemaps.of(layer)[:, : 3 * side])


def numbers_from(column: int) -> Callable[..., torch.Tensor]:
    """`noise` of places that are so many columns further on."""
    noise = drawing.noise

    def later(sampling: Sampling, layer: Layer, steps: int, per_step: int) -> torch.Tensor:
        return noise(sampling, layer, steps + ROWS * column, per_step)[ROWS * column :]

    return later


def test_near_the_end_of_a_note_hidden_columns_follow(model: NeuralInpainter) -> None:
    """Four columns are a window; one that begins in the last has three that say nothing: whatever
    the note holds, the codes drawn are the same."""
    constraint = Constraint.freeing(Region(Layer.TOP, 3, 4, 0, 32))
    notes = [note_of(4, seed) for seed in (1, 2)]
    made = [model.inpaint(note, constraint, REED, Sampling(seed=5), ignore) for note in notes]
    assert np.array_equal(made[0].codemaps.top[:, 3], made[1].codemaps.top[:, 3])
    assert np.array_equal(made[0].codemaps.bottom[:, 6:], made[1].codemaps.bottom[:, 6:])


def test_nothing_before_the_attack_is_heard_in_it(model: NeuralInpainter) -> None:
    """Of two notes with the same end and another beginning, the region sounds the same but for the
    fade; kept samples are those of before."""
    constraint = Constraint.freeing(Region(Layer.TOP, 1, 3, 0, 32))
    one, other = note_of(4, 1), note_of(4, 2)
    top = np.concatenate((other.codemaps.top[:, :1], one.codemaps.top[:, 1:]), 1)
    bottom = np.concatenate((other.codemaps.bottom[:, :2], one.codemaps.bottom[:, 2:]), 1)
    samples = np.concatenate((other.samples[:COLUMN], one.samples[COLUMN:]))
    mixed = Note(Codemaps(top, bottom), one.conditioning, samples)
    first, second = (
        model.inpaint(note, constraint, REED, Sampling(seed=6), ignore).samples
        for note in (one, mixed)
    )
    inside = slice(COLUMN + 4096, 3 * COLUMN)
    assert np.abs(first[inside] - second[inside]).max() < 1e-3 * np.abs(first[inside]).max()
    assert np.array_equal(first[: COLUMN - 4096], one.samples[: COLUMN - 4096])


def test_of_a_batch_each_begins_where_its_own_labels_do(model: NeuralInpainter) -> None:
    """Those that begin together are drawn together, and all come back in their places."""
    constraint = Constraint.freeing(Region(Layer.TOP, 2, 4, 0, 32))
    notes = [note_of(4, 1, labels) for labels in (GUITAR, REED, GUITAR)]
    fractions: list[float] = []
    samplings = [Sampling(seed=seed) for seed in (1, 2, 3)]
    made = model.inpaint_batch(notes, constraint, [REED] * 3, samplings, fractions.append)
    guitars = model.inpaint_batch(notes[::2], constraint, [REED] * 2, samplings[::2])
    reed = model.inpaint_batch(notes[1:2], constraint, [REED], samplings[1:2])
    for one, other in zip(made, (guitars[0], reed[0], guitars[1]), strict=True):
        assert np.array_equal(one.codemaps.top, other.codemaps.top)
        assert np.array_equal(one.codemaps.bottom, other.codemaps.bottom)
        assert np.array_equal(one.samples, other.samples)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert {"codes", "decode"} == set(model.timings)


def test_a_model_that_hides_nothing_goes_on_as_it_did() -> None:
    model = tiny_inpainter(families_apart=False)
    constraint = Constraint.freeing(Region(Layer.TOP, 1, 3, 0, 32))
    note = note_of(4)
    made = [
        model.inpaint(note, constraint, REED, Sampling(seed=1, retrigger=word), ignore)
        for word in Retrigger
    ]
    for other in made[1:]:
        assert np.array_equal(made[0].samples, other.samples)
