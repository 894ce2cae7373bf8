"""Figures of sounds made so that the right answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from notono_live.training.evaluation import measures
from notono_live.training.evaluation.edits import EDITS, metered, seams
from notono_live.training.evaluation.sets import different_bins, frechet_distance, spread

SECONDS = np.arange(65_536) / 16_000
NOISE = np.random.default_rng(0).standard_normal((3, 65_536)).astype(np.float32) / 10


def held(hz: float = 440.0, attack: float = 0.02, waver: float = 0.0) -> np.ndarray:
    """A tone whose envelope rises in a straight line over `attack` seconds and beats 4 times a
    second, its amplitude by ± `waver`."""
    envelope = np.minimum(SECONDS / attack, 1) * (1 + waver * np.sin(2 * np.pi * 4 * SECONDS))
    return (0.3 * envelope * np.sin(2 * np.pi * hz * SECONDS)).astype(np.float32)[None]


def test_equal_sounds_are_at_no_distance() -> None:
    assert measures.log_spectral_distance(NOISE, NOISE) == pytest.approx(0)
    assert measures.multi_resolution_distance(NOISE, NOISE) == pytest.approx(0)
    assert measures.band_gains(NOISE, NOISE) == pytest.approx(0)


def test_a_sound_half_as_loud_is_six_decibels_away_in_every_band() -> None:
    assert measures.log_spectral_distance(NOISE, NOISE / 2) == pytest.approx(6.02, abs=0.05)
    assert measures.band_gains(NOISE, NOISE / 2) == pytest.approx(-6.02, abs=0.05)


def test_the_further_a_sound_is_the_larger_its_distances() -> None:
    other = np.roll(NOISE, 1, 0)
    for measure in (measures.log_spectral_distance, measures.multi_resolution_distance):
        assert (measure(NOISE, 0.5 * other + 0.5 * NOISE) < measure(NOISE, other)).all()


def test_a_band_without_sound_has_no_gain() -> None:
    gains = measures.band_gains(held(440), held(440))
    assert np.isnan(gains[0, 2:]).all()
    assert gains[0, 0] == pytest.approx(0)


def test_level_and_brightness_of_tones_are_known() -> None:
    assert measures.level(held(attack=1e-4)) == pytest.approx(20 * np.log10(0.3 / 2**0.5), abs=0.1)
    assert measures.level(held() / 2) == pytest.approx(measures.level(held()) - 6.02, abs=0.01)
    both = held(440) + held(2000)
    assert measures.centroid(held(440))[0] == pytest.approx(440, abs=5)
    assert measures.centroid(both)[0] == pytest.approx(1220, abs=10)
    silence = np.zeros((1, 65_536), np.float32)
    assert np.isnan(measures.level(silence)).all()
    assert np.isnan(measures.centroid(silence)).all()


@pytest.mark.parametrize("attack", [0.05, 0.2, 0.6])
def test_the_rise_is_four_fifths_of_a_straight_attack(attack: float) -> None:
    assert measures.rise_seconds(held(attack=attack))[0] == pytest.approx(0.8 * attack, abs=0.012)


def test_a_harder_attack_is_sharper() -> None:
    hard, soft = (measures.onset_sharpness(held(attack=a))[0] for a in (0.005, 0.3))
    assert hard > 0.8
    assert soft < 0.2


def test_beating_is_the_waver_of_partials_and_none_of_a_steady_or_dying_tone() -> None:
    steady = measures.beating(held())[0]
    dying = measures.beating(held() * np.exp(-SECONDS).astype(np.float32))[0]
    beating = measures.beating(held(waver=0.3))[0]
    assert steady < 0.1
    assert dying < 0.1
    assert beating == pytest.approx(8.686 * 0.3 / np.sqrt(2), rel=0.25)


def test_silence_has_no_attack_and_does_not_beat() -> None:
    silence = np.zeros((1, 65_536), np.float32)
    assert np.isnan(measures.rise_seconds(silence)).all()
    assert np.isnan(measures.onset_sharpness(silence)).all()
    assert np.isnan(measures.beating(silence)).all()


def test_a_cut_in_the_sound_is_a_seam_and_a_changed_level_elsewhere_is_none() -> None:
    before = held()
    broken, elsewhere = before.copy(), before.copy()
    broken[:, 16_384:] = np.roll(before[:, 16_384:], 9, 1) * 0.3
    elsewhere[:, 40_000:] *= 0.3
    assert seams(before, broken, [16_384])[0] > 10
    assert abs(seams(before, elsewhere, [16_384])[0]) < 0.5


def test_an_edit_knows_its_stretch_and_its_borders() -> None:
    first, low, fine, attack, strange = EDITS
    assert (first.stretch, first.borders) == (slice(0, 16_384), [16_384])
    assert (low.borders, fine.borders, fine.stretch) == ([], [], slice(0, 65_536))
    assert (attack.borders, strange.borders) == ([32_768], [16_384, 49_152])
    assert (strange.stretch.stop - strange.stretch.start) / 16_000 > 2
    figures = metered(list(NOISE), list(NOISE), first)
    assert figures["leak outside, dB"].tolist() == [-120.0] * 3


def test_sets_of_one_kind_are_near_and_sets_of_two_kinds_far() -> None:
    dice = np.random.default_rng(0)
    one, same = dice.standard_normal((2, 400, 16))
    shifted, wider = one + 1.5, 3 * same
    near = frechet_distance(one, same)
    assert near < 1
    assert frechet_distance(one, shifted) == pytest.approx(16 * 1.5**2, rel=0.1)
    assert frechet_distance(one, wider) > 20 * near
    assert different_bins(one, same, 20) < 0.2
    assert different_bins(one, shifted, 20) > 0.6


def test_spread_is_the_distance_within_groups() -> None:
    assert spread([np.array([[0.0, 0.0], [3.0, 3.0]]), np.array([[1.0, 1.0]])]) == pytest.approx(3)
    assert np.isnan(spread([np.zeros((1, 2))]))
