"""`notono-live train vqvae`: learn the codec from notes. Training process only."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from notono_live.errors import BadArguments, FileTrouble
from notono_live.model.noise import PERIOD_FRAMES
from notono_live.model.spectrogram import Spectrogram, SpectrogramConfig
from notono_live.model.vqvae import VQVAE, VQVAEConfig, circular
from notono_live.training.again import add_shared_arguments, line_again
from notono_live.training.augment import varied
from notono_live.training.beginnings import DECODING, codec_start
from notono_live.training.codebook import CodebookLearner, perplexity
from notono_live.training.critic import Adversary
from notono_live.training.data import HELD_OUT, Example, load, notes_mark, read_audio
from notono_live.training.ear import Ear, trained_ear
from notono_live.training.evaluation import measures
from notono_live.training.evaluation.columns import median
from notono_live.training.hearing import Hearing
from notono_live.training.lessons import Lessons
from notono_live.training.loop import Budget, run
from notono_live.training.losses import LossWeights, balanced_pull, reconstruction_loss
from notono_live.training.pictures import side_by_side
from notono_live.training.ranks import Ranks, half_precision, joined
from notono_live.training.sizes import DEFAULT, SIZES, flag_of, other_shape

# The inverse, in training and in what it leaves to a bundle. More iterations bring back treble and
# take away what an instrument is told by (the tables in models/default/README.md); at a gain of 1
# the treble of notes came out half a decibel too loud.
HEARD = SpectrogramConfig(
    phase_iterations=1, noise_gain=0.85, phase_locking=True, mel_corrections=2
)
VALIDATION_NOTES = 256
HEARD_NOTES = 64
PICTURE_NOTES = 4


class VQVAETask:
    """Steps on random notes; validates on a fixed few. With `keep_codes` only the decoder learns:
    every note keeps its codes, and priors trained on them still fit."""

    def __init__(
        self,
        train: tuple[Example, ...],
        valid: tuple[Example, ...],
        batch: int,
        seed: int,
        ranks: Ranks,
        config: VQVAEConfig | None = None,
        weights: LossWeights | None = None,
        keep_codes: bool = False,
        ear: Ear | None = None,
        adverse: bool = False,
    ) -> None:
        torch.manual_seed(seed)
        self.device, self.batch, self.valid_notes = ranks.device, batch, valid
        self.weights = weights or LossWeights()
        self.spectrogram = Spectrogram(HEARD).to(self.device)
        self.adverse = adverse
        self.hearing = Hearing(
            ear.to(self.device) if ear is not None else None, Adversary(ranks) if adverse else None
        )
        self.measure, self.unheard = f"{self.weights}, {self.hearing}", notes_mark(valid)
        self.model = VQVAE(config or SIZES[DEFAULT].codec).on(self.device)
        self.learned: nn.Module = self.model
        self.keep_codes = keep_codes
        if keep_codes:
            for name, weight in self.model.named_parameters():
                weight.requires_grad_(name.startswith(DECODING))
        learning = [weight for weight in self.model.parameters() if weight.requires_grad]
        self.shared = ranks.sharing(self.model)
        self.learners = [
            CodebookLearner(quantizer, seed=seed, ranks=ranks)
            for quantizer in (self.model.quantize_top, self.model.quantize_bottom)
        ]
        self.optimizer: torch.optim.Optimizer = torch.optim.AdamW(
            learning, lr=1e-3, betas=(0.9, 0.98), weight_decay=1e-3
        )
        self.lessons = Lessons(train, batch, seed, ranks)

    def step(self, step: int) -> dict[str, float]:
        batch, dice = self.lessons.of(step)
        audio = torch.from_numpy(batch.audio).to(self.device)
        audio = varied(audio, dice)
        image = self._image(audio)
        with half_precision(self.device):
            made = self.shared(image)
        raw = made.image.float()
        decoded = raw.detach().requires_grad_()
        blame = reconstruction_loss(image, replace(made, image=decoded), self.weights)
        first = int(torch.randint(PERIOD_FRAMES, (), generator=dice))
        sound = self._sound(audio, decoded, first)
        errors = self.hearing.errors(audio, sound)
        total = blame.total + self._heard_blame(errors)
        pull = balanced_pull(decoded, total, errors.get("critic"), self.weights.critic)
        self.optimizer.zero_grad(set_to_none=True)
        ((raw * pull).sum() + self.weights.commitment * blame.commitment).backward()
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        rate = self.optimizer.param_groups[0]["lr"]
        learned = self.hearing.learn(audio, sound.detach(), rate)
        seen = zip(self.learners, (made.top, made.bottom), strict=True)
        restarts = 0 if self.keep_codes else sum(learner.learn(maps) for learner, maps in seen)
        heard = {name: error.item() for name, error in errors.items()} | learned
        return {
            "loss": total.item(),
            "level": blame.level.item(),
            "advance": blame.advance.item(),
            "energy": blame.energy.item(),
            "commitment": blame.commitment.item(),
            "gradient": norm.item(),
            "restarts": float(restarts),
        } | heard

    def _sound(self, audio: torch.Tensor, raw: torch.Tensor, first: int = 0) -> torch.Tensor:
        """Decoded samples, as many as were heard; none where nobody listens. `first`: where the
        noise begins."""
        if self.hearing.ear is None:
            return audio.new_zeros(len(audio), 0)
        image = circular(raw.float())
        return self.spectrogram.synthesise(image, first=first)[:, : audio.shape[1]]

    def _heard_blame(self, errors: dict[str, torch.Tensor]) -> torch.Tensor:
        """All that the decoded sound is blamed for, but for what a critic says of it."""
        total = torch.zeros((), device=self.device)
        for name, error in errors.items():
            if name != "critic":
                total = total + getattr(self.weights, name) * error
        return total

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """Losses and code use over VALIDATION_NOTES, figures of the sound of HEARD_NOTES."""
        notes = self.valid_notes[:VALIDATION_NOTES]
        sums: dict[str, float] = {}
        tops, bottoms = [], []
        for start in range(0, len(notes), self.batch):
            audio = self._audio(notes[start : start + self.batch])
            image = self._image(audio)
            with half_precision(self.device):
                made = self.model(image)
            blame = reconstruction_loss(image, made, self.weights)
            errors = self.hearing.errors(audio, self._sound(audio, made.image))
            total = blame.total + self._heard_blame(errors)
            heard = {name: error.item() for name, error in errors.items()}
            values = {
                "loss": total.item(), "level": blame.level.item(),
                "advance": blame.advance.item(), "energy": blame.energy.item(),
                "commitment": blame.commitment.item(),
            }  # fmt: skip
            for name, value in (values | heard).items():
                sums[name] = sums.get(name, 0.0) + value * len(image) / len(notes)
            tops.append(made.top.codes)
            bottoms.append(made.bottom.codes)
        entries = self.model.config.codes
        sums["perplexity_top"] = perplexity(torch.cat(tops), entries)
        sums["perplexity_bottom"] = perplexity(torch.cat(bottoms), entries)
        return sums | self._heard(notes[:HEARD_NOTES])

    def _heard(self, notes: tuple[Example, ...]) -> dict[str, float]:
        """What decoded notes lost, in dB: the distance, and the median gain of each band."""
        real, made = [], []
        for start in range(0, len(notes), self.batch):
            audio = self._audio(notes[start : start + self.batch])
            image = self._image(audio)
            with half_precision(self.device):
                raw = self.model(image).image
            sound = self.spectrogram.synthesise(circular(raw.float()))
            real.append(audio.cpu().numpy())
            made.append(sound[:, : audio.shape[1]].cpu().numpy())
        pair = np.concatenate(real), np.concatenate(made)
        gains = [median(band) for band in measures.band_gains(*pair).T]
        distance = float(measures.log_spectral_distance(*pair).mean())
        bands = zip(measures.BANDS_HZ, gains, strict=True)
        return {"log_spectral_distance_db": distance} | {
            f"gain_db_{low}_{high}_hz": gain for (low, high), gain in bands
        }

    @torch.no_grad()
    def picture(self, path: Path) -> None:
        image = self._image(self._audio(self.valid_notes[:PICTURE_NOTES]))
        with half_precision(self.device):
            made = self.model(image)
        made_image = circular(made.image.float()).cpu().numpy()
        side_by_side(path, image.cpu().numpy(), made_image)

    def _audio(self, notes: tuple[Example, ...]) -> torch.Tensor:
        return torch.from_numpy(np.stack([read_audio(n.path) for n in notes])).to(self.device)

    def _image(self, audio: torch.Tensor) -> torch.Tensor:
        return self.spectrogram(audio).contiguous(memory_format=torch.channels_last)

    def state_dict(self) -> dict[str, Any]:
        return {
            "config": asdict(self.model.config),
            "spectrogram": asdict(self.spectrogram.config),
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "learners": [learner.state_dict() for learner in self.learners],
            "hearing": self.hearing.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.spectrogram = Spectrogram(SpectrogramConfig(**state["spectrogram"])).to(self.device)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        for learner, saved in zip(self.learners, state["learners"], strict=True):
            learner.load_state_dict(saved)
        self.hearing.load_state_dict(state.get("hearing", {}))

    def begin_from(self, start: Path) -> None:
        """Take over the weights and codebooks of another VQ-VAE training or of a model, of this
        shape or with fewer blocks: a new block begins as the identity."""
        theirs = codec_start(start)
        told = start, theirs.config, self.model.config
        try:
            missing, unknown = self.model.load_state_dict(theirs.weights, strict=False)
            for learner in self.learners:
                learner.begin_as_it_is()
            for learner, saved in zip(self.learners, theirs.learners, strict=False):
                learner.load_state_dict(saved)
        except (KeyError, RuntimeError, ValueError) as error:
            raise FileTrouble(other_shape(*told, error)) from error
        new = all(".wide." in name or ".point." in name for name in missing)
        kept = not self.keep_codes or all(name.startswith(DECODING) for name in missing)
        if unknown or not new or not kept:
            raise FileTrouble(other_shape(*told, [*unknown, *missing][:3]))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("data", nargs="+", type=Path, help="NSynth-format folders")
    add("--run", type=Path, required=True, help="folder of this training")
    add("--from", type=Path, dest="start", help="begin with the weights of a checkpoint or model")
    add(
        "--size",
        choices=SIZES,
        help=f"of what begins anew ({DEFAULT}), or a larger decoder for the codes that are kept",
    )
    add("--ear", type=Path, help="checkpoint of an ear that listens to the decoded sound, too")
    add("--critic", action="store_true", help="an adversary of the decoder, besides the ear")
    add("--keep-codes", action="store_true", help="of --from; only the decoder learns")
    add("--held-out", type=float, default=HELD_OUT, help="share of instruments never heard")
    add_shared_arguments(parser, minutes=60, batch=16)


def main(args: argparse.Namespace) -> int:
    split = load(args.data, seed=args.seed, held_out=args.held_out)
    if args.keep_codes and not args.start:
        raise BadArguments("--keep-codes without --from: give the checkpoint whose codes stay")
    if args.critic and not args.ear:
        raise BadArguments("--critic without --ear: give the checkpoint of an ear, too")
    data = " ".join(map(str, args.data))
    start = f" --from {args.start}" if args.start else ""
    start += " --keep-codes" if args.keep_codes else ""
    start += f" --ear {args.ear}" if args.ear else ""
    start += " --critic" if args.critic else ""
    ear = trained_ear(args.ear) if args.ear else None
    last = args.run / "vqvae" / "last.pt"
    begun = last.exists()
    if begun or (args.keep_codes and args.size is None):
        config = codec_start(last if begun else args.start).config
    else:
        config = SIZES[args.size or DEFAULT].codec
    with joined(args.device) as ranks:
        if ranks.leads:
            what = f"vqvae {data} --run {args.run}{start}{flag_of(config)}"
            print(line_again(what, args))
        task = VQVAETask(
            split.train, split.valid, args.batch, args.seed, ranks, config,
            keep_codes=args.keep_codes, ear=ear, adverse=args.critic,
        )  # fmt: skip
        if args.start and not begun:
            task.begin_from(args.start)
        run(task, args.run / "vqvae", Budget(args.minutes, args.learning_rate), ranks)
    return 0
