"""The public network that names music: its weights as they are stored, and what it hears."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from notono_live.errors import FileTrouble
from notono_live.training.evaluation.musicnn import (
    EMBEDDING,
    HEARD_FRAMES,
    Tagger,
    Variables,
    layout,
    public_tagger,
    read_variables,
    slaney_bands,
)

SECONDS = np.arange(65_536) / 16_000
HEARD = [-0.23869, -0.20327, 0.30393, -0.54656, 1.16795]  # some figures of one tone


@pytest.fixture(scope="module")
def variables() -> Variables:
    dice = np.random.default_rng(0)
    made = {}
    for name, shape in layout():
        values = 0.05 * dice.standard_normal(shape)
        of_spread = name.endswith(("gamma", "variance"))
        made[name] = np.asarray(1 + np.abs(values) if of_spread else values, np.float32)
    return made


@pytest.fixture(scope="module")
def tagger(variables: Variables) -> Tagger:
    return Tagger(variables)


def plucked(hz: float, decay: float) -> np.ndarray:
    tone = sum(np.sin(2 * np.pi * k * hz * SECONDS) / k for k in range(1, 9))
    return (0.2 * np.exp(-decay * SECONDS) * tone).astype(np.float32)


def test_variables_are_read_in_the_order_of_their_names(
    variables: Variables, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.write_bytes(b"".join(variables[name].tobytes() for name in sorted(variables)))
    read = read_variables(data)
    assert read.keys() == variables.keys()
    assert all(np.array_equal(read[name], variables[name]) for name in variables)
    data.write_bytes(data.read_bytes()[:-4])
    with pytest.raises(FileTrouble, match=r"expected 1818528; pip install --no-deps musicnn==0"):
        read_variables(data)


def test_a_layer_is_a_convolution_then_a_threshold_then_a_normalisation(
    variables: Variables, tagger: Tagger
) -> None:
    """One place of the first layer, summed by hand."""
    levels = np.random.default_rng(1).random((1, 12, 96)).astype(np.float32)
    with torch.inference_mode():
        x = tagger.normal_door(torch.from_numpy(levels)[:, None])
        made = tagger.normals[0](torch.relu(tagger.convolutions[0](x)))[0, 7, 5, 40].item()

    def normal(number: int, value: float, channel: int) -> float:
        name = "batch_normalization" + (f"_{number}" if number else "")
        of = {p: float(variables[f"{name}/{p}"][channel]) for p in
              ("gamma", "beta", "moving_mean", "moving_variance")}  # fmt: skip
        spread = math.sqrt(of["moving_variance"] + 1e-3)
        return of["gamma"] * (value - of["moving_mean"]) / spread + of["beta"]

    total = float(variables["1CNN/bias"][7])
    for row in range(3):
        for column in range(3):
            near = normal(0, float(levels[0, 4 + row, 39 + column]), 0)
            total += float(variables["1CNN/kernel"][row, column, 0, 7]) * near
    assert made == pytest.approx(normal(1, max(total, 0), 7), rel=1e-4)


@pytest.mark.parametrize(
    ("band", "loudest_bin", "greatest", "total"),
    [
        (0, 1, 0.031999223, 0.031999223),
        (10, 11, 0.0304135, 0.031999223),
        (40, 42, 0.014877914, 0.02973161),
        (70, 111, 0.00844703, 0.03203574),
        (95, 248, 0.0039845603, 0.031985283),
    ],
)
def test_the_bands_are_those_of_librosa(
    band: int, loudest_bin: int, greatest: float, total: float
) -> None:
    """As `librosa.filters.mel(sr=16000, n_fft=512, n_mels=96)` of 0.11.0 has them."""
    weights = slaney_bands(96, 512)[band]
    assert int(weights.argmax()) == loudest_bin
    assert weights.max().item() == pytest.approx(greatest, rel=1e-5)
    assert weights.sum().item() == pytest.approx(total, rel=1e-5)


def test_a_sine_is_where_and_as_loud_as_it_should_be(tagger: Tagger) -> None:
    """1 kHz on a bin of the transform: a quarter of the window's length is its magnitude."""
    amplitude = 0.1
    sine = amplitude * np.sin(2 * np.pi * 1_000 * SECONDS)
    levels = tagger.levels(torch.from_numpy(sine[None].astype(np.float32)))
    assert levels.shape == (1, HEARD_FRAMES, 96)
    weights = slaney_bands(96, 512)[:, 31:34]  # a Hann window spreads it over three bins
    power = (amplitude * 512 / 4 * torch.tensor([0.5, 1.0, 0.5])) ** 2
    expected = torch.log10(1e4 * (weights @ power) + 1)
    assert torch.allclose(levels[0, 50], expected, atol=0.02)


def test_pools_are_as_large_as_they_were_when_it_learned(tagger: Tagger) -> None:
    pools = tagger(torch.zeros(1, HEARD_FRAMES, 96))
    sizes = [(92, 48), (46, 24), (23, 12), (11, 6), (2, 1)]
    assert [tuple(pool.shape) for pool in pools] == [(1, 128, *size) for size in sizes]


def test_the_embedding_is_the_mean_of_the_fourth_pool(tagger: Tagger) -> None:
    sound = plucked(330, 2)[None]
    with torch.inference_mode():
        _, _, third, fourth, last = tagger(tagger.levels(torch.from_numpy(sound)))
    figures = torch.from_numpy(tagger.described(sound))[0]
    assert torch.allclose(figures[EMBEDDING], fourth[0].mean((1, 2)), atol=1e-5)
    assert torch.allclose(figures[:128], last[0, :, 0, 0], atol=1e-5)
    assert torch.allclose(figures[-128:], third[0].mean((1, 2)), atol=1e-5)


def test_each_note_is_described_by_its_first_three_seconds(tagger: Tagger) -> None:
    notes = np.stack([plucked(220, 1), plucked(440, 3)])
    figures = tagger.described(notes)
    assert figures.shape == (2, 640)
    assert not np.allclose(*figures)
    alone = tagger.described(notes[1:])
    assert np.allclose(alone, figures[1:], atol=1e-4)
    other = notes.copy()
    other[:, HEARD_FRAMES * 256 + 512 :] = 0.5
    assert np.allclose(tagger.described(other), figures, atol=1e-4)


@pytest.fixture(scope="module")
def public() -> Tagger:
    found = public_tagger()
    if found is None:
        pytest.skip("the public network is not there: pip install --no-deps musicnn==0.1.0")
    return found


def test_the_public_weights_are_what_such_weights_can_be() -> None:
    found = importlib.util.find_spec("musicnn")
    if found is None or found.origin is None:
        pytest.skip("the public network is not there: pip install --no-deps musicnn==0.1.0")
    variables = read_variables(Path(found.origin).parent / "MTT_vgg" / ".data-00000-of-00001")
    for name, values in variables.items():
        assert np.isfinite(values).all(), name
        if name.endswith(("moving_variance", "Adam_1")):
            assert (values >= 0).all(), name


def test_the_public_network_hears_what_it_heard(public: Tagger) -> None:
    figures = public.described(plucked(220, 1)[None])[0]
    assert figures[[0, 255, 256, 384, 512]] == pytest.approx(HEARD, rel=1e-3, abs=1e-4)
