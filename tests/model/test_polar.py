"""The fast ways to and from magnitudes and angles give what torch's own give."""

from __future__ import annotations

import math

import torch

from notono_live.model.polar import magnitude_of, root, turned

DICE = torch.Generator().manual_seed(3)
NUMBERS = 100 * torch.randn(4, 1000, dtype=torch.complex64, generator=DICE)


def test_a_magnitude_is_the_absolute_value() -> None:
    torch.testing.assert_close(magnitude_of(NUMBERS), NUMBERS.abs(), rtol=1e-6, atol=0)


def test_a_turned_magnitude_is_torchs_polar() -> None:
    """After a minute's advances, too."""
    radians = 1888 * math.pi * (2 * torch.rand(NUMBERS.shape, generator=DICE) - 1)
    made = turned(NUMBERS.abs(), radians)
    torch.testing.assert_close(made, torch.polar(NUMBERS.abs(), radians), rtol=1e-5, atol=1e-4)


def test_where_nothing_sounds_it_is_silent_and_has_a_derivative_of_nought() -> None:
    nothing = torch.zeros(3, requires_grad=True)
    made = turned(root(nothing), nothing)
    assert not made.detach().abs().any()
    assert 0 < magnitude_of(made.detach()).max() < 1e-12, "it can be divided by"
    (root(nothing) + magnitude_of(torch.complex(nothing, nothing))).sum().backward()
    assert nothing.grad is not None
    assert not nothing.grad.any()
