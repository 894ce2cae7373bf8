"""The loop at speed draws what the plain one draws."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from test_drawing import random_note, scattered
from tiny import tiny_inpainter

from notono_live.model.drawing import draw_cached
from notono_live.model.graph import Writer, _sampled, feed_graph
from notono_live.model.inpainter import ignore
from notono_live.model.sampling import sample
from notono_live.model.stepper import Steppers, session
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import Conditioning, Family
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Sampling

TRUTH = Sampling(temperature=0.7, top_k=40, top_p=0.95)
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
    inpainter, rng = tiny_inpainter(velocities=5), np.random.default_rng(7)
    notes = [random_note(rng, constraint.columns) for _ in range(3)]
    labels = [Conditioning(p, Family.BASS, v) for p, v in ((30, 25), (48, None), (84, 127))]
    samplings = [Sampling(temperature=0.9, guidance=guidance, seed=seed) for seed in (1, 2, 3)]
    fast, slow = (
        inpainter.inpaint_batch(notes, constraint, labels, samplings, ignore, loop)
        for loop in (Steppers(inpainter.priors), draw_cached)
    )
    alike = [made.codemaps.same_as(truth.codemaps) for made, truth in zip(fast, slow, strict=True)]
    # The last bit of a logit may differ, and once in thousands of codes that is a narrow choice,
    # after which all is another drawing.
    assert sum(alike) >= 2


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(top_k=5), Sampling(top_p=0.3), TRUTH])
def test_sampling_is_the_samplings(sampling: Sampling) -> None:
    """The graph alone, on logits and numbers of every kind."""
    rng = np.random.default_rng(0)
    write = Writer()
    drawn = _sampled(write, "logits", "number", 512)
    shape = ["B", 512]
    graph = session(
        write.finished(
            {
                "logits": (float, shape),
                "number": (float, ["B", 1]),
                "temperature": (float, [1]),
                "top_p": (float, [1]),
                "top_k": (int, [1]),
            },
            {"codes": (drawn, int, ["B", 1])},
        )
    )
    logits = (rng.standard_normal((400, 512)) * rng.uniform(0.1, 8, (400, 1))).astype(np.float32)
    numbers = rng.random((400, 1)).astype(np.float32)
    (made,) = graph.run(
        None,
        {
            "logits": logits,
            "number": numbers,
            "temperature": np.array([sampling.temperature], np.float32),
            "top_p": np.array([sampling.top_p if 0 < sampling.top_p < 1 else 2], np.float32),
            "top_k": np.array([sampling.top_k or 512]),
        },
    )
    truth = sample(torch.from_numpy(logits), torch.from_numpy(numbers[:, 0]), sampling)
    assert (made[:, 0] == truth.numpy()).mean() > 0.99  # sums differ in their last bits


def test_a_graph_holds_the_weights_and_no_more() -> None:
    prior = tiny_inpainter().priors[Layer.TOP]
    floats = sum(p.numel() for p in prior.backbone.parameters())
    assert 4 * floats < len(feed_graph(prior)) < 5 * floats + 20_000
