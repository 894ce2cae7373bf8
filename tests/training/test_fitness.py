"""What is dropped from a rendered dataset, on made sounds whose pitch is known."""

from __future__ import annotations

import numpy as np
import pytest

from notono_live.training.fitness import trouble

SECONDS = np.arange(64_000) / 16_000


def tone(pitch: float, shares: tuple[float, ...], stretch: float = 0.0) -> np.ndarray:
    """A decaying sound of partials; `stretch` makes them inharmonic, as a string's stiffness
    does."""
    hz = 440 * 2 ** ((pitch - 69) / 12)
    sound = np.zeros(64_000)
    for number, share in enumerate(shares, 1):
        partial = hz * number * np.sqrt(1 + stretch * number**2)
        if partial < 8_000:
            sound += share * np.sin(2 * np.pi * partial * SECONDS)
    return (0.1 * sound * np.exp(-SECONDS)).astype(np.float32)


BRIGHT = (1.0, 0.7, 0.5, 0.35, 0.25, 0.2, 0.15, 0.1)
TIMBRES = {
    "bright": tone(48, BRIGHT),
    "pure": tone(48, (1.0,)),
    "hollow": tone(48, (1.0, 0.0, 0.5, 0.0, 0.3)),
    "weak fundamental": tone(48, (0.05, 1.0, 0.8, 0.6, 0.5)),
    "stiff string": tone(48, BRIGHT, 0.0004),
    "bar, partials 1 : 4": tone(48, (1.0, 0.0, 0.0, 0.6)),
    "organ with a stop an octave below": tone(36, BRIGHT) + tone(48, BRIGHT),
}


@pytest.mark.parametrize("name", TIMBRES)
def test_notes_at_their_pitch_stay(name: str) -> None:
    assert trouble(TIMBRES[name], 48) is None


@pytest.mark.parametrize("pitch", [24, 36, 60, 84])
def test_pitches_are_told_from_low_to_high(pitch: int) -> None:
    assert trouble(tone(pitch, BRIGHT), pitch) is None
    for wrong in (-7, -5, -1, 1, 4, 7):
        assert trouble(tone(pitch + wrong, BRIGHT), pitch) == "other pitch", wrong


@pytest.mark.parametrize("pitch", [36, 48, 72])
def test_a_sound_an_octave_above_its_key_is_dropped(pitch: int) -> None:
    assert trouble(tone(pitch + 12, BRIGHT), pitch) == "octave up"


def test_silence_broken_numbers_and_late_notes_are_dropped() -> None:
    sound = tone(60, BRIGHT)
    assert trouble(0 * sound, 60) == "silent"
    assert trouble(np.full_like(sound, np.nan), 60) == "not finite"
    assert (
        trouble(np.roll(np.concatenate([sound[:-8_000], 0 * sound[:8_000]]), 8_000), 60) == "late"
    )
    assert trouble(np.roll(np.concatenate([sound[:-1_600], 0 * sound[:1_600]]), 1_600), 60) is None
