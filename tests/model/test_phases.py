"""The bins of a partial follow its peak."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from notono_live.model.pause import no_pause
from notono_live.model.phases import (
    HANN_GAMMA,
    NEAR_BINS,
    QUIETEST,
    STEEPEST_NEPERS,
    governing_peaks,
    locked_phases,
    tilts,
)
from notono_live.model.spectrogram import FFT_SIZE, Spectrogram, SpectrogramConfig
from notono_live.notes.codemap import HOP_FRAMES

ALONE = Spectrogram(SpectrogramConfig(phase_iterations=1))
LOCKED = Spectrogram(SpectrogramConfig(phase_iterations=1, phase_locking=True))


def tone(hz: float, begins: int = 0) -> torch.Tensor:
    """(1, 65536), with a begin of a millisecond at sample `begins`."""
    time = torch.arange(65_536)
    sound = 0.5 * torch.sin(2 * math.pi * hz * time / 16_000)
    return (sound * ((time - begins) / 16).clamp(0, 1))[None]


def one_by_one(magnitude: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """(F, T) magnitudes and advances → phases, bin by bin and frame by frame."""
    bins, frames = magnitude.shape
    phases = np.zeros((bins, frames))
    for frame in range(frames):
        column = magnitude[:, frame]
        largest = [column[max(0, k - NEAR_BINS) : k + NEAR_BINS + 1].max() for k in range(bins)]
        before, after = max(0, frame - 1), min(frames - 1, frame + 1)
        peaks = [k for k in range(bins) if 0 < column[k] == largest[k]]
        for k in range(bins):
            near = [peak for peak in peaks if abs(peak - k) <= NEAR_BINS]
            peak = min(near, key=lambda peak: (abs(peak - k), peak)) if near else k
            tilt = 0.0
            for between in range(min(k, peak) + 1, max(k, peak) + 1):
                low, high = np.log(np.maximum(magnitude[between, [before, after]], QUIETEST))
                rise = np.clip((high - low) / (after - before), -STEEPEST_NEPERS, STEEPEST_NEPERS)
                tilt -= HANN_GAMMA * FFT_SIZE / HOP_FRAMES * rise
            from_where = phases[peak, frame - 1] if frame else 0.0
            phases[k, frame] = from_where + turns[peak, frame] + (tilt if k > peak else -tilt)
    return phases


def test_all_frames_at_once_are_as_bin_by_bin() -> None:
    dice = np.random.default_rng(1)
    magnitude = dice.random((2, 48, 10)).astype(np.float32) ** 4
    magnitude[magnitude < 0.02] = 0
    turns = dice.uniform(-math.pi, math.pi, magnitude.shape).astype(np.float32)
    made = locked_phases(torch.from_numpy(magnitude), torch.from_numpy(turns), FFT_SIZE, no_pause)
    expected = np.stack([one_by_one(*pair) for pair in zip(magnitude, turns, strict=True)])
    np.testing.assert_allclose(made.numpy(), expected, atol=1e-3)


def test_bins_that_no_peak_is_near_sum_their_own_advances() -> None:
    magnitude = torch.linspace(1, 2, 64)[None, :, None].expand(1, 64, 6).contiguous()
    turns = torch.rand(1, 64, 6, generator=torch.Generator().manual_seed(0))
    alone = slice(0, 64 - NEAR_BINS - 1)  # all but those beside the loudest
    made = locked_phases(magnitude, turns, FFT_SIZE, no_pause)
    torch.testing.assert_close(made[:, alone], turns.cumsum(-1)[:, alone])


def test_a_silent_image_has_no_peaks() -> None:
    nothing = torch.zeros(1, 16, 3)
    assert torch.equal(governing_peaks(nothing.mT)[0, 0], torch.arange(16))
    assert not tilts(nothing.mT, FFT_SIZE).any()
    assert not locked_phases(nothing, nothing, FFT_SIZE, no_pause).any()


def test_a_derivative_reaches_the_advances_alone() -> None:
    magnitude = torch.rand(1, 32, 5, requires_grad=True)
    turns = torch.rand(1, 32, 5, requires_grad=True)
    locked_phases(magnitude, turns, FFT_SIZE, no_pause).sum().backward()
    assert magnitude.grad is None
    assert turns.grad is not None
    assert turns.grad.sum() == pytest.approx(32 * (5 + 4 + 3 + 2 + 1))


@pytest.mark.parametrize("hz", [437.3, 1000.0, 2503.9])
def test_a_steady_partials_bins_have_one_phase(hz: float) -> None:
    """After four seconds, too, when bins that sum for themselves have drifted apart."""
    lobe = slice(round(hz * FFT_SIZE / 16_000) - 1, round(hz * FFT_SIZE / 16_000) + 2)
    image = LOCKED(tone(hz))
    phases = LOCKED.linear(image)[0, lobe, 20:124].angle()
    apart = torch.polar(torch.ones(()), phases - phases[1]).angle().abs().max()
    assert apart < 0.01


@pytest.mark.parametrize("beyond", [0, 128, 256, 384])
def test_an_attack_between_two_hops_is_sharper_for_its_tilts(beyond: int) -> None:
    begins = 20_480 + beyond
    image = LOCKED(tone(1003.0, begins))
    early = [float(s.synthesise(image)[0, : begins - 256].square().sum()) for s in (ALONE, LOCKED)]
    print(f"what sounds before: {early[1] / early[0]:.3f} of what sounds without")
    assert early[1] < 0.7 * early[0]
