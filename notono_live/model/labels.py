"""What is said of each cell: pitch, family and velocity, as rows of a prior's tables. Torch; worker
process or training.

Legend: B batch, S steps (≤ 128), P codes a step.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from notono_live.notes.conditioning import PITCH_LOW


@dataclass
class Labels:
    """Per-cell labels in sequence order, as table rows: 0 is unknown."""

    pitch: torch.Tensor  # (B, S, P) int64, 0..61
    family: torch.Tensor  # (B, S, P) int64, 0..11
    velocity: torch.Tensor  # (B, S, P) int64, 0..5

    @classmethod
    def of(cls, pitch: torch.Tensor, family: torch.Tensor, velocity: torch.Tensor) -> Labels:
        """From MIDI pitches 24..84, family indices 0..10 and classes of velocity 0..4, each −1
        where unknown."""
        return cls(torch.where(pitch < 0, 0, pitch - PITCH_LOW + 1), family + 1, velocity + 1)

    def forgotten(self) -> Labels:
        """The same cells with every label unknown."""
        return Labels(*(torch.zeros_like(x) for x in (self.pitch, self.family, self.velocity)))

    def of_any_family(self) -> Labels:
        """The same cells without their family; where that is unknown, with nothing known."""
        known = self.family > 0
        pitch, velocity = (torch.where(known, x, 0) for x in (self.pitch, self.velocity))
        return Labels(pitch, torch.zeros_like(self.family), velocity)

    def __getitem__(self, steps: slice) -> Labels:
        return Labels(self.pitch[:, steps], self.family[:, steps], self.velocity[:, steps])

    def notes(self, which: slice) -> Labels:
        return Labels(self.pitch[which], self.family[which], self.velocity[which])
