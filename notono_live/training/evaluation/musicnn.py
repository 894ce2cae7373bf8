"""What a public network that names music hears of a note, where its weights are installed. Training
process.

The VGG of musicnn (Pons & Serra 2019), which learned on MagnaTagATune to name what 16 kHz music is
of, with the weights that the PyPI package musicnn carries: nothing of it was trained on this
project's notes. `pip install --no-deps musicnn==0.1.0` is enough: only the weights are read, not
the program, which wants a TensorFlow of 2019. What its last three pools hold of a note describes
it; its tags themselves say little of single notes. By neighbours of what it hears, 96.0 % of the
families of 600 notes were named that were not among them.

Legend: N notes, T frames of 16 ms.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as fn

from notono_live.errors import FileTrouble
from notono_live.notes.codemap import SAMPLE_RATE_HZ

RELEASE = "musicnn==0.1.0"
WINDOW, HOP, BANDS = 512, 256, 96
HEARD_FRAMES = 187  # three seconds
GAIN = 10_000.0  # of mel power, before the logarithm
FILTERS, CLASSES, ENDS = 128, 50, 256  # ENDS: what the last pool hands to the classes
POOLS = (((4, 1), (2, 2)), ((2, 2), (2, 2)), ((2, 2), (2, 2)), ((2, 2), (2, 2)), ((4, 4), (4, 4)))
EPSILON = 1e-3
BATCH = 16
EMBEDDING = slice(ENDS + FILTERS, ENDS + 2 * FILTERS)  # of the figures: the mean of the fourth pool

Variables = dict[str, np.ndarray]


class Tagger(nn.Module):
    """Five convolutions, each followed by a ReLU, a normalisation, and a pool."""

    def __init__(self, variables: Variables) -> None:
        super().__init__()
        self.normal_door = _normal(variables, 0)
        self.convolutions = nn.ModuleList(_convolution(variables, n) for n in range(1, 6))
        self.normals = nn.ModuleList(_normal(variables, n) for n in range(1, 6))
        self.register_buffer("bands", slaney_bands(BANDS, WINDOW), persistent=False)
        self.eval()

    def forward(self, levels: torch.Tensor) -> list[torch.Tensor]:
        """(N, T, 96) log mel levels → what each pool holds, (N, 128, …, …)."""
        x, pools = self.normal_door(levels[:, None]), []
        layers = zip(self.convolutions, self.normals, POOLS, strict=True)
        for convolution, normal, (size, stride) in layers:
            x = fn.max_pool2d(normal(fn.relu(convolution(x))), size, stride)
            pools.append(x)
        return pools

    def levels(self, sound: torch.Tensor) -> torch.Tensor:
        """(N, frames) → (N, 187, 96) log10 of mel power."""
        window = torch.hann_window(WINDOW)
        spectrum = torch.stft(sound, WINDOW, HOP, window=window, return_complex=True)
        power = spectrum.real**2 + spectrum.imag**2
        mel = torch.einsum("bf,nft->ntb", self.bands, power[..., :HEARD_FRAMES])
        return torch.log10(GAIN * mel + 1)

    @torch.inference_mode()
    def described(self, samples: np.ndarray) -> np.ndarray:
        """(N, frames) notes of three seconds or more → (N, 640): the last pool, the greatest and
        the mean of each channel of the fourth, the mean of the third."""
        made = []
        for start in range(0, len(samples), BATCH):
            sound = torch.from_numpy(np.ascontiguousarray(samples[start : start + BATCH]))
            _, _, third, fourth, last = self(self.levels(sound))
            ends = last.permute(0, 2, 3, 1).flatten(1)
            over = fourth.amax((2, 3)), fourth.mean((2, 3)), third.mean((2, 3))
            made.append(torch.cat((ends, *over), 1).numpy())
        return np.concatenate(made)


def _convolution(variables: Variables, number: int) -> nn.Conv2d:
    kernel = torch.from_numpy(variables[f"{number}CNN/kernel"]).permute(3, 2, 0, 1)
    layer = nn.Conv2d(kernel.shape[1], kernel.shape[0], 3, padding=1)
    bias = torch.from_numpy(variables[f"{number}CNN/bias"])
    layer.load_state_dict({"weight": kernel, "bias": bias})
    return layer


def _normal(variables: Variables, number: int) -> nn.BatchNorm2d:
    name = _normal_name(number)
    layer = nn.BatchNorm2d(len(variables[f"{name}/beta"]), eps=EPSILON)
    ours = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean",
            "running_var": "moving_variance"}  # fmt: skip
    state = {to: torch.from_numpy(variables[f"{name}/{part}"]) for to, part in ours.items()}
    layer.load_state_dict(state, strict=False)  # but for a count of batches
    return layer


def _normal_name(number: int) -> str:
    return "batch_normalization" + (f"_{number}" if number else "")


def _shapes() -> Iterator[tuple[str, tuple[int, ...], bool]]:
    """Name and shape of each variable of the network, and whether it was learned."""
    for number in range(1, 6):
        yield f"{number}CNN/bias", (FILTERS,), True
        yield f"{number}CNN/kernel", (3, 3, 1 if number == 1 else FILTERS, FILTERS), True
    for number in range(6):
        for part in ("beta", "gamma", "moving_mean", "moving_variance"):
            width = FILTERS if number else 1
            yield f"{_normal_name(number)}/{part}", (width,), not part.startswith("moving")
    yield "dense/bias", (CLASSES,), True
    yield "dense/kernel", (ENDS, CLASSES), True
    yield "beta1_power", (), False
    yield "beta2_power", (), False


def layout() -> list[tuple[str, tuple[int, ...]]]:
    """What the checkpoint's data are, in order: its variables by name, float32, with what Adam kept
    of each that was learned."""
    kept = [
        (name + more, shape)
        for name, shape, learned in _shapes()
        for more in (("", "/Adam", "/Adam_1") if learned else ("",))
    ]
    return sorted(kept)


def read_variables(data: Path) -> Variables:
    """The variables of a checkpoint's data file; FileTrouble if it is not as long as they are."""
    try:
        values, at = np.fromfile(data, "<f4"), 0
    except OSError as error:
        raise FileTrouble(f"{error}; pip install --no-deps {RELEASE}") from error
    ends = sum(math.prod(shape) for _, shape in layout())
    if len(values) != ends:
        raise FileTrouble(
            f"{data} holds {len(values)} numbers, expected {ends}; pip install --no-deps {RELEASE}"
        )
    variables = {}
    for name, shape in layout():
        variables[name] = values[at : at + math.prod(shape)].reshape(shape)
        at += math.prod(shape)
    return variables


def public_tagger() -> Tagger | None:
    """musicnn's VGG, or None where that package is not installed."""
    found = importlib.util.find_spec("musicnn")
    if found is None or found.origin is None:
        return None
    data = Path(found.origin).parent / "MTT_vgg" / ".data-00000-of-00001"
    return Tagger(read_variables(data))


def slaney_bands(bands: int, window: int) -> torch.Tensor:
    """(bands, window / 2 + 1) triangles of equal area on Slaney's mel scale (Auditory Toolbox,
    1998): linear below 1 kHz, logarithmic above."""
    step, bend = 200 / 3, 15.0  # Hz a mel below the bend; the bend, mels
    growth = math.log(6.4) / 27  # a mel above it
    highest = bend + math.log(SAMPLE_RATE_HZ / 2 / (step * bend)) / growth
    mels = np.linspace(0, highest, bands + 2)
    edges = np.where(mels < bend, step * mels, step * bend * np.exp(growth * (mels - bend)))
    bins = np.linspace(0, SAMPLE_RATE_HZ / 2, window // 2 + 1)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    triangles = np.minimum(rising, falling).clip(0) * 2 / (edges[2:] - edges[:-2])[:, None]
    return torch.from_numpy(triangles.astype(np.float32))
