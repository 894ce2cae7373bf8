"""Velocity is a label that a model may know: what it changes, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from test_drawing import random_note
from tiny import tiny_bundle, tiny_inpainter

from notono_live.errors import OutOfRange
from notono_live.model.bundle import load_inpainter
from notono_live.model.labels import Labels
from notono_live.model.progress import ignore
from notono_live.model.transformer import Prior
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import Conditioning, Family
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Note, Sampling

PART = Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 32))
GUITAR = Conditioning(60, Family.GUITAR)


def redrawn(note: Note, velocity: int | None, velocities: int = 5, **sampling: float) -> Note:
    inpainter = tiny_inpainter(velocities=velocities)
    said = replace(GUITAR, velocity=velocity)
    return inpainter.inpaint(note, PART, said, Sampling(seed=2, **sampling), ignore)


@pytest.mark.parametrize("layer", Layer)
def test_the_label_changes_what_a_prior_expects_where_it_stands(layer: Layer) -> None:
    prior: Prior = tiny_bundle(velocities=5).priors[layer].eval()
    per_step = prior.config.codes_per_step
    codes = torch.randint(0, 512, (1, 128, per_step))
    mask = torch.ones_like(codes, dtype=torch.bool)
    given = torch.randint(0, 512, (1, 128)) if layer is Layer.BOTTOM else None
    velocity = torch.full_like(codes, -1)
    velocity[:, 64:] = 4
    labels = Labels.of(torch.full_like(codes, 60), torch.full_like(codes, 3), velocity)
    unknown = replace(labels, velocity=torch.zeros_like(codes))
    with torch.inference_mode():
        shown, plain = (prior.shown(codes, mask, told, given) for told in (labels, unknown))
        looked = [prior(codes, prior.look(codes, mask, x, given)) for x in (labels, unknown)]
    assert torch.equal(shown[:, :64], plain[:, :64])
    assert not torch.equal(shown[:, 64:], plain[:, 64:])
    assert not torch.equal(*looked)
    assert torch.equal(labels.forgotten().velocity, unknown.velocity)


def test_each_class_draws_another_note_and_velocities_of_a_class_the_same() -> None:
    note = random_note(np.random.default_rng(5))
    made = {v: redrawn(note, v).codemaps for v in (None, 25, 127, 120)}
    assert made[120].same_as(made[127])
    assert not made[25].same_as(made[127])
    assert not made[None].same_as(made[127])


def test_guidance_turns_away_from_a_note_of_unknown_velocity() -> None:
    """With no other label, the two sides differ in the velocity alone; guidance 0 is the other."""
    note = random_note(np.random.default_rng(5))
    inpainter = tiny_inpainter(velocities=5, weights="float32")  # int8 has one scale for both
    sides = [
        inpainter.inpaint(
            note, Constraint.nothing_kept(), Conditioning(velocity=v), Sampling(guidance=g), ignore
        ).codemaps
        for v, g in ((127, 0.0), (None, 1.0), (127, 1.0))
    ]
    assert sides[0].same_as(sides[1])
    assert not sides[0].same_as(sides[2])


def test_cells_that_stay_keep_the_velocity_they_are_labelled_with() -> None:
    labels = redrawn(random_note(np.random.default_rng(5)), 100).conditioning
    assert (labels.top.velocity[PART.top] == 3).all()
    assert (labels.bottom.velocity[PART.bottom] == 3).all()
    assert (labels.top.velocity[~PART.top] == -1).all()


def test_a_model_that_knows_no_velocity_draws_the_same_whatever_is_said() -> None:
    note = random_note(np.random.default_rng(5))
    assert redrawn(note, 25, 0).codemaps.same_as(redrawn(note, 127, 0).codemaps)


def test_the_default_model_is_louder_the_harder_it_is_struck() -> None:
    """On the whole: what is drawn of one family differs, too, whatever the velocity."""
    inpainter = load_inpainter("default", "cpu")
    levels = []
    for velocity in (25, 127):
        asked = [Conditioning(pitch, family, velocity) for family in Family for pitch in (45, 62)]
        notes = inpainter.generate(asked, Sampling(), ignore)
        levels.append([np.sqrt(np.square(note.samples).mean()) for note in notes])
    soft, hard = 20 * np.log10(levels)
    assert np.median(hard - soft) > 2


@pytest.mark.parametrize("velocity", [0, 128])
def test_velocities_that_are_none_are_refused(velocity: int) -> None:
    with pytest.raises(OutOfRange, match=r"1\.\.127"):
        Conditioning(velocity=velocity)
