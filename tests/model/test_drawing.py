"""The decode loop: cached equals uncached, kept codes are kept, same seed same note."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from tiny import tiny_inpainter
from torch.utils._python_dispatch import TorchDispatchMode

from notono_live.errors import Cancelled
from notono_live.model.drawing import Canvas, draw_cached, draw_plainly
from notono_live.model.labels import Labels
from notono_live.model.progress import ignore
from notono_live.model.transformer import Prior, PriorConfig
from notono_live.notes.codemap import Codemaps, Grid, Layer
from notono_live.notes.conditioning import Conditioning, ConditioningMaps, Family
from notono_live.notes.constraint import Constraint, Region, beneath
from notono_live.notes.note import Note, Sampling


def random_note(rng: np.random.Generator, columns: int = 4) -> Note:
    maps = [rng.integers(0, 512, Grid.of(layer, columns).shape) for layer in Layer]
    labels = ConditioningMaps.filled(Conditioning(60, Family.GUITAR), columns)
    samples = rng.standard_normal(columns * 16384).astype(np.float32) * 0.1
    return Note(Codemaps(*maps), labels, samples)


def scattered(rng: np.random.Generator, columns: int = 4) -> Constraint:
    top = rng.random(Grid.of(Layer.TOP, columns).shape) < 0.2
    bottom = rng.random(Grid.of(Layer.BOTTOM, columns).shape) < 0.2
    return Constraint(top, bottom | beneath(top))


def only(row: int, column: int) -> Constraint:
    return Constraint.freeing(Region(Layer.BOTTOM, column, column + 1, row, row + 1))


CONSTRAINTS = {
    "all": lambda rng: Constraint.nothing_kept(),
    "first cell": lambda rng: only(0, 0),
    "last cell": lambda rng: only(63, 7),
    "column": lambda rng: Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 32)),
    "band": lambda rng: Constraint.freeing(Region(Layer.TOP, 0, 4, 3, 9)),
    "half patches": lambda rng: Constraint.freeing(Region(Layer.BOTTOM, 1, 4, 5, 20)),
    "scattered": scattered,
    "nothing": lambda rng: Constraint(np.zeros((32, 4), bool), np.zeros((64, 8), bool)),
    "long note": lambda rng: scattered(rng, 7),
    "long generation": lambda rng: Constraint.nothing_kept(5),
}


@pytest.mark.parametrize("families_apart", [False, True])
@pytest.mark.parametrize("guidance", [1.0, 2.5])
@pytest.mark.parametrize("name", CONSTRAINTS)
def test_cached_equals_uncached(name: str, guidance: float, families_apart: bool) -> None:
    rng = np.random.default_rng(3)
    constraint = CONSTRAINTS[name](rng)
    inpainter = tiny_inpainter(velocities=5, families_apart=families_apart)
    for prior in inpainter.priors.values():
        prior.double()  # in single precision some processors' sums put a draw on another rung
    notes = [random_note(rng, constraint.columns) for _ in range(2)]
    labels = [Conditioning(48, Family.BASS), Conditioning(None, Family.REED, 127)]
    samplings = [Sampling(1.0, seed=seed, guidance=guidance, top_p=0.9) for seed in (1, 2)]
    fast, slow = (
        inpainter.inpaint_batch(notes, constraint, labels, samplings, ignore, loop)
        for loop in (draw_cached, draw_plainly)
    )
    for note, before, truth in zip(fast, notes, slow, strict=True):
        assert note.codemaps.same_as(truth.codemaps)
        for layer, mask in ((Layer.TOP, constraint.top), (Layer.BOTTOM, constraint.bottom)):
            kept = note.codemaps.of(layer)[~mask]
            assert np.array_equal(kept, before.codemaps.of(layer)[~mask]), "kept codes are kept"
            if mask.sum() > 20:
                changed = (note.codemaps.of(layer) != before.codemaps.of(layer))[mask]
                assert changed.mean() > 0.8, "masked codes are drawn"


SURROUNDED = ("column", "band", "half patches", "scattered", "long note")


@pytest.mark.parametrize("family", [Family.GUITAR, Family.REED, None])
@pytest.mark.parametrize("name", SURROUNDED)
def test_what_is_kept_of_another_family_tells_nothing_and_is_kept(
    name: str, family: Family | None
) -> None:
    """Of the same family, or where any may be drawn, it tells what the note is."""
    rng = np.random.default_rng(3)
    constraint = CONSTRAINTS[name](rng)
    inpainter = tiny_inpainter(families_apart=True)
    notes = [random_note(rng, constraint.columns) for _ in range(2)]  # guitars both
    asked = [Conditioning(48, family)] * 2, [Sampling(1.0, seed=1, top_p=0.9)] * 2
    made = inpainter.inpaint_batch(notes, constraint, *asked)
    for layer, mask in ((Layer.TOP, constraint.top), (Layer.BOTTOM, constraint.bottom)):
        if not mask.any():
            continue
        one, other = (note.codemaps.of(layer) for note in made)
        same = np.array_equal(one[mask], other[mask])
        # Bottom cells see the top codes above them, kept ones too.
        apart = layer is Layer.TOP or not _kept_above(constraint)
        assert same == (family is Family.REED and apart)
        for note, before in zip(made, notes, strict=True):
            kept = before.codemaps.of(layer)[~mask]
            assert np.array_equal(note.codemaps.of(layer)[~mask], kept)


def test_of_each_note_of_a_batch_its_own_surroundings_are_hidden() -> None:
    """Two guitars and two reeds, all asked to be reeds: guitars alone are drawn alike."""
    rng = np.random.default_rng(3)
    constraint = Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 32))
    inpainter = tiny_inpainter(families_apart=True)
    notes = [random_note(rng) for _ in range(4)]
    reeds = ConditioningMaps.filled(Conditioning(60, Family.REED), 4)
    notes[2:] = [Note(note.codemaps, reeds, note.samples) for note in notes[2:]]
    asked = [Conditioning(60, Family.REED)] * 4, [Sampling(1.0, seed=1, top_p=0.9)] * 4
    for loop in (None, draw_cached):
        made = inpainter.inpaint_batch(notes, constraint, *asked, draw_window=loop)
        tops = [note.codemaps.top[:, 1].tobytes() for note in made]
        assert tops[0] == tops[1]
        assert len(set(tops)) == 3


def _kept_above(constraint: Constraint) -> bool:
    """Whether bottom cells are to be drawn under top cells that are kept."""
    return bool((constraint.bottom & ~beneath(constraint.top)).any())


@pytest.mark.parametrize("layer", Layer)
@pytest.mark.parametrize("kept", [False, True])
def test_a_new_top_is_drawn_away_from_any_family_and_all_else_from_no_label(
    layer: Layer, kept: bool
) -> None:
    """Notes of a known and of an unknown family, drawn from their second column on."""
    prior, grid = tiny_inpainter(velocities=5).priors[layer], Grid.of(layer).shape
    mask = torch.ones(grid, dtype=torch.bool)
    mask[0, 0] = not kept
    codes, pitch, velocity = (torch.full((2, *grid), value) for value in (7, 60, 2))
    family = torch.stack((torch.full(grid, 3), torch.full(grid, -1)))
    given = torch.zeros(2, 32, 4, dtype=torch.int64) if layer is Layer.BOTTOM else None
    told = codes, mask, pitch, family, velocity, given, [Sampling(), Sampling()]
    canvas = Canvas.of(prior, *told).begun(1)
    labels, plain = canvas.notes(slice(0, 1)).labels, canvas.notes(slice(0, 1)).plain
    assert labels.family.unique().tolist() == [0, 4]  # the column that follows the note is no one's
    assert not plain.family.any()
    for one, other in ((plain.pitch, labels.pitch), (plain.velocity, labels.velocity)):
        if layer is Layer.TOP and not kept:
            assert torch.equal(one, other)
        else:
            assert not one.any()
    unknown = canvas.notes(slice(1, 2)).plain
    assert not any(x.any() for x in (unknown.pitch, unknown.family, unknown.velocity))


@pytest.mark.parametrize("layer", Layer)
def test_a_later_code_never_changes_an_earlier_one_except_through_the_encoder(layer: Layer) -> None:
    torch.manual_seed(0)
    prior = Prior(PriorConfig(layer, width=16, heads=2, encoder_layers=1, backbone_layers=2))
    per_step = prior.config.codes_per_step
    codes = torch.randint(0, 512, (1, 128, per_step))
    mask = torch.ones(1, 128, per_step, dtype=torch.bool)
    labels = Labels.of(*(torch.full_like(codes, value) for value in (60, 3, 4)))
    given = torch.randint(0, 512, (1, 128)) if layer is Layer.BOTTOM else None
    later = codes.clone()
    later[:, 70, -1] = (later[:, 70, -1] + 1) % 512
    memory = prior.look(codes, mask, labels, given)
    assert torch.equal(memory, prior.look(later, mask, labels, given)), "masked codes are unseen"
    before, after = prior(codes, memory), prior(later, memory)
    assert torch.equal(before[:, :70], after[:, :70])
    assert torch.equal(before[:, 70, :per_step], after[:, 70, :per_step])
    assert not torch.equal(before[:, 71:], after[:, 71:])
    mask[:, 70] = False
    kept = prior.look(codes, mask, labels, given), prior.look(later, mask, labels, given)
    assert not torch.equal(kept[0][:, 0], kept[1][:, 0]), "kept codes ahead are seen"


@pytest.mark.parametrize("layer", Layer)
def test_each_code_of_a_patch_sees_those_before_it_only(layer: Layer) -> None:
    torch.manual_seed(0)
    prior = Prior(PriorConfig(layer, width=16, heads=2, encoder_layers=1, backbone_layers=2))
    per_step = prior.config.codes_per_step
    memory = torch.randn(1, 128, 16)
    codes = torch.randint(0, 512, (1, 128, per_step))
    for place in range(per_step):
        other = codes.clone()
        other[:, 5, place] = (other[:, 5, place] + 1) % 512
        before, after = prior(codes, memory)[:, 5], prior(other, memory)[:, 5]
        assert torch.equal(before[:, : place + 1], after[:, : place + 1])
        assert place + 1 == per_step or not torch.equal(before[:, place + 1], after[:, place + 1])


def test_same_seed_same_note_bit_for_bit() -> None:
    rng = np.random.default_rng(5)
    note, constraint = random_note(rng), scattered(rng)
    made = [
        tiny_inpainter().inpaint(note, constraint, Conditioning(50), sampling, ignore)
        for sampling in (Sampling(1.0, seed=seed) for seed in (7, 7, 8))
    ]
    assert made[0].codemaps.same_as(made[1].codemaps)
    assert np.array_equal(made[0].samples, made[1].samples)
    assert not made[0].codemaps.same_as(made[2].codemaps)


def test_labels_are_painted_in_the_region_alone_and_used_there() -> None:
    rng = np.random.default_rng(5)
    note, inpainter = random_note(rng), tiny_inpainter()
    constraint = Constraint.freeing(Region(Layer.TOP, 0, 1, 0, 8))
    made = [
        inpainter.inpaint(note, constraint, Conditioning(p, f), Sampling(), ignore)
        for p, f in ((30, Family.BASS), (80, Family.FLUTE))
    ]
    for result, pitch in zip(made, (30, 80), strict=True):
        assert (result.conditioning.top.pitch[constraint.top] == pitch).all()
        assert (result.conditioning.top.pitch[~constraint.top] == 60).all()
        assert (result.conditioning.bottom.pitch[~constraint.bottom] == 60).all()
    assert not made[0].codemaps.same_as(made[1].codemaps)


def test_a_job_can_be_ended_between_steps_and_reports_each() -> None:
    inpainter, seen = tiny_inpainter(), []

    def report(fraction: float) -> None:
        seen.append(fraction)
        if len(seen) == 40:
            raise Cancelled("the one who asked took it back")

    with pytest.raises(Cancelled):
        inpainter.inpaint(None, Constraint.nothing_kept(), Conditioning(60), Sampling(), report)
    assert len(seen) == 40
    assert seen == sorted(seen)
    assert 0 <= seen[0] < seen[-1] < 1


class Looks(TorchDispatchMode):
    """Counts what takes a number out of a tensor: on a GPU each waits for all that was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += func.name() in ("aten::is_nonzero", "aten::item", "aten::_local_scalar_dense")
        return func(*args, **(kwargs or {}))


def test_nothing_is_asked_of_the_device_code_by_code() -> None:
    counts = []
    for columns in (1, 3):
        constraint = Constraint.freeing(Region(Layer.TOP, 0, columns, 0, 32))
        note, inpainter = random_note(np.random.default_rng(5)), tiny_inpainter()
        asked = [note], constraint, [Conditioning(50)], [Sampling()], ignore, draw_cached
        with Looks() as looks:
            inpainter.inpaint_batch(*asked)
        counts.append(looks.count)
    assert 0 < counts[0] == counts[1]
