"""The decode loop: masked codes of a layer are drawn, kept ones are kept. Torch; worker process.

Kept runs of the sequence are fed to the cache in one go, masked positions are stepped.
`draw_plainly` does the same with a whole pass for every code: it is the truth the cached loop is
tested against.

Legend: B batch, S steps of a window (128), P codes a step, K codes. All notes of a batch share a
mask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch.nn import functional as fn

from notono_live.model.cache import KVCache
from notono_live.model.labels import Labels
from notono_live.model.sampling import guided, noise, sample
from notono_live.model.sequence import ROWS, Window, runs, to_codemap, to_sequence, windows
from notono_live.model.transformer import Prior
from notono_live.notes.codemap import CODES, WINDOW_COLUMNS, Layer
from notono_live.notes.conditioning import unlike
from notono_live.notes.note import Sampling

StepDone = Callable[[], None]  # may have `again`, as `pause_of` has it


@dataclass
class Canvas:
    """One layer being drawn, in sequence order over the whole note (S may exceed a window)."""

    codes: torch.Tensor  # (B, S, P) int64; masked places hold anything, hidden ones CODES
    mask: torch.Tensor  # (S, P) bool, True = still to be drawn
    labels: Labels  # (B, S, P)
    given: torch.Tensor | None  # (B, S) top codes, for the bottom layer
    numbers: torch.Tensor  # (B, S, P) random numbers in [0, 1)
    anew: bool  # the top map of a note of which nothing is kept
    whole: torch.Tensor | None = None  # the codemap as it was, nothing hidden; a window has none
    onset: int = 0  # the top column that is drawn as a note's first; none before it is looked at

    @classmethod
    def of(
        cls,
        prior: Prior,
        codes: torch.Tensor,
        mask: torch.Tensor,
        pitch: torch.Tensor,
        family: torch.Tensor,
        velocity: torch.Tensor,
        given: torch.Tensor | None,
        samplings: Sequence[Sampling],
    ) -> Canvas:
        """From codemaps: codes, pitch, family and velocity (B, rows, columns), mask (rows,
        columns), given the top codemap (B, 32, T), one Sampling a note (they may differ in seed
        alone)."""
        layer = prior.config.layer
        per_step = prior.config.codes_per_step
        steps = codes.shape[1] * codes.shape[2] // per_step
        numbers = torch.stack([noise(s, layer, steps, per_step) for s in samplings])
        whole = codes
        if prior.config.families_apart:
            # What nobody labelled, too: of two seconds of such notes, under a named family, the
            # judge named that in 52 instead of 47 %, and the pitch in 94 instead of 91 (132 edits).
            labels, cells = family.cpu().numpy(), mask.cpu().numpy()
            apart = np.stack([unlike(one, cells) for one in labels])
            hidden = torch.from_numpy(apart).to(codes.device)
            codes = torch.where(hidden, CODES, codes)
            given = None if given is None else torch.where(above(hidden, given), CODES, given)
        return cls(
            to_sequence(codes, layer).clone(),
            to_sequence(mask[None], layer)[0].clone(),
            Labels.of(*(to_sequence(labels, layer) for labels in (pitch, family, velocity))),
            None if given is None else given.transpose(1, 2).flatten(1),
            numbers.to(codes.device),
            layer is Layer.TOP and bool(mask.all()),
            whole,
        )

    def begun(self, onset: int) -> Canvas:
        """The same, drawn from the top column `onset` on as if the note began there. Where less
        than a window is left of it, hidden and unlabelled columns follow."""
        lacking = max(0, (onset + WINDOW_COLUMNS) * ROWS - self.codes.shape[1])
        room = (0, 0, 0, lacking)
        labels = (self.labels.pitch, self.labels.family, self.labels.velocity)
        return replace(
            self,
            codes=fn.pad(self.codes, room, value=CODES),
            mask=fn.pad(self.mask, room),
            labels=Labels(*(fn.pad(table, room) for table in labels)),
            given=None if self.given is None else fn.pad(self.given, room[2:], value=CODES),
            numbers=fn.pad(self.numbers, room),
            onset=onset,
        )

    def codemap(self) -> torch.Tensor:
        """(B, rows, columns): what was drawn so far, and all that was kept, hidden or not."""
        assert self.whole is not None, "a view of a note has no codemap"
        layer = Layer.TOP if self.codes.shape[2] == 1 else Layer.BOTTOM
        codes = to_codemap(self.codes, layer)[..., : self.whole.shape[2]]
        return torch.where(codes == CODES, self.whole, codes)

    def window(self, start: int) -> Canvas:
        """A view of the 128 steps from top column `start`; what is drawn there is drawn here."""
        steps = slice(start * ROWS, (start + WINDOW_COLUMNS) * ROWS)
        given = None if self.given is None else self.given[:, steps]
        return Canvas(
            self.codes[:, steps],
            self.mask[steps],
            self.labels[steps],
            given,
            self.numbers[:, steps],
            self.anew,
        )

    def notes(self, which: slice) -> Canvas:
        """A view of some of the notes."""
        given = None if self.given is None else self.given[which]
        labels, numbers = self.labels.notes(which), self.numbers[which]
        return Canvas(self.codes[which], self.mask, labels, given, numbers, self.anew)

    @property
    def plain(self) -> Labels:
        """The labels on the other side of guidance, (B, S, P): none; but a map that is drawn `anew`
        is drawn away from notes of the same pitch and velocity and any family.

        Beside notes of any pitch, too, what a pitch is known by was exaggerated at a timbre's cost:
        of 528 new notes a nearest neighbour by cepstra named the family of 81 instead of 87 %,
        musicnn of 82 instead of 87. An edit needs that: of 264 regions of two seconds, drawn under
        the same family and another pitch, 97.0 % took it so and 93.6 the other way.
        """
        return self.labels.of_any_family() if self.anew else self.labels.forgotten()


def above(hidden: torch.Tensor, given: torch.Tensor) -> torch.Tensor:
    """(B, 64, 2T) → (B, 32, T): top cells that have only hidden cells beneath them."""
    side = hidden.shape[1] // given.shape[1]
    return hidden.unfold(1, side, side).unfold(2, side, side).all(-1).all(-1)


def pause_of(step_done: StepDone) -> Callable[[], None]:
    """What to call where something long is done between two steps: like `step_done` it may raise to
    end the work, and counts no step."""
    pause: Callable[[], None] = getattr(step_done, "again", lambda: None)
    return pause


DrawWindow = Callable[[Prior, Canvas, slice, Sampling, StepDone], None]


def ahead_of(canvas: Canvas) -> Iterator[tuple[Window, Canvas, slice]]:
    """Where there is something to draw, window by window: the window, a view of it, and its steps
    that are to be drawn in it. These must be drawn before the next is asked for."""
    for window in windows(canvas.codes.shape[1] // ROWS, canvas.onset):
        ahead = slice((window.first - window.start) * ROWS, (window.last - window.start) * ROWS)
        view = canvas.window(window.start)
        if view.mask[ahead].any():
            yield window, view, ahead
        view.mask[ahead] = False


def draw(
    prior: Prior,
    canvas: Canvas,
    sampling: Sampling,
    step_done: StepDone = lambda: None,
    draw_window: DrawWindow | None = None,
) -> torch.Tensor:
    """Draw every masked code of the canvas, window by window; returns the codemap (B, rows,
    columns).

    `step_done` is called after each step and may raise to end the work.
    """
    for _, view, ahead in ahead_of(canvas):
        (draw_window or draw_cached)(prior, view, ahead, sampling, step_done)
    return canvas.codemap()


def draw_uniformly(canvas: Canvas) -> None:
    """Draw every masked code of the canvas by its random number alone, all as likely."""
    drawn = (canvas.numbers * CODES).long()
    canvas.codes[:] = torch.where(canvas.mask, drawn, canvas.codes)
    canvas.mask[:] = False


@torch.inference_mode()
def draw_cached(
    prior: Prior, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone
) -> None:
    """One window: draw the masked codes of the steps `ahead` in place. The mask is brought to the
    CPU first: on a GPU, looking at a place of it would wait for all that was drawn before."""
    memory = _memory(prior, view, sampling)
    doubled = len(memory) // len(view.codes)
    mask = view.mask.cpu()
    masked, wanted = mask.any(1), mask.tolist()
    masked[ahead.stop :] = False
    last = int(masked.nonzero().max()) + 1
    cache = prior.new_cache(len(memory), last)
    codes = view.codes.repeat(doubled, 1, 1)
    for run in runs(masked[:last]):
        if not run.masked:
            _feed(prior, codes, memory, cache, run.start, run.stop)
            continue
        for step in range(run.start, run.stop):
            state = _feed(prior, codes, memory, cache, step, step + 1)[:, -1]
            for place in range(codes.shape[2]):
                if wanted[step][place]:
                    logits = prior.turn_logits(state, place)
                    drawn = _choose(logits, view.numbers[:, step, place], sampling, doubled)
                    view.codes[:, step, place] = drawn
                    codes[:, step, place] = drawn.repeat(doubled)
                state = prior.draw(state, place, codes[:, step, place])
            step_done()


def _feed(
    prior: Prior, codes: torch.Tensor, memory: torch.Tensor, cache: KVCache, start: int, stop: int
) -> torch.Tensor:
    """Steps [start, stop) through the backbone; the very first step has nothing before it."""
    outputs = []
    if start == 0:
        outputs.append(prior.advance(None, memory[:, :1], cache))
        start = 1
    if start < stop:
        before = codes[:, start - 1 : stop - 1]
        outputs.append(prior.advance(before, memory[:, start:stop], cache))
    return torch.cat(outputs, 1)


@torch.inference_mode()
def draw_at_once(
    prior: Prior,
    view: Canvas,
    ahead: slice,
    sampling: Sampling,
    step_done: StepDone,
) -> None:
    """One window roughly: all the masked codes of the steps `ahead` in place, in one pass that
    takes what lies there for what will have been drawn before. One step for `step_done`.

    Its codes are the first guess of a fixed-point iteration whose end is what `draw_plainly` draws:
    the four codes of a step are drawn in order, each by its own random number.
    """
    memory = _memory(prior, view, sampling)
    doubled, notes = len(memory) // len(view.codes), len(view.codes)
    masked = view.mask.any(1)
    masked[ahead.stop :] = False
    steps = masked.nonzero().flatten()
    last = int(steps.max()) + 1
    codes = view.codes[:, :last].repeat(doubled, 1, 1)
    state = prior.states(codes, memory[:, :last])[:, steps].flatten(0, 1)
    for place in range(view.codes.shape[2]):
        numbers = view.numbers[:, steps, place].flatten()
        drawn = _choose(prior.turn_logits(state, place), numbers, sampling, doubled)
        kept = view.codes[:, steps, place]
        chosen = torch.where(view.mask[steps, place], drawn.view(notes, -1), kept)
        view.codes[:, steps, place] = chosen
        state = prior.draw(state, place, chosen.flatten().repeat(doubled))
    step_done()


@torch.inference_mode()
def draw_plainly(
    prior: Prior, view: Canvas, ahead: slice, sampling: Sampling, step_done: StepDone
) -> None:
    """As `draw_cached`, the whole sequence through the whole prior for every code."""
    memory = _memory(prior, view, sampling)
    doubled = len(memory) // len(view.codes)
    for step, place in _places(view.mask.cpu(), ahead):
        logits = prior(view.codes.repeat(doubled, 1, 1), memory)[:, step, place]
        numbers = view.numbers[:, step, place]
        view.codes[:, step, place] = _choose(logits, numbers, sampling, doubled)
        step_done()


def _places(mask: torch.Tensor, ahead: slice) -> Iterator[tuple[int, int]]:
    for step in range(ahead.start, ahead.stop):
        for place in range(mask.shape[1]):
            if mask[step, place]:
                yield step, place


def _memory(prior: Prior, view: Canvas, sampling: Sampling) -> torch.Tensor:
    """The encoder's view, once a window; with guidance, that of the plain notes after it."""
    mask = view.mask.expand_as(view.codes)
    labelled = prior.look(view.codes, mask, view.labels, view.given)
    if sampling.guidance == 1:
        return labelled
    return torch.cat((labelled, prior.look(view.codes, mask, view.plain, view.given)))


def _choose(
    logits: torch.Tensor, numbers: torch.Tensor, sampling: Sampling, doubled: int
) -> torch.Tensor:
    if doubled == 2:
        logits = guided(logits, sampling.guidance)
    return sample(logits, numbers, sampling)
