"""Complex numbers by magnitude and angle, several times as fast as torch's own on a CPU. Torch;
worker process or training.

`abs` guards against an overflow that no sound reaches, `polar` computes one number at a time.
All have a derivative everywhere, 0 where there is none.
"""

from __future__ import annotations

import torch

TINY = 1e-30  # power: no sound


def root(x: torch.Tensor) -> torch.Tensor:
    """(…) floats → (…) their square roots, 0 for those below.

    >>> root(torch.tensor([-1.0, 0.0, 4.0])).tolist()
    [0.0, 0.0, 2.0]
    """
    return x.clamp_min(TINY).sqrt() * (x > 0)


def magnitude_of(x: torch.Tensor) -> torch.Tensor:
    """(…) complex → (…) magnitudes, 1e-15 where it is 0, so that it can be divided by."""
    return (x.real.square() + x.imag.square()).clamp_min(TINY).sqrt()


def turned(magnitude: torch.Tensor, radians: torch.Tensor) -> torch.Tensor:
    """(…) magnitudes and angles → (…) complex."""
    return torch.complex(magnitude * radians.cos(), magnitude * radians.sin())
