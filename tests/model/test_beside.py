"""Beside redrawn cells the decoder reads their mirror image where something else is kept."""

from __future__ import annotations

import numpy as np
import pytest
from test_drawing import random_note
from tiny import tiny_inpainter

from notono_live.model.beside import Foreign, mirror
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.progress import ignore
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import Conditioning, ConditioningMaps, Family
from notono_live.notes.constraint import Constraint, Region, beneath
from notono_live.notes.note import Note, Sampling

REED = Conditioning(60, Family.REED)
MIDDLE = Constraint.freeing(Region(Layer.TOP, 1, 3, 0, 32))


@pytest.fixture(scope="module")
def model() -> NeuralInpainter:
    return tiny_inpainter(families_apart=True)


def walked(row: np.ndarray) -> list[int]:
    """`mirror` of a row, cell by cell: from each kept one into the nearest stretch, to and fro."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False]))))
    stretches = [range(begin, end) for begin, end in edges.reshape(-1, 2)]
    made = []
    for column in range(len(row)):
        if row[column] or not stretches:
            made.append(column)
            continue
        ways = [s[::-1] if column >= s.stop else s for s in stretches]
        way = min(ways, key=lambda way: (abs(column - way[0]), column < way[0]))
        to_and_fro = [*way, *way[::-1]]
        made.append(to_and_fro[(abs(column - way[0]) - 1) % len(to_and_fro)])
    return made


def test_a_mirror_image_is_what_one_finds_walking() -> None:
    rng = np.random.default_rng(0)
    for columns in range(1, 14):
        mask = rng.random((24, columns)) < rng.random((24, 1))
        assert mirror(mask).tolist() == [walked(row) for row in mask]


def numbered(columns: int, notes: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Codes that tell their columns."""
    shapes = (notes, 32, columns), (notes, 64, 2 * columns)
    top, bottom = (np.broadcast_to(np.arange(shape[2]), shape) for shape in shapes)
    return top, bottom


def test_the_bottom_turns_with_the_top() -> None:
    """Where two stretches are as near as each other, too."""
    mask = np.zeros((32, 4), dtype=bool)
    mask[:16, [1, 3]] = True
    constraint = Constraint(mask, beneath(mask))
    labels = ConditioningMaps.filled(Conditioning(50)).painted(constraint, REED)
    top, bottom = Foreign.beside(constraint, [labels]).apart(*numbered(4))
    assert top[0, :16].tolist() == [[1, 1, 1, 3]] * 16
    assert bottom[0, :32].tolist() == [[3, 2, 2, 3, 3, 2, 6, 7]] * 32
    assert top[0, 16:].tolist() == [[0, 1, 2, 3]] * 16, "rows in which nothing is drawn stay"
    assert bottom[0, 32:].tolist() == [list(range(8))] * 32


def test_of_a_batch_those_are_set_apart_that_are_beside_something_else() -> None:
    before = (Conditioning(60, Family.REED), Conditioning(60, Family.GUITAR))
    labels = [ConditioningMaps.filled(one).painted(MIDDLE, REED) for one in before]
    top, bottom = Foreign.beside(MIDDLE, labels).apart(*numbered(4, 2))
    assert top[:, 0].tolist() == [[0, 1, 2, 3], [1, 1, 2, 2]]
    assert bottom[:, 0].tolist() == [[0, 1, 2, 3, 4, 5, 6, 7], [3, 2, 2, 3, 4, 5, 5, 4]]


def test_bottom_codes_alone_are_heard_through_what_is_kept() -> None:
    constraint = Constraint.freeing(Region(Layer.BOTTOM, 2, 6, 0, 64))
    labels = ConditioningMaps.filled(Conditioning(50)).painted(constraint, REED)
    codes = numbered(4)
    assert Foreign.beside(constraint, [labels]).apart(*codes) == codes


def with_others_around(note: Note, mask: Constraint) -> Note:
    """The same codes under the mask, others around them."""
    other = random_note(np.random.default_rng(9)).codemaps
    codes = (
        np.where(cells, note.codemaps.of(layer), other.of(layer))
        for cells, layer in zip((mask.top, mask.bottom), Layer, strict=True)
    )
    return Note(type(note.codemaps)(*codes), note.conditioning, note.samples)


@pytest.mark.parametrize(
    ("asked", "apart"),
    [
        (REED, True),
        (Conditioning(48, Family.GUITAR), True),
        (Conditioning(60, Family.GUITAR), False),
        (Conditioning(), False),
    ],
)
def test_what_is_kept_of_another_sound_is_not_heard_in_what_is_drawn(
    model: NeuralInpainter, asked: Conditioning, apart: bool
) -> None:
    """The same codes drawn, and the same samples around."""
    note = random_note(np.random.default_rng(3))  # a guitar at 60
    notes = [note, with_others_around(note, MIDDLE)]
    samplings = [Sampling(seed=1, top_p=0.9)] * 2
    drawn = model.inpaint_batch(notes, MIDDLE, [asked] * 2, samplings)
    foreign = Foreign.beside(MIDDLE, [n.conditioning for n in drawn])
    inside = drawn[0].codemaps
    codes = [
        np.stack([np.where(m, inside.of(layer), n.codemaps.of(layer)) for n in notes])
        for layer, m in zip(Layer, (MIDDLE.top, MIDDLE.bottom), strict=True)
    ]
    kept = np.stack([n.samples for n in notes])
    sounds = model.decode_batch(*foreign.apart(*codes), kept, MIDDLE)
    assert np.array_equal(*sounds) == apart


def test_the_note_is_decoded_so(model: NeuralInpainter) -> None:
    note = random_note(np.random.default_rng(3))
    made, again = (
        model.inpaint(n, MIDDLE, REED, Sampling(seed=1, top_p=0.9), ignore)
        for n in (note, with_others_around(note, MIDDLE))
    )
    assert np.array_equal(made.samples, again.samples)


def test_its_first_columns_are_decoded_so(model: NeuralInpainter) -> None:
    """Over a bottom that is not drawn yet, and here the same."""
    note, heard = random_note(np.random.default_rng(3)), list[np.ndarray]()
    for n in (note, with_others_around(note, MIDDLE)):
        sampling = Sampling(seed=1, top_p=0.9)
        model.inpaint(n, MIDDLE, REED, sampling, ignore, lambda _, sound: heard.append(sound))
    column, other = heard
    assert np.array_equal(column, other)
    assert not np.array_equal(column, note.samples[: len(column)])
