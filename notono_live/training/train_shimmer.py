"""`notono-live train shimmer`: learn how levels waver around what a trained codec decodes. Training
process only.

The codec stays as it is, codes and all. RUN/shimmer holds what was learned beside RUN/vqvae.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional as fn

from notono_live.model.shimmer import QUIET, seen_by
from notono_live.model.spectrogram import Spectrogram
from notono_live.model.vqvae import VQVAE
from notono_live.notes.codemap import HOP_FRAMES
from notono_live.training.again import add_shared_arguments, line_again
from notono_live.training.augment import varied
from notono_live.training.beginnings import codec_mark
from notono_live.training.checkpoints import load_checkpoint
from notono_live.training.codes import trained_codec
from notono_live.training.data import HELD_OUT, Example, load, notes_mark, read_batch
from notono_live.training.energy_distance import STEP, energy_distance
from notono_live.training.lessons import Lessons
from notono_live.training.loop import Budget, run
from notono_live.training.losses import NATS
from notono_live.training.pictures import levels_of_notes
from notono_live.training.ranks import Ranks, half_precision, joined
from notono_live.training.shimmers import weights_for, with_shimmer

BLOCKS = 1
SLOW_FRAMES = 17  # levels' mean over these, half a second, stays as it is decoded
VALIDATION_NOTES = 64
PICTURE_NOTES = 4


class Drawing(nn.Module):
    """The shimmer alone, in the one call that DistributedDataParallel needs."""

    def __init__(self, vqvae: VQVAE) -> None:
        super().__init__()
        assert vqvae.shimmer is not None
        self.shimmer = vqvae.shimmer

    def forward(
        self, fine: torch.Tensor, coarse: torch.Tensor, noise: torch.Tensor
    ) -> torch.Tensor:
        drawn: torch.Tensor = self.shimmer(fine, coarse, noise)
        return drawn


class ShimmerTask:
    def __init__(
        self,
        train: tuple[Example, ...],
        valid: tuple[Example, ...],
        batch: int,
        seed: int,
        ranks: Ranks,
        spectrogram: Spectrogram,
        codec: VQVAE,
        blocks: int = BLOCKS,
    ) -> None:
        torch.manual_seed(seed)
        self.device, self.batch = ranks.device, batch
        self.valid_notes = valid[:VALIDATION_NOTES]
        self.spectrogram = spectrogram.to(self.device)
        self.codec = codec_mark(codec.state_dict())
        self.measure, self.unheard, self.adverse = "wavering", notes_mark(valid), False
        self.vqvae = with_shimmer(codec, blocks).on(self.device).requires_grad_(False)
        assert self.vqvae.shimmer is not None
        self.shimmer = self.vqvae.shimmer.requires_grad_(True)
        self.learned: nn.Module = self.shimmer
        self.shared = ranks.sharing(Drawing(self.vqvae))
        self.optimizer: torch.optim.Optimizer = torch.optim.AdamW(
            self.shimmer.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=1e-3
        )
        self.lessons = Lessons(train, batch, seed, ranks)

    def step(self, step: int) -> dict[str, float]:
        batch, dice = self.lessons.of(step)
        audio = varied(torch.from_numpy(batch.audio).to(self.device), dice)
        real, one, other, heard = self._drawn(audio, dice, self.shared)
        loss = energy_distance(real, one, other)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.shimmer.parameters(), 1.0)
        self.optimizer.step()
        return {"loss": loss.item(), "gradient": norm.item()} | swings(real, one, heard)

    def _drawn(
        self, audio: torch.Tensor, dice: torch.Generator, shimmer: nn.Module
    ) -> tuple[torch.Tensor, ...]:
        """(B, 1024, T) each: how the notes waver and how two draws do, in STEPs, and where that
        counts."""
        with torch.no_grad():
            image = self.spectrogram(audio)
            with half_precision(self.device):
                codes = self.vqvae.encode(image.contiguous(memory_format=torch.channels_last))
                grids = self.vqvae.grids(*codes)
                decoded = self.vqvae.pixels(grids)[:, 0].float()
            heard = (decoded > QUIET).float()
            real = fast(image[:, 0] - decoded, heard) / STEP
            noise = self._noise(2 * len(image), image.shape[-1], dice)
        with half_precision(self.device):
            twice = (features.repeat(2, 1, 1, 1) for features in (grids.fine, grids.coarse))
            drawn = shimmer(*twice, noise).float()
        one, other = (heard * part / STEP for part in drawn.chunk(2))
        return real, one, other, heard

    def _noise(self, notes: int, frames: int, dice: torch.Generator) -> torch.Tensor:
        """Another than what is drawn from later: it is to learn no noise by heart."""
        white = torch.randn(notes, frames * HOP_FRAMES, generator=dice).to(self.device)
        stft = self.spectrogram.stft(white)
        return seen_by(self.spectrogram, stft / stft.abs().square().mean().sqrt())

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """The energy distance, and by how much real and drawn levels waver, in dB."""
        sums: dict[str, float] = {}
        for start in range(0, len(self.valid_notes), self.batch):
            few = self.valid_notes[start : start + self.batch]
            audio = torch.from_numpy(read_batch(few).audio).to(self.device)
            dice = torch.Generator().manual_seed(start)
            real, one, other, heard = self._drawn(audio, dice, self.shimmer)
            values = {"loss": energy_distance(real, one, other).item()} | swings(real, one, heard)
            for name, value in values.items():
                sums[name] = sums.get(name, 0.0) + value * len(few) / len(self.valid_notes)
        return sums

    @torch.no_grad()
    def picture(self, path: Path) -> None:
        """Real and drawn, one above the other; grey is what was decoded."""
        audio = torch.from_numpy(read_batch(self.valid_notes[:PICTURE_NOTES]).audio)
        dice = torch.Generator().manual_seed(0)
        real, one, _, _ = self._drawn(audio.to(self.device), dice, self.shimmer)
        pairs = torch.stack((real, one), 1).flatten(0, 1)
        levels_of_notes(path, (0.5 + pairs / 8).clamp(0, 1).cpu().numpy())

    def state_dict(self) -> dict[str, Any]:
        return {
            "codec": self.codec,
            "blocks": self.vqvae.config.shimmer_blocks,
            "model": self.shimmer.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.shimmer.load_state_dict(weights_for(self.codec, state))
        self.optimizer.load_state_dict(state["optimizer"])


def fast(apart: torch.Tensor, heard: torch.Tensor) -> torch.Tensor:
    """(B, 1024, T) differences of levels → what of them does not last, 0 where nothing is heard."""
    sums, counts = (
        fn.avg_pool1d(x, SLOW_FRAMES, 1, SLOW_FRAMES // 2) for x in (apart * heard, heard)
    )
    return heard * (apart - sums / counts.clamp_min(1e-3))


def swings(real: torch.Tensor, drawn: torch.Tensor, heard: torch.Tensor) -> dict[str, float]:
    """By how much both waver where they are heard, in dB."""
    decibels = NATS * 10 / math.log(10)  # of a level from 0 to 1
    return {
        f"{name}_db": STEP * decibels * float((x.square().sum() / heard.sum().clamp_min(1)).sqrt())
        for name, x in (("real", real), ("drawn", drawn.detach()))
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("data", nargs="+", type=Path, help="NSynth-format folders")
    add("--run", type=Path, required=True, help="folder with the trained VQ-VAE")
    add("--blocks", type=int, default=BLOCKS, help="of what begins anew (%(default)s)")
    add("--held-out", type=float, default=HELD_OUT, help="as in train vqvae")
    add_shared_arguments(parser, minutes=60, batch=8)


def main(args: argparse.Namespace) -> int:
    split = load(args.data, seed=args.seed, held_out=args.held_out)
    spectrogram, codec = trained_codec(args.run)
    last = args.run / "shimmer" / "last.pt"
    blocks = load_checkpoint(last)["task"]["blocks"] if last.exists() else args.blocks
    with joined(args.device) as ranks:
        if ranks.leads:
            what = f"shimmer {' '.join(map(str, args.data))} --run {args.run}"
            print(line_again(what, args))
        task = ShimmerTask(
            split.train, split.valid, args.batch, args.seed, ranks, spectrogram, codec, blocks
        )
        run(task, args.run / "shimmer", Budget(args.minutes, args.learning_rate), ranks)
    return 0
