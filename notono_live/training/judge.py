"""A listener that names pitch and family, trained on real notes alone. Training process only.

It hears audio, not codes: what it says of a generated note can be compared with what it says of a
real one. It never sees anything a codec made.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from rich.progress import track
from torch import nn
from torch.nn import functional as fn

from notono_live.model.spectrogram import Spectrogram
from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW
from notono_live.training.data import Example, read_batch
from notono_live.training.loop import half_precision

PITCHES = PITCH_HIGH - PITCH_LOW + 1
FRAMES_POOLED = 4
HEARD = (1024, 32)  # mel bins, pooled frames of a four-second note


@dataclass
class Verdict:
    """What the judge said of N notes: MIDI pitch (N,), family index (N,)."""

    pitch: np.ndarray
    family: np.ndarray


class Judge(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv2d(32, 64, (5, 3), padding=(2, 1)), nn.BatchNorm2d(64), nn.ReLU(),
            nn.Conv2d(64, 96, (5, 3), stride=(2, 1), padding=(2, 1)), nn.BatchNorm2d(96), nn.ReLU(),
            nn.Conv2d(96, 128, (5, 3), stride=(2, 1), padding=(2, 1)), nn.BatchNorm2d(128),
            nn.ReLU(),
        )  # fmt: skip
        self.mix = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(128 * 32 * 2, 256), nn.ReLU(), nn.Dropout(0.3)
        )
        self.heads = nn.Linear(256, PITCHES + len(FAMILIES))

    def forward(self, heard: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(B, 1024, 32) levels → pitch (B, 61) and family (B, 11) logits."""
        batch, bins, frames = heard.shape
        folded = heard.view(batch, bins // 8, 8, frames // 4, 4).permute(0, 2, 4, 1, 3)
        x = self.convolutions(folded.reshape(batch, 32, bins // 8, frames // 4))
        flat = torch.cat((x.mean(3), x.amax(3)), 1).flatten(1)
        said: torch.Tensor = self.heads(self.mix(flat)).float()
        return said[:, :PITCHES], said[:, PITCHES:]

    @torch.inference_mode()
    def listen(self, samples: np.ndarray, spectrogram: Spectrogram) -> Verdict:
        """(N, frames) float32 notes of four seconds → what they sound like."""
        self.eval()
        pitches, families = [], []
        for start in range(0, len(samples), 64):
            levels = heard_of(torch.from_numpy(samples[start : start + 64]), spectrogram)
            pitch, family = self(levels)
            pitches.append(pitch.argmax(1).numpy() + PITCH_LOW)
            families.append(family.argmax(1).numpy())
        return Verdict(np.concatenate(pitches), np.concatenate(families))


def heard_of(samples: torch.Tensor, spectrogram: Spectrogram) -> torch.Tensor:
    """(B, frames) samples → (B, 1024, 32) levels relative to the note's loudest, pooled in time."""
    level = fn.avg_pool1d(spectrogram(samples)[:, 0], FRAMES_POOLED)
    return level / level.amax((1, 2), keepdim=True).clamp_min(0.1)


def train_judge(
    notes: tuple[Example, ...], spectrogram: Spectrogram, epochs: float = 6, seed: int = 0
) -> Judge:
    """A judge of `notes`; a few minutes on two cores."""
    torch.manual_seed(seed)
    device = torch.device("cpu")
    levels = np.empty((len(notes), *HEARD), dtype=np.uint8)  # 32 kB a note
    pitch, family = np.empty(len(notes), np.int64), np.empty(len(notes), np.int64)
    for start in track(range(0, len(notes), 64), "judge: listening"):
        batch = read_batch(notes[start : start + 64])
        heard = heard_of(torch.from_numpy(batch.audio), spectrogram)
        where = slice(start, start + len(heard))
        levels[where] = (heard.clamp(0, 1) * 255).round().numpy().astype(np.uint8)
        pitch[where], family[where] = batch.pitch - PITCH_LOW, batch.family
    judge = Judge().train()
    size, steps = 64, int(epochs * len(notes) / 64)
    optimizer = torch.optim.AdamW(judge.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps + 1)
    rng = np.random.default_rng(seed)
    for _ in track(range(steps), "judge: learning"):
        picks = np.sort(rng.choice(len(notes), size, replace=False))
        heard = torch.from_numpy(levels[picks]).float() / 255
        heard = heard + 0.02 * torch.randn(())  # levels are not all there is to a note
        with half_precision(device):
            said_pitch, said_family = judge(heard)
        loss = fn.cross_entropy(said_pitch, torch.from_numpy(pitch[picks]))
        loss = loss + fn.cross_entropy(said_family, torch.from_numpy(family[picks]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return judge.eval()


def judge_for(
    notes: tuple[Example, ...], spectrogram: Spectrogram, kept: Path | None, epochs: float
) -> Judge:
    """The judge kept in file `kept`, or a new one, then kept there."""
    judge = Judge()
    if kept is not None and kept.exists():
        judge.load_state_dict(torch.load(kept, weights_only=True))
        return judge.eval()
    judge = train_judge(notes, spectrogram, epochs)
    if kept is not None:
        torch.save(judge.state_dict(), kept)
    return judge
