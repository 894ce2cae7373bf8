"""A listener that names pitch and family, trained on real notes alone. Training process only.

It hears audio, not codes, through a spectrogram of its own (magnitudes alone, other bands than the
codec's): what it says of a generated note can be compared with what it says of a real one. It never
hears what a codec made; it is trained on real notes that were coloured, blurred, noised and cut, so
that it listens for pitch and instrument, not for flaws.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from rich.progress import track
from torch import nn
from torch.nn import functional as fn

from notono_live.errors import FileTrouble
from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW
from notono_live.training.bands import band_decibels, band_matrix
from notono_live.training.data import Example, read_batch
from notono_live.training.ranks import half_precision

PITCHES = PITCH_HIGH - PITCH_LOW + 1
WINDOW, HOP = 4096, 1024
FRAMES = 64  # of a four-second note
BANDS = 512  # at even distances on a scale that is linear below BEND_HZ, logarithmic above
BEND_HZ = 400.0
# Below a note's loudest band is silence. At 80 dB a judge named 96 % of families of real notes and
# 89 % after nothing but spectrogram and inverse: it listened to what lies under the sound.
RANGE_DECIBELS = 60.0
FOLD = 4  # bands and frames folded into channels at the door
WIDTHS = (48, 64, 96, 128)
FEATURES = 128
SHORTEST = 16  # frames: a judge hears stretches of a second and longer
BATCH = 64


@dataclass(frozen=True)
class Verdict:
    """What the judge said of N notes: MIDI pitch and family index (N,), entropy of its pitch
    distribution in nats (N,), and what it heard, (N, FEATURES)."""

    pitch: np.ndarray
    family: np.ndarray
    entropy: np.ndarray
    features: np.ndarray


class Judge(nn.Module):
    to_bands: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer(
            "to_bands", band_matrix(BANDS, WINDOW, BEND_HZ).to_sparse(), persistent=False
        )
        w1, w2, w3, w4 = WIDTHS
        self.convolutions = nn.Sequential(
            _layer(FOLD * FOLD, w1, (1, 1)), _layer(w1, w2, (2, 1)), _layer(w2, w3, (2, 2)),
            _layer(w3, w4, (2, 1)),
        )  # fmt: skip
        rows = BANDS // FOLD // 8
        self.mix = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(w4 * rows * 2, FEATURES), nn.ReLU(), nn.Dropout(0.3)
        )
        self.heads = nn.Linear(FEATURES, PITCHES + len(FAMILIES))

    def forward(self, heard: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(B, BANDS, FRAMES) levels → features (B, FEATURES), logits (B, 61 + 11)."""
        x = self.convolutions(fn.pixel_unshuffle(heard[:, None], FOLD))
        features = self.mix(torch.cat((x.mean(3), x.amax(3)), 1).flatten(1)).float()
        return features, self.heads(features).float()

    def hear(self, samples: torch.Tensor) -> torch.Tensor:
        """(B, frames) samples of up to 65 536 → (B, BANDS, FRAMES) levels, 0..1 of the loudest."""
        decibels = band_decibels(samples, self.to_bands, WINDOW, HOP, FRAMES)
        loudest = decibels.amax((1, 2), keepdim=True).clamp_min(-60)
        return ((decibels - loudest) / RANGE_DECIBELS + 1).clamp_min(0)

    @torch.inference_mode()
    def listen(self, samples: np.ndarray) -> Verdict:
        """(N, frames) float32 notes of up to 65 536 frames → what they sound like."""
        self.eval()
        said = [
            self(self.hear(torch.from_numpy(np.ascontiguousarray(samples[at : at + BATCH]))))
            for at in range(0, len(samples), BATCH)
        ]
        features, logits = (torch.cat(parts) for parts in zip(*said, strict=True))
        pitch = logits[:, :PITCHES].softmax(1)
        entropy = -(pitch * pitch.clamp_min(1e-12).log()).sum(1)
        return Verdict(
            pitch.argmax(1).numpy() + PITCH_LOW,
            logits[:, PITCHES:].argmax(1).numpy(),
            entropy.numpy(),
            features.numpy(),
        )


def _layer(few: int, many: int, stride: tuple[int, int]) -> nn.Sequential:
    convolution = nn.Conv2d(few, many, (5, 3), stride=stride, padding=(2, 1))
    return nn.Sequential(convolution, nn.BatchNorm2d(many), nn.ReLU())


def disguised(heard: torch.Tensor, dice: torch.Generator) -> torch.Tensor:
    """(B, BANDS, FRAMES) levels, coloured, blurred, noised and cut, each note in its own way."""
    batch = len(heard)

    def throw(*shape: int) -> torch.Tensor:
        return torch.rand(batch, *shape, generator=dice)

    colour = fn.interpolate(throw(1, 6) - 0.5, BANDS, mode="linear").transpose(1, 2)
    blurred = fn.avg_pool2d(heard[:, None], 3, 1, 1)[:, 0]
    softness = 0.7 * throw(1, 1) * (throw(1, 1) < 0.3)
    noise = 0.06 * throw(1, 1) * torch.randn(heard.shape, generator=dice)
    floor = 0.3 * throw(1, 1) * (throw(1, 1) < 0.3)
    changed = torch.lerp(heard, blurred, softness) + 0.15 * colour + noise
    changed = torch.where(heard > floor, changed, 0.0)
    hiss = 0.5 * throw(1, 1) * (throw(1, 1) < 0.3) + 0.09 * torch.randn(heard.shape, generator=dice)
    return _cut(torch.maximum(changed, hiss - 0.09).clamp_min(0), dice)


def _cut(heard: torch.Tensor, dice: torch.Generator) -> torch.Tensor:
    """A third of the notes become a stretch of a second or more, moved to the beginning."""
    cut = torch.zeros_like(heard)
    for note, sound in enumerate(heard):
        if torch.rand((), generator=dice) < 0.67:
            cut[note] = sound
            continue
        length = int(torch.randint(SHORTEST, FRAMES + 1, (), generator=dice))
        start = int(torch.randint(0, FRAMES - length + 1, (), generator=dice))
        cut[note, :, :length] = sound[:, start : start + length]
    louder = 1 - cut.amax((1, 2), keepdim=True).clamp_min(0.3)
    # Levels are decibels below the loudest: what the cut left out is made up by a shift.
    return torch.where(cut > 0, cut + louder, 0.0).clamp_min(0)


def train_judge(notes: tuple[Example, ...], epochs: float = 3, seed: int = 0) -> Judge:
    """A judge of `notes`; a quarter of an hour for 40 000 on one core.

    It learns to name the very instrument, too, and forgets that in the end: who must tell an oboe
    from a clarinet hears better what a reed is.
    """
    torch.manual_seed(seed)
    judge = Judge()
    kins = {kin: place for place, kin in enumerate(sorted({note.kin for note in notes}))}
    instruments = nn.Linear(FEATURES, len(kins))
    levels = np.empty((len(notes), BANDS, FRAMES), dtype=np.uint8)  # 33 kB a note
    labels = torch.empty(len(notes), 3, dtype=torch.int64)
    for start in track(range(0, len(notes), BATCH), "judge: listening"):
        batch = read_batch(notes[start : start + BATCH])
        heard = judge.hear(torch.from_numpy(batch.audio))
        where = slice(start, start + len(heard))
        levels[where] = (heard * 255).round().numpy().astype(np.uint8)
        named = batch.pitch - PITCH_LOW, batch.family, [kins[kin] for kin in batch.kin]
        labels[where] = torch.from_numpy(np.stack(named, 1))
    steps = max(int(epochs * len(notes) / BATCH), 1)
    learning = [*judge.parameters(), *instruments.parameters()]
    optimizer = torch.optim.AdamW(learning, lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps + 1)
    dice = torch.Generator().manual_seed(seed)
    judge.train()
    for _ in track(range(steps), "judge: learning"):
        picks = torch.randint(0, len(notes), (BATCH,), generator=dice).sort().values
        heard = torch.from_numpy(levels[picks.numpy()]).float() / 255
        with half_precision(torch.device("cpu")):
            features, logits = judge(disguised(heard, dice))
        pitch, family, kin = labels[picks].unbind(1)
        loss = fn.cross_entropy(logits[:, :PITCHES], pitch)
        loss = loss + fn.cross_entropy(logits[:, PITCHES:], family)
        loss = loss + fn.cross_entropy(instruments(features), kin)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return judge.eval()


def judge_for(notes: tuple[Example, ...], kept: Path | None, epochs: float) -> Judge:
    """The judge kept in file `kept`, or a new one, then kept there."""
    judge = Judge()
    if kept is not None and kept.exists():
        try:
            judge.load_state_dict(torch.load(kept, weights_only=True))
        except Exception as error:
            raise FileTrouble(f"{kept} is no judge of this version: {error}; remove it") from error
        return judge.eval()
    judge = train_judge(notes, epochs)
    if kept is not None:
        torch.save(judge.state_dict(), kept)
    return judge
