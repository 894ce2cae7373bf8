"""A job can be ended in the middle of all that takes long, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from test_drawing import random_note
from tiny import tiny_bundle, tiny_inpainter
from torch import nn

from notono_live.engine.jobs import Report
from notono_live.errors import Cancelled
from notono_live.model import convolutions
from notono_live.model.convolutions import STRIP_CELLS, through
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.pause import no_pause
from notono_live.model.spectrogram import Spectrogram
from notono_live.notes.codemap import COLUMN_SAMPLES, Layer
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Sampling

NOTE = random_note(np.random.default_rng(1), 4)
LONG = random_note(np.random.default_rng(2), 20)
C = Conditioning(60)
SECOND = Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 32), 4)
ALL = Constraint.freeing(Region(Layer.TOP, 0, 20, 0, 32), 20)
SEEDS = tuple(Sampling(seed=seed) for seed in range(3))

Make = Callable[[NeuralInpainter, Report], object]
JOBS: dict[str, tuple[Make, int]] = {  # and how often it can be ended, at least
    "encode": (lambda model, report: model.encode(LONG.samples, C, report), 30),
    "look": (lambda model, report: model.look(LONG, report), 2),
    "edit": (lambda model, report: model.inpaint(NOTE, SECOND, C, SEEDS[0], report), 64 + 25),
    "takes": (
        lambda model, report: model.inpaint_batch([NOTE] * 3, SECOND, [C] * 3, SEEDS, report),
        64 + 25,
    ),
    "notes": (lambda model, report: model.generate([C] * 3, SEEDS[0], report), 256 + 15),
    "many": (lambda model, report: model.generate([C] * 8, SEEDS[0], report), 256 + 16 + 110),
    "erase": (lambda model, report: model.erase(LONG, ALL, 0.5, report), 30),
}


class Ends:
    """A report that ends the work when it has been called so often."""

    def __init__(self, after: float = np.inf) -> None:
        self.calls, self.after, self.told = 0, after, 0.0

    def __call__(self, fraction: float) -> None:
        assert fraction >= self.told, "progress goes one way"
        self.calls, self.told = self.calls + 1, fraction
        if self.calls > self.after:
            raise Cancelled("taken back")


@pytest.mark.parametrize("kind", JOBS)
def test_work_can_be_ended_anywhere_and_begun_again(kind: str) -> None:
    make, least = JOBS[kind]
    model = tiny_inpainter()
    through_all = Ends()
    made = make(model, through_all)
    assert through_all.calls >= least
    for after in np.random.default_rng(3).integers(0, through_all.calls, 8):
        with pytest.raises(Cancelled):
            make(model, Ends(int(after)))
    again = make(model, Ends())
    assert _bytes(again) == _bytes(made)


def test_no_layer_works_on_more_than_a_strip_and_the_sums_are_the_same() -> None:
    model = tiny_bundle().vqvae.eval()
    widest = 0

    def seen(layer: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        nonlocal widest
        widest = max(widest, inputs[0].shape[-1])

    image = torch.rand(1, 3, 1024, 32 * 20)
    with torch.inference_mode():
        whole = model.encode_bottom(image)
        codes = torch.randint(0, 512, (1, 32, 20)), torch.randint(0, 512, (1, 64, 40))
        for layer in model.modules():
            layer.register_forward_pre_hook(seen)
        cut = through(model.encode_bottom, image, no_pause)
        model.decode(*codes)
    assert torch.allclose(cut, whole, atol=1e-6)
    assert widest <= STRIP_CELLS + 2


@pytest.mark.parametrize(("columns", "cut"), [(4, {nn.PixelUnshuffle}), (5, {nn.Conv2d})])
def test_of_four_seconds_no_layer_that_sums_is_cut(
    columns: int, cut: set[type], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of a longer note some are."""
    model, seen, strip = tiny_bundle().vqvae.eval(), set[type](), convolutions._strip

    def noting(layer: nn.Module, *told: Any) -> torch.Tensor:
        seen.add(type(layer))
        return strip(layer, *told)

    monkeypatch.setattr(convolutions, "_strip", noting)
    with torch.inference_mode():
        model.decode(*model.encode(torch.rand(1, 2, 1024, 32 * columns)))
    assert cut <= seen
    assert (seen == cut) is (columns == 4)


def test_a_long_sound_is_seen_as_its_parts_are() -> None:
    spectrogram = Spectrogram()
    sound = torch.randn(1, 40 * COLUMN_SAMPLES)
    image = spectrogram(sound)
    inside = slice(15 * 32, 17 * 32)  # across the end of a strip
    part = spectrogram(sound[:, 13 * COLUMN_SAMPLES : 19 * COLUMN_SAMPLES])
    assert torch.allclose(image[..., inside], part[..., 64:128], atol=1e-4)


def _bytes(made: object) -> list[bytes]:
    notes = made if isinstance(made, list) else [made]
    return [n.tobytes() if isinstance(n, np.ndarray) else n.samples.tobytes() for n in notes]
