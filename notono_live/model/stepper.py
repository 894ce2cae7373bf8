"""The decode loop at speed: one prior run by ONNX Runtime, a call for each step. Worker process.

It draws what `drawing.draw_cached` draws. Eager torch spends most of a step between its hundred
small operations; for one second of sound it took 118 ms on two Zen 5 cores.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import onnxruntime
import torch

from notono_live.model.drawing import Canvas, StepDone, draw_at_once
from notono_live.model.graph import encoder_graph, feed_graph, step_graph, turn_graph
from notono_live.model.memo import Memo
from notono_live.model.sequence import runs
from notono_live.model.step import Cache, Feed, Steps, Tables
from notono_live.model.together import together
from notono_live.model.transformer import Prior
from notono_live.notes.codemap import Layer
from notono_live.notes.note import Sampling

MANY_NOTES = 4  # from here on they are worth sharing between threads
REMEMBERED = 64  # rows of the encoder's, 131 kB each: an edit has two in each layer
MOST_NOTES = 16  # drawn at once: the caches of more are larger than a processor's
Recall = Memo[np.ndarray]


class Steppers:
    """A DrawWindow for both priors of a model, on the CPU."""

    def __init__(self, priors: dict[Layer, Prior], weights: str = "auto") -> None:
        """`weights`: one of `WEIGHTS`."""
        self.steppers = {layer: Stepper(prior, weights) for layer, prior in priors.items()}

    def __call__(
        self, prior: Prior, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone
    ) -> None:
        self.steppers[prior.config.layer].draw(view, ahead, sampling, step_done)

    def at_once(
        self, prior: Prior, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone
    ) -> None:
        """`draw_at_once`; the drawing that follows finds what the encoder made here."""
        known = torch.from_numpy(self.steppers[prior.config.layer].look(view, sampling))
        draw_at_once(prior, view, ahead, sampling, step_done, known)


class Stepper:
    """One prior. Draws one window at a time; not to be shared between threads."""

    def __init__(self, prior: Prior, weights: str) -> None:
        self._prior = prior
        self._tables = Tables.of(prior)
        self.cores = torch.get_num_threads()
        self.fewest_int8 = fewest_int8(weights)
        looking = encoder_graph(prior)
        self.recall, self._lone = (recalling(session(looking, n)) for n in (self.cores, 1))
        self._feed = Feed(prior, session(feed_graph(prior), self.cores))
        self._graphs: dict[tuple[bool, bool], tuple[Any, Any]] = {}
        for notes in (1, MANY_NOTES):
            self._graphs_of_step(True, notes >= self.fewest_int8)

    def draw(self, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone) -> None:
        """Draw the masked codes of the steps `ahead` of a window in place.

        A step of a few notes is too small to share: a second thread that had to wait for a core
        that something else kept busy made it seven times as long. Many notes are shared out.
        """
        notes = len(view.codes)
        graphs = self._graphs_of_step(sampling.guidance != 1, notes >= self.fewest_int8)
        each = self._share(notes)
        if each == notes:
            return self._draw(self.recall, graphs, view, ahead, sampling, step_done)
        shares = [view.notes(slice(first, first + each)) for first in range(0, notes, each)]
        drawing = partial(self._draw, self._lone, graphs)
        parts = [partial(drawing, share, ahead, sampling) for share in shares]
        together(self.cores, parts, step_done)

    @torch.inference_mode()
    def look(self, view: Canvas, sampling: Sampling) -> np.ndarray:
        """As `_recall`, which keeps it."""
        return self._recall(self.recall, view, sampling)

    def _share(self, notes: int) -> int:
        """Of so many notes, how many a thread draws at once."""
        if notes < MANY_NOTES or self.cores == 1:
            return min(notes, MOST_NOTES)
        return min(MOST_NOTES, -(-notes // self.cores))

    @torch.inference_mode()
    def _draw(
        self,
        recall: Recall,
        graphs: tuple[Any, Any],
        view: Canvas,
        ahead: slice,
        sampling: Sampling,
        step_done: StepDone,
    ) -> None:
        known = self._recall(recall, view, sampling)
        masked = view.mask.any(1)
        masked[ahead.stop :] = False
        last = int(masked.nonzero().max()) + 1
        rows, notes = len(known), len(view.codes)
        cache = Cache(self._prior, rows, last)
        steps = Steps(graphs, self._tables, cache, rows, notes, sampling)
        codes, mask = view.codes.numpy(), view.mask.numpy()  # drawn in place, as the view is
        numbers = view.numbers.numpy()
        for run in runs(masked[:last]):
            if not run.masked:
                self._feed(self._known(known, codes, run.start, run.stop), cache)
                continue
            for at in range(run.start, run.stop):
                before = self._tables.before(codes, at)
                x = (known[:, at].reshape(-1, *before.shape) + before).reshape(rows, -1)
                steps.draw(x, codes[:, at], mask[at], numbers[:, at])
                step_done()

    def _graphs_of_step(self, guided: bool, int8: bool) -> tuple[Any, Any]:
        """Of a step and of a turn, made when first needed."""
        kind = guided, int8
        if kind not in self._graphs:
            written = step_graph(self._prior, *kind), turn_graph(self._prior, *kind)
            self._graphs[kind] = session(written[0]), session(written[1])
        return self._graphs[kind]

    def _recall(self, recall: Recall, view: Canvas, sampling: Sampling) -> np.ndarray:
        """(R, S, D): the encoder's view of the window; without labels after with them. Row by row,
        so that a row comes out the same whatever is looked at beside it."""
        mask = view.mask.expand_as(view.codes)
        shown = [self._prior.shown(view.codes, mask, view.labels, view.given)]
        if sampling.guidance != 1:
            shown.append(self._prior.shown(view.codes, mask, view.labels.forgotten(), view.given))
        return np.stack([recall(row) for row in torch.cat(shown).numpy()])

    def _known(self, known: np.ndarray, codes: np.ndarray, start: int, stop: int) -> np.ndarray:
        """(R, n, D): what the backbone reads at these steps, the codes before each embedded."""
        before = np.stack([self._tables.before(codes, at) for at in range(start, stop)], 1)
        return known[:, start:stop] + np.tile(before, (len(known) // len(codes), 1, 1))


def fewest_int8(weights: str) -> float:
    """From how many notes on they are drawn with weights of eight bits.

    A step of sixteen notes then takes 1.1 ms instead of 2.3, of one 0.42 instead of 0.68, since
    float32 weights are more than a core's own caches hold. It moves the distribution of a code by
    0.003 nats. By itself only many notes are drawn so: an edit alone stays what the plain loop
    draws. Without instructions for such products they are no faster, and some processors' sums of
    them overflow.
    """
    can = torch.cpu.get_capabilities()
    multiplies = any(can.get(name, False) for name in ("avx512_vnni", "avx_vnni"))
    return {"float32": math.inf, "int8": 1, "auto": MANY_NOTES if multiplies else math.inf}[weights]


def engine(weights: str = "auto") -> str:
    """What runs the graphs, and which of them have weights of eight bits."""
    told = {math.inf: "", MANY_NOTES: ", int8 for many notes", 1: ", int8"}
    return f"onnxruntime {onnxruntime.__version__}{told[fewest_int8(weights)]}"


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
