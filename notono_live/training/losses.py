"""What a reconstruction is blamed for. Training process only; plain functions of tensors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from notono_live.model.vqvae import Reconstruction


@dataclass(frozen=True)
class LossWeights:
    """`quiet` is the share of blame a pixel at the floor keeps beside one at full level."""

    squared: float = 4.0
    absolute: float = 1.0
    advance: float = 2.0
    commitment: float = 0.25
    quiet: float = 0.3


@dataclass
class Blame:
    total: torch.Tensor
    level: torch.Tensor  # mean absolute error of the level, 0..1
    advance: torch.Tensor  # amplitude-weighted squared error on the unit circle, 0..4
    commitment: torch.Tensor


def reconstruction_loss(
    target: torch.Tensor, made: Reconstruction, weights: LossWeights | None = None
) -> Blame:
    """`target` is Mel-IF (B, 2, 1024, T).

    Errors of the phase advance count by the square of the *target's* level: the paper ignores them
    where the sound is quiet (§3.2); weighting by amplitude helped beyond the threshold.
    """
    weights = weights or LossWeights()
    level, advance = target[:, 0], target[:, 1] * math.pi
    made_level, cosine, sine = made.image.float().unbind(1)
    difference = made_level - level
    heard = level.clamp(0, 1)
    emphasis = weights.quiet + (1 - weights.quiet) * heard
    error = (
        emphasis * (weights.absolute * difference.abs() + weights.squared * difference**2)
    ).mean()
    loud = heard.square()
    circle = (cosine - torch.cos(advance)) ** 2 + (sine - torch.sin(advance)) ** 2
    turned = (loud * circle).mean()
    commitment = made.top.commitment + made.bottom.commitment
    total = error + weights.advance * turned + weights.commitment * commitment
    heard_turn = (turned / loud.mean().clamp_min(1e-6)).detach()
    return Blame(total, difference.abs().mean().detach(), heard_turn, commitment.detach())
