"""`notono-live train codes`: notes → codemaps, with a trained VQ-VAE. Training process only.

RUN/codes.npz holds, for train and valid: top (N, 32, 4) and bottom (N, 64, 8) int16, and the notes'
pitch, family, velocity and instrument (a number for each kin), (N,) int16 each.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from rich.progress import track

from notono_live.errors import FileTrouble
from notono_live.model.spectrogram import Spectrogram
from notono_live.model.vqvae import VQVAE
from notono_live.training.beginnings import codec_start
from notono_live.training.data import HELD_OUT, Example, load, read_batch
from notono_live.training.ranks import device_for_training, half_precision


@dataclass(frozen=True)
class Codes:
    """One split's codemaps and labels; shapes as above."""

    top: np.ndarray
    bottom: np.ndarray
    pitch: np.ndarray
    family: np.ndarray
    velocity: np.ndarray
    kin: np.ndarray

    def __len__(self) -> int:
        return len(self.top)


def read_codes(run: Path) -> tuple[Codes, Codes]:
    """Train and valid codes of a run."""
    path = run / "codes.npz"
    try:
        with np.load(path) as saved:
            return tuple(  # type: ignore[return-value]
                Codes(**{field.name: saved[f"{split}_{field.name}"] for field in fields(Codes)})
                for split in ("train", "valid")
            )
    except (OSError, KeyError, ValueError) as error:
        raise FileTrouble(f"{path}: {error}; make it with `notono-live train codes`") from error


def trained_codec(run: Path) -> tuple[Spectrogram, VQVAE]:
    """The best VQ-VAE of a run and its spectrogram, on the CPU."""
    best = codec_start(run / "vqvae" / "best.pt")
    model = VQVAE(best.config)
    model.load_state_dict(best.weights)
    return Spectrogram(best.spectrogram), model.eval()


@torch.inference_mode()
def encode(
    notes: tuple[Example, ...], spectrogram: Spectrogram, model: VQVAE, device: torch.device
) -> Codes:
    parts: dict[str, list[np.ndarray]] = {field.name: [] for field in fields(Codes)}
    kins = {kin: number for number, kin in enumerate(sorted({note.kin for note in notes}))}
    for start in track(range(0, len(notes), 32), "codes"):
        batch = read_batch(notes[start : start + 32])
        image = spectrogram(torch.from_numpy(batch.audio).to(device))
        with half_precision(device):
            top, bottom = model.encode(image.contiguous(memory_format=torch.channels_last))
        seen = {"top": top.cpu().numpy(), "bottom": bottom.cpu().numpy()}
        seen |= {name: getattr(batch, name) for name in ("pitch", "family", "velocity")}
        seen["kin"] = np.array([kins[kin] for kin in batch.kin])
        for name, values in seen.items():
            parts[name].append(values.astype(np.int16))
    return Codes(**{name: np.concatenate(values) for name, values in parts.items()})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", nargs="+", type=Path, help="NSynth-format folders")
    parser.add_argument("--run", type=Path, required=True, help="folder with the trained VQ-VAE")
    parser.add_argument("--seed", type=int, default=0, help="of the split; as in train vqvae")
    parser.add_argument("--held-out", type=float, default=HELD_OUT, help="as in train vqvae")
    parser.add_argument("--device", default="auto")


def main(args: argparse.Namespace) -> int:
    split = load(args.data, seed=args.seed, held_out=args.held_out)
    device = device_for_training(args.device)
    spectrogram, model = trained_codec(args.run)
    model = model.on(device)
    made: dict[str, np.ndarray] = {}
    for name, notes in (("train", split.train), ("valid", split.valid)):
        codes = encode(notes, spectrogram.to(device), model, device)
        made |= {f"{name}_{key}": value for key, value in vars(codes).items()}
    temporary = args.run / f".codes.{os.getpid()}.npz"
    np.savez(temporary, allow_pickle=False, **made)
    temporary.replace(args.run / "codes.npz")
    print(f"{len(split.train)} + {len(split.valid)} notes → {args.run / 'codes.npz'}")
    return 0
