"""A real model on a machine that fails at times. Runs in tests and in their processes.

What happens when a sound is decoded is read from a file, a word each time, so that it goes on where
a process before was ended; when the file is used up, all goes well.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import torch
from tiny import tiny_bundle

from notono_live.engine.jobs import Loader
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.spectrogram import Spectrogram


def _no_memory_there() -> NoReturn:
    raise torch.OutOfMemoryError(
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 4.00 GiB.\n"
        "See the documentation for memory management."
    )


def _no_memory_here() -> NoReturn:
    raise AssertionError(torch.empty(1 << 50))  # its allocator says so


def _no_memory_at_all() -> NoReturn:
    raise AssertionError(np.zeros(1 << 55))


def _gone() -> NoReturn:
    raise torch.AcceleratorError(
        "CUDA error: device-side assert triggered\n"
        "CUDA kernel errors might be asynchronously reported at some other API call."
    )


def _unplugged() -> NoReturn:
    raise RuntimeError("cuFFT error: CUFFT_INTERNAL_ERROR")


WORDS: dict[str, Callable[[], Any]] = {
    "fine": lambda: None,
    "no-memory-there": _no_memory_there,
    "no-memory-here": _no_memory_here,
    "no-memory-at-all": _no_memory_at_all,
    "gone": _gone,
    "unplugged": _unplugged,
}


class Stumbling(NeuralInpainter):
    """Computes on the CPU, and says that it is `device`. `batches`: how many notes each decoding
    had, and how often memory was freed (0), for who looks at the file."""

    def __init__(self, script: Path, device: str) -> None:
        bundle = tiny_bundle()
        spectrogram = Spectrogram(bundle.spectrogram)
        cpu = torch.device("cpu")
        super().__init__("tiny", spectrogram, bundle.vqvae, bundle.priors, cpu)
        self.device, self._script = device, script

    @property
    def arithmetic(self) -> dict[str, str | int]:
        return {**super().arithmetic, "device": self.device}

    def warm_up(self) -> None:
        """Cold, so as not to use up the script."""

    def free(self) -> None:
        super().free()
        self._note("freed")

    def decode_batch(self, *args: Any, **more: Any) -> np.ndarray:
        word, _, rest = self._script.read_text().partition(" ")
        self._script.write_text(rest)
        self._note(f"decoding-{word or 'fine'}")
        WORDS[word or "fine"]()
        return super().decode_batch(*args, **more)

    def _note(self, text: str) -> None:
        with self._script.with_suffix(".done").open("a") as file:
            file.write(f"{self.device} {text}\n")


def _load(script: Path, device: str) -> Stumbling:
    if device != "cpu" and script.with_suffix(".gone").exists():
        raise RuntimeError("No CUDA GPUs are available")
    return Stumbling(script, device)


def stumbling_loader(script: Path, device: str) -> Loader:
    """With a file SCRIPT.gone, any other device than the CPU is not there."""
    return functools.partial(_load, script, device)


def _without_runtime(script: Path) -> NeuralInpainter:
    sys.modules["onnxruntime"] = None  # type: ignore[assignment]  # what Python takes for missing
    return Stumbling(script, "cpu")


def no_runtime_loader(script: Path) -> Loader:
    """Where ONNX Runtime is not installed."""
    return functools.partial(_without_runtime, script)
