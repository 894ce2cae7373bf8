"""VQ-VAE-2 over Mel-IF images: encode to two codemaps, decode from them. Torch; worker or training.

Two levels as in the paper (§3.1, Fig. 1; Razavi et al. 2019): the bottom map (64 × 8) and, read
from it, the top map (32 × 4); the bottom is quantised given the decoded top. What differs: pixels
are folded into channels at the door and unfolded at the exit (×4), because full-resolution
convolutions are what costs on a CPU; and inside, the phase advance is a point on the circle (cos,
sin), so that +π and −π are neighbours.

Legend: B batch, 1024 mel bins × T frames; cells of the bottom map are 16 × 16 pixels, of the top
32 × 32."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional as fn

from notono_live.model.convolutions import STRIP_CELLS, Down, Up, after, blocks, through
from notono_live.model.noise import unsure
from notono_live.model.pause import Pause, no_pause
from notono_live.model.quantize import Quantized, Quantizer
from notono_live.model.shimmer import FOLD, HELD_REACH, Shimmer, held
from notono_live.notes.codemap import CODES, MEL_BINS

CHANNELS = 3  # level, cos and sin of the phase advance
EXIT = 6  # of decode_both: from here on grids become pixels


@dataclass(frozen=True)
class VQVAEConfig:
    """Widths at 4, 8, 16 and 32 pixels a cell; blocks at 8, 16 and 32, and `fine_blocks` of the
    decoder at 4. `lift` makes up for what decoding and the inverse lose: levels added to what
    sounds, at even distances along the mel axis, both ends included; none where it is empty.
    `shimmer_blocks` of the part that draws how levels waver, none for no such part; its width, and
    how much of what it draws is heard, its gain."""

    widths: tuple[int, int, int, int] = (64, 128, 256, 256)
    encoder_blocks: tuple[int, int, int] = (1, 1, 2)
    decoder_blocks: tuple[int, int, int] = (2, 2, 2)
    code_width: int = 64
    codes: int = CODES
    fine_blocks: int = 0
    lift: tuple[float, ...] = ()
    shimmer_blocks: int = 0
    shimmer_width: int = 32
    shimmer_gain: float = 1.0

    @classmethod
    def read(cls, settings: dict[str, Any]) -> VQVAEConfig:
        """From what JSON makes of it: lists for tuples. TypeError for settings unknown here."""
        read: dict[str, Any] = {}
        for name, value in settings.items():
            read[name] = tuple(value) if isinstance(value, list) else value
        return cls(**read)


@dataclass
class Reconstruction:
    """`image` is raw: level, and an un-normalised (cos, sin); `circular` turns it to Mel-IF."""

    image: torch.Tensor  # (B, 3, 1024, T)
    top: Quantized
    bottom: Quantized


@dataclass
class Grids:
    """`coarse` (B, C, 64, …) of all columns, of 16 frames each; `fine` (B, C, 256, …) of 4 frames
    each, from the column `begin` on; of those `asked` are the ones that somebody wants."""

    coarse: torch.Tensor
    fine: torch.Tensor
    begin: int
    asked: slice

    def cut(self, image: torch.Tensor) -> torch.Tensor:
        """What was asked for of an image of all the fine grid."""
        return image[..., FOLD * self.asked.start : FOLD * self.asked.stop]


class VQVAE(nn.Module):
    lift: torch.Tensor

    def __init__(self, config: VQVAEConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or VQVAEConfig()
        w4, w8, w16, w32 = config.widths
        e8, e16, e32 = config.encoder_blocks
        d8, d16, d32 = config.decoder_blocks
        folded = CHANNELS * FOLD * FOLD
        self.register_buffer("lift", along_mel(config.lift), persistent=False)
        self.encode_bottom = nn.Sequential(
            nn.PixelUnshuffle(FOLD), nn.Conv2d(folded, w4, 3, padding=1),
            Down(w4, w8), blocks(w8, e8),
            Down(w8, w16), blocks(w16, e16),
        )  # fmt: skip
        self.encode_top = nn.Sequential(
            Down(w16, w32), blocks(w32, e32), nn.SiLU(), nn.Conv2d(w32, config.code_width, 1)
        )
        self.quantize_top = Quantizer(config.codes, config.code_width)
        self.decode_top = nn.Sequential(
            nn.Conv2d(config.code_width, w32, 1), blocks(w32, d32), Up(w32, w16)
        )
        self.mix_bottom = nn.Sequential(
            nn.SiLU(), nn.Conv2d(2 * w16, w16, 1), nn.SiLU(), nn.Conv2d(w16, config.code_width, 1)
        )
        self.quantize_bottom = Quantizer(config.codes, config.code_width)
        self.place_bottom = nn.Conv2d(config.code_width, w16, 1)
        self.decode_both = nn.Sequential(
            nn.Conv2d(2 * w16, w16, 1), blocks(w16, d16),
            Up(w16, w8), blocks(w8, d8),
            Up(w8, w4), nn.Sequential(*blocks(w4, config.fine_blocks), nn.SiLU()),
            nn.Conv2d(w4, folded, 3, padding=1),
            nn.PixelShuffle(FOLD),
        )  # fmt: skip
        self.shimmer = None
        if config.shimmer_blocks:
            self.shimmer = Shimmer(w4, w16, config.shimmer_width, config.shimmer_blocks)

    def on(self, device: torch.device) -> VQVAE:
        """This model on `device`, its weights channels-last, as CPUs and tensor cores want them."""
        return self.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, mel_if: torch.Tensor) -> Reconstruction:
        """(B, 2, 1024, T) Mel-IF → its raw reconstruction and both maps."""
        top, bottom, given = self._quantized(mel_if)
        grids = self._grids(given, bottom.vectors.to(given.dtype))
        return Reconstruction(self.pixels(grids), top, bottom)

    def encode(
        self, mel_if: torch.Tensor, pause: Pause = no_pause
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(B, 2, 1024, T) → top (B, 32, T/32) and bottom (B, 64, T/16) codes."""
        top, mixed, _ = self._mixed(mel_if, pause)
        strips = (self.quantize_bottom.codes(strip) for strip in mixed.split(STRIP_CELLS, -1))
        return top.codes, torch.cat([after(pause, codes) for codes in strips], -1)

    def decode(
        self,
        top: torch.Tensor,
        bottom: torch.Tensor,
        cells: slice | None = None,
        pause: Pause = no_pause,
        first: int = 0,
    ) -> torch.Tensor:
        """Codes → (B, 3, 1024, T) Mel-IF and share of noise; of the bottom columns `cells` alone,
        where given. The codes begin with the note's frame `first`."""
        grids = self.grids(top, bottom, cells, pause)
        around = self.pixels(grids, pause).float()
        level, advance, share = circular(grids.cut(around)).unbind(1)
        level = level + self.lift * (level > 0)
        if self.shimmer is not None:
            frame, frames = first + FOLD * grids.begin, around.shape[-1]
            noise = self.shimmer.noise_from(frame, frames)
            drawn = self.shimmer(grids.fine, grids.coarse, noise, grids.begin, pause)
            drawn = drawn * held(around[:, 0], begins=grids.begin == 0)
            pause()
            level = (level + self.config.shimmer_gain * grids.cut(drawn)).clamp_min(0)
        return torch.stack((level, advance, share), 1)

    def grids(
        self,
        top: torch.Tensor,
        bottom: torch.Tensor,
        cells: slice | None = None,
        pause: Pause = no_pause,
    ) -> Grids:
        """What the decoder has made of codes before it makes pixels of them."""
        dtype = self.place_bottom.weight.dtype
        given = through(self.decode_top, self.quantize_top.embed(top).to(dtype), pause)
        return self._grids(given, self.quantize_bottom.embed(bottom).to(dtype), cells, pause)

    def _quantized(
        self, mel_if: torch.Tensor, pause: Pause = no_pause
    ) -> tuple[Quantized, Quantized, torch.Tensor]:
        """Both maps, the bottom quantised given the decoded top, which comes third."""
        top, mixed, given = self._mixed(mel_if, pause)
        return top, self.quantize_bottom(mixed), given

    def _mixed(
        self, mel_if: torch.Tensor, pause: Pause = no_pause
    ) -> tuple[Quantized, torch.Tensor, torch.Tensor]:
        """The top map, what the bottom is quantised from, (B, D, 64, 2T), and the decoded top."""
        strips = mel_if.split(FOLD * STRIP_CELLS, -1)
        placed = torch.cat([after(pause, on_circle(strip)) for strip in strips], -1)
        features = through(self.encode_bottom, placed, pause)
        top = self.quantize_top(through(self.encode_top, features, pause))
        given = through(self.decode_top, top.vectors.to(features.dtype), pause)
        mixed = through(self.mix_bottom, torch.cat((features, given), 1), pause)
        return top, mixed, given

    def _grids(
        self,
        given: torch.Tensor,
        bottom: torch.Tensor,
        cells: slice | None = None,
        pause: Pause = no_pause,
    ) -> Grids:
        """What the finer grids do for cells that nobody asked for is left undone, but for as many
        pixels around as they look at."""
        x = torch.cat((given, through([self.place_bottom], bottom, pause)), 1)
        eights, _, _ = self.config.decoder_blocks
        # The last convolution looks one around, too.
        fours = self.config.fine_blocks + 1
        if self.shimmer is not None:
            fours += max(self.config.shimmer_blocks, -(-HELD_REACH // FOLD))
        layers: list[nn.Module] = list(self.decode_both)
        coarse = through(layers[:2], x, pause)
        cells = slice(0, coarse.shape[-1]) if cells is None else cells
        x, sixteenth = _around(coarse, cells, -(-(8 * eights + 4 * fours) // 16))
        x = through(layers[2:4], x, pause)
        asked = slice(2 * sixteenth.start, 2 * sixteenth.stop)
        x, eighth = _around(x, asked, -(-4 * fours // 8))
        fine = through(layers[4:EXIT], x, pause)
        return Grids(
            coarse,
            fine,
            4 * cells.start - 2 * eighth.start,
            slice(2 * eighth.start, 2 * eighth.stop),
        )

    def pixels(self, grids: Grids, pause: Pause = no_pause) -> torch.Tensor:
        """The raw image of all the fine grid, (B, 3, 1024, T)."""
        return through(list(self.decode_both)[EXIT:], grids.fine, pause)


def _around(x: torch.Tensor, cells: slice, margin: int) -> tuple[torch.Tensor, slice]:
    """The columns `cells` of x with so many on each side, and where in that they are."""
    first = max(0, cells.start - margin)
    cut = x[..., first : cells.stop + margin].contiguous(memory_format=torch.channels_last)
    return cut, slice(cells.start - first, cells.stop - first)


def along_mel(lift: tuple[float, ...]) -> torch.Tensor:
    """(1024, 1): straight lines between the points of `lift`.

    >>> along_mel((0.0, 1.0))[[0, -1], 0].tolist(), along_mel(()).abs().max().item()
    ([0.0, 1.0], 0.0)
    """
    points = torch.tensor(lift or (0.0, 0.0))[None, None]
    line = fn.interpolate(points, MEL_BINS, mode="linear", align_corners=True)
    return line[0, 0, :, None]


def on_circle(mel_if: torch.Tensor) -> torch.Tensor:
    """(B, 2, F, T) Mel-IF → (B, 3, F, T): level, and cos and sin of the advance scaled by the
    level."""
    level, advance = mel_if[:, :1], mel_if[:, 1:] * math.pi
    weight = level.clamp(0, 1)
    return torch.cat((level, weight * torch.cos(advance), weight * torch.sin(advance)), 1)


def circular(image: torch.Tensor) -> torch.Tensor:
    """(B, 3, F, T) raw output → (B, 3, F, T): Mel-IF, and the share of noise."""
    level = image[:, 0].clamp_min(0)
    advance = torch.atan2(image[:, 2], image[:, 1]) / math.pi
    share = unsure(image[:, 1], image[:, 2])
    return torch.stack((level, advance * (level > 0), share * (level > 0)), 1)
