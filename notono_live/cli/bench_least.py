"""The least that the parts of an edit could take on this machine. Main thread; torch.

It is what the machine itself needs, measured there and then: arithmetic at the speed of a large
product of matrices, a step's weights read once at the speed at which an array of their size is
read, calls of the engine at the time an empty one takes, Fourier transforms as they come.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from onnx import TensorProto, helper
from torch.utils.flop_counter import FlopCounterMode

from notono_live.model import sessions, step
from notono_live.model.graph import Writer
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.labels import Labels
from notono_live.model.spectrogram import FFT_SIZE
from notono_live.model.transformer import STEPS, Prior
from notono_live.notes.codemap import CODES, COLUMN_SAMPLES, HOP_FRAMES, Layer

KEPT_STEPS, DRAWN_STEPS = 32, 32  # of each layer, in an edit of the second top column
CELLS = slice(1, 5)  # bottom columns that such an edit is decoded for
HOPS_A_CELL = COLUMN_SAMPLES // HOP_FRAMES // 2  # STFT frames of a bottom column
TIMED = 20  # the best counts
LARGE = 1536  # rows and columns of a product that shows what a machine can do
WIDE = 128  # channels, rows and columns of such a convolution
# With guidance a prior looks at each note with its labels and without. Under other labels what the
# top says without them is remembered from the edit before; the bottom has another top above it.
ROWS = {Layer.TOP: 1, Layer.BOTTOM: 2}


class Least:
    """The least that parts of an edit could take here."""

    def __init__(self, inpainter: NeuralInpainter) -> None:
        self._priors = inpainter.priors
        self._codec = inpainter.codec
        self._int8 = "int8" in str(inpainter.arithmetic["steps"])
        self._rates = {False: _flops_a_second()}
        self._rates[True] = _int8_operations_a_second() if self._int8 else self._rates[False]

    def of(self, name: str) -> tuple[float | None, str]:
        """Milliseconds and what they are, where there is a floor to tell."""
        known: dict[str, Callable[[], tuple[float, str]]] = {
            "encoder": lambda: self._arithmetic(self._looking, self._int8),
            "kept steps fed": lambda: self._arithmetic(self._feeding, self._int8),
            "steps": self._stepping,
            "of them sampling": self._sampling,
            "VQ-VAE decode": lambda: self._arithmetic(self._decoding),
            "phases and inverse STFT": self._transforming,
        }
        return known[name]() if name in known else (None, "")

    def _arithmetic(self, work: Callable[[], None], int8: bool = False) -> tuple[float, str]:
        with torch.inference_mode(), FlopCounterMode(display=False) as counter:
            work()
        operations, rate = counter.get_total_flops(), self._rates[int8]
        unit = "int8 Gop" if int8 else "GFLOP"
        said = f"{operations / 1e9:.2f} {unit} at {rate / 1e9:.0f} a second"
        return 1e3 * operations / rate, said

    def _looking(self) -> None:
        for prior in self._priors.values():
            prior.look(*_told(prior))

    def _feeding(self) -> None:
        for prior in self._priors.values():
            codes, *_ = _told(prior)
            memory = torch.zeros(len(codes), KEPT_STEPS, prior.config.width)
            prior.advance(codes[:, :KEPT_STEPS], memory, prior.new_cache(len(codes)))

    def _decoding(self) -> None:
        top, bottom = np.zeros((1, 32, 4), np.int64), np.zeros((1, 64, 8), np.int64)
        self._codec.image(top, bottom, CELLS)

    def _stepping(self) -> tuple[float, str]:
        seconds, read, calls = 0.0, 0, 0
        for prior in self._priors.values():
            turns = prior.config.codes_per_step
            often = sum(self._bytes(module) for module in (prior.depth, prior.head))
            step_bytes = self._bytes(prior.backbone) + turns * often
            seconds += DRAWN_STEPS * _reading_seconds(step_bytes)
            read += DRAWN_STEPS * step_bytes
            calls += DRAWN_STEPS * turns
        launches = calls * _launch_seconds()
        said = (
            f"{read / 1e6:.0f} MB of weights read in {1e3 * seconds:.1f} ms, "
            f"{calls} calls in {1e3 * launches:.1f}"
        )
        return 1e3 * (seconds + launches), said

    def _sampling(self) -> tuple[float, str]:
        calls = DRAWN_STEPS * sum(prior.config.codes_per_step for prior in self._priors.values())
        logits = np.linspace(-3, 3, CODES, dtype=np.float32)

        def draw() -> None:
            np.searchsorted(np.cumsum(np.exp(logits)), 0.5)

        took = calls * _best(draw)
        return 1e3 * took, f"{calls} times exponentials, their sums, and where a number falls"

    def _transforming(self) -> tuple[float, str]:
        """The old sound's STFT, and forth and back for every iteration, and back."""
        frames = HOPS_A_CELL * (CELLS.stop - CELLS.start)
        often = 2 + 2 * self._codec.spectrogram.config.phase_iterations
        sound = torch.rand(frames, FFT_SIZE)
        took = often * _best(lambda: torch.fft.rfft(sound))
        return 1e3 * took, f"{often * frames} Fourier transforms of {FFT_SIZE}"

    def _bytes(self, module: torch.nn.Module) -> int:
        return sum((1 if self._int8 else 4) * weight.numel() for weight in module.parameters())


def _told(prior: Prior) -> tuple[torch.Tensor, torch.Tensor, Labels, torch.Tensor | None]:
    shape = ROWS[prior.config.layer], STEPS, prior.config.codes_per_step
    nothing = torch.zeros(shape, dtype=torch.int64)
    given = nothing[..., 0] if prior.config.layer is Layer.BOTTOM else None
    return nothing, nothing.bool(), Labels(nothing, nothing, nothing), given


def _best(work: Callable[[], Any]) -> float:
    """Seconds of the quickest of TIMED."""
    times = []
    for _ in range(TIMED):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def _flops_a_second() -> float:
    """Of a large product of matrices or a large convolution, on all threads, whichever is faster:
    they are different libraries'."""
    a, b = torch.rand(LARGE, LARGE), torch.rand(LARGE, LARGE)
    image = torch.rand(1, WIDE, WIDE, WIDE).to(memory_format=torch.channels_last)
    weight = torch.rand(WIDE, WIDE, 3, 3).to(memory_format=torch.channels_last)
    products = 2 * LARGE**3 / _best(lambda: torch.mm(a, b))
    with torch.inference_mode():
        passing = _best(lambda: torch.conv2d(image, weight, padding=1))
    return max(products, 2 * 9 * WIDE**4 / passing)


def _int8_operations_a_second() -> float:
    """The same of eight bits, by the operator that the graphs use."""
    write = Writer(int8=True)
    made = write.product("x", np.random.default_rng(0).random((LARGE, LARGE), np.float32))
    square: list[int | str] = [LARGE, LARGE]
    graph = write.finished({"x": (float, square)}, {"y": (made, float, square)})
    session = sessions.session(graph, torch.get_num_threads())
    told = {"x": np.ones((LARGE, LARGE), np.float32)}
    return 2 * LARGE**3 / _best(lambda: session.run(None, told))


def _reading_seconds(size: int) -> float:
    """To find the largest of an array of so many bytes, on one thread, as a step reads its weights.
    (Its sum waits for additions: it takes four times as long.)"""
    array = np.ones(size // 4, np.float32)
    return _best(array.max)


def _launch_seconds() -> float:
    """To call a graph that does next to nothing."""
    told = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    made = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Neg", ["x"], ["y"])], "nothing", [told], [made])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    session = sessions.session(model.SerializeToString())
    x, y = np.zeros(1, np.float32), np.zeros(1, np.float32)
    binding = step.bound(session, {"x": x}, {"y": y}, {})
    return _best(lambda: session.run_with_iobinding(binding))
