"""The decode loop at speed: one prior run by ONNX Runtime, a call for each step. Worker process.

It draws what `drawing.draw_cached` draws. Eager torch spends most of a step between its hundred
small operations; for one second of sound it took 118 ms on two Zen 5 cores.
"""

from __future__ import annotations

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

    def __init__(self, priors: dict[Layer, Prior]) -> None:
        self.steppers = {layer: Stepper(prior) for layer, prior in priors.items()}

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

    def __init__(self, prior: Prior) -> None:
        self._prior = prior
        self._tables = Tables.of(prior)
        self.cores = torch.get_num_threads()
        self.multiplies_int8 = multiplies_int8()
        looking = encoder_graph(prior)
        self.recall, self._lone = (recalling(session(looking, n)) for n in (self.cores, 1))
        self._feed = Feed(prior, session(feed_graph(prior), self.cores))
        self._graphs: dict[tuple[bool, bool], tuple[Any, Any]] = {}
        for int8 in {False, self.multiplies_int8}:
            self._graphs_of_step(True, int8)

    def draw(self, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone) -> None:
        """Draw the masked codes of the steps `ahead` of a window in place.

        A step of a few notes is too small to share: a second thread that had to wait for a core
        that something else kept busy made it seven times as long. Many notes are shared out, and
        drawn with weights of eight bits where the processor has products of them: of sixteen notes
        a step then takes half as long, since a step's weights are more than its caches hold.
        """
        notes = len(view.codes)
        graphs = self._graphs_of_step(sampling.guidance != 1, self._int8(notes))
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

    def _int8(self, notes: int) -> bool:
        return self.multiplies_int8 and notes >= MANY_NOTES

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


def multiplies_int8() -> bool:
    """Whether this processor has instructions for products of eight-bit numbers. Without them they
    are no faster, and some processors' sums of them overflow."""
    can = torch.cpu.get_capabilities()
    return any(can.get(name, False) for name in ("avx512_vnni", "avx_vnni"))


def engine() -> str:
    """What runs the graphs, and whether those of many notes have weights of eight bits."""
    return f"onnxruntime {onnxruntime.__version__}{' int8' * multiplies_int8()}"


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
