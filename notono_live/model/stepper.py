"""The decode loop at speed: one prior run by ONNX Runtime, a call for each step. Worker process.

In float32 it draws what `drawing.draw_cached` draws. Eager torch spends most of a step between its
hundred small operations; for one second of sound it took 118 ms on two Zen 5 cores.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import torch

from notono_live.model.drawing import Canvas, StepDone, pause_of
from notono_live.model.pause import Pause, no_pause
from notono_live.model.sampling import sampled
from notono_live.model.sequence import runs
from notono_live.model.sessions import MANY_NOTES, Recall, Sessions, eight_bits
from notono_live.model.shown import Shown
from notono_live.model.step import Cache, Steps, Tables
from notono_live.model.together import together
from notono_live.model.transformer import Prior
from notono_live.notes.codemap import Layer
from notono_live.notes.note import Sampling

MOST_NOTES = 16  # drawn at once: the caches of more are larger than a processor's


class Steppers:
    """A DrawWindow for both priors of a model, on the CPU; and one for what begins with nothing."""

    def __init__(self, priors: dict[Layer, Prior], weights: str = "auto") -> None:
        """`weights`: one of `WEIGHTS`."""
        self.steppers = {layer: Stepper(prior, weights) for layer, prior in priors.items()}

    def __call__(
        self, prior: Prior, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone
    ) -> None:
        self.steppers[prior.config.layer].draw(view, ahead, sampling, step_done)

    def anew(
        self, prior: Prior, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone
    ) -> None:
        self.steppers[prior.config.layer].draw(view, ahead, sampling, step_done, new=True)

    def at_once(
        self, prior: Prior, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone
    ) -> None:
        """As `draw_at_once`."""
        self.steppers[prior.config.layer].draw_at_once(view, ahead, sampling)
        step_done()


class Stepper:
    """One prior. Draws one window at a time; not to be shared between threads."""

    def __init__(self, prior: Prior, weights: str) -> None:
        self._prior = prior
        self._tables, self._shown = Tables.of(prior), Shown(prior)
        self.cores = torch.get_num_threads()
        self._weights = weights
        kinds = {eight_bits(weights, 1, new) for new in (False, True)}
        self.sessions = {int8: Sessions(prior, int8, self.cores) for int8 in kinds}

    def draw(
        self,
        view: Canvas,
        ahead: slice,
        sampling: Sampling,
        step_done: StepDone,
        new: bool = False,
    ) -> None:
        """Draw the masked codes of the steps `ahead` of a window in place; `new` is what begins
        with nothing.

        A step of a few notes is too small to share: a second thread that had to wait for a core
        that something else kept busy made it seven times as long. Many notes are shared out.
        """
        notes = len(view.codes)
        sessions = self.sessions[eight_bits(self._weights, notes, new)]
        sessions.of_step(sampling.guidance != 1)  # once, before the threads ask for it
        each = self._share(notes)
        if each == notes:
            return self._draw(sessions, sessions.recall, view, ahead, sampling, step_done)
        shares = [view.notes(slice(first, first + each)) for first in range(0, notes, each)]
        drawing = partial(self._draw, sessions, sessions.lone)
        parts = [partial(drawing, share, ahead, sampling) for share in shares]
        together(self.cores, parts, step_done)

    @torch.inference_mode()
    def draw_at_once(self, view: Canvas, ahead: slice, sampling: Sampling) -> None:
        """As `drawing.draw_at_once`, without guidance. A drawing that follows finds what the
        encoder made here."""
        sampling = replace(sampling, guidance=1)
        sessions = self.sessions[eight_bits(self._weights, len(view.codes), new=False)]
        steps = to_draw(view, ahead)
        known = self._recall(sessions.recall, view, sampling)
        codes, mask, numbers = view.codes.numpy(), view.mask.numpy(), view.numbers.numpy()
        states = sessions.glance(self._known(known, codes, 0, int(steps[-1]) + 1))
        state = states[:, steps].reshape(-1, states.shape[2])
        _, turn = sessions.of_step(guided=False)
        for place, added in enumerate(self._tables.turn):
            (logits,) = turn.run(["logits"], {"x": state + added})
            drawn = sampled(logits, numbers[:, steps, place].ravel(), sampling)
            kept = codes[:, steps, place]
            chosen = np.where(mask[steps, place], drawn.reshape(kept.shape), kept)
            codes[:, steps, place] = chosen
            if place < len(self._tables.drawn):
                state += self._tables.drawn[place][chosen.ravel()]

    def _share(self, notes: int) -> int:
        """Of so many notes, how many a thread draws at once."""
        if notes < MANY_NOTES or self.cores == 1:
            return min(notes, MOST_NOTES)
        return min(MOST_NOTES, -(-notes // self.cores))

    @torch.inference_mode()
    def _draw(
        self,
        sessions: Sessions,
        recall: Recall,
        view: Canvas,
        ahead: slice,
        sampling: Sampling,
        step_done: StepDone,
    ) -> None:
        known = self._recall(recall, view, sampling, pause_of(step_done))
        masked = view.mask.any(1)
        last = int(to_draw(view, ahead)[-1]) + 1
        rows, notes = len(known), len(view.codes)
        cache = Cache(self._prior, rows, last)
        graphs = sessions.of_step(rows > notes)
        steps = Steps(graphs, self._tables, cache, rows, notes, sampling)
        codes, mask = view.codes.numpy(), view.mask.numpy()  # drawn in place, as the view is
        numbers = view.numbers.numpy()
        for run in runs(masked[:last]):
            if not run.masked:
                sessions.feed(self._known(known, codes, run.start, run.stop), cache)
                continue
            for at in range(run.start, run.stop):
                before = self._tables.before(codes, at)
                x = (known[:, at].reshape(-1, *before.shape) + before).reshape(rows, -1)
                steps.draw(x, codes[:, at], mask[at], numbers[:, at])
                step_done()

    def _recall(
        self, recall: Recall, view: Canvas, sampling: Sampling, pause: Pause = no_pause
    ) -> np.ndarray:
        """(R, S, D): the encoder's view of the window; under plain labels after its own. Row by
        row, so that a row comes out the same whatever is looked at beside it; 1.5 ms each, of
        sixteen notes 32 of them."""
        plain = None if sampling.guidance == 1 else view.plain
        rows = []
        for row in self._shown(view.codes, view.mask, view.labels, view.given, plain):
            rows.append(recall(row))
            pause()
        return np.stack(rows)

    def _known(self, known: np.ndarray, codes: np.ndarray, start: int, stop: int) -> np.ndarray:
        """(R, n, D): what the backbone reads at these steps, the codes before each embedded."""
        before = np.stack([self._tables.before(codes, at) for at in range(start, stop)], 1)
        return known[:, start:stop] + np.tile(before, (len(known) // len(codes), 1, 1))


def to_draw(view: Canvas, ahead: slice) -> np.ndarray:
    """The steps of `ahead` that have masked codes."""
    masked = view.mask.any(1).numpy()
    return np.flatnonzero(masked[: ahead.stop])
