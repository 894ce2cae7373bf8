"""The decode loop at speed: one prior run by ONNX Runtime, a call for each step. Worker process.

It draws what `drawing.draw_cached` draws. Eager torch spends most of a step between its hundred
small operations; for one second of sound it took 118 ms on two Zen 5 cores.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import torch

from notono_live.model.drawing import Canvas, StepDone
from notono_live.model.graph import encoder_graph, feed_graph, step_graph
from notono_live.model.sequence import runs
from notono_live.model.transformer import Prior
from notono_live.notes.codemap import Layer
from notono_live.notes.note import Sampling

ALL = 2.0  # a top_p that nothing reaches
MANY_ROWS = 8  # from here on a step is worth sharing between threads


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
        cores = torch.get_num_threads()
        self._encoder = session(encoder_graph(prior), cores)
        self._feed = session(feed_graph(prior), cores)
        self._steps: dict[tuple[bool, int], Any] = {}
        self._graph_of_step(guided=True, rows=2)
        self._start = prior.start.detach().numpy()
        tables: list[Any] = list(prior.previous)
        self._previous = [table.weight.detach().numpy() for table in tables]

    @torch.inference_mode()
    def draw(self, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone) -> None:
        """Draw the masked codes of the steps `ahead` of a window in place."""
        known = self._recall(view, sampling)
        guided = len(known) > len(view.codes)
        masked = view.mask.any(1)
        masked[ahead.stop :] = False
        last = int(masked.nonzero().max()) + 1
        codes, mask = view.codes.numpy(), view.mask.numpy()  # drawn in place, as the view is
        graph = self._graph_of_step(guided, len(known))
        step = _Step(graph, self._prior, (len(known), len(codes), last), sampling)
        for run in runs(masked[:last]):
            if not run.masked:
                self._keep(step, known, codes, run.start, run.stop)
                continue
            for at in range(run.start, run.stop):
                x = known[:, at] + self._before(codes, at, len(known))
                codes[:, at] = step.draw(x, codes[:, at], mask[at], view.numbers[:, at].numpy())
                step_done()

    def _graph_of_step(self, guided: bool, rows: int) -> Any:
        """Made when first needed. A step of a few rows is too small to share: a second thread that
        had to wait for a core that something else kept busy made it seven times as long."""
        threads = 1 if rows < MANY_ROWS else torch.get_num_threads()
        if (guided, threads) not in self._steps:
            self._steps[guided, threads] = session(step_graph(self._prior, guided), threads)
        return self._steps[guided, threads]

    def _recall(self, view: Canvas, sampling: Sampling) -> np.ndarray:
        """(R, S, D): the encoder's view of the window; without labels after with them."""
        mask = view.mask.expand_as(view.codes)
        labels = [view.labels]
        if sampling.guidance != 1:
            labels.append(view.labels.forgotten())
        shown = torch.cat(
            [self._prior.shown(view.codes, mask, told, view.given) for told in labels]
        )
        return np.asarray(self._encoder.run(None, {"x": shown.numpy()})[0])

    def _before(self, codes: np.ndarray, at: int, rows: int) -> np.ndarray:
        """(R, D): what the step before drew, embedded; the start's own vector at the first."""
        if at == 0:
            return np.broadcast_to(self._start, (rows, len(self._start)))
        embedded = sum(t[codes[:, at - 1, place]] for place, t in enumerate(self._previous))
        return np.tile(np.asarray(embedded), (rows // len(codes), 1))

    def _keep(
        self, step: _Step, known: np.ndarray, codes: np.ndarray, start: int, stop: int
    ) -> None:
        """Kept steps go into the cache together."""
        before = [self._before(codes, at, len(known)) for at in range(start, stop)]
        step.feed(self._feed, known[:, start:stop] + np.stack(before, 1))


class _Step:
    """The running state of one drawing, and a step's graph bound to it: all of its memory is there
    before the first step."""

    def __init__(
        self, graph: Any, prior: Prior, sizes: tuple[int, int, int], sampling: Sampling
    ) -> None:
        """`sizes`: rows, notes, and the steps of the window that will be fed or drawn."""
        rows, notes, steps = sizes
        config = prior.config
        each, per_step = config.width // config.heads, config.codes_per_step
        self._length = 0
        cached = (config.backbone_layers, rows, config.heads, steps, each)
        self._keys, self._values = np.zeros(cached, np.float32), np.zeros(cached, np.float32)
        self._past = np.full((1, steps), -np.inf, np.float32)
        self._x = np.zeros((rows, 1, config.width), np.float32)
        self._kept = np.zeros((notes, per_step), np.int64)
        self._masked = np.zeros(per_step, np.bool_)
        self._numbers = np.zeros((notes, per_step), np.float32)
        self._codes = np.zeros((notes, per_step), np.int64)
        self._key = np.zeros((config.backbone_layers, rows, config.heads, 1, each), np.float32)
        self._value = np.zeros_like(self._key)
        limited = 0 < sampling.top_p < 1
        inputs: dict[str, np.ndarray] = {
            "x": self._x,
            "past": self._past,
            "among": np.zeros((1, 1), np.float32),
            "kept": self._kept,
            "masked": self._masked,
            "numbers": self._numbers,
            "temperature": np.array([sampling.temperature], np.float32),
            "top_p": np.array([sampling.top_p if limited else ALL], np.float32),
            "top_k": np.array([sampling.top_k or config.codes]),
        }
        inputs |= self._cache
        if rows > notes:
            inputs["guidance"] = np.array([sampling.guidance], np.float32)
        outputs: dict[str, np.ndarray] = {
            "codes": self._codes,
            "key": self._key,
            "value": self._value,
        }
        self._graph, self._binding = graph, _bound(graph, inputs, outputs)

    def draw(
        self, x: np.ndarray, kept: np.ndarray, masked: np.ndarray, numbers: np.ndarray
    ) -> np.ndarray:
        """(R, D) in, the step's codes (B, P) out: drawn where masked, kept elsewhere."""
        self._x[:, 0], self._kept[:], self._numbers[:] = x, kept, numbers
        self._masked[:] = masked
        self._graph.run_with_iobinding(self._binding)
        self._remember(self._key, self._value)
        return self._codes

    def feed(self, graph: Any, x: np.ndarray) -> None:
        """n steps (R, n, D) that are known already, through the backbone."""
        new = x.shape[1]
        past = np.repeat(self._past, new, 0)
        among = np.triu(np.full((new, new), -np.inf, np.float32), 1)
        self._remember(*graph.run(None, {"x": x, "past": past, "among": among} | self._cache))

    @property
    def _cache(self) -> dict[str, np.ndarray]:
        """Each layer's part of the cache, as the graphs name it."""
        layers = range(len(self._keys))
        return {f"keys{index}": self._keys[index] for index in layers} | {
            f"values{index}": self._values[index] for index in layers
        }

    def _remember(self, key: np.ndarray, value: np.ndarray) -> None:
        first, self._length = self._length, self._length + key.shape[3]
        self._keys[:, :, :, first : self._length] = key
        self._values[:, :, :, first : self._length] = value
        self._past[:, first : self._length] = 0


def session(graph: bytes, threads: int = 1) -> Any:
    """A graph ready to run. Threads that wait sleep: spinning, they would take the core of the
    sound."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _bound(graph: Any, inputs: dict[str, np.ndarray], outputs: dict[str, np.ndarray]) -> Any:
    """A binding that reads and writes these very arrays."""
    binding = graph.io_binding()
    for name, array in inputs.items():
        binding.bind_ortvalue_input(name, onnxruntime.OrtValue.ortvalue_from_numpy(array))
    for name, array in outputs.items():
        binding.bind_ortvalue_output(name, onnxruntime.OrtValue.ortvalue_from_numpy(array))
    return binding
