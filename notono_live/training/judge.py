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
from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW
from notono_live.training.data import Example, read_batch
from notono_live.training.ranks import half_precision

PITCHES = PITCH_HIGH - PITCH_LOW + 1
WINDOW, HOP = 4096, 2048
FRAMES = 32  # of a four-second note
BANDS = 768  # at even distances on a scale that is linear below BEND_HZ, logarithmic above
BEND_HZ = 400.0
# Below a note's loudest band is silence. At 80 dB a judge named 96 % of families of real notes and
# 89 % after nothing but spectrogram and inverse: it listened to what lies under the sound.
RANGE_DECIBELS = 60.0
FOLD = 8  # bands, and
FOLD_FRAMES = 4  # frames, folded into channels at the door
FEATURES = 128
SHORTEST = 8  # frames: a judge hears stretches of a second and longer
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
        self.convolutions = nn.Sequential(
            nn.Conv2d(FOLD * FOLD_FRAMES, 48, (5, 3), padding=(2, 1)), nn.BatchNorm2d(48),
            nn.ReLU(),
            nn.Conv2d(48, 64, (5, 3), stride=(2, 1), padding=(2, 1)), nn.BatchNorm2d(64), nn.ReLU(),
            nn.Conv2d(64, 96, (5, 3), stride=(2, 1), padding=(2, 1)), nn.BatchNorm2d(96), nn.ReLU(),
        )  # fmt: skip
        rows = BANDS // FOLD // 4
        self.mix = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(96 * rows * 2, FEATURES), nn.ReLU(), nn.Dropout(0.3)
        )
        self.heads = nn.Linear(FEATURES, PITCHES + len(FAMILIES))

    def forward(self, heard: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(B, BANDS, FRAMES) levels → features (B, FEATURES), logits (B, 61 + 11)."""
        batch = len(heard)
        rows, columns = BANDS // FOLD, FRAMES // FOLD_FRAMES
        folded = heard.view(batch, rows, FOLD, columns, FOLD_FRAMES).permute(0, 2, 4, 1, 3)
        x = self.convolutions(folded.reshape(batch, FOLD * FOLD_FRAMES, rows, columns))
        features = self.mix(torch.cat((x.mean(3), x.amax(3)), 1).flatten(1)).float()
        return features, self.heads(features).float()

    def hear(self, samples: torch.Tensor) -> torch.Tensor:
        """(B, frames) samples of up to 65 536 → (B, BANDS, FRAMES) levels, 0..1 of the loudest."""
        padded = fn.pad(samples, (0, FRAMES * HOP - samples.shape[-1]))
        window = torch.hann_window(WINDOW, device=samples.device)
        spectrum = torch.stft(padded, WINDOW, HOP, window=window, return_complex=True)
        power = (spectrum.real**2 + spectrum.imag**2)[..., :FRAMES]
        flat = power.transpose(0, 1).reshape(power.shape[1], -1)
        bands = torch.sparse.mm(self.to_bands, flat).view(BANDS, len(samples), FRAMES)
        decibels = 10 * torch.log10(bands.transpose(0, 1).clamp_min(1e-10))
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


def band_matrix(bands: int, window: int, bend_hz: float) -> torch.Tensor:
    """(bands, window / 2 + 1) triangles at even distances on a scale that is linear below `bend_hz`
    and logarithmic above, each at least one bin wide."""
    nyquist = SAMPLE_RATE_HZ / 2
    edges = torch.linspace(0, float(np.log1p(nyquist / bend_hz)), bands + 2, dtype=torch.float64)
    bins = bend_hz * torch.expm1(edges) / nyquist * (window // 2)
    centres = bins[1:-1, None]
    width = torch.maximum((bins[2:, None] - bins[:-2, None]) / 2, torch.ones(1))
    distance = (torch.arange(window // 2 + 1, dtype=torch.float64)[None] - centres).abs()
    return (1 - distance / width).clamp_min(0).float()


def disguised(heard: torch.Tensor, dice: torch.Generator) -> torch.Tensor:
    """(B, BANDS, FRAMES) levels, coloured, blurred, noised and cut, each note in its own way."""
    batch = len(heard)

    def throw(*shape: int) -> torch.Tensor:
        return torch.rand(batch, *shape, generator=dice)

    colour = fn.interpolate(throw(1, 6) - 0.5, BANDS, mode="linear").transpose(1, 2)
    blurred = fn.avg_pool2d(heard[:, None], 3, 1, 1)[:, 0]
    softness = 0.7 * throw(1, 1) * (throw(1, 1) < 0.5)
    noise = 0.06 * throw(1, 1) * torch.randn(heard.shape, generator=dice)
    floor = 0.3 * throw(1, 1) * (throw(1, 1) < 0.4)
    changed = torch.lerp(heard, blurred, softness) + 0.15 * colour + noise
    changed = torch.where(heard > floor, changed, 0.0)
    hiss = 0.5 * throw(1, 1) * (throw(1, 1) < 0.5) + 0.09 * torch.randn(heard.shape, generator=dice)
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
    """A judge of `notes`; a quarter of an hour for 30 000 on one core."""
    torch.manual_seed(seed)
    judge = Judge()
    levels = np.empty((len(notes), BANDS, FRAMES), dtype=np.uint8)  # 25 kB a note
    labels = torch.empty(len(notes), 2, dtype=torch.int64)
    for start in track(range(0, len(notes), BATCH), "judge: listening"):
        batch = read_batch(notes[start : start + BATCH])
        heard = judge.hear(torch.from_numpy(batch.audio))
        where = slice(start, start + len(heard))
        levels[where] = (heard * 255).round().numpy().astype(np.uint8)
        labels[where] = torch.from_numpy(np.stack((batch.pitch - PITCH_LOW, batch.family), 1))
    steps = max(int(epochs * len(notes) / BATCH), 1)
    optimizer = torch.optim.AdamW(judge.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps + 1)
    dice = torch.Generator().manual_seed(seed)
    judge.train()
    for _ in track(range(steps), "judge: learning"):
        picks = torch.randint(0, len(notes), (BATCH,), generator=dice).sort().values
        heard = torch.from_numpy(levels[picks.numpy()]).float() / 255
        with half_precision(torch.device("cpu")):
            _, logits = judge(disguised(heard, dice))
        pitch, family = labels[picks].unbind(1)
        loss = fn.cross_entropy(logits[:, :PITCHES], pitch)
        loss = loss + fn.cross_entropy(logits[:, PITCHES:], family)
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
