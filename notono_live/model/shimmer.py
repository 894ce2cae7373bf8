"""How levels waver from frame to frame: drawn, not averaged. Torch; worker process or training.

A decoder answers with the mean of all that its codes stand for. Real levels lie some 4 dB around it
(standard deviation, what lasts longer than half a second left out), for a frame or two each, and
whoever names instruments listens to that. It is drawn here, from what the decoder has in hand and
from white noise as the analysis sees it: the levels of a noise, or of a noise and a partial
(Rice 1945), dip deeper than they rise, last as long as windows overlap, and hang together as far
as filters do.

As in the noise part, the same is drawn whenever a note is decoded, and comes again after four
seconds of it.

Legend: B batch, 1024 mel bins × T frames; the fine grid has cells of 4 × 4 pixels, the coarse one
of 16 × 16."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional as fn

from notono_live.model.convolutions import blocks, through
from notono_live.model.noise import PERIOD_FRAMES
from notono_live.model.pause import Pause, no_pause
from notono_live.model.spectrogram import Spectrogram, filtered

FOLD = 4  # pixels a side in a cell of the fine grid
SEEN = 3  # real and imaginary part, and level
STEP = 0.1  # levels (8 dB) that one unit of what the network answers makes
# Mean and standard deviation of the logarithm of an exponentially distributed power.
MEAN_LOG, SPREAD_LOG = -0.5772, math.pi / math.sqrt(6)
UNHEARD = 1e-3  # the sum of a filter's weights, below which it hears nothing

# A level is held where it has not risen for so many frames, a third of a second, and wavers as much
# as it has been held over the last few. What is struck has a shape of its own: with attacks that
# waver, too, a listener by cepstra named 85.6 % of the families of 528 notes, so 88.4, and 88.1
# where nothing wavers.
HELD_FRAMES, FADE_FRAMES = 11, 6
HELD_REACH = HELD_FRAMES + FADE_FRAMES - 1
RISE = 0.15  # levels, 12 dB: what is no longer held at all
QUIET = 0.15  # a decoded level, 12 dB above the floor, below which nothing wavers


def seen_by(spectrogram: Spectrogram, stft: torch.Tensor) -> torch.Tensor:
    """(B, 1024, T) complex STFT of white noise, of power one a bin → (B, 3, 1024, T): real and
    imaginary part and log power of each mel bin, of mean 0 and at most of spread 1; 0 in a bin
    whose filter hears nothing."""
    power = filtered(spectrogram.to_mel, stft.abs().square())
    real, imag = (filtered(spectrogram.to_mel, part) for part in (stft.real, stft.imag))
    total = filtered(spectrogram.to_mel, torch.ones_like(stft[:1, :, :1].real))
    heard, total = total > UNHEARD, total.clamp_min(UNHEARD)
    level = ((power / total).clamp_min(1e-6).log() - MEAN_LOG) / SPREAD_LOG
    return torch.stack((math.sqrt(2) * real / total, math.sqrt(2) * imag / total, level), 1) * heard


class Shimmer(nn.Module):
    """Begins as nothing at all. `count` blocks, `width` channels wide, at the fine grid, which has
    `fine` channels; the coarse one has `coarse`."""

    noise: torch.Tensor

    def __init__(self, fine: int, coarse: int, width: int, count: int) -> None:
        super().__init__()
        spectrogram = Spectrogram()
        # The noise part's, of half a period later: of the same frame, what hissed louder would be
        # lifted, too, and a set of notes was farther from real ones for it (Fréchet distance in the
        # judge's features 50, and so 44).
        later = spectrogram.noise.roll(-PERIOD_FRAMES // 2, -1)
        noise = seen_by(spectrogram, later[None])
        self.register_buffer("noise", noise, persistent=False)
        self.door = nn.Conv2d(fine, width, 1)
        self.noise_door = nn.Conv2d(SEEN * FOLD * FOLD, width, 1, bias=False)
        self.context = nn.Sequential(nn.SiLU(), nn.Conv2d(coarse, width, 1))
        self.blocks = blocks(width, count)
        self.exit = nn.Sequential(
            nn.SiLU(), nn.Conv2d(width, 2 * FOLD * FOLD, 3, padding=1), nn.PixelShuffle(FOLD)
        )
        for values in self.exit[1].parameters():
            nn.init.zeros_(values)

    def forward(
        self,
        fine: torch.Tensor,
        coarse: torch.Tensor,
        noise: torch.Tensor,
        begin: int = 0,
        pause: Pause = no_pause,
    ) -> torch.Tensor:
        """Features (B, fine, 256, T / 4), which begin with the fine grid's column `begin`, and
        (B, coarse, 64, …) of all columns; `noise` as `seen_by` has it, (B or 1, 3, 1024, T) →
        (B, 1024, T) levels to be added."""
        noise = noise.to(fine.dtype)
        heard = through([nn.PixelUnshuffle(FOLD), self.noise_door], noise, pause)
        around = through(self.context, coarse, pause).repeat_interleave(FOLD, 2)
        around = around.repeat_interleave(FOLD, 3)[..., begin : begin + fine.shape[-1]]
        x = through([self.door], fine, pause) + around + heard
        swing, more = through([self.blocks, self.exit], x, pause).unbind(1)
        return STEP * (swing * noise[:, 2] + more)

    def noise_from(self, frame: int, frames: int) -> torch.Tensor:
        """(1, 3, 1024, frames), of a note whose `frame` is the first."""
        turned = torch.arange(frame, frame + frames, device=self.noise.device) % PERIOD_FRAMES
        return self.noise[..., turned]


def held(level: torch.Tensor, begins: bool = True) -> torch.Tensor:
    """(B, 1024, T) decoded levels → 0..1: how much of what is drawn is heard. Before the first
    frame there is silence where the sound `begins` there, and more of the same where it does not.

    >>> level = torch.full((1, 1, 20), 0.5)
    >>> held(level)[0, 0, [0, 10, 11, 13, 16]].tolist()
    [0.0, 0.0, 0.1666..., 0.5, 1.0]
    >>> held(level, begins=False).unique().tolist(), held(0.2 * level).unique().tolist()
    ([1.0], [0.0])
    """
    heard = level.clamp_min(0)
    before = torch.zeros_like(heard[..., :1]) if begins else heard[..., :1]
    past = torch.cat((before.expand(-1, -1, HELD_FRAMES), heard), -1)
    lowest = -fn.max_pool1d(-past, HELD_FRAMES + 1, 1)
    weight = (1 - (heard - lowest) / RISE).clamp(0, 1)
    first = torch.zeros_like(weight[..., :1]) if begins else weight[..., :1]
    lately = torch.cat((first.expand(-1, -1, FADE_FRAMES - 1), weight), -1)
    return fn.avg_pool1d(lately, FADE_FRAMES, 1) * (level > QUIET)
