"""`notono-live train ear`: a network that tells instruments apart, to teach a codec what is heard.

The codec's teacher, never its judge, which has another spectrogram, other layers and lessons, but
is of the same kind (`judge.py`). What an ear says does not matter afterwards; its features do,
between a note and what a codec made of it (Johnson et al. 2016, perceptual losses). Training
process only.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as fn

from notono_live.errors import FileTrouble, OutOfRange
from notono_live.notes.conditioning import PITCH_HIGH, PITCH_LOW
from notono_live.training.again import add_shared_arguments, line_again
from notono_live.training.augment import hissed, varied
from notono_live.training.bands import View, Viewed
from notono_live.training.checkpoints import load_checkpoint
from notono_live.training.data import HELD_OUT, Batch, Example, load, notes_mark, read_batch
from notono_live.training.lessons import Lessons
from notono_live.training.loop import Budget, run
from notono_live.training.pictures import levels_of_notes
from notono_live.training.ranks import Ranks, half_precision, joined

VIEW = View(window=2400, hop=400, bands=512, fold=4)  # 150 ms and 25 ms: neither is the codec's
BEND_HZ = 300.0  # below it the scale of bands is linear
RANGE_DECIBELS = 70.0  # below a note's loudest band is silence
WIDTHS = (32, 64, 96, 128)
MIXED = 256
VALIDATION_NOTES = 1024
PICTURE_NOTES = 8


class Ear(nn.Module):
    """`kins`: how many instruments it is taught."""

    def __init__(self, kins: int) -> None:
        super().__init__()
        self.kins = kins
        self._viewed = Viewed(VIEW, BEND_HZ)
        entry, *others = WIDTHS
        self.layers = nn.ModuleList([_layer(VIEW.fold**2, entry, stride=1)])
        for few, many in zip(WIDTHS, others, strict=False):
            self.layers.append(_layer(few, many, stride=2))
        rows = VIEW.bands // VIEW.fold // 2 ** len(others)
        self.mix = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(2 * WIDTHS[-1] * rows, MIXED), nn.SiLU(), nn.Dropout(0.2)
        )
        self.heads = nn.Linear(MIXED, kins + PITCH_HIGH - PITCH_LOW + 1)

    def decibels(self, samples: torch.Tensor) -> torch.Tensor:
        """(B, frames) samples, of which 64 000 are heard → (B, bands, hops) dB."""
        return self._viewed.decibels(samples)

    def features(self, levels: torch.Tensor) -> list[torch.Tensor]:
        """(B, bands, hops) levels → what each layer makes, (B, channels, rows, columns)."""
        return made_by_each(self.layers, VIEW.folded(levels))

    def forward(self, levels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(B, bands, hops) levels → logits of the instruments and of the pitches."""
        last = self.features(levels)[-1]
        mixed = self.mix(torch.cat((last.mean(3), last.amax(3)), 1).flatten(1))
        named = self.heads(mixed).float()
        return named[:, : self.kins], named[:, self.kins :]

    def distance(self, real: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
        """How differently two batches of samples are heard, (B, frames) each: the mean difference
        of every layer's features over the mean of the real note's, averaged; ()."""
        with torch.no_grad():
            decibels = self.decibels(real)
            loudest = loudest_of(decibels)
            with half_precision(real.device):
                theirs = self.features(levels_of(decibels, loudest))
        levels = levels_of(self.decibels(made), loudest)
        with half_precision(made.device):
            ours = self.features(levels)
        return apart(theirs, ours)


def _layer(few: int, many: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(few, many, (5, 3), stride=stride, padding=(2, 1)), nn.BatchNorm2d(many), nn.SiLU()
    )


def made_by_each(layers: Iterable[nn.Module], x: torch.Tensor) -> list[torch.Tensor]:
    """What each layer makes of what the one before it made, the first of `x`."""
    made = []
    for layer in layers:
        x = layer(x)
        made.append(x)
    return made


def apart(theirs: Iterable[torch.Tensor], ours: Iterable[torch.Tensor]) -> torch.Tensor:
    """The mean difference of the features that each layer makes of two sounds, over the mean of
    the first's, averaged over the layers; ()."""
    shares = []
    for features, others in zip(theirs, ours, strict=True):
        difference = (features.float() - others.float()).abs().mean()
        shares.append(difference / features.float().abs().mean().clamp_min(1e-6))
    return torch.stack(shares).mean()


def loudest_of(decibels: torch.Tensor) -> torch.Tensor:
    """(B, bands, frames) → (B, 1, 1) dB; silence is as loud as −30."""
    return decibels.amax((1, 2), keepdim=True).clamp_min(-30)


def levels_of(decibels: torch.Tensor, loudest: torch.Tensor) -> torch.Tensor:
    """0 at RANGE_DECIBELS below the loudest and under it, 1 at the loudest."""
    return ((decibels - loudest) / RANGE_DECIBELS + 1).clamp_min(0)


class EarTask:
    """Names the kin and the pitch of notes varied as the codec hears them, half through hiss."""

    def __init__(
        self,
        train: tuple[Example, ...],
        valid: tuple[Example, ...],
        batch: int,
        seed: int,
        ranks: Ranks,
    ) -> None:
        torch.manual_seed(seed)
        self.device, self.batch = ranks.device, batch
        self.kins = {kin: place for place, kin in enumerate(sorted({n.kin for n in train}))}
        known = (note for note in valid if note.kin in self.kins)
        self.valid_notes = tuple(known)[:VALIDATION_NOTES]
        if not self.valid_notes:
            raise OutOfRange(
                f"of {len(valid)} validation notes none is of an instrument that the {len(train)} "
                "for training are of; give a larger dataset"
            )
        self.measure, self.adverse = "instruments and pitches", False
        self.unheard = notes_mark(valid)
        self.ear = Ear(len(self.kins)).to(self.device)
        self.learned: nn.Module = self.ear
        self.shared = ranks.sharing(self.ear)
        self.optimizer: torch.optim.Optimizer = torch.optim.AdamW(
            self.ear.parameters(), lr=1e-3, weight_decay=0.02
        )
        self.lessons = Lessons(train, batch, seed, ranks)

    def step(self, step: int) -> dict[str, float]:
        batch, dice = self.lessons.of(step)
        samples = hissed(varied(torch.from_numpy(batch.audio).to(self.device), dice), dice)
        self.ear.train()
        loss, _, _ = self._named(batch, samples, self.shared)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return {"loss": loss.item()}

    def _named(
        self, batch: Batch, samples: torch.Tensor, ear: nn.Module
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """The loss, and of which notes kin and pitch were right, (B,) each."""
        decibels = self.ear.decibels(samples)
        with half_precision(self.device):
            kin, pitch = ear(levels_of(decibels, loudest_of(decibels)))
        kins = torch.tensor([self.kins[name] for name in batch.kin], device=self.device)
        pitches = torch.from_numpy(batch.pitch - PITCH_LOW).to(self.device)
        loss = fn.cross_entropy(kin, kins) + fn.cross_entropy(pitch, pitches)
        return loss, kin.argmax(1) == kins, pitch.argmax(1) == pitches

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """The loss, and the shares of instruments and pitches that were right."""
        self.ear.eval()
        sums = np.zeros(3)
        for start in range(0, len(self.valid_notes), self.batch):
            batch = read_batch(self.valid_notes[start : start + self.batch])
            loss, kin, pitch = self._named(
                batch, torch.from_numpy(batch.audio).to(self.device), self.ear
            )
            sums += loss.item() * len(batch.pitch), int(kin.sum()), int(pitch.sum())
        return dict(
            zip(("loss", "kin", "pitch"), (sums / len(self.valid_notes)).tolist(), strict=True)
        )

    @torch.no_grad()
    def picture(self, path: Path) -> None:
        audio = torch.from_numpy(read_batch(self.valid_notes[:PICTURE_NOTES]).audio)
        decibels = self.ear.decibels(audio.to(self.device))
        levels_of_notes(path, levels_of(decibels, loudest_of(decibels)).cpu().numpy())

    def state_dict(self) -> dict[str, Any]:
        return {
            "kins": sorted(self.kins),
            "ear": self.ear.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        if state["kins"] != sorted(self.kins):
            raise FileTrouble(
                f"this ear has learned {len(state['kins'])} instruments, and these data have other "
                f"ones ({len(self.kins)}); go on with the same --data, --seed and --held-out, or "
                "begin in another --run"
            )
        self.ear.load_state_dict(state["ear"])
        self.optimizer.load_state_dict(state["optimizer"])


def trained_ear(checkpoint: Path) -> Ear:
    """The ear of a training, which learns no more. FileTrouble where it is of something else."""
    state = load_checkpoint(checkpoint)
    try:
        ear = Ear(len(state["task"]["kins"]))
        ear.load_state_dict(state["task"]["ear"])
    except (KeyError, RuntimeError, TypeError) as error:
        raise FileTrouble(f"{checkpoint} is of no ear ({error}); give an ear's") from error
    return ear.eval().requires_grad_(False)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("data", nargs="+", type=Path, help="NSynth-format folders")
    add("--run", type=Path, required=True, help="folder of this training")
    add("--held-out", type=float, default=HELD_OUT, help="as in train vqvae")
    add_shared_arguments(parser, minutes=20, batch=32, learning_rate=2e-3)


def main(args: argparse.Namespace) -> int:
    split = load(args.data, seed=args.seed, held_out=args.held_out)
    data = " ".join(map(str, args.data))
    with joined(args.device) as ranks:
        if ranks.leads:
            print(line_again(f"ear {data} --run {args.run}", args))
        task = EarTask(split.train, split.valid, args.batch, args.seed, ranks)
        run(task, args.run / "ear", Budget(args.minutes, args.learning_rate), ranks)
    return 0
