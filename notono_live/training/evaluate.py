"""`notono-live evaluate`: real notes, their round trip, generated and inpainted notes side by side.

Training process only. Pitch and family are named by a judge trained on real notes
(`training.judge`), and its accuracy on real notes it never heard stands beside every other figure.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table

from notono_live.meter import Meter, measure
from notono_live.model import bundle as bundles
from notono_live.model.inpainter import NeuralInpainter
from notono_live.notes.codemap import CODES, COLUMN_SAMPLES, WINDOW_COLUMNS, Codemaps, Layer
from notono_live.notes.conditioning import FAMILIES, Conditioning, ConditioningMaps
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import DEFAULT_SAMPLING, Note, Sampling
from notono_live.training.codebook import perplexity
from notono_live.training.data import Example, load, read_batch
from notono_live.training.judge import Judge, judge_for

BATCH = 16
BANDS_HZ = ((0, 1000), (1000, 2000), (2000, 4000), (4000, 8000))
NOTE_SAMPLES = WINDOW_COLUMNS * COLUMN_SAMPLES

# The edits measured, each a region of a four-second note under the note's own labels.
EDITS = {
    "first second": Region(Layer.TOP, 0, 1, 0, 32),
    "low quarter": Region(Layer.TOP, 0, 4, 0, 8),
    "fine texture": Region(Layer.BOTTOM, 0, 8, 0, 64),
}


@dataclass
class Column:
    """One kind of sound: what it scored. None where a figure has no meaning for it."""

    name: str
    figures: dict[str, float | None] = field(default_factory=dict)


def log_spectral_distance(real: np.ndarray, made: np.ndarray) -> float:
    """Mean over notes (N, frames) of the rms difference in dB, over what lies within 80 dB of a
    note's loudest bin; what is softer in either counts as that floor."""
    decibels = [_decibels(torch.from_numpy(x)) for x in (real, made)]
    floor = decibels[0].amax((1, 2), keepdim=True) - 80
    clamped = [torch.maximum(x, floor) for x in decibels]
    heard = (clamped[0] > floor) | (clamped[1] > floor)
    squared = ((clamped[0] - clamped[1]) ** 2 * heard).sum((1, 2)) / heard.sum((1, 2)).clamp_min(1)
    return float(squared.sqrt().mean())


def band_gains(real: np.ndarray, made: np.ndarray) -> list[float]:
    """Median over notes of made against real energy in each of BANDS_HZ, dB; silent bands left
    out."""
    power = [_power(torch.from_numpy(x)).sum(2) for x in (real, made)]
    hz_per_bin = 8000 / (power[0].shape[1] - 1)
    gains = []
    for low, high in BANDS_HZ:
        band = slice(int(low / hz_per_bin), int(high / hz_per_bin))
        before, after = (p[:, band].sum(1) for p in power)
        sounding = before > 1e-6 * power[0].sum(1)
        gains.append(float(10 * torch.log10((after / before)[sounding]).median()))
    return gains


def _power(samples: torch.Tensor) -> torch.Tensor:
    window = torch.hann_window(2048)
    return torch.stft(samples, 2048, 512, window=window, return_complex=True).abs() ** 2


def _decibels(samples: torch.Tensor) -> torch.Tensor:
    return 10 * torch.log10(_power(samples).clamp_min(1e-12))


def score(
    name: str,
    samples: np.ndarray,
    notes: tuple[Example, ...],
    judge: Judge,
    inpainter: NeuralInpainter,
    real: np.ndarray | None = None,
    codes: list[Codemaps] | None = None,
) -> Column:
    """What the judge says of (N, frames) samples that should carry the labels of `notes`."""
    verdict = judge.listen(samples, inpainter.spectrogram)
    column = Column(name)
    pitch = np.array([n.pitch for n in notes])
    family = np.array([n.family_index for n in notes])
    column.figures["pitch right, %"] = 100 * float((verdict.pitch == pitch).mean())
    column.figures["family right, %"] = 100 * float((verdict.family == family).mean())
    if real is not None:
        column.figures["log-spectral distance, dB"] = log_spectral_distance(real, samples)
        for (low, high), gain in zip(BANDS_HZ, band_gains(real, samples), strict=True):
            column.figures[f"gain {low / 1000:g}–{high / 1000:g} kHz, dB"] = gain
    if codes is not None:
        for layer in Layer:
            maps = torch.from_numpy(np.stack([c.of(layer) for c in codes]))
            column.figures[f"{layer} codes in use (perplexity)"] = perplexity(maps, CODES)
    return column


def labels_of(note: Example) -> Conditioning:
    return Conditioning(note.pitch, FAMILIES[note.family_index])


def in_batches(title: str, count: int, make: Callable[[slice], list[Note]]) -> list[Note]:
    return [
        note
        for start in track(range(0, count, BATCH), title)
        for note in make(slice(start, min(start + BATCH, count)))
    ]


def evaluate(
    inpainter: NeuralInpainter,
    judge: Judge,
    notes: tuple[Example, ...],
    sampling: Sampling,
) -> list[Column]:
    """All columns for validation `notes`; takes some 0.3 s a note on two cores."""
    audio = read_batch(notes).audio
    real = np.pad(audio, ((0, 0), (0, NOTE_SAMPLES - audio.shape[1])))
    labels = [labels_of(note) for note in notes]
    samplings = [replace(sampling, seed=seed) for seed in range(len(notes))]

    def round_trip(part: slice) -> list[Note]:
        codes = inpainter.encode_batch(real[part])
        return [
            Note(Codemaps(top, bottom), ConditioningMaps.filled(label), sound)
            for top, bottom, label, sound in zip(
                *codes, labels[part], inpainter.decode_batch(*codes), strict=True
            )
        ]

    def generated(part: slice) -> list[Note]:
        whole = Constraint.nothing_kept()
        return inpainter.inpaint_batch(None, whole, labels[part], samplings[part])

    trips = in_batches("round trip", len(notes), round_trip)
    made = in_batches("generating", len(notes), generated)

    def scored(name: str, made: list[Note], against: np.ndarray | None) -> Column:
        samples = np.stack([note.samples for note in made])
        codes = [note.codemaps for note in made]
        return score(name, samples, notes, judge, inpainter, against, codes)

    columns = [
        score("real", real, notes, judge, inpainter),
        scored("round trip", trips, real),
        scored("generated", made, None),
    ]
    originals = [
        Note(trip.codemaps, trip.conditioning, sound)
        for trip, sound in zip(trips, real.astype(np.float32), strict=True)
    ]
    for title, region in EDITS.items():
        constraint = Constraint.freeing(region)

        def inpainted(part: slice, constraint: Constraint = constraint) -> list[Note]:
            return inpainter.inpaint_batch(
                originals[part], constraint, labels[part], samplings[part]
            )

        edited = in_batches(title, len(notes), inpainted)
        column = scored(title, edited, real)
        meters = [
            measure(before.samples, after.samples, constraint)
            for before, after in zip(originals, edited, strict=True)
        ]
        column.figures |= _median_meter(meters)
        columns.append(column)
    return columns


def _median_meter(meters: list[Meter]) -> dict[str, float | None]:
    return {
        "change inside, dB": float(np.median([m.inside_decibels for m in meters])),
        "leak outside, dB": float(np.median([m.outside_decibels for m in meters])),
    }


def show(columns: list[Column], console: Console) -> None:
    table = Table("", *(column.name for column in columns))
    for row in dict.fromkeys(name for column in columns for name in column.figures):
        cells = (column.figures.get(row) for column in columns)
        table.add_row(row, *("" if cell is None else f"{cell:.1f}" for cell in cells))
    console.print(table)


def markdown(columns: list[Column]) -> str:
    """The table as GitHub's markdown, for a bundle's README."""
    lines = ["| | " + " | ".join(c.name for c in columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for row in dict.fromkeys(name for column in columns for name in column.figures):
        cells = (column.figures.get(row) for column in columns)
        shown = " | ".join("" if cell is None else f"{cell:.1f}" for cell in cells)
        lines.append(f"| {row} | {shown} |")
    return "\n".join(lines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    default = DEFAULT_SAMPLING
    parser.add_argument("data", nargs="+", type=Path, help="NSynth-format folders")
    parser.add_argument("--model", default="default")
    parser.add_argument("--notes", type=int, default=256, help="validation notes to use")
    parser.add_argument("--seed", type=int, default=0, help="of the split; as in training")
    parser.add_argument("--judge", type=Path, help="file that keeps the judge between runs")
    parser.add_argument("--judge-epochs", type=float, default=6)
    parser.add_argument("--temperature", type=float, default=default.temperature)
    parser.add_argument("--top-k", type=int, default=default.top_k)
    parser.add_argument("--top-p", type=float, default=default.top_p)
    parser.add_argument("--guidance", type=float, default=default.guidance)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--device", default="auto")


def main(args: argparse.Namespace) -> int:
    split = load(args.data, seed=args.seed)
    inpainter = bundles.load_inpainter(args.model, args.device)
    judge = judge_for(split.train, inpainter.spectrogram, args.judge, args.judge_epochs)
    sampling = Sampling(args.temperature, args.top_k, args.top_p, args.guidance)
    columns = evaluate(inpainter, judge, split.valid[: args.notes], sampling)
    console = Console()
    show(columns, console)
    console.print(f"{min(args.notes, len(split.valid))} validation notes, {sampling}")
    if args.json is not None:
        written = {
            "sampling": asdict(sampling),
            "notes": args.notes,
            "markdown": markdown(columns),
        }
        written["columns"] = {c.name: c.figures for c in columns}  # type: ignore[assignment]
        args.json.write_text(json.dumps(written, indent=1))
    return 0
