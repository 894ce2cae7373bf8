"""The loop at speed draws what the plain one draws."""

from __future__ import annotations

import itertools
import logging
import time
from collections import Counter
from functools import partial

import numpy as np
import onnxruntime
import pytest
import torch
from onnxruntime.capi.onnxruntime_pybind11_state import NotImplemented as Unsupported
from test_drawing import random_note, scattered
from tiny import tiny_inpainter

from notono_live.errors import Cancelled, OutOfRange
from notono_live.model.bundle import load_inpainter
from notono_live.model.drawing import StepDone, draw_cached
from notono_live.model.graph import feed_graph, step_graph
from notono_live.model.labels import Labels
from notono_live.model.progress import ignore
from notono_live.model.sampling import sample, sampled
from notono_live.model.sessions import eight_bits, multiplies_int8, session
from notono_live.model.shown import Shown
from notono_live.model.step import Cache
from notono_live.model.stepper import Steppers
from notono_live.model.together import together
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


@pytest.mark.parametrize("families_apart", [False, True])
@pytest.mark.parametrize("guidance", [1.0, 2.0])
@pytest.mark.parametrize("constraint", CONSTRAINTS.values(), ids=CONSTRAINTS)
def test_the_same_codes_are_drawn(
    constraint: Constraint, guidance: float, families_apart: bool
) -> None:
    inpainter = tiny_inpainter(velocities=5, families_apart=families_apart)
    rng = np.random.default_rng(7)
    notes = [random_note(rng, constraint.columns) for _ in range(3)]
    labels = [Conditioning(p, Family.BASS, v) for p, v in ((30, 25), (48, None), (84, 127))]
    samplings = [Sampling(temperature=0.9, guidance=guidance, seed=seed) for seed in (1, 2, 3)]
    fast, slow = (
        inpainter.inpaint_batch(notes, constraint, labels, samplings, ignore, loop)
        for loop in (Steppers(inpainter.priors, "float32"), draw_cached)
    )
    alike = [made.codemaps.same_as(truth.codemaps) for made, truth in zip(fast, slow, strict=True)]
    # The last bit of a logit may differ, and once in thousands of codes that is a narrow choice,
    # after which all is another drawing.
    assert sum(alike) >= 2


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(top_k=5), Sampling(top_p=0.3), TRUTH])
def test_sampling_in_numpy_is_the_samplings(sampling: Sampling) -> None:
    """On logits and numbers of every kind."""
    rng = np.random.default_rng(0)
    logits = (rng.standard_normal((400, 512)) * rng.uniform(0.1, 8, (400, 1))).astype(np.float32)
    numbers = rng.random(400).astype(np.float32)
    truth = sample(torch.from_numpy(logits), torch.from_numpy(numbers), sampling)
    made = sampled(logits, numbers, sampling)
    assert (made == truth.numpy()).mean() > 0.99  # sums differ in their last bits


@pytest.mark.parametrize("layer", Layer)
def test_what_the_encoder_reads_is_what_the_prior_shows_it(layer: Layer) -> None:
    """Labels of every cell its own, and of whole steps alike."""
    prior = tiny_inpainter(velocities=5, families_apart=True).priors[layer]
    places, maker = prior.config.codes_per_step, torch.Generator().manual_seed(8)

    def any_of(most: int, *shape: int) -> torch.Tensor:
        return torch.randint(most, shape, generator=maker)

    codes, mask, given = (
        any_of(513, 2, 128, places),  # the last is a hidden one
        any_of(2, 128, places) > 0,
        any_of(513, 2, 128),
    )
    for cells in (places, 1):
        kinds = (any_of(most, 2, 128, cells).expand(-1, -1, places) for most in (62, 12, 6))
        labels = Labels(*kinds)
        plain = labels.of_any_family()
        made = Shown(prior)(codes, mask, labels, given, plain)
        told = codes, mask.expand_as(codes)
        truth = [prior.shown(*told, label, given) for label in (labels, plain)]
        assert np.allclose(made, torch.cat(truth).detach().numpy(), atol=1e-5)


def test_a_graph_holds_the_weights_and_no_more() -> None:
    prior = tiny_inpainter().priors[Layer.TOP]
    floats = sum(p.numel() for p in prior.backbone.parameters())
    assert 4 * floats < len(feed_graph(prior)) < 5 * floats + 20_000


def log_softmax(logits: np.ndarray) -> np.ndarray:
    falling = logits - logits.max(1, keepdims=True)
    return np.asarray(falling - np.log(np.exp(falling).sum(1, keepdims=True)))


def test_notes_shared_out_between_threads_are_the_ones_drawn_together() -> None:
    inpainter, rng = tiny_inpainter(), np.random.default_rng(5)
    notes = [random_note(rng, 4) for _ in range(5)]
    labels = [Conditioning(40 + n, Family.REED) for n in range(5)]
    samplings = [Sampling(guidance=2, seed=n) for n in range(5)]
    constraint, steppers = CONSTRAINTS["scattered cells"], Steppers(inpainter.priors, "float32")
    made = []
    for cores in (1, 3):
        for stepper in steppers.steppers.values():
            stepper.cores = cores
        made.append(inpainter.inpaint_batch(notes, constraint, labels, samplings, ignore, steppers))
    alike = [a.codemaps.same_as(b.codemaps) for a, b in zip(*made, strict=True)]
    assert sum(alike) >= 4  # sums of other batches may differ in their last bits


def test_what_eight_bits_make_of_a_step_is_a_thousandth_of_what_is_left_to_chance() -> None:
    """Of the shipped model, whose weights have learned: 0.003 nats on top codes of 1.6."""
    prior = load_inpainter("default", "cpu").priors[Layer.TOP]
    rng, rows = np.random.default_rng(6), 16
    x = rng.standard_normal((rows, 1, prior.config.width)).astype(np.float32)
    told = {"x": x, "last": np.zeros(rows, np.int32), "total": np.array(1, np.int32)}
    told |= Cache(prior, rows, 1).kept
    plain, int8 = (
        log_softmax(session(step_graph(prior, False, eight)).run(["logits"], told)[0])
        for eight in (False, True)
    )
    divergence = (np.exp(plain) * (plain - int8)).sum(1)
    assert 0 < divergence.mean() < 0.01


@pytest.mark.parametrize("instructions", [{}, {"avx512_f": True}, {"avx512_vnni": True}])
def test_eight_bits_are_for_processors_that_multiply_them(
    instructions: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: instructions)
    multiplies_int8.cache_clear()
    can = "avx512_vnni" in instructions
    try:
        assert eight_bits("auto", 1, new=False) is can
        assert eight_bits("auto", 16, new=True) is can
        assert not eight_bits("auto", 1, new=True)
        assert eight_bits("int8", 1, new=True)
        assert not eight_bits("float32", 16, new=False)
    finally:
        multiplies_int8.cache_clear()


def test_without_a_word_from_torch_weights_stay_as_they_are_and_the_log_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities")
    multiplies_int8.cache_clear()
    try:
        with caplog.at_level(logging.INFO, "notono"):
            arithmetic = [tiny_inpainter().arithmetic for _ in range(2)]
        assert not eight_bits("auto", 16, new=False)
        assert eight_bits("int8", 1, new=True)
    finally:
        multiplies_int8.cache_clear()
    assert [a["steps"] for a in arithmetic] == [f"onnxruntime {onnxruntime.__version__}"] * 2
    assert [r.name for r in caplog.records] == ["notono.model"]
    assert "stay float32" in caplog.text


@pytest.mark.parametrize("broken", [OSError("no libcpuinfo"), Unsupported("no such node")])
def test_where_the_runtime_does_not_run_torch_does(
    broken: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise broken

    monkeypatch.setattr(onnxruntime, "InferenceSession", fail)
    assert tiny_inpainter().arithmetic["steps"] == "torch"


def test_a_mistake_is_not_taken_for_a_runtime_that_does_not_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("notono_live.model.sessions.encoder_graph", lambda: b"")
    with pytest.raises(TypeError):
        tiny_inpainter()


def test_all_parts_end_when_one_fails_or_the_work_is_taken_back() -> None:
    steps: Counter[int] = Counter()

    def part(number: int, done: StepDone) -> None:
        for _ in range(10_000):
            done()
            steps[number] += 1
            time.sleep(0.001)
            if number == 1 and len(steps) > 2:
                raise OutOfRange("one fails")

    with pytest.raises(OutOfRange, match="one fails"):
        together(3, [partial(part, number) for number in range(3)], lambda: None)
    asked = itertools.count()

    def taken_back() -> None:
        if next(asked) > 20:
            raise Cancelled("taken back")

    assert max(steps.values()) < 10_000
    steps.clear()
    with pytest.raises(Cancelled):
        together(2, [partial(part, number) for number in (2, 3, 4, 5)], taken_back)
    assert 0 < max(steps.values()) < 10_000
    assert steps[4] == steps[5] == 0


def test_what_is_remembered_of_another_drawing_changes_nothing() -> None:
    inpainter, note = tiny_inpainter(), random_note(np.random.default_rng(6), 4)
    constraint = CONSTRAINTS["one column"]

    def drawn(steppers: Steppers, pitch: int, seed: int) -> np.ndarray:
        sampling = Sampling(guidance=2, seed=seed)
        (made,) = inpainter.inpaint_batch(
            [note], constraint, [Conditioning(pitch)], [sampling], ignore, steppers
        )
        return made.codemaps.bottom

    asked = [(40, 1), (41, 1), (40, 2), (40, 1)]
    remembering = Steppers(inpainter.priors, "int8")
    for pitch, seed in asked:
        fresh = drawn(Steppers(inpainter.priors, "int8"), pitch, seed)
        assert np.array_equal(drawn(remembering, pitch, seed), fresh)
    (sessions,) = remembering.steppers[Layer.TOP].sessions.values()
    assert sessions.recall.hits == 5, "unlabelled three times, labelled as (40) twice"
