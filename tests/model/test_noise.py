"""The noise part of a decoded sound."""

from __future__ import annotations

import pytest
import torch

from notono_live.model.noise import PERIOD_FRAMES, textured, unsure
from notono_live.model.spectrogram import Spectrogram, SpectrogramConfig

NOISY = Spectrogram(SpectrogramConfig(phase_iterations=1, noise_gain=1.0))
TARGET = torch.polar(torch.full((2, 1024, PERIOD_FRAMES), 3.0), torch.zeros(1))


def mixed(share: torch.Tensor, gain: float = 1.0, first: int = 0) -> torch.Tensor:
    return textured(TARGET, share.expand(TARGET.shape), NOISY.noise, gain, first)


def image(level: float, share: float) -> torch.Tensor:
    """Bins that all sound alike and turn once a hop."""
    made = torch.zeros(1, 3, 1024, PERIOD_FRAMES)
    made[:, 0], made[:, 2] = level, share
    return made


def test_what_is_known_stays_as_it_was_bit_for_bit() -> None:
    assert torch.equal(mixed(torch.zeros(())), TARGET)
    known = Spectrogram(SpectrogramConfig(phase_iterations=1)).synthesise(image(0.6, 0.9))
    assert torch.equal(known, NOISY.synthesise(image(0.6, 0.0)))
    assert torch.equal(known, NOISY.synthesise(image(0.6, 0.9)[:, :2]))
    assert not torch.equal(known, NOISY.synthesise(image(0.6, 0.9)))


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_as_much_power_comes_out_as_went_in(share: float) -> None:
    power = mixed(torch.tensor(share)).abs().square().mean()
    assert power == pytest.approx(9.0, rel=0.03)
    softer = mixed(torch.tensor(share), gain=0.5).abs().square().mean()
    assert softer == pytest.approx(9.0 * (1 - 0.75 * share), rel=0.03)


def test_the_noise_of_a_frame_is_the_same_wherever_decoding_begins_and_goes_round() -> None:
    all_of_it, share = mixed(torch.tensor(0.7)), torch.tensor(0.7)
    for first in (5, PERIOD_FRAMES + 5):
        later = textured(
            TARGET[..., :20], share.expand(2, 1024, 20), NOISY.noise, 1.0, first
        )  # fmt: skip
        assert torch.equal(later, all_of_it[..., 5:25])
    twice = torch.cat((NOISY.noise, NOISY.noise), -1)[None]
    inside = (..., slice(1000), slice(8, -8))  # the highest bins miss the Nyquist bin
    again = NOISY.stft(NOISY.istft(twice))
    assert (again - twice)[inside].abs().max() < 1e-3, "there is no seam"


def test_the_fewer_phases_agree_the_more_of_it_is_noise() -> None:
    lengths = torch.linspace(0, 1.1, 12)
    share = unsure(lengths, torch.zeros(12))
    assert share[0] == 1
    assert (share.diff() <= 0).all()
    assert not share[lengths > 0.75].any()


def test_a_decoder_can_learn_how_noisy_to_be() -> None:
    """Where nothing and where everything is noise, too."""
    share = torch.zeros(TARGET.shape)
    share[:, 300:600], share[:, 600:] = 0.5, 1.0
    share.requires_grad_()
    (gradient,) = torch.autograd.grad(NOISY.istft(mixed(share)).square().sum(), share)
    assert gradient.isfinite().all()
    assert gradient[:, 300:600].abs().min() > 0
