"""Codec: sound ↔ codes, and the one set into the other. Torch; worker process, training and command
line.

An edit is decoded where it is heard: the columns it touches and a little around them, and less
of that the finer the decoder's grid, so that a second of a minute's sound costs what a second of
four does.
"""

from __future__ import annotations

import functools

import numpy as np
import torch
from torch.nn import functional as fn

from notono_live.model.pause import Pause, no_pause
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

# Bottom columns on each side, of 16 frames. The decoder looks four around: with two, levels inside
# a top column were 2.2 dB from what the whole note gives, with four 0.2 (44 edits).
CONTEXT_CELLS, CELL_FRAMES, CELL_SAMPLES = 4, 16, COLUMN_SAMPLES // 2
HALF_WINDOW_FRAMES, WINDOW_FRAMES = 2, 4


class Codec:
    """A spectrogram and a VQ-VAE, on their devices. `pause` is called again and again while they
    work; whoever has a job that may be taken back sets it."""

    def __init__(self, spectrogram: Spectrogram, vqvae: VQVAE, device: torch.device) -> None:
        self.pause: Pause = no_pause
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
        image = self.spectrogram(self._sound(samples).float(), self.pause)
        top, bottom = self.vqvae.encode(image.to(self._device), self.pause)
        return top.cpu().numpy(), bottom.cpu().numpy()

    @torch.inference_mode()
    def look(self, samples: np.ndarray) -> np.ndarray:
        """(B, T · 16384) samples → levels (B, 1024, 32T) uint8: mel bins, low first, 0 at the floor
        and 255 at the ceiling of `SpectrogramConfig`."""
        level = self.spectrogram(self._sound(samples), self.pause)[:, 0].clamp(0, 1)
        return (level * 255).round().to(torch.uint8).cpu().numpy()

    def decode(self, top: np.ndarray, bottom: np.ndarray, first: int = 0) -> np.ndarray:
        """Codes (B, 32, T), (B, 64, 2T) → float32 samples (B, T · 16384), which begin with the
        note's column `first`."""
        parts = (slice(n, n + self._at_once) for n in range(0, len(top), self._at_once))
        return np.concatenate([self._decode(top[few], bottom[few], first) for few in parts])

    @torch.inference_mode()
    def _decode(self, top: np.ndarray, bottom: np.ndarray, first: int) -> np.ndarray:
        frame = 2 * first * CELL_FRAMES
        image = self.image(top, bottom, first=frame)
        made = self.spectrogram.synthesise(image, pause=self.pause, first=frame)
        loudest = made.abs().amax(1, keepdim=True)
        return (made * (LOUDEST / loudest).clamp(max=1)).cpu().numpy()

    def decode_into(
        self,
        kept: np.ndarray,
        top: np.ndarray,
        bottom: np.ndarray,
        constraint: Constraint,
        onset: int = 0,
        first: int = 0,
    ) -> np.ndarray:
        """`kept` samples (B, T · 16384), with what `constraint` touches taken from the codes, which
        are silent before the top column `onset`; all of it begins with the note's column
        `first`."""
        made = []
        for begin in range(0, len(kept), self._at_once):
            few = slice(begin, begin + self._at_once)
            codes = top[few], bottom[few]
            made.append(self._decode_into(kept[few], *codes, constraint, onset, first))
        return np.concatenate(made)

    @torch.inference_mode()
    def _decode_into(
        self,
        kept: np.ndarray,
        top: np.ndarray,
        bottom: np.ndarray,
        constraint: Constraint,
        onset: int,
        begun: int,
    ) -> np.ndarray:
        cells = constraint.touched()
        columns = np.flatnonzero(cells.any(0))
        if not len(columns):
            return kept.copy()
        first, last, end = int(columns[0]), int(columns[-1]) + 1, cells.shape[1]
        heard = max(0, first - self._margin), min(end, last + self._margin)
        seen = max(2 * onset, first - CONTEXT_CELLS) // 2, -(-min(end, last + CONTEXT_CELLS) // 2)
        codes = top[..., slice(*seen)], bottom[..., 2 * seen[0] : 2 * seen[1]]
        silent = max(0, 2 * seen[0] - heard[0])  # where the onset is heard fading in
        asked = slice(heard[0] + silent - 2 * seen[0], heard[1] - 2 * seen[0])
        image = self.image(*codes, asked, 2 * CELL_FRAMES * (begun + seen[0]))
        if silent:
            image = fn.pad(image, (CELL_FRAMES * silent, 0))
        samples = slice(heard[0] * CELL_SAMPLES, heard[1] * CELL_SAMPLES)
        old = self._sound(kept[:, samples])
        fresh = fresh_weights(cells[:, slice(*heard)]).to(self._sound_device)
        frame = (2 * begun + heard[0]) * CELL_FRAMES
        made = self._beside(image, old, fresh.expand(len(old), -1, -1), frame)
        sound = kept.astype(np.float32)
        sound[:, samples] = torch.where(reached(fresh, made.shape[1]), made, old).cpu().numpy()
        return sound

    @torch.inference_mode()
    def turn_down(self, samples: np.ndarray, constraint: Constraint, gain: float) -> np.ndarray:
        """(B, T · 16384) samples with the cells' part at `gain`."""
        sound = self._sound(samples)
        self.pause()
        weight = fresh_weights(constraint.touched()).to(self._sound_device)
        self.pause()
        made = self.spectrogram.turned_down(sound, weight, gain, self.pause)
        self.pause()
        return torch.where(reached(weight, sound.shape[1]), made, sound).cpu().numpy()

    def _sound(self, samples: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.array(samples)).to(self._sound_device)

    @property
    def _margin(self) -> int:
        """Cells around an edit in which its phases are settled: a fade, half a window, and a window
        for each of the iterations."""
        iterations = self.spectrogram.config.phase_iterations
        return -(-(FADE_FRAMES + HALF_WINDOW_FRAMES + WINDOW_FRAMES * iterations) // CELL_FRAMES)

    def image(
        self,
        top: np.ndarray,
        bottom: np.ndarray,
        cells: slice | None = None,
        first: int = 0,
    ) -> torch.Tensor:
        """Codes → (B, 3, 1024, 32T) Mel-IF and share of noise, or of the bottom columns `cells`;
        the codes begin with the note's frame `first`."""
        tops, bottoms = (
            torch.from_numpy(np.array(codes)).to(self._device) for codes in (top, bottom)
        )
        return self.vqvae.decode(tops, bottoms, cells, self.pause, first).to(self._sound_device)

    def _beside(
        self, image: torch.Tensor, old: torch.Tensor, fresh: torch.Tensor, frame: int
    ) -> torch.Tensor:
        """The fresh part of `image`, which begins with the note's `frame`, in the old sound; turned
        down where the sum would clip."""
        made = self.spectrogram.synthesise(image, old, fresh, self.pause, frame)
        excess = made.abs().amax(1) / LOUDEST
        clips = (excess > 1) & (old.abs().amax(1) <= LOUDEST)
        if clips.any():
            lower = torch.where(clips, self.spectrogram.levels(excess), 0)
            image[:, 0] = (image[:, 0] - lower[:, None, None]).clamp_min(0)
            made = self.spectrogram.synthesise(image, old, fresh, self.pause, frame).clamp(-1, 1)
        return made


def fresh_weights(cells: np.ndarray) -> torch.Tensor:
    """(64, C) bool, bottom cells → (1, 1024, 16C) float32: 1 in those that are redrawn, falling to
    0 over the fade around them.

    Around is a mean over a window of bins and frames, of cells that are all alike in both: a
    product with two small matrices, where a pooling of all pixels took 5 ms. The products are
    torch's: numpy's threads spin, and beside busy programs these took it 13 ms.
    """
    sides = zip(cells.shape, (FADE_BINS, FADE_FRAMES), strict=True)
    bins, frames = (torch.from_numpy(smoothing(count, fade)) for count, fade in sides)
    around = (2 * bins @ torch.from_numpy(cells.astype(np.float32)) @ frames.T).clamp(0, 1)
    inside = torch.from_numpy(cells.repeat(CELL_FRAMES, 0).repeat(CELL_FRAMES, 1))
    return around.masked_fill(inside, 1)[None]


@functools.lru_cache
def smoothing(cells: int, fade: int) -> np.ndarray:
    """(16 · cells, cells) float32: how much of each cell is within `fade` pixels of each pixel; the
    outermost go on beyond the edge.

    >>> (10 * smoothing(2, 2)[13:19, 0]).round().astype(int).tolist()
    [10, 8, 6, 4, 2, 0]
    """
    pixels = np.arange(-fade, CELL_FRAMES * cells + fade).clip(0, CELL_FRAMES * cells - 1)
    of_cell = pixels[:, None] // CELL_FRAMES == np.arange(cells)
    width = 2 * fade + 1
    sums = np.concatenate((np.zeros((1, cells)), of_cell.cumsum(0)))
    return ((sums[width:] - sums[:-width]) / width).astype(np.float32)


def reached(weight: torch.Tensor, samples: int) -> torch.Tensor:
    """(samples,) bool: where any window of a frame with weight reaches, (…, 1024, T). Elsewhere the
    very samples stay, not their resynthesis."""
    frames = weight.flatten(0, -2).amax(0) > 0
    hop, half = samples // len(frames), FFT_SIZE // 2
    heard = torch.zeros(samples, dtype=torch.bool, device=weight.device)
    for frame in frames.nonzero().flatten().tolist():
        heard[max(0, frame * hop - half) : (frame + 1) * hop + half] = True
    return heard
