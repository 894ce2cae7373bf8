"""Which loop draws fastest here. Worker process (or the command line)."""

from __future__ import annotations

import logging

import torch

from notono_live.model.drawing import DrawWindow, draw_cached
from notono_live.model.transformer import Prior
from notono_live.notes.codemap import Layer

log = logging.getLogger("notono.model")


def fastest_loop(
    priors: dict[Layer, Prior], device: torch.device, weights: str
) -> tuple[str, DrawWindow]:
    """ONNX Runtime's where it is installed and the device is the CPU, else torch's own; and what
    that is called."""
    if device.type == "cpu":
        try:
            from notono_live.model.sessions import engine
            from notono_live.model.stepper import Steppers

            return engine(weights), Steppers(priors, weights)
        except Exception as error:
            if not _of_the_runtime(error):
                raise
            log.warning("steps run in torch, half as fast: %s; pip install onnx onnxruntime", error)
    return "torch", draw_cached


def _of_the_runtime(error: Exception) -> bool:
    """Whether ONNX Runtime is not installed, or not for this machine, which is as good. What is
    wrong otherwise is not to be taken for that."""
    own = type(error).__module__.startswith("onnxruntime.")
    return own or isinstance(error, ImportError | OSError)
