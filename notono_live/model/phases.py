"""The phases of a decoded sound: how those of a partial's bins follow from its peak. Torch; worker
process or training.

A steady partial has one phase in all bins that its window smears it over, when phases are referred
to the window's centre, and one advance a hop. Advances that each bin sums for itself drift apart,
so a bin beside a peak goes on from where the peak was, by the peak's advance: the phase locking of
Laroche & Dolson 1999. Where a partial rises or dies away its weight lies beside the window's
centre, and its phases lie on a slope over its bins, as steep as the logarithm of its magnitude is
over time (Průša, Balazs & Søndergaard 2017). Levels and advances alone do not tell an attack's
place between two hops; their slopes do.

Legend: B batch, F linear bins, T frames. Inside, a frame's bins lie side by side, (B, T, F).
"""

from __future__ import annotations

import torch

from notono_live.model.pause import Pause
from notono_live.notes.codemap import HOP_FRAMES

NEAR_BINS = 2  # a peak is the largest of so many bins on either side, and they follow it
# A Hann window of L samples is closest to a Gaussian whose γ is 0.25645 L² (Průša et al.).
HANN_GAMMA = 0.25645
STEEPEST_NEPERS = 2.5  # a hop; steeper than that is silence that ends, and no partial's rise
QUIETEST = 1e-4  # magnitudes below rise and fall no more; that of 16-bit noise is 2.4e-4


def locked_phases(
    magnitude: torch.Tensor,
    turns: torch.Tensor,
    window_samples: int,
    pause: Pause,
) -> torch.Tensor:
    """(B, F, T) magnitudes ≥ 0 and phase advances → (B, F, T) phases, in radians; those of the
    first frame's peaks are its advances. A derivative reaches the advances alone."""
    frames = magnitude.detach().transpose(1, 2).contiguous()
    pause()
    peaks = governing_peaks(frames)
    pause()
    beside = tilts(frames, window_samples)
    pause()
    beside = beside - beside.gather(2, peaks)
    pause()
    steps = turns.transpose(1, 2).contiguous().gather(2, peaks) + beside
    pause()
    phases = [steps[:, 0]]
    for step, peak in zip(steps.unbind(1)[1:], peaks.unbind(1)[1:], strict=True):
        phases.append(phases[-1].gather(1, peak) + step)
    pause()
    return torch.stack(phases, 1).transpose(1, 2)


def governing_peaks(frames: torch.Tensor) -> torch.Tensor:
    """(B, T, F) magnitudes → int64, the bin of the nearest peak, the lower of two; a bin's own
    where none is near.

    >>> governing_peaks(torch.tensor([0, 0, 0, 1, 3, 1, 0, 0, 0, 2, 5.0])[None, None])
    tensor([[[ 0,  1,  4,  4,  4,  4,  4,  7, 10, 10, 10]]])
    """
    bins = frames.shape[-1]
    largest = torch.nn.functional.max_pool1d(frames, 2 * NEAR_BINS + 1, 1, NEAR_BINS)
    is_peak = (frames >= largest) & (frames > 0)
    is_peak = torch.nn.functional.pad(is_peak, (NEAR_BINS, NEAR_BINS))
    alone = ~is_peak[..., NEAR_BINS : NEAR_BINS + bins]
    offset = torch.zeros(frames.shape, dtype=torch.int8, device=frames.device)
    for bins_away in range(1, NEAR_BINS + 1):
        for side in (-bins_away, bins_away):
            found = alone & is_peak[..., NEAR_BINS + side : NEAR_BINS + side + bins]
            offset += side * found.view(torch.int8)
            alone ^= found
    return torch.arange(bins, device=frames.device) + offset


def tilts(frames: torch.Tensor, window_samples: int) -> torch.Tensor:
    """(B, T ≥ 2, F) magnitudes → the sum over all bins up to each of the phase, in radians, by
    which it lies behind the one below it."""
    log = frames.clamp_min(QUIETEST).log_()
    rise = torch.empty_like(log)
    torch.sub(log[:, 2:], log[:, :-2], out=rise[:, 1:-1])
    rise[:, 1:-1] /= 2
    rise[:, 0], rise[:, -1] = log[:, 1] - log[:, 0], log[:, -1] - log[:, -2]
    radians = HANN_GAMMA * window_samples / HOP_FRAMES
    return rise.clamp_(-STEEPEST_NEPERS, STEEPEST_NEPERS).mul_(-radians).cumsum_(-1)
