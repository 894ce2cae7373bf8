"""What the model alone takes, in this process: no server, no files. Main thread; torch."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import torch

from notono_live.cli.timing import Row
from notono_live.export.sound import resampled
from notono_live.model.drawing import draw_plainly
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.progress import ignore
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import FAMILIES, Conditioning, Family
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import DEFAULT_SAMPLING, Note, Sampling

BATCH = 16
REGION = "region of 1 s"
CACHED, EXACT = f"{REGION}: codes", f"{REGION}: codes, float32"
UNCACHED = f"{REGION}: codes, uncached"
BATCHED = f"batch of {BATCH} notes"
RATE_HZ = 48_000
SECOND = Constraint.freeing(Region.spanning(Layer.TOP, (1.0, 2.0)))
ALL = Constraint.nothing_kept()
ASKED = Conditioning(48, Family.BASS)
SLOW_SHARE = 10  # the uncached reference and batches run once for so many runs of the others


def measure_model(
    inpainter: NeuralInpainter, runs: int, tell: Callable[[str], None]
) -> tuple[list[Row], bool]:
    """A row for each stage and size of work, of a warm model; and whether the uncached reference
    drew the same codes as the cached loop in the same arithmetic, seed by seed. `tell` hears what
    begins."""
    tell("warming up")
    inpainter.warm_up()
    note = inpainter.inpaint(None, ALL, Conditioning(60, Family.GUITAR), _seeded(0), ignore)
    tell("one second, both layers")
    stages, edits = _edits(inpainter, note, runs)
    rows = [Row.of(f"{REGION}: {stage}", took) for stage, took in stages.items()]
    if "int8" in str(inpainter.arithmetic["steps"]):
        exact = NeuralInpainter(
            inpainter.name, inpainter.spectrogram, inpainter.vqvae, inpainter.priors,
            torch.device("cpu"), "float32",
        )  # fmt: skip
        tell("one second, both layers, float32")
        stages, edits = _edits(exact, note, runs)
        rows.append(Row.of(EXACT, stages["codes"], "as the reference has them"))
    tell("one second, both layers, uncached")
    slow, same = _uncached(inpainter, note, edits[: max(1, runs // SLOW_SHARE)])
    rows.append(Row.of(UNCACHED, slow, "the reference; fewer runs"))
    tell("full note")
    alone = Row.of("full note", _generations(inpainter, 1, runs), "codes and decode")
    rows.append(alone)
    tell(BATCHED)
    batches = _generations(inpainter, BATCH, max(1, runs // SLOW_SHARE))
    each = Row.of("", [took / BATCH for took in batches]).p50_ms
    remark = f"{1000 / each:.1f} notes/s, {alone.p50_ms / each:.1f} x one by one"
    rows.append(Row.of(BATCHED, batches, remark))
    return rows, same


def turned(seed: int) -> Conditioning:
    """Other labels for each edit, as from a knob: nothing that was made of others helps."""
    return Conditioning(30 + seed % 48, FAMILIES[seed % len(FAMILIES)])


def _seeded(seed: int) -> Sampling:
    return replace(DEFAULT_SAMPLING, seed=seed)


def _edits(
    inpainter: NeuralInpainter, note: Note, runs: int
) -> tuple[dict[str, list[float]], list[Note]]:
    """Seconds by stage of redrawing a second, each time under other labels, and what came of it."""
    stages: defaultdict[str, list[float]] = defaultdict(list)
    made = []
    for seed in range(runs):
        started = time.perf_counter()
        after = inpainter.inpaint(note, SECOND, turned(seed), _seeded(seed), ignore)
        drawn = time.perf_counter()
        resampled(after.samples, after.sample_rate_hz, RATE_HZ)
        ended = time.perf_counter()
        stages["codes"].append(inpainter.timings["codes"])
        stages["decode"].append(inpainter.timings["decode"])
        stages["resample"].append(ended - drawn)
        stages["whole"].append(ended - started)
        made.append(after)
    return dict(stages), made


def _uncached(
    inpainter: NeuralInpainter, note: Note, cached: list[Note]
) -> tuple[list[float], bool]:
    """Seconds of the codes drawn with a whole pass for each; are they what `cached` has?"""
    took, same = [], True
    for seed, fast in enumerate(cached):
        (slow,) = inpainter.inpaint_batch(
            [note], SECOND, [turned(seed)], [_seeded(seed)], ignore, draw_plainly
        )
        took.append(inpainter.timings["codes"])
        same = same and slow.codemaps.same_as(fast.codemaps)
    return took, same


def _generations(inpainter: NeuralInpainter, batch: int, runs: int) -> list[float]:
    took = []
    for run in range(runs):
        seeds = [_seeded(run * batch + place) for place in range(batch)]
        started = time.perf_counter()
        inpainter.inpaint_batch(None, ALL, [ASKED] * batch, seeds)
        took.append(time.perf_counter() - started)
    return took
