"""How levels waver: nothing before it is learned, the same each time, and only where it sounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from notono_live.model.noise import PERIOD_FRAMES
from notono_live.model.shimmer import HELD_REACH, QUIET, Shimmer, held, seen_by
from notono_live.model.spectrogram import Spectrogram
from notono_live.model.vqvae import VQVAE, VQVAEConfig
from notono_live.notes.codemap import CODES, HOP_FRAMES

CONFIG = VQVAEConfig(widths=(8, 8, 8, 8), code_width=8, shimmer_blocks=1)


def learned(gain: float = 1.0, blocks: int = 1) -> VQVAE:
    """One that wavers, around levels that sound everywhere."""
    torch.manual_seed(0)
    settings = vars(CONFIG) | {"shimmer_gain": gain, "shimmer_blocks": blocks}
    model = VQVAE(VQVAEConfig(**settings)).eval()
    if model.shimmer is not None:
        for values in model.shimmer.parameters():
            torch.nn.init.normal_(values, std=0.1)
    model.decode_both[-2].bias.data[:16] = 0.5  # type: ignore[union-attr, index]
    return model


def codes(columns: int = 4) -> tuple[torch.Tensor, torch.Tensor]:
    rng = torch.Generator().manual_seed(1)
    top = torch.randint(0, CODES, (1, 32, columns), generator=rng)
    return top, torch.randint(0, CODES, (1, 64, 2 * columns), generator=rng)


def test_what_has_learned_nothing_leaves_levels_as_they_are() -> None:
    without, beginner = learned(blocks=0), VQVAE(CONFIG).eval()
    assert beginner.load_state_dict(without.state_dict(), strict=False).unexpected_keys == []
    with torch.inference_mode():
        assert torch.equal(without.decode(*codes()), beginner.decode(*codes()))


def test_levels_alone_waver_and_as_much_as_the_gain_says() -> None:
    with torch.inference_mode():
        mean, half, all_of_it = (learned(gain).decode(*codes()) for gain in (0, 0.5, 1))
    assert torch.equal(mean[:, 1:], all_of_it[:, 1:])
    inside = (mean[:, 0] > 0.3) & (all_of_it[:, 0] > 0)  # nothing is cut off at the floor
    swing = (all_of_it - mean)[:, 0][inside]
    assert swing.std() > 1e-3
    torch.testing.assert_close((half - mean)[:, 0][inside], swing / 2, atol=1e-6, rtol=1e-4)


def test_what_is_quiet_does_not_waver() -> None:
    model = learned()
    model.decode_both[-2].bias.data[:16] = 0.9 * QUIET  # type: ignore[union-attr, index]
    with torch.inference_mode():
        raw = model.pixels(model.grids(*codes()))[:, 0]
        level = model.decode(*codes())[:, 0]
    quiet = raw <= QUIET
    assert 0.05 < quiet.float().mean() < 1
    assert torch.equal(level[quiet], raw[quiet].clamp_min(0))
    lasting = (~quiet)[..., HELD_REACH:]
    assert (level != raw)[..., HELD_REACH:][lasting].float().mean() > 0.9


def test_an_attack_is_as_it_was_decoded_wherever_it_is() -> None:
    """Of one bin alone, too; what falls wavers on."""
    level = torch.full((1, 3, 60), 0.5)
    level[0, 0, 30:] = 0.8
    level[0, 1, 30:] = 0.3
    weight = held(level)[0]
    assert weight[0, 16:30].min() == 1
    assert weight[0, 30] < 1
    assert weight[0, 36:41].max() == 0
    assert weight[0, 30 + HELD_REACH] == 1
    assert torch.equal(weight[1], weight[2])
    assert weight[1, HELD_REACH:].min() == 1


@pytest.mark.parametrize("frames", [40, PERIOD_FRAMES])
def test_a_note_wavers_the_same_each_time_and_again_after_four_seconds(frames: int) -> None:
    model = learned()
    with torch.inference_mode():
        first, again, later = (model.decode(*codes(), first=at) for at in (0, 0, frames))
    assert torch.equal(first, again)
    assert torch.equal(first, later) is (frames == PERIOD_FRAMES)


def test_a_stretch_of_a_note_wavers_as_it_does_in_the_whole() -> None:
    """Decoded alone from its own codes, which begin with another frame than the note's."""
    model, (top, bottom) = learned(), codes(12)
    with torch.inference_mode():
        whole = model.decode(top, bottom)
        alone = model.decode(top[..., 3:11], bottom[..., 6:22], slice(6, 9), first=3 * 32)
    torch.testing.assert_close(alone, whole[..., 12 * 16 : 15 * 16], atol=1e-5, rtol=1e-4)


def test_noise_is_seen_as_a_sound_that_is_noise_is() -> None:
    """By the very analysis: what `seen_by` says of levels, its image of white noise says."""
    spectrogram = Spectrogram()
    sound = np.random.default_rng(0).standard_normal(8 * PERIOD_FRAMES * HOP_FRAMES)
    samples = torch.from_numpy(sound.astype(np.float32))[None]
    stft = spectrogram.stft(samples)
    seen = seen_by(spectrogram, stft / stft.abs().square().mean().sqrt())[0]
    heard = seen[2].abs().sum(1) > 0
    assert 1000 < heard.sum() < 1024
    spread = math.pi / math.sqrt(6) * seen[2] / spectrogram.span
    level = spectrogram(samples)[0, 0]
    apart = (spread - level)[heard]
    assert apart.std(1).max() < 1e-3, "the same, but for a constant of each bin"
    assert seen[2][:300][heard[:300]].std() == pytest.approx(0.95, abs=0.1), "narrow filters"
    assert seen[2][:300][heard[:300]].mean() == pytest.approx(0, abs=0.1)
    assert seen[2][900:].std() < 0.7, "wide filters hear the mean of many bins"


def test_what_hisses_louder_is_not_lifted_for_that() -> None:
    """The noise part's noise, of the same frames, says nothing about this one."""
    hiss = Spectrogram().noise.abs().log()[:900]
    drawn = Shimmer(8, 8, 8, 1).noise_from(0, PERIOD_FRAMES)[0, 2, :900]
    assert np.corrcoef(hiss.flatten(), drawn.flatten())[0, 1] == pytest.approx(0, abs=0.02)


def test_its_noise_goes_round() -> None:
    for seam in (PERIOD_FRAMES, PERIOD_FRAMES // 2):  # its own, and the noise part's
        noise = Shimmer(8, 8, 8, 1).noise_from(seam - 20, 40)[0, 2]
        steps = (noise[:, 1:] - noise[:, :-1]).abs().mean(0)
        assert steps[19] < 1.3 * steps.mean(), "the first frame follows on the last"
