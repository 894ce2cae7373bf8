"""`notono-live train codes`: notes → codemaps, with a trained VQ-VAE. Training process only.

RUN/codes.npz holds, for train and valid: top (N, 32, 4) and bottom (N, 64, 8) int16, and the notes'
pitch, family, velocity and instrument (a number for each kin), (N,) int16 each; and the mark of the
codec. Under torchrun every rank encodes its share.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from rich.progress import track

from notono_live.errors import FileTrouble
from notono_live.model.spectrogram import Spectrogram
from notono_live.model.vqvae import VQVAE
from notono_live.training.beginnings import code_mark, codec_start
from notono_live.training.data import HELD_OUT, Example, load, read_batch
from notono_live.training.ranks import half_precision, joined
from notono_live.whole_file import beside

PART_NOTES, NOTES_AT_ONCE = 2048, 32


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

    @property
    def mark(self) -> str:
        """16 hexadecimal digits of whose notes' codes these are, with any codec."""
        digest = hashlib.sha256()
        for label in (self.kin, self.pitch, self.velocity):
            digest.update(label.tobytes())
        return digest.hexdigest()[:16]


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


def mark_of(run: Path) -> str:
    """The `code_mark` of the codec that made a run's codes; "" where they do not say."""
    with np.load(run / "codes.npz") as saved:
        return str(saved["codec"]) if "codec" in saved else ""


def trained_codec(run: Path) -> tuple[Spectrogram, VQVAE]:
    """The best VQ-VAE of a run and its spectrogram, on the CPU."""
    best = codec_start(run / "vqvae" / "best.pt")
    model = VQVAE(best.config)
    model.load_state_dict(best.weights)
    return Spectrogram(best.spectrogram), model.eval()


@dataclass(frozen=True)
class Part:
    """Notes that are encoded by one rank in one go, and the file that keeps their codes until all
    are done: an interrupted run goes on with the next one. The file's name is made of the codec and
    the notes, so that no other codec's codes are taken for these."""

    split: str
    notes: tuple[Example, ...]
    path: Path

    def read(self) -> dict[str, np.ndarray]:
        with np.load(self.path) as saved:
            return {name: saved[name] for name in ("top", "bottom")}

    def write(self, top: np.ndarray, bottom: np.ndarray) -> None:
        self.path.parent.mkdir(exist_ok=True)
        _saved(self.path, top=top, bottom=bottom)


def parts_of(run: Path, notes: dict[str, tuple[Example, ...]]) -> list[Part]:
    """All notes of the splits, in their order, for the best codec of `run`."""
    codec = hashlib.sha256((run / "vqvae" / "best.pt").read_bytes())
    parts = []
    for split, all_notes in notes.items():
        for first in range(0, len(all_notes), PART_NOTES):
            few = all_notes[first : first + PART_NOTES]
            name = codec.copy()
            name.update("\n".join(str(note.path) for note in few).encode())
            parts.append(Part(split, few, run / "codes.parts" / f"{name.hexdigest()[:16]}.npz"))
    return parts


@torch.inference_mode()
def encode(
    notes: tuple[Example, ...], spectrogram: Spectrogram, model: VQVAE, told: str | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The notes' codes, (N, 32, 4) and (N, 64, 8) int16, on the model's device; `told` is what the
    progress bar says, where there is one."""
    device = model.lift.device
    tops, bottoms = [], []
    starts = range(0, len(notes), NOTES_AT_ONCE)
    for start in track(starts, told or "", disable=told is None):
        audio = read_batch(notes[start : start + NOTES_AT_ONCE]).audio
        image = spectrogram(torch.from_numpy(audio).to(device))
        with half_precision(device):
            top, bottom = model.encode(image.contiguous(memory_format=torch.channels_last))
        tops.append(top.cpu().numpy().astype(np.int16))
        bottoms.append(bottom.cpu().numpy().astype(np.int16))
    return np.concatenate(tops), np.concatenate(bottoms)


def joined_codes(parts: Sequence[Part]) -> Codes:
    """The parts of one split, in their order, with the notes' labels."""
    notes = [note for part in parts for note in part.notes]
    kins = {kin: number for number, kin in enumerate(sorted({note.kin for note in notes}))}
    labels = {
        "pitch": [note.pitch for note in notes],
        "family": [note.family_index for note in notes],
        "velocity": [note.velocity for note in notes],
        "kin": [kins[note.kin] for note in notes],
    }
    read = [part.read() for part in parts]
    maps = {layer: np.concatenate([codes[layer] for codes in read]) for layer in ("top", "bottom")}
    return Codes(**maps, **{name: np.array(each, np.int16) for name, each in labels.items()})


def _saved(path: Path, **arrays: np.ndarray) -> None:
    with beside(path) as new, new.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", nargs="+", type=Path, help="NSynth-format folders")
    parser.add_argument("--run", type=Path, required=True, help="folder with the trained VQ-VAE")
    parser.add_argument("--seed", type=int, default=0, help="of the split; as in train vqvae")
    parser.add_argument("--held-out", type=float, default=HELD_OUT, help="as in train vqvae")
    parser.add_argument("--device", default="auto")


def main(args: argparse.Namespace) -> int:
    split = load(args.data, seed=args.seed, held_out=args.held_out)
    notes = {"train": split.train, "valid": split.valid}
    with joined(args.device) as ranks:
        spectrogram, model = trained_codec(args.run)
        spectrogram, model = spectrogram.to(ranks.device), model.on(ranks.device)
        parts = parts_of(args.run, notes)
        for number, part in enumerate(parts):
            if number % ranks.count == ranks.rank and not part.path.exists():
                told = f"codes, {number + 1} of {len(parts)}" if ranks.leads else None
                part.write(*encode(part.notes, spectrogram, model, told))
        ranks.meet()
        if ranks.leads:
            _join(args.run, parts, code_mark(model.cpu().state_dict()))
            print(f"{len(split.train)} + {len(split.valid)} notes → {args.run / 'codes.npz'}")
    return 0


def _join(run: Path, parts: list[Part], mark: str) -> None:
    """All parts to codes.npz, and away with them."""
    made = {"codec": np.array(mark)}
    for split in ("train", "valid"):
        codes = joined_codes([part for part in parts if part.split == split])
        made |= {f"{split}_{name}": value for name, value in vars(codes).items()}
    _saved(run / "codes.npz", **made)
    shutil.rmtree(run / "codes.parts")
