"""`notono-live train bundle`: put a run's best networks together as models/NAME. Training
process."""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from notono_live.errors import FileTrouble, OutOfRange
from notono_live.model.bundle import Bundle, save
from notono_live.model.spectrogram import Spectrogram
from notono_live.model.transformer import Prior
from notono_live.notes.codemap import Layer
from notono_live.training.beginnings import code_mark, learned_mark, prior_start
from notono_live.training.calibrate import calibrated
from notono_live.training.checkpoints import load_checkpoint
from notono_live.training.data import HELD_OUT, Example, load
from notono_live.training.shimmers import codec_to_ship

CALIBRATING_NOTES = 256
# What can be chosen of `SpectrogramConfig` after the training, as options: from 0 to what.
INVERSE: dict[str, tuple[type, float, str]] = {
    "phase_iterations": (int, 100, "of the inverse"),
    "mel_corrections": (int, 100, "of the inverse"),
    "noise_gain": (float, 4, "of the noise part"),
}


def trained_prior(run: Path, layer: Layer, mark: str) -> Prior:
    """The best of a run; FileTrouble where it has learned the codes of another codec than that of
    this `code_mark`."""
    path = run / f"prior_{layer}" / "best.pt"
    config, weights = prior_start(path, layer)
    if learned_mark(path) not in ("", mark):
        raise FileTrouble(
            f"{path} has learned the codes of another codec than {run / 'vqvae' / 'best.pt'}: run "
            "`train codes` and `train prior` again, or bring back the codec that it knew"
        )
    prior = Prior(config)
    prior.load_state_dict(weights)
    return prior.eval()


def assemble(
    run: Path,
    name: str,
    inverse: dict[str, Any] | None = None,
    notes: tuple[Example, ...] = (),
    shimmer_gain: float = 1.0,
) -> Bundle:
    """The best VQ-VAE and priors of a run, with what their trainings cost and reached. What
    `inverse` does not choose is as in training; with `notes` the codec is then made as loud as they
    are."""
    spectrogram, vqvae = codec_to_ship(run, shimmer_gain)
    mark = code_mark(vqvae.state_dict())
    config = replace(spectrogram.config, **(inverse or {}))
    if notes:
        vqvae = calibrated(Spectrogram(config), vqvae, notes)
    codec = ("vqvae",) if vqvae.shimmer is None else ("vqvae", "shimmer")
    parts = (*codec, *(f"prior_{layer}" for layer in Layer))
    trainings = {part: summary(run / part) for part in parts}
    priors = {layer: trained_prior(run, layer, mark) for layer in Layer}
    return Bundle(name, config, vqvae, priors, {"training": trainings})


def summary(folder: Path) -> dict[str, Any]:
    """Minutes and steps of the best checkpoint of one training, and its validation numbers."""
    clock = load_checkpoint(folder / "best.pt")["clock"]
    found: dict[str, Any] = {"minutes": round(clock["seconds"] / 60, 1), "steps": clock["step"]}
    with (folder / "metrics.csv").open() as file:
        for row in csv.DictReader(file):
            if row["split"] == "valid" and int(row["step"]) == clock["step"]:
                found[row["name"]] = float(row["value"])
    return found


def chosen_inverse(args: argparse.Namespace) -> dict[str, Any]:
    """What is given of INVERSE; OutOfRange where one is outside its range."""
    chosen = {name: getattr(args, name) for name in INVERSE if getattr(args, name) is not None}
    for name, value in chosen.items():
        high = INVERSE[name][1]
        if not 0 <= value <= high:
            raise OutOfRange(f"{_flag(name)} {value:g} is outside 0..{high:g}")
    return chosen


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, help="models/NAME")
    parser.add_argument("--run", type=Path, required=True)
    for name, (kind, high, what) in INVERSE.items():
        text = f"{what}, 0..{high:g}; else the training's"
        parser.add_argument(_flag(name), type=kind, help=text)
    parser.add_argument(
        "--shimmer-gain", type=float, default=1.0, help="of how levels waver (%(default)s)"
    )
    parser.add_argument(
        "--calibrate",
        nargs="+",
        type=Path,
        metavar="DATA",
        help="NSynth-format folders: decode each band as loud as their training notes",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the split; as in training")
    parser.add_argument("--held-out", type=float, default=HELD_OUT, help="as in train vqvae")
    parser.add_argument("--metrics", type=Path, help="JSON written by `notono-live evaluate`")


def main(args: argparse.Namespace) -> int:
    inverse = chosen_inverse(args)
    notes: tuple[Example, ...] = ()
    if args.calibrate:
        notes = load(args.calibrate, seed=args.seed, held_out=args.held_out).train
    bundle = assemble(
        args.run, args.out.name, inverse, notes[:CALIBRATING_NOTES], args.shimmer_gain
    )
    if args.metrics is not None:
        try:
            bundle.about["metrics"] = json.loads(args.metrics.read_text())
        except (OSError, ValueError) as error:
            raise FileTrouble(f"{args.metrics}: {error}; make it with evaluate --json") from error
    save(bundle, args.out)
    size = sum(path.stat().st_size for path in args.out.iterdir()) / 1e6
    print(f"{args.out}: {size:.1f} MB")
    return 0
