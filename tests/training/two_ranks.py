"""What each rank of the test of several ranks runs: `torchrun two_ranks.py DATA OUT`.

Saves OUT/RANK.pt: gradients of the codec's first step, then its weights and codebooks after some
more, a short run of the loop, and another that goes on from there and is interrupted; and weights
of both priors, an ear, an adversary and a shimmer after a few steps.
"""

from __future__ import annotations

import contextlib
import itertools
import signal
import sys
from dataclasses import replace
from pathlib import Path

import torch
from test_training import some_codes

from notono_live.model.spectrogram import Spectrogram
from notono_live.model.transformer import PriorConfig
from notono_live.model.vqvae import VQVAE, VQVAEConfig
from notono_live.notes.codemap import Layer
from notono_live.training import critic, train_vqvae
from notono_live.training.data import Split, load
from notono_live.training.ear import Ear, EarTask
from notono_live.training.loop import Budget, run
from notono_live.training.ranks import Ranks, joined
from notono_live.training.train_prior import PriorTask
from notono_live.training.train_shimmer import ShimmerTask

NOTES = 8  # a step, of all ranks together
INTERRUPTED_AFTER = 3  # steps of the second sitting
TINY = VQVAEConfig((8, 8, 16, 16), (1, 1, 1), (1, 1, 1), code_width=8)


def trained(data: Path, out: Path, ranks: Ranks) -> dict[str, object]:
    """No half precision and no variations, so that one rank and two can be compared."""
    torch.manual_seed(0)
    train_vqvae.half_precision = lambda device: contextlib.nullcontext()
    train_vqvae.varied = lambda audio, dice: audio
    notes = load(data, fraction=0.75, held_out=0.0)
    task = codec_task(notes, ranks)
    loss = task.step(0)["loss"]
    gradients = [weight.grad.clone() for weight in task.model.parameters()]
    for step in range(1, 4):
        task.step(step)
    budget = Budget(minutes=0.02, learning_rate=1e-3, log_every_steps=1)
    run(task, out / "run", budget, ranks)
    task = codec_task(notes, ranks)
    if ranks.leads:
        interrupt(task, after=INTERRUPTED_AFTER)
    run(task, out / "run", replace(budget, minutes=60), ranks)
    codebooks = [learner.state_dict() for learner in task.learners]
    return {
        "loss": loss,
        "gradients": gradients,
        "weights": task.model.state_dict(),
        "codebooks": codebooks,
        "priors": [prior_weights(layer, ranks) for layer in Layer],
        "ear": ear_weights(notes, ranks),
        "critic": critic_weights(notes, ranks),
        "shimmer": shimmer_weights(notes, ranks),
    }


def codec_task(notes: Split, ranks: Ranks) -> train_vqvae.VQVAETask:
    return train_vqvae.VQVAETask(notes.train, notes.valid, NOTES // ranks.count, 0, ranks, TINY)


def interrupt(task: train_vqvae.VQVAETask, after: int) -> None:
    """Ends a training in its step after so many."""
    steps, step = itertools.count(1), task.step

    def interrupted(number: int) -> dict[str, float]:
        if next(steps) == after:
            signal.raise_signal(signal.SIGTERM)
        return step(number)

    task.step = interrupted  # type: ignore[method-assign]


def ear_weights(notes: Split, ranks: Ranks) -> dict[str, torch.Tensor]:
    """What it learned; its running means are each rank's own."""
    task = EarTask(notes.train, notes.train, NOTES // ranks.count, 0, ranks)
    for step in range(2):
        task.step(step)
    return {name: weight.detach() for name, weight in task.ear.named_parameters()}


def critic_weights(notes: Split, ranks: Ranks) -> dict[str, torch.Tensor]:
    """Those of an adversary, and of the decoder that it blamed."""
    critic.HEAD_START = 1
    ear = Ear(1).eval().requires_grad_(False)
    task = train_vqvae.VQVAETask(
        notes.train, notes.valid, NOTES // ranks.count, 0, ranks, TINY, ear=ear, adverse=True
    )  # fmt: skip
    for step in range(3):
        task.step(step)
    assert task.hearing.adversary is not None
    return task.hearing.adversary.critic.state_dict() | task.model.decode_both.state_dict()


def shimmer_weights(notes: Split, ranks: Ranks) -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    parts = Spectrogram(), VQVAE(TINY).eval()
    parts[1].decode_both[-2].bias.data[:16] = 0.7  # type: ignore[union-attr, index]
    task = ShimmerTask(notes.train, notes.valid, NOTES // ranks.count, 0, ranks, *parts, 1)
    for step in range(3):
        task.step(step)
    return task.shimmer.state_dict()


def prior_weights(layer: Layer, ranks: Ranks) -> dict[str, torch.Tensor]:
    config = PriorConfig(
        layer, width=16, heads=2, encoder_layers=1, backbone_layers=1, velocities=5
    )
    task = PriorTask(config, some_codes(), some_codes(), 4, 0, ranks)
    for step in range(3):
        task.step(step)
    return task.prior.state_dict()


if __name__ == "__main__":
    with joined("cpu") as ranks:
        torch.save(trained(*map(Path, sys.argv[1:]), ranks), f"{sys.argv[2]}/{ranks.rank}.pt")
