"""What a decoded sound is blamed for where somebody listens. Training process only."""

from __future__ import annotations

from typing import Any

import torch

from notono_live.training.critic import Adversary
from notono_live.training.ear import Ear
from notono_live.training.losses import attack_error, spectral_errors


class Hearing:
    """An ear, and an adversary where there is one; nobody at all where there is no ear."""

    def __init__(self, ear: Ear | None, adversary: Adversary | None = None) -> None:
        self.ear, self.adversary = ear, adversary

    def __str__(self) -> str:
        if self.ear is None:
            return "seen"
        return "heard" if self.adversary is None else "heard by an adversary"

    def errors(self, audio: torch.Tensor, sound: torch.Tensor) -> dict[str, torch.Tensor]:
        """() each, by the names they have in LossWeights; two batches of samples, (B, frames)."""
        if self.ear is None:
            return {}
        errors = spectral_errors(audio, sound)
        errors["attack"] = attack_error(audio, sound)
        errors["ear"] = self.ear.distance(audio, sound)
        if self.adversary is not None:
            errors |= self.adversary.blame(audio, sound)
        return errors

    def learn(self, audio: torch.Tensor, sound: torch.Tensor, rate: float) -> dict[str, float]:
        """The adversary's step, at the decoder's learning rate."""
        return {} if self.adversary is None else self.adversary.learn(audio, sound, rate)

    def state_dict(self) -> dict[str, Any]:
        return {} if self.adversary is None else self.adversary.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        if self.adversary is not None and state:
            self.adversary.load_state_dict(state)
