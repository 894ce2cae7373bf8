"""Variations keep what labels say: the pitch, the attack, the level below full scale."""

from __future__ import annotations

import numpy as np
import torch

from notono_live.training.augment import LATEST_SAMPLES, QUIETEST_GAIN, varied


def plucked(pitch: int, count: int = 8) -> torch.Tensor:
    seconds = torch.arange(64_000) / 16_000
    hz = 440 * 2 ** ((pitch - 69) / 12)
    note = sum(torch.sin(2 * torch.pi * hz * k * seconds) / k for k in (1, 2, 3, 4))
    return (0.4 * note * torch.exp(-2 * seconds)).expand(count, -1).contiguous()  # type: ignore[operator, no-any-return]


def peak_hz(sound: torch.Tensor) -> float:
    spectrum = torch.fft.rfft(sound * torch.hann_window(64_000)).abs()
    return float(spectrum.argmax()) * 0.25


def test_notes_differ_from_each_other_and_a_seed_gives_them_back() -> None:
    audio = plucked(57)
    one, again = (varied(audio, torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(one, again)
    assert len({tuple(note[:2000].tolist()) for note in one}) == len(one)
    assert not torch.equal(one, varied(audio, torch.Generator().manual_seed(4)))


def test_pitch_level_and_attack_stay() -> None:
    audio = plucked(57, 32)
    for before, after in zip(audio, varied(audio, torch.Generator().manual_seed(0)), strict=True):
        assert abs(peak_hz(after) - peak_hz(before)) <= 0.5
        assert after.abs().max() <= 1.05 * before.abs().max()
        assert after.abs().max() >= 0.4 * QUIETEST_GAIN * before.abs().max()
        begun = int(np.argmax(after.abs().numpy() > 0.1 * float(after.abs().max())))
        assert begun <= LATEST_SAMPLES + 80, "a note begins within a frame of where it did"


def test_half_of_the_notes_begin_later() -> None:
    click = torch.zeros(200, 4_000)
    click[:, 0] = 1.0
    moved = varied(click, torch.Generator().manual_seed(0)).abs().argmax(1)
    assert 60 < int((moved > 0).sum()) < 140
    assert int(moved.max()) < LATEST_SAMPLES
