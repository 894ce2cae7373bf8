"""A prior's graphs as ONNX Runtime's sessions, of one kind of weights. Worker process."""

from __future__ import annotations

import functools
import logging
from typing import Any

import numpy as np
import onnxruntime
import torch

from notono_live.model.graph import (
    encoder_graph,
    feed_graph,
    glance_graph,
    step_graph,
    turn_graph,
)
from notono_live.model.memo import Memo
from notono_live.model.step import Feed, Glance
from notono_live.model.transformer import Prior

MANY_NOTES = 4  # from here on they are worth sharing between threads
REMEMBERED = 64  # rows of the encoder's, 131 kB each: an edit has two in each layer
Recall = Memo[np.ndarray]
log = logging.getLogger("notono.model")


class Sessions:
    """`recall`: the encoder, on all cores; `lone`, on one; `feed`; `glance`; `of_step`."""

    def __init__(self, prior: Prior, int8: bool, cores: int) -> None:
        self._prior, self._int8 = prior, int8
        looking = encoder_graph(prior, int8)
        self.recall, self.lone = (recalling(session(looking, n)) for n in (cores, 1))
        self.feed = Feed(prior, session(feed_graph(prior, int8), cores))
        self.glance = Glance(prior, session(glance_graph(prior, int8), cores))
        self._of_step: dict[bool, tuple[Any, Any]] = {}
        self.of_step(guided=True)

    def of_step(self, guided: bool) -> tuple[Any, Any]:
        """Of a step and of a turn, made when first needed."""
        if guided not in self._of_step:
            told = self._prior, guided, self._int8
            self._of_step[guided] = session(step_graph(*told)), session(turn_graph(*told))
        return self._of_step[guided]


def eight_bits(weights: str, notes: int, new: bool) -> bool:
    """Whether so many notes, `new` or edited, are drawn with weights of eight bits.

    A step of one note then takes 0.42 ms instead of 0.68, of sixteen 1.1 instead of 2.3, since
    float32 weights are more than a core's own caches hold. It moves the distribution of a code by
    0.003 nats. By itself an edit is drawn so, which somebody waits for, and many notes; a new note
    alone is what its seed makes of it on any processor. Without instructions for such products
    they are no faster, and some processors' sums of them overflow.
    """
    if weights != "auto":
        return weights == "int8"
    return multiplies_int8() and (notes >= MANY_NOTES or not new)


@functools.cache
def multiplies_int8() -> bool:
    """Whether this processor does. Releases of torch before 2.11 cannot tell: said once."""
    look = getattr(torch.cpu, "get_capabilities", None)
    if look is None:
        log.warning(
            "torch %s cannot tell what this processor does with eight bits, so the priors' weights "
            "stay float32; pip install 'torch>=2.11', or say --weights int8",
            torch.__version__,
        )
        return False
    can = look()
    return any(can.get(name, False) for name in ("avx512_vnni", "avx_vnni"))


def engine(weights: str = "auto") -> str:
    """What runs the graphs, and whether there are any with weights of eight bits."""
    int8 = eight_bits(weights, 1, new=False)
    return f"onnxruntime {onnxruntime.__version__}{', int8' * int8}"


def recalling(encoder: Any) -> Recall:
    """(S, D), a row of what the encoder reads → (S, D), what it makes of it. While a knob is turned
    over one region, the row without labels stays what it was; while takes of it are drawn, both."""

    def look(row: np.ndarray) -> np.ndarray:
        return np.asarray(encoder.run(None, {"x": row[None]})[0][0])

    return Memo(look, REMEMBERED)


def session(graph: bytes, threads: int = 1) -> Any:
    """A graph ready to run. Threads that wait sleep: spinning, they would take the core of the
    sound."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
