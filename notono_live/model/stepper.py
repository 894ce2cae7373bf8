"""The decode loop at speed: one prior's steps run by ONNX Runtime. Worker process.

It draws what `drawing.draw_cached` draws. Eager torch spends most of a step between its forty small
operations (0.8 ms a step of two notes, and 0.12 a code, on one Zen 5 core); the same graph in ONNX
Runtime takes 0.34 and 0.04. Kept runs are still fed by torch, into the same memory.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import torch

from notono_live.model.cache import KVCache
from notono_live.model.drawing import Canvas, StepDone, choose, feed, recall
from notono_live.model.graph import backbone_graph, turn_graph
from notono_live.model.sequence import runs
from notono_live.model.transformer import STEPS, Prior
from notono_live.notes.codemap import Layer
from notono_live.notes.note import Sampling


class Steppers:
    """A DrawWindow for both priors of a model, on the CPU."""

    def __init__(self, priors: dict[Layer, Prior]) -> None:
        self._steppers = {layer: Stepper(prior) for layer, prior in priors.items()}

    def __call__(
        self, prior: Prior, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone
    ) -> None:
        self._steppers[prior.config.layer].draw(view, ahead, sampling, step_done)


class Stepper:
    """One prior. Draws one window at a time; not to be shared between threads."""

    def __init__(self, prior: Prior) -> None:
        self._prior = prior
        self._backbone = _session(backbone_graph(prior))
        self._turn = _session(turn_graph(prior))
        self._start = prior.start.detach().numpy()
        self._previous = _tables(prior.previous)
        self._drawn = _tables(prior.drawn)
        self._turns = prior.turn.weight.detach().numpy()

    @torch.inference_mode()
    def draw(self, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone) -> None:
        """Draw the masked codes of the steps `ahead` of a window in place."""
        memory = recall(self._prior, view, sampling)
        doubled = len(memory) // len(view.codes)
        masked = view.mask.any(1)
        masked[ahead.stop :] = False
        last = int(masked.nonzero().max()) + 1
        cache = self._prior.new_cache(len(memory))
        codes = view.codes.repeat(doubled, 1, 1)
        step = self.bound(cache)
        known = memory.numpy()
        for run in runs(masked[:last]):
            if not run.masked:
                feed(self._prior, codes, memory, cache, run.start, run.stop)
                continue
            for at in range(run.start, run.stop):
                state = step.advance(known[:, at] + self.before(codes, at))
                for place in range(codes.shape[2]):
                    if view.mask[at, place]:
                        logits = step.logits(state + self._turns[place])
                        drawn = choose(logits, view.numbers[:, at, place], sampling, doubled)
                        view.codes[:, at, place] = drawn
                        codes[:, at, place] = drawn.repeat(doubled)
                    if place < len(self._drawn):
                        state = state + self._drawn[place][codes[:, at, place].numpy()]
                step_done()

    def bound(self, cache: KVCache) -> Step:
        """The steps of one drawing, whose memory is `cache`."""
        return Step(self._backbone, self._turn, cache)

    def before(self, codes: torch.Tensor, at: int) -> np.ndarray:
        """(B, D): what the step before drew, embedded; the start's own vector at the first."""
        if at == 0:
            return np.broadcast_to(self._start, (len(codes), len(self._start)))
        before = codes[:, at - 1].numpy()
        return np.asarray(sum(t[before[:, place]] for place, t in enumerate(self._previous)))


class Step:
    """The two graphs bound to one cache: all memory is there before the first step."""

    def __init__(self, backbone: Any, turn: Any, cache: KVCache) -> None:
        self._cache = cache
        layers, batch, heads, _, each = cache.keys.shape
        self._keys, self._values = cache.keys.numpy(), cache.values.numpy()
        self._x = np.zeros((batch, heads * each), np.float32)
        self._state = np.zeros_like(self._x)
        self._key = np.zeros((layers, batch, heads, 1, each), np.float32)
        self._value = np.zeros_like(self._key)
        self._forbidden = np.full(STEPS + 1, -np.inf, np.float32)
        self._forbidden[-1] = 0  # itself
        self._so_far = np.zeros_like(self._x)
        self._logits = np.zeros((batch, turn.get_outputs()[0].shape[1]), np.float32)
        self._advance = _bound(
            backbone,
            {"x": self._x, "keys": self._keys, "values": self._values}
            | {"forbidden": self._forbidden},
            {"state": self._state, "key": self._key, "value": self._value},
        )
        self._turn = _bound(turn, {"so_far": self._so_far}, {"logits": self._logits})
        self._backbone_session, self._turn_session = backbone, turn

    def advance(self, x: np.ndarray) -> np.ndarray:
        """(B, D) in, (B, D) out; the step's key and value go into the cache."""
        at = self._cache.length
        self._x[:] = x
        self._forbidden[:at] = 0
        self._backbone_session.run_with_iobinding(self._advance)
        self._keys[:, :, :, at] = self._key[:, :, :, 0]
        self._values[:, :, :, at] = self._value[:, :, :, 0]
        self._cache.advance(1)
        return self._state.copy()

    def logits(self, so_far: np.ndarray) -> torch.Tensor:
        self._so_far[:] = so_far
        self._turn_session.run_with_iobinding(self._turn)
        return torch.from_numpy(self._logits)


def _tables(embeddings: Any) -> list[np.ndarray]:
    return [table.weight.detach().numpy() for table in embeddings]


def _session(graph: bytes) -> Any:
    options = onnxruntime.SessionOptions()
    # One thread: a step is too small to share, and a second one that must wait for a core that
    # something else keeps busy made a region take seven times as long.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _bound(session: Any, inputs: dict[str, np.ndarray], outputs: dict[str, np.ndarray]) -> Any:
    """A binding that reads and writes these very arrays."""
    binding = session.io_binding()
    for name, array in inputs.items():
        binding.bind_ortvalue_input(name, onnxruntime.OrtValue.ortvalue_from_numpy(array))
    for name, array in outputs.items():
        binding.bind_ortvalue_output(name, onnxruntime.OrtValue.ortvalue_from_numpy(array))
    return binding
