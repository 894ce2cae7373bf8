"""Any cells of a slot: redrawn, randomised, erased, labelled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from house import House, run

from notono_live.cli.replay import IDENTICAL, NO_MODEL, Replay
from notono_live.errors import BadArguments
from notono_live.export import journal
from notono_live.notes.cells import Cells
from notono_live.notes.codemap import Grid, Layer
from notono_live.notes.conditioning import Family
from notono_live.notes.note import Note, Retrigger
from notono_live.protocol import notifications as told

TOP, BOTTOM = Layer.TOP, Layer.BOTTOM


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    house.ask("notify", 1)
    return house


def text(layer: Layer, *cells: tuple[int, int]) -> str:
    """Cells by row and column."""
    mask = np.zeros(Grid.of(layer).shape, dtype=bool)
    for cell in cells:
        mask[cell] = True
    return "x" + Cells.of(layer, mask).text


def held(house: House, slot: int = 1) -> Note:
    return house.engine.bank[slot].filled().note


def changed(before: Note, after: Note, layer: Layer) -> set[tuple[int, int]]:
    where = np.argwhere(before.codemaps.of(layer) != after.codemaps.of(layer))
    return {(int(row), int(column)) for row, column in where}


def beneath(row: int, column: int) -> set[tuple[int, int]]:
    return {(2 * row + r, 2 * column + c) for r in (0, 1) for c in (0, 1)}


SCATTERED = ((0, 0), (7, 2), (31, 3))


def test_scattered_cells_are_redrawn_and_no_others(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        before = held(house)
        await house.made("slot/redraw", 1, "top", text(TOP, *SCATTERED), "bass", 36, 9)
        after = held(house)
        assert changed(before, after, TOP) <= set(SCATTERED)
        assert changed(before, after, BOTTOM) <= set().union(*(beneath(*c) for c in SCATTERED))
        assert changed(before, after, BOTTOM)
        labels = after.conditioning
        assert {(int(r), int(c)) for r, c in np.argwhere(labels.top.pitch == 36)} == set(SCATTERED)
        assert (labels.bottom.family == Family.BASS.number).sum() == 12
        assert house.engine.bank[1].filled().seed == 9

    run(work)


def test_labels_are_painted_without_drawing_and_used_by_the_next_redraw_under_own(
    house: House,
) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        before = held(house)
        house.ask("slot/label", 1, "top", text(TOP, (3, 0)), "vocal", 72)
        house.ask("slot/label", 1, "bottom", text(BOTTOM, (6, 0)), "own", 50)
        house.ask("slot/label", 1, "top", text(TOP, (4, 1)), "none")
        await house.engine.maker.finish()
        assert not house.worker.jobs
        assert house.engine.bank[1].revision == 4
        assert held(house).codemaps.same_as(before.codemaps)
        house.ask("slot/redraw", 1, "top", text(TOP, (3, 0), (4, 1), (5, 1)), "own")
        (job,) = house.worker.jobs
        labels = job.note.conditioning.painted(job.constraint, job.conditioning)
        assert labels.top.pitch[3, 0] == 72
        assert labels.top.family[3, 0] == Family.VOCAL.number
        assert (labels.bottom.pitch[6, 0], labels.bottom.pitch[7, 1]) == (50, 72)
        assert (labels.bottom.family[6:8, 0:2] == Family.VOCAL.number).all()
        assert (labels.top.pitch[4, 1], labels.top.family[4, 1]) == (60, -1)
        assert (labels.top.pitch[5, 1], labels.top.family[5, 1]) == (60, Family.GUITAR.number)
        house.worker.finish()
        await house.engine.maker.finish()
        assert held(house).conditioning.top.pitch[3, 0] == 72
        for _ in range(4):
            house.ask("slot/undo", 1)
        await house.engine.maker.finish()
        assert (held(house).conditioning.top.pitch == 60).all()

    run(work)


@pytest.mark.parametrize(
    ("labels", "pitch", "family"),
    [
        ((), 64, Family.REED),  # the knobs
        (("own",), 60, Family.GUITAR),
        (("own", -1), 60, Family.GUITAR),
        (("own", 70), 70, Family.GUITAR),
        (("organ",), 64, Family.ORGAN),
        (("organ", -1), 60, Family.ORGAN),
        (("none", 70), 70, None),
    ],
)
def test_what_is_not_said_of_labels_comes_from_the_knobs_or_the_cells(
    house: House, labels: tuple[str | int, ...], pitch: int, family: Family | None
) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        house.ask("pitch", 64)
        house.ask("instrument", "reed")
        await house.made("slot/redraw", 1, "bottom", text(BOTTOM, (9, 3)), *labels)
        now = held(house).conditioning.bottom
        assert now.pitch[9, 3] == pitch
        assert now.family[9, 3] == (-1 if family is None else family.number)

    run(work)


def test_random_codes_fill_the_cells_and_the_model_draws_only_what_lies_beneath(
    house: House,
) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        for layer in Layer:
            house.ask("slot/randomize", 1, str(layer), text(layer, (1, 1)), 3)
            (job,) = house.worker.jobs
            assert job.uniform is layer
            assert job.sampling.seed == 3
            before = held(house)
            house.worker.finish()
            await house.engine.maker.finish()
            after = held(house)
            assert changed(before, after, layer) == {(1, 1)}
            assert np.array_equal(after.conditioning.top.pitch, before.conditioning.top.pitch)

    run(work)


def test_erased_cells_lose_their_sound_and_keep_their_labels(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        await house.made("slot/erase", 1, "top", text(TOP, (0, 0)))
        note = held(house)
        assert not note.codemaps.top[0, 0]
        assert not note.codemaps.bottom[:2, :2].any()
        assert (note.conditioning.top.pitch == 60).all()
        assert house.engine.bank[1].filled().seed == 1
        house.ask("slot/erase", 1, "bottom", text(BOTTOM, (0, 4)), 6)
        assert house.worker.jobs[0].gain == pytest.approx(0.501, abs=1e-3)

    run(work)


def test_labels_are_told_row_by_row(house: House) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        house.ask("slot/label", 1, "top", text(TOP, (2, 1)), "none", 30)
        house.client.heard.clear()
        house.ask("slot/labels", 1, "top")
        rows = house.heard(told.LabelsRow)
        assert len(rows) == 96
        family = Family.GUITAR.number
        assert told.LabelsRow(1, "top", 2, "pitch", (60, 30, 60, 60)) in rows
        assert told.LabelsRow(1, "top", 2, "instrument", (family, -1, family, family)) in rows
        assert told.LabelsRow(1, "top", 2, "velocity", (-1, -1, -1, -1)) in rows
        assert house.client.heard[-1] == told.Done("slot/labels", 0, 1, (96,))

    run(work)


@pytest.mark.parametrize(
    ("atoms", "code", "words"),
    [
        ((1, "top", "f" * 24), "bad-args", "so send 32"),
        ((1, "bottom", "f" * 32), "bad-args", "8 columns of 16 digits, so send 128"),
        ((1, "top", "0" * 32), "range", "marks no cell"),
        ((2, "top", "f" * 32), "unknown-slot", "slot 2 is empty"),
        ((99, "top", "f" * 32), "unknown-slot", "slot 99"),
    ],
)
@pytest.mark.parametrize("verb", ["redraw", "randomize", "erase", "label", "takes"])
def test_cells_that_cannot_be_are_refused_and_nothing_changes(
    house: House, verb: str, atoms: tuple[int | str, ...], code: str, words: str
) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        extra = {"label": ("bass",), "takes": ()}.get(verb, ())
        slot, layer, cells = atoms
        between = (2,) if verb == "takes" else ()
        house.ask(f"slot/{verb}", slot, *between, layer, cells, *extra)
        assert house.last_fail().code == code
        assert words in house.last_fail().text
        assert not house.worker.jobs
        assert house.engine.bank[1].revision == 1

    run(work)


@pytest.mark.parametrize(
    "verb", [("redraw", "own"), ("randomize",), ("erase",), ("label", "bass"), ("choose",)]
)
def test_a_locked_slot_stays_as_it_is(house: House, verb: tuple[str, ...]) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        await house.made("slot/takes", 1, 2)
        house.ask("slot/lock", 1, 1)
        if verb[0] == "choose":
            house.ask("slot/choose", 1, 1)
        else:
            house.ask(f"slot/{verb[0]}", 1, "top", text(TOP, (0, 0)), *verb[1:])
        assert house.last_fail().code == "denied"
        await house.engine.maker.finish()
        assert house.engine.bank[1].revision == 1

    run(work)


def test_every_stroke_comes_out_the_same_from_the_journal(tmp_path: Path) -> None:
    async def work() -> None:
        house = House(tmp_path / "out")
        await house.made("slot/generate", 1, 60, "guitar", 7)
        await house.made("slot/redraw", 1, "top", text(TOP, *SCATTERED), "own", 30, 5)
        await house.made("slot/redraw", 1, "bottom", text(BOTTOM, (60, 1)), "reed", -1, 5)
        await house.made("slot/randomize", 1, "top", text(TOP, *SCATTERED), 6)
        house.ask("slot/label", 1, "top", text(TOP, (8, 0)), "none", 72)
        await house.made("slot/erase", 1, "bottom", text(BOTTOM, (3, 1), (9, 2)), 12)
        await house.made("slot/takes", 1, 3, "top", text(TOP, (5, 1)), "own", -1, 999_998)
        house.ask("slot/choose", 1, 3)
        await house.engine.close()
        assert house.engine.bank[1].filled().seed == 0  # after 999 999

    run(work)
    for path in (tmp_path / "out" / "takes").iterdir():
        path.unlink()
    from toys import ToyInpainter

    replay = Replay(
        tmp_path / "out", tmp_path, lambda name, weights: ToyInpainter(), lambda n: None
    )
    texts = [replay.told(edit) for _, edit in journal.read(tmp_path / "out" / "journal.jsonl")]
    assert (len(texts), replay.sums[IDENTICAL], replay.sums[NO_MODEL]) == (7, 7, 0), texts


@pytest.mark.parametrize("word", Retrigger)
def test_what_begins_with_an_attack_is_as_the_parameter_says(house: House, word: Retrigger) -> None:
    async def work() -> None:
        await house.made("slot/generate", 1, 60, "guitar", 1)
        house.ask("retrigger", str(word))
        with pytest.raises(BadArguments, match="off instrument note"):
            house.ask("retrigger", "sometimes")
        house.ask("slot/redraw", 1, "top", text(TOP, (3, 0)), "vocal")
        house.ask("slot/takes", 1, 2)
        house.ask("regenerate")
        asked = [
            job.sampling if hasattr(job, "sampling") else job.samplings[0]
            for job in house.worker.jobs
        ]
        assert {sampling.retrigger for sampling in asked} == {word}
        house.worker.finish()
        await house.engine.maker.finish()

    run(work)
