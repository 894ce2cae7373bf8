"""`notono-live bench profile`: where the time of a redrawn second goes, in the server and in the
model, and the least that each part of the model could take on this machine. Main thread; torch.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console

from notono_live.cli.bench import machine
from notono_live.cli.bench_client import Where
from notono_live.cli.bench_held import VOICES
from notono_live.cli.bench_least import Least
from notono_live.cli.bench_model import ALL, SECOND
from notono_live.cli.bench_profile_served import measured_served
from notono_live.cli.timing import Row
from notono_live.config import DEVICES, WEIGHTS
from notono_live.errors import NotonoError
from notono_live.model import bundle, codec, step, stepper
from notono_live.model.codec import Codec
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.progress import ignore
from notono_live.model.spectrogram import Spectrogram
from notono_live.notes.conditioning import FAMILIES, Conditioning
from notono_live.notes.note import DEFAULT_SAMPLING, Note, Sampling

WARM = 10  # edits before the first that counts
CODES = 4  # of what is watched, the first so many are parts of the codes' time

WATCHED: tuple[tuple[str, Any, str], ...] = (
    ("encoder", stepper.Stepper, "_recall"),
    ("kept steps fed", step.Feed, "__call__"),
    ("steps", step.Steps, "draw"),
    ("of them sampling", step, "sampled"),
    ("VQ-VAE decode", Codec, "image"),
    ("phases and inverse STFT", Spectrogram, "synthesise"),
    ("fades", codec, "fresh_weights"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A part: how often an edit calls it, the median of what it takes in an edit, and its floor."""

    name: str
    calls: int
    took_ms: float
    floor_ms: float | None = None
    floor: str = ""


def add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--model", default="default", metavar="NAME|DIR", help="bundle (%(default)s)")
    add("--device", choices=DEVICES, default="auto", help="where the model computes (%(default)s)")
    add("--weights", choices=WEIGHTS, default="auto", help="of the priors, as serve (%(default)s)")
    add("--runs", type=int, default=100, help="edits (%(default)s)")
    add("--markdown", type=Path, metavar="FILE", help="write the table here too")


def profile(arguments: Namespace) -> int:
    """Measure, print the table."""
    where = Where(arguments.model, arguments.device, weights=arguments.weights)
    inpainter = bundle.load_inpainter(where.model, where.device, where.weights)
    if not str(inpainter.arithmetic["steps"]).startswith("onnxruntime"):
        raise NotonoError(
            "the parts are those of ONNX Runtime's loop on the CPU; give --device cpu, and have "
            "onnx and onnxruntime installed"
        )
    served = list(measured_served(where, arguments.runs))
    lines = [*measured(inpainter, arguments.runs)]
    text = f"{markdown(lines, str(inpainter.arithmetic['steps']))}\n\n{served_markdown(served)}"
    Console().print(text, highlight=False, soft_wrap=True)
    if arguments.markdown is not None:
        arguments.markdown.write_text(text + "\n", encoding="utf-8")
    return 0


def markdown(lines: list[Line], steps: str) -> str:
    """A table of the parts; `steps`: what they were run by."""
    rows = [
        "| part | calls | ms | floor, ms | the floor is |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for line in lines:
        floor = "" if line.floor_ms is None else f"{line.floor_ms:.2f}"
        rows.append(f"| {line.name} | {line.calls} | {line.took_ms:.2f} | {floor} | {line.floor} |")
    return "\n".join((*rows, "", f"{machine()}; torch {torch.__version__}, "
                      f"{torch.get_num_threads()} threads; {steps}; medians."))  # fmt: skip


def served_markdown(rows: list[Row]) -> str:
    """A table of the server's stages."""
    lines = [
        f"| stage, {VOICES} voices held | p50, ms | p95 | p99 | |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        times = (f"{ms:.1f}" for ms in (row.p50_ms, row.p95_ms, row.p99_ms))
        lines.append(f"| {row.name} | {' | '.join(times)} | {row.remark} |")
    return "\n".join(lines)


def measured(inpainter: NeuralInpainter, runs: int) -> Iterator[Line]:
    """The parts of an edit of one second of four, each time under other labels."""
    inpainter.warm_up()
    note = inpainter.inpaint(None, ALL, Conditioning(60), DEFAULT_SAMPLING, ignore)
    took: defaultdict[str, list[float]] = defaultdict(list)
    calls: dict[str, int] = {}
    for run in range(WARM + runs):
        with watching() as watched:
            _edit(inpainter, note, run)
        watched["codes"] = [inpainter.timings["codes"]]
        watched["decode"] = [inpainter.timings["decode"]]
        if run >= WARM:
            for name, seconds in watched.items():
                took[name].append(1e3 * sum(seconds))
                calls[name] = len(seconds)
    least = Least(inpainter)
    names = [name for name, *_ in WATCHED]
    for name in ("codes", *names[:CODES], "decode", *names[CODES:]):
        yield Line(name, calls[name], float(np.median(took[name])), *least.of(name))


def _edit(inpainter: NeuralInpainter, note: Note, run: int) -> None:
    labels = Conditioning(30 + run % 48, FAMILIES[run % len(FAMILIES)])
    sampling = Sampling(guidance=DEFAULT_SAMPLING.guidance, top_p=DEFAULT_SAMPLING.top_p, seed=run)
    inpainter.inpaint(note, SECOND, labels, sampling, ignore)


@contextmanager
def watching() -> Iterator[dict[str, list[float]]]:
    """Seconds of each call of what is WATCHED, by name, while this lasts."""
    seconds: dict[str, list[float]] = {name: [] for name, *_ in WATCHED}
    plain = [(place, called, getattr(place, called)) for _, place, called in WATCHED]

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                seconds[name].append(time.perf_counter() - started)

        return call

    for (name, *_), (place, called, function) in zip(WATCHED, plain, strict=True):
        setattr(place, called, timed(name, function))
    try:
        yield seconds
    finally:
        for place, called, function in plain:
            setattr(place, called, function)
