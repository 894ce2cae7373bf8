"""Codec: sound ↔ codes, and the one set into the other. Torch; worker process, training and command
line.

An edit is decoded where it is heard: the columns it touches and a little around them, so that a
second of a minute's sound costs what a second of four does.
"""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as fn

from notono_live.model.spectrogram import FFT_SIZE, Spectrogram
from notono_live.model.vqvae import VQVAE
from notono_live.notes.codemap import COLUMN_SAMPLES
from notono_live.notes.constraint import Constraint

LOUDEST = 0.98  # full scale is 1; a drawn note may come out louder than any it learned from

# So many notes are decoded at once; what a CPU works on should stay in its caches: 61 notes took it
# 54 ms each together, 20 in fours.
NOTES_ON_A_CPU, NOTES_ON_A_GPU = 4, 64

# How far a redrawn cell fades into its neighbours: mel bins and frames on each side. Half a bottom
# cell up and down, an eighth of a second before and after.
FADE_BINS, FADE_FRAMES = 8, 4

# Top columns on each side. The decoder looks two columns around: with one, levels inside a column
# were 2.2 dB from what the whole note gives, with two 0.2 (44 edits). The phases are settled within
# one: a fade, half a window, and four frames for each of the iterations.
CONTEXT_COLUMNS, MARGIN_COLUMNS = 2, 1
COLUMN_FRAMES = 32


class Codec:
    """A spectrogram and a VQ-VAE, on their devices."""

    def __init__(self, spectrogram: Spectrogram, vqvae: VQVAE, device: torch.device) -> None:
        self._device = device
        # Sparse products and complex arithmetic are missing on mps: there the sound stays on the
        # CPU.
        self._sound_device = torch.device("cpu") if device.type == "mps" else device
        self.spectrogram = spectrogram.to(self._sound_device).eval()
        self.vqvae = vqvae.on(device).eval()
        self._at_once = NOTES_ON_A_CPU if device.type == "cpu" else NOTES_ON_A_GPU

    @torch.inference_mode()
    def encode(self, samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(B, T · 16384) samples → top (B, 32, T) and bottom (B, 64, 2T) codes."""
        image = self.spectrogram(self._sound(samples).float())
        top, bottom = self.vqvae.encode(image.to(self._device))
        return top.cpu().numpy(), bottom.cpu().numpy()

    @torch.inference_mode()
    def look(self, samples: np.ndarray) -> np.ndarray:
        """(B, T · 16384) samples → levels (B, 1024, 32T) uint8: mel bins, low first, 0 at the floor
        and 255 at the ceiling of `SpectrogramConfig`."""
        level = self.spectrogram(self._sound(samples))[:, 0].clamp(0, 1)
        return (level * 255).round().to(torch.uint8).cpu().numpy()

    def decode(self, top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
        """Codes (B, 32, T), (B, 64, 2T) → float32 samples (B, T · 16384)."""
        few = range(0, len(top), self._at_once)
        return np.concatenate(
            [self._decode(*(c[n : n + few.step] for c in (top, bottom))) for n in few]
        )

    @torch.inference_mode()
    def _decode(self, top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
        made = self.spectrogram.synthesise(self._image(top, bottom))
        loudest = made.abs().amax(1, keepdim=True)
        return (made * (LOUDEST / loudest).clamp(max=1)).cpu().numpy()

    @torch.inference_mode()
    def decode_into(
        self, kept: np.ndarray, top: np.ndarray, bottom: np.ndarray, constraint: Constraint
    ) -> np.ndarray:
        """`kept` samples (B, T · 16384), with what `constraint` touches taken from the codes."""
        touched = np.flatnonzero(constraint.touched().any(0).reshape(-1, 2).any(1))
        if not len(touched):
            return kept.copy()
        first, last = int(touched[0]), int(touched[-1]) + 1
        begin, end = max(0, first - MARGIN_COLUMNS), min(constraint.columns, last + MARGIN_COLUMNS)
        near = max(0, first - CONTEXT_COLUMNS), min(constraint.columns, last + CONTEXT_COLUMNS)
        image = self._image(top[..., slice(*near)], bottom[..., 2 * near[0] : 2 * near[1]])
        image = image[..., (begin - near[0]) * COLUMN_FRAMES : (end - near[0]) * COLUMN_FRAMES]
        frames = slice(begin * COLUMN_SAMPLES, end * COLUMN_SAMPLES)
        old = self._sound(kept[:, frames])
        fresh = fresh_weights(constraint.cut(begin, end)).to(self._sound_device)
        made = self._beside(image, old, fresh.expand(len(old), -1, -1))
        sound = kept.astype(np.float32)
        sound[:, frames] = torch.where(reached(fresh, made.shape[1]), made, old).cpu().numpy()
        return sound

    @torch.inference_mode()
    def turn_down(self, samples: np.ndarray, constraint: Constraint, gain: float) -> np.ndarray:
        """(B, T · 16384) samples with the cells' part at `gain`."""
        sound = self._sound(samples)
        weight = fresh_weights(constraint).to(self._sound_device)
        made = self.spectrogram.turned_down(sound, weight, gain)
        return torch.where(reached(weight, sound.shape[1]), made, sound).cpu().numpy()

    def _sound(self, samples: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.array(samples)).to(self._sound_device)

    def _image(self, top: np.ndarray, bottom: np.ndarray) -> torch.Tensor:
        codes = (torch.from_numpy(np.array(c)).to(self._device) for c in (top, bottom))
        return self.vqvae.decode(*codes).to(self._sound_device)

    def _beside(self, image: torch.Tensor, old: torch.Tensor, fresh: torch.Tensor) -> torch.Tensor:
        """The fresh part of `image` in the old sound; turned down where the sum would clip."""
        made = self.spectrogram.synthesise(image, old, fresh)
        excess = made.abs().amax(1) / LOUDEST
        clips = (excess > 1) & (old.abs().amax(1) <= LOUDEST)
        if clips.any():
            lower = torch.where(clips, self.spectrogram.levels(excess), 0)
            image[:, 0] = (image[:, 0] - lower[:, None, None]).clamp_min(0)
            made = self.spectrogram.synthesise(image, old, fresh).clamp(-1, 1)
        return made


def fresh_weights(constraint: Constraint) -> torch.Tensor:
    """(1, 1024, 32T) float32: 1 in the redrawn cells, falling to 0 over the fade around them."""
    cells = torch.from_numpy(constraint.touched()).float()[None, None]
    pixels = fn.interpolate(cells, scale_factor=16, mode="nearest")
    kernel = (2 * FADE_BINS + 1, 2 * FADE_FRAMES + 1)
    around = fn.pad(pixels, (FADE_FRAMES, FADE_FRAMES, FADE_BINS, FADE_BINS), mode="replicate")
    return torch.maximum(pixels, 2 * fn.avg_pool2d(around, kernel, stride=1)).clamp(max=1)[0]


def reached(weight: torch.Tensor, samples: int) -> torch.Tensor:
    """(samples,) bool: where any window of a frame with weight reaches, (…, 1024, T). Elsewhere the
    very samples stay, not their resynthesis."""
    frames = weight.flatten(0, -2).amax(0) > 0
    heard = frames.repeat_interleave(samples // len(frames)).float()[None, None]
    half = FFT_SIZE // 2
    return fn.max_pool1d(heard, 2 * half + 1, stride=1, padding=half)[0, 0] > 0
