"""`notono-live train prior top|bottom`: learn to fill masked codes. Training process only."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as fn

from notono_live.errors import FileTrouble
from notono_live.model.labels import Labels
from notono_live.model.sequence import to_codemap, to_sequence
from notono_live.model.transformer import Prior, PriorConfig
from notono_live.notes.codemap import CODES, Layer
from notono_live.training.again import add_shared_arguments, line_again
from notono_live.training.beginnings import prior_start
from notono_live.training.codes import Codes, mark_of, read_codes
from notono_live.training.loop import Budget, run
from notono_live.training.masks import KINDS
from notono_live.training.pictures import side_by_side_codes
from notono_live.training.puzzles import KIN, STRANGER, Puzzle, puzzle
from notono_live.training.ranks import Ranks, half_precision, joined
from notono_live.training.sizes import DEFAULT, SIZES, flag_of, other_shape

LABEL_SMOOTHING = 0.05  # the paper smooths its labels (§4.1) and does not say by how much
HIDDEN_TOO = ("previous.", "drawn.", "given.")  # tables with a row for hidden codes
VALIDATION_NOTES = 512


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
        codec: str = "",
    ) -> None:
        """`codec`: the mark of the one whose codes these are."""
        torch.manual_seed(seed)
        self.codec = codec
        self.ranks, self.device, self.batch, self.seed = ranks, ranks.device, batch, seed
        self.train_codes, self.valid_codes = train, valid
        kinds = " ".join(f"{kind.__name__} {share}" for kind, share in KINDS)
        self.adverse, self.unheard = False, valid.mark
        self.measure = f"{kinds} strangers {STRANGER} kin {KIN} apart {config.families_apart}"
        self.measure += f" codes {codec}" if codec else ""
        self.prior = Prior(config).to(self.device)
        self.learned: nn.Module = self.prior
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
        """Nats a code, and the share of codes that are the likeliest, over all kinds of masks."""
        rng = np.random.default_rng(0)
        losses, hits, count = 0.0, 0, 0
        for _ in range(max(1, VALIDATION_NOTES // self.batch)):
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
            "codec": self.codec,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.prior.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])

    def begin_from(self, start: Path) -> None:
        """Take over the weights of another training of this layer or of a model, of this shape;
        one that knew no velocity answers as it did, until it has learned what velocity is. To one
        that saw all that was kept a hidden code is at first as good as nothing."""
        theirs, given = prior_start(start, self.prior.config.layer)
        told, layer, weights = (start, theirs, self.prior.config), theirs.layer, dict(given)
        if layer is not self.prior.config.layer:
            raise FileTrouble(f"{start} is of the {layer} prior; give one of the other layer")
        if self.prior.config.families_apart and not theirs.families_apart:
            for name in (name for name in weights if name.startswith(HIDDEN_TOO)):
                weights[name] = torch.nn.functional.pad(weights[name], (0, 0, 0, 1))
        try:
            missing, unknown = self.prior.load_state_dict(weights, strict=False)
        except (KeyError, RuntimeError, ValueError) as error:
            raise FileTrouble(other_shape(*told, error)) from error
        if unknown or not set(missing) <= {"velocity.weight"}:
            raise FileTrouble(other_shape(*told, [*unknown, *missing][:3]))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("layer", type=Layer, choices=list(Layer))
    parser.add_argument("--run", type=Path, required=True, help="folder with codes.npz")
    parser.add_argument(
        "--from", type=Path, dest="start", help="begin with the weights of a checkpoint or model"
    )
    parser.add_argument(
        "--size", choices=SIZES, default=DEFAULT, help="of what begins anew: not of what is resumed"
    )
    add_shared_arguments(parser, minutes=60, batch=32)


def main(args: argparse.Namespace) -> int:
    train, valid = read_codes(args.run)
    folder = args.run / f"prior_{args.layer}"
    begun = (folder / "last.pt").exists()
    start = f" --from {args.start}" if args.start else ""
    if begun:
        config, _ = prior_start(folder / "last.pt", args.layer)
    else:
        config = SIZES[args.size].prior_of(args.layer)
    with joined(args.device) as ranks:
        if ranks.leads:
            what = f"prior {args.layer} --run {args.run}{start}{flag_of(config)}"
            print(line_again(what, args))
        task = PriorTask(config, train, valid, args.batch, args.seed, ranks, mark_of(args.run))
        if args.start and not begun:
            task.begin_from(args.start)
        run(task, folder, Budget(args.minutes, args.learning_rate), ranks)
    return 0
