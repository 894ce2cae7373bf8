"""The loop at speed draws what the plain one draws."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from test_drawing import random_note, scattered
from tiny import tiny_inpainter

from notono_live.model.drawing import draw_cached
from notono_live.model.graph import backbone_graph
from notono_live.model.inpainter import ignore
from notono_live.model.stepper import Stepper, Steppers
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import Conditioning, Family
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Sampling

CONSTRAINTS = {
    "scattered cells": scattered(np.random.default_rng(3)),
    "one column": Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 32)),
    "a low band": Constraint.freeing(Region(Layer.TOP, 0, 4, 0, 8)),
    "the fine texture": Constraint.freeing(Region(Layer.BOTTOM, 0, 8, 0, 64)),
    "everything": Constraint.nothing_kept(),
    "a longer note": scattered(np.random.default_rng(4), columns=7),
}


@pytest.mark.parametrize("guidance", [1.0, 2.0])
@pytest.mark.parametrize("constraint", CONSTRAINTS.values(), ids=CONSTRAINTS)
def test_the_same_codes_are_drawn(constraint: Constraint, guidance: float) -> None:
    inpainter, rng = tiny_inpainter(), np.random.default_rng(7)
    notes = [random_note(rng, constraint.columns) for _ in range(3)]
    labels = [Conditioning(pitch, Family.BASS) for pitch in (30, 48, 84)]
    samplings = [Sampling(temperature=0.9, guidance=guidance, seed=seed) for seed in (1, 2, 3)]
    fast, slow = (
        inpainter.inpaint_batch(notes, constraint, labels, samplings, ignore, loop)
        for loop in (Steppers(inpainter.priors), draw_cached)
    )
    alike = [made.codemaps.same_as(truth.codemaps) for made, truth in zip(fast, slow, strict=True)]
    # The last bit of a logit may differ, and once in thousands of codes that is a narrow choice,
    # after which all is another drawing.
    assert sum(alike) >= 2


@pytest.mark.parametrize("layer", Layer)
@torch.inference_mode()
def test_a_step_is_the_transformers(layer: Layer) -> None:
    prior = tiny_inpainter().priors[layer]
    stepper, cache = Stepper(prior), prior.new_cache(2)
    torch.manual_seed(0)
    memory = torch.randn(2, 9, prior.config.width)
    codes = torch.randint(0, 512, (2, 9, prior.config.codes_per_step))
    prior.advance(codes[:, :8], memory[:, :8], cache)
    again = prior.new_cache(2)
    again.keys[:], again.values[:], again.length = cache.keys, cache.values, cache.length
    truth = prior.advance(codes[:, 8:], memory[:, 8:], cache)[:, 0]
    step = stepper.bound(again)
    made = step.advance(memory[:, 8].numpy() + stepper.before(codes, 9))
    assert np.allclose(made, truth.numpy(), atol=1e-5)
    assert torch.allclose(again.keys, cache.keys, atol=1e-5)
    assert again.length == cache.length == 9
    for place in range(prior.config.codes_per_step):
        logits = step.logits(made + prior.turn.weight[place].numpy())
        assert torch.allclose(logits, prior.turn_logits(truth, place), atol=1e-4)


def test_a_graph_holds_the_weights_and_is_made_at_once() -> None:
    prior = tiny_inpainter().priors[Layer.TOP]
    floats = sum(p.numel() for p in prior.backbone.parameters())
    assert 4 * floats < len(backbone_graph(prior)) < 5 * floats + 20_000
