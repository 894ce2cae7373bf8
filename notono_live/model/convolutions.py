"""What a codec's networks are built of: convolutions that may be ended between two. Torch; worker
process or training.

Legend: B batch, C channels, F × T cells of a grid."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn
from torch.nn import functional as fn

from notono_live.model.pause import Pause, no_pause

# Work is done in pieces, so that it can be ended between two: no layer sees more columns of cells
# than this at once, nor more notes. A minute's sound took 117 ms to encode whole, 121 in strips;
# the sums are the same, bit for bit. Of a note of four seconds only the fold at the door is cut,
# which sums nothing.
STRIP_CELLS, FEW_NOTES = 32, 2


class Block(nn.Module):
    """Residual 3 × 3 then 1 × 1 convolution; starts as the identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.wide = nn.Conv2d(width, width, 3, padding=1)
        self.point = nn.Conv2d(width, width, 1)
        nn.init.zeros_(self.point.weight)
        nn.init.zeros_(self.point.bias)  # type: ignore[arg-type]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.point(fn.silu(self.wide(fn.silu(x))))


def blocks(width: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(Block(width) for _ in range(count)))


class Down(nn.Module):
    """Halve both sides: fold 2 × 2 cells into channels, mix."""

    def __init__(self, width: int, to: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(4 * width, to, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.mix(fn.pixel_unshuffle(fn.silu(x), 2))


class Up(nn.Module):
    """Double both sides: mix, unfold channels into 2 × 2 cells."""

    def __init__(self, width: int, to: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(width, 4 * to, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return fn.pixel_shuffle(self.mix(fn.silu(x)), 2)


def through(layers: Iterable[nn.Module], x: torch.Tensor, pause: Pause) -> torch.Tensor:
    """All layers on x, with a pause after each, and after each strip where x is wide."""
    for layer in layers:
        if isinstance(layer, nn.Sequential):
            x = through(layer, x, pause)
        elif x.shape[-1] > STRIP_CELLS:
            begins = range(0, x.shape[-1], STRIP_CELLS)
            x = torch.cat([_strip(layer, x, begin, pause) for begin in begins], -1)
        elif len(x) > FEW_NOTES and pause is not no_pause:
            x = torch.cat([after(pause, layer(notes)) for notes in x.split(FEW_NOTES)])
        else:
            x = layer(x)
        pause()
    return x


def after(pause: Pause, made: torch.Tensor) -> torch.Tensor:
    """What was made, after a pause."""
    pause()
    return made


def _strip(layer: nn.Module, x: torch.Tensor, begin: int, pause: Pause) -> torch.Tensor:
    """What `layer` makes of the strip that begins there, seeing as far around it as it does."""
    around = [conv.padding[1] for conv in layer.modules() if isinstance(conv, nn.Conv2d)]
    reach = max((int(cells) for cells in around), default=0)
    end = min(begin + STRIP_CELLS, x.shape[-1])
    first, last = max(0, begin - reach), min(end + reach, x.shape[-1])
    made: torch.Tensor = layer(x[..., first:last])
    pause()
    scale = made.shape[-1] / (last - first)
    return made[..., round((begin - first) * scale) : round((end - first) * scale)]
