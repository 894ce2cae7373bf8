"""`notono-live train prior top|bottom`: learn to fill masked codes. Training process only."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as fn

from notono_live.errors import FileTrouble
from notono_live.model.sequence import to_codemap, to_sequence
from notono_live.model.transformer import Labels, Prior, PriorConfig
from notono_live.notes.codemap import CODES, Layer
from notono_live.notes.conditioning import UNKNOWN, velocity_class
from notono_live.training.codes import Codes, read_codes
from notono_live.training.loop import Budget, load_checkpoint, run
from notono_live.training.masks import KINDS, draw_mask
from notono_live.training.pictures import side_by_side_codes
from notono_live.training.ranks import Ranks, half_precision, joined
from notono_live.training.sizes import DEFAULT, SIZES, flag_of, other_shape

LABEL_SMOOTHING = 0.05  # the paper smooths its labels (§4.1) and does not say by how much
FORGET_BOTH, FORGET_ONE = 0.1, 0.1  # chance that pitch and family, or one of them, are unknown
# The same of the velocity: alone, and where the other two are. Who asks for a note often says none.
FORGET_VELOCITY, FORGET_VELOCITY_TOO = 0.2, 0.9
# Chances that a shape is filled from another note than the one around it: any, or another of the
# same instrument. With a quarter each, two seconds in the middle of a note were drawn less well
# under another instrument's label than in a note that was drawn whole.
STRANGER, KIN = 0.45, 0.15
HIDDEN_TOO = ("previous.", "drawn.", "given.")  # tables with a row for hidden codes
VALIDATION_NOTES = 512


@dataclass
class Puzzle:
    """A batch of what a prior is asked: codemaps with holes, labels per cell, and the top
    beneath."""

    codes: np.ndarray  # (B, rows, columns) int64, CODES where hidden
    mask: np.ndarray  # (B, rows, columns) bool
    pitch: np.ndarray  # (B, rows, columns) int64, −1 unknown
    family: np.ndarray  # (B, rows, columns) int64, −1 unknown
    velocity: np.ndarray  # (B, rows, columns) int64, a class, −1 unknown
    top: np.ndarray  # (B, 32, 4) int64, CODES where hidden


def puzzle(
    rng: np.random.Generator, codes: Codes, layer: Layer, count: int, families_apart: bool = True
) -> Puzzle:
    """Random notes, masks and forgotten labels.

    Many hand-drawn shapes hold another note's codes and carry that note's labels, in the
    surroundings of the first: what a region under its own constraint is. (The original trains on
    one label for all cells and ignores the cells' own.) Some of these notes are of the first one's
    instrument. With `families_apart`, what surrounds those of another family is hidden: it tells
    nothing.
    """
    first, other = (rng.integers(0, len(codes), count) for _ in range(2))
    dice = rng.random(count)
    other = np.where(dice < KIN / (KIN + STRANGER), _of_the_same(rng, codes.kin, first), other)
    maps = codes.top if layer is Layer.TOP else codes.bottom
    shape = maps.shape[1:]
    masks, kinds = zip(*(draw_mask(rng, shape) for _ in range(count)), strict=True)
    mask = np.stack(masks)
    shaped = ~np.isin(kinds, ("everything", "bernoulli"))
    inside = np.where(shaped & (rng.random(count) < STRANGER + KIN), other, first)
    apart = _cells(families_apart & (codes.family[inside] != codes.family[first]))
    made = np.where(mask, maps[inside], maps[first]).astype(np.int64)
    side = shape[0] // codes.top.shape[1]
    top = codes.top[first].astype(np.int64)
    if layer is Layer.BOTTOM:
        under = mask.reshape(count, 32, side, 4, side).any((2, 4))
        top = np.where(under, codes.top[inside], top).astype(np.int64)
        top = np.where(apart & ~under, CODES, top)
    made = np.where(apart & ~mask, CODES, made)
    labels = []
    forgotten = _forgotten(rng, count)
    said = codes.pitch, codes.family, velocity_class(codes.velocity)
    for values, forget in zip(said, forgotten, strict=True):
        cells = np.where(mask, _cells(values[inside]), _cells(values[first])).astype(np.int64)
        labels.append(np.where(forget[:, None, None], UNKNOWN, cells))
    return Puzzle(made, mask, labels[0], labels[1], labels[2], top)


def _of_the_same(rng: np.random.Generator, kin: np.ndarray, notes: np.ndarray) -> np.ndarray:
    """For each of `notes` a random one of its instrument; itself at times."""
    order = np.argsort(kin, kind="stable")
    ranked = kin[order]
    begins, ends = (np.searchsorted(ranked, kin[notes], side) for side in ("left", "right"))
    return order[rng.integers(begins, ends)]


def _cells(values: np.ndarray) -> np.ndarray:
    return values[:, None, None]


def _forgotten(rng: np.random.Generator, count: int) -> tuple[np.ndarray, ...]:
    """Of which notes the pitch, the family and the velocity are unknown, (count,) bool each."""
    dice = rng.random(count)
    both = dice < FORGET_BOTH
    pitch = (dice >= FORGET_BOTH) & (dice < FORGET_BOTH + FORGET_ONE / 2)
    family = (dice >= FORGET_BOTH + FORGET_ONE / 2) & (dice < FORGET_BOTH + FORGET_ONE)
    velocity = rng.random(count) < np.where(both, FORGET_VELOCITY_TOO, FORGET_VELOCITY)
    return both | pitch, both | family, velocity


class Answering(nn.Module):
    """A prior that looks and answers in one call, as DistributedDataParallel needs it."""

    def __init__(self, prior: Prior) -> None:
        super().__init__()
        self.prior = prior

    def forward(
        self,
        codes: torch.Tensor,
        mask: torch.Tensor,
        labels: Labels,
        given: torch.Tensor | None,
    ) -> torch.Tensor:
        """Logits (N, K) of the masked cells."""
        logits: torch.Tensor = self.prior.answer(
            codes, self.prior.look(codes, mask, labels, given), mask
        )
        return logits


class PriorTask:
    def __init__(
        self,
        config: PriorConfig,
        train: Codes,
        valid: Codes,
        batch: int,
        seed: int,
        ranks: Ranks,
    ) -> None:
        torch.manual_seed(seed)
        self.ranks, self.device, self.batch, self.seed = ranks, ranks.device, batch, seed
        self.train_codes, self.valid_codes = train, valid
        kinds = " ".join(f"{kind.__name__} {share}" for kind, share in KINDS)
        self.measure = f"{kinds} strangers {STRANGER} kin {KIN} apart {config.families_apart}"
        self.prior = Prior(config).to(self.device)
        self.answering = Answering(self.prior)
        self.shared = ranks.sharing(self.answering)
        self.optimizer: torch.optim.Optimizer = torch.optim.RAdam(
            self.prior.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=0.01,
            decoupled_weight_decay=True,
        )  # fmt: skip

    def step(self, step: int) -> dict[str, float]:
        rng = np.random.default_rng([self.seed, self.ranks.place(step)])
        asked = self._puzzle(rng, self.train_codes, self.batch)
        with half_precision(self.device):
            logits, target = self._answer(asked, self.shared)
            loss = fn.cross_entropy(logits.float(), target, label_smoothing=LABEL_SMOOTHING)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.prior.parameters(), 1.0)
        self.optimizer.step()
        return {"loss": loss.item(), "gradient": norm.item()}

    def _puzzle(self, rng: np.random.Generator, codes: Codes, count: int) -> Puzzle:
        config = self.prior.config
        return puzzle(rng, codes, config.layer, count, config.families_apart)

    def _answer(self, asked: Puzzle, prior: nn.Module) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits (N, K) and codes (N,) of the masked cells."""
        layer = self.prior.config.layer

        def sequence(cells: np.ndarray) -> torch.Tensor:
            return to_sequence(torch.from_numpy(cells), layer).to(self.device)

        codes, mask = sequence(asked.codes), sequence(asked.mask)
        labels = Labels.of(*(sequence(x) for x in (asked.pitch, asked.family, asked.velocity)))
        top = torch.from_numpy(asked.top).transpose(1, 2).flatten(1).to(self.device)
        given = top if layer is Layer.BOTTOM else None
        return prior(codes, mask, labels, given), codes[mask]

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """Nats a code: over all kinds of masks, and for whole notes with their labels."""
        rng = np.random.default_rng(0)
        losses, hits, count = 0.0, 0, 0
        for _ in range(VALIDATION_NOTES // self.batch):
            asked = self._puzzle(rng, self.valid_codes, self.batch)
            with half_precision(self.device):
                logits, target = self._answer(asked, self.answering)
            losses += fn.cross_entropy(logits.float(), target, reduction="sum").item()
            hits += int((logits.argmax(-1) == target).sum())
            count += len(target)
        return {"loss": losses / count, "accuracy": hits / count}

    @torch.no_grad()
    def picture(self, path: Path) -> None:
        """Four puzzles: the map, the hole, and the likeliest code of each hole given the rest."""
        rng = np.random.default_rng(1)
        layer = self.prior.config.layer
        asked = self._puzzle(rng, self.valid_codes, 4)
        with half_precision(self.device):
            logits, _ = self._answer(asked, self.answering)
        mask = to_sequence(torch.from_numpy(asked.mask), layer)
        flat = to_sequence(torch.from_numpy(asked.codes), layer).clone()
        flat[mask] = logits.argmax(-1).cpu()
        maps = asked.codes, np.where(asked.mask, -1, asked.codes), to_codemap(flat, layer).numpy()
        side_by_side_codes(path, *(np.where(codes == CODES, -1, codes) for codes in maps))

    def state_dict(self) -> dict[str, Any]:
        return {
            "config": asdict(self.prior.config) | {"layer": self.prior.config.layer.value},
            "model": self.prior.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.prior.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])

    def begin_from(self, checkpoint: Path) -> None:
        """Take over the weights of another training of this layer, of this shape; one that knew no
        velocity answers as it did, until it has learned what velocity is. To one that saw all that
        was kept a hidden code is at first as good as nothing."""
        state = load_checkpoint(checkpoint)
        theirs, state = _config(checkpoint, state), state["task"]
        told, layer = (checkpoint, theirs, self.prior.config), theirs.layer
        if layer is not self.prior.config.layer:
            raise FileTrouble(f"{checkpoint} is of the {layer} prior; give one of the other layer")
        weights = dict(state["model"])
        if self.prior.config.families_apart and not theirs.families_apart:
            for name in (name for name in weights if name.startswith(HIDDEN_TOO)):
                weights[name] = torch.nn.functional.pad(weights[name], (0, 0, 0, 1))
        try:
            missing, unknown = self.prior.load_state_dict(weights, strict=False)
        except (KeyError, RuntimeError, ValueError) as error:
            raise FileTrouble(other_shape(*told, error)) from error
        if unknown or not set(missing) <= {"velocity.weight"}:
            raise FileTrouble(other_shape(*told, [*unknown, *missing][:3]))


def prior_of(checkpoint: Path) -> PriorConfig:
    return _config(checkpoint, load_checkpoint(checkpoint))


def _config(checkpoint: Path, state: dict[str, Any]) -> PriorConfig:
    try:
        config = state["task"]["config"]
        return PriorConfig(**{**config, "layer": Layer(config["layer"])})
    except (KeyError, TypeError, ValueError) as error:
        raise FileTrouble(f"{checkpoint} is of no prior ({error}); give a prior's") from error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("layer", type=Layer, choices=list(Layer))
    parser.add_argument("--run", type=Path, required=True, help="folder with codes.npz")
    parser.add_argument(
        "--from", type=Path, dest="start", help="begin with the weights of this checkpoint"
    )
    parser.add_argument(
        "--size", choices=SIZES, default=DEFAULT, help="of what begins anew: not of what is resumed"
    )
    parser.add_argument("--minutes", type=float, default=60.0, help="in all, resumed time included")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="auto")


def main(args: argparse.Namespace) -> int:
    train, valid = read_codes(args.run)
    folder = args.run / f"prior_{args.layer}"
    begun = (folder / "last.pt").exists()
    start = f"--from {args.start} " if args.start else ""
    config = prior_of(folder / "last.pt") if begun else SIZES[args.size].prior_of(args.layer)
    with joined(args.device) as ranks:
        if ranks.leads:
            print(
                f"notono-live train prior {args.layer} --run {args.run} {start}{flag_of(config)}"
                f"--minutes {args.minutes:g} --batch {args.batch} "
                f"--learning-rate {args.learning_rate:g} --seed {args.seed}"
            )
        task = PriorTask(config, train, valid, args.batch, args.seed, ranks)
        if args.start and not begun:
            task.begin_from(args.start)
        run(task, folder, Budget(args.minutes, args.learning_rate), ranks)
    return 0
