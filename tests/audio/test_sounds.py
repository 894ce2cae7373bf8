"""A prepared sound: its loop cannot be heard, its pitch is what it was."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notono_live.audio.sounds import (
    BACK,
    CROSSFADE_SECONDS,
    FRONT,
    TAPER_SECONDS,
    Sound,
    image_frames,
    loop_offset,
    prepare,
)
from notono_live.errors import OutOfRange

NOTE_HZ = 16_000
HOST_HZ = 48_000


def tone(pitch_hz: float, decay: float = 0.0, seconds: float = 4.0) -> np.ndarray:
    """A tone with three slightly inharmonic partials, held, then a second of release."""
    t = np.arange(round(seconds * NOTE_HZ)) / NOTE_HZ
    wave = sum(np.sin(2 * np.pi * pitch_hz * n * 1.001**n * t + n) / n for n in (1, 2, 3))
    fall = np.clip(seconds - t, 0, 1) * np.exp(-decay * t)
    return (0.3 * wave * fall * np.clip(t / 0.02, 0, 1)).astype(np.float32)


def played(sound: Sound, turns: int = 8) -> np.ndarray:
    """The sound up to its loop's end, then the loop again and again."""
    return np.concatenate([sound.samples[: sound.loop_end], np.tile(sound.loop, turns)])


@settings(max_examples=30, deadline=None)
@given(st.floats(50, 1200), st.floats(0, 0.8), st.sampled_from([16_000, 44_100, 48_000, 96_000]))
def test_a_loop_has_no_step_larger_than_the_signals_own(
    pitch_hz: float, decay: float, host_hz: int
) -> None:
    sound = prepare(tone(pitch_hz, decay), NOTE_HZ, 60, host_hz)
    assert sound.loop_frames > 0
    held = np.abs(np.diff(sound.samples[: sound.loop_end])).max()
    looping = played(sound)[sound.loop_end - sound.loop_frames :]
    assert np.abs(np.diff(looping)).max() <= 1.05 * held


@pytest.mark.parametrize("pitch_hz", [65.4, 261.6, 1046.5])
@pytest.mark.parametrize("host_hz", [44_100, 48_000])
def test_a_looped_tone_keeps_its_pitch(pitch_hz: float, host_hz: int) -> None:
    t = np.arange(4 * NOTE_HZ) / NOTE_HZ
    pure = (0.4 * np.sin(2 * np.pi * pitch_hz * t)).astype(np.float32)
    heard = played(prepare(pure, NOTE_HZ, 60, host_hz), 20)[host_hz:][: 16 * host_hz]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    found_hz = spectrum.argmax() * host_hz / len(heard)
    assert 1200 * abs(np.log2(found_hz / pitch_hz)) < 2  # cents
    beside = np.delete(spectrum, np.arange(spectrum.argmax() - 40, spectrum.argmax() + 41))
    assert beside.max() < 0.05 * spectrum.max()


def test_noise_keeps_its_power_in_the_crossfade() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 4 * NOTE_HZ).astype(np.float32)
    sound = prepare(noise, NOTE_HZ, 60, HOST_HZ)
    fade = round(CROSSFADE_SECONDS * HOST_HZ)
    middle = sound.loop[fade // 4 : -fade // 4][: fade // 2]
    assert middle.std() == pytest.approx(sound.loop[fade:].std(), rel=0.1)


def test_what_has_died_away_or_is_short_has_no_loop() -> None:
    assert prepare(tone(220, decay=4.0), NOTE_HZ, 60, HOST_HZ).loop_frames == 0
    padded = np.pad(tone(220, seconds=1.5), (0, 40_000))
    for samples in (tone(220, seconds=1.2), np.ones(1, np.float32), padded, padded * 0):
        sound = prepare(samples, NOTE_HZ, 60, HOST_HZ)
        assert (sound.loop_end, sound.loop_frames) == (0, 0)
        assert len(sound.image) == image_frames(sound.frames, 0)


def test_at_the_hosts_own_rate_samples_are_left_as_they_are_up_to_the_taper() -> None:
    samples = np.linspace(0, 1, 4 * HOST_HZ, dtype=np.float32)
    sound = prepare(samples, HOST_HZ, 60, HOST_HZ)
    taper = round(TAPER_SECONDS * HOST_HZ)
    np.testing.assert_array_equal(sound.samples[:-taper], samples[:-taper])
    assert sound.samples[-1] == 0
    assert sound.frames == len(samples)


def test_around_sound_and_loop_stand_what_interpolation_reads() -> None:
    sound = prepare(tone(220), NOTE_HZ, 60, HOST_HZ)
    begin, end = FRONT + sound.frames, loop_offset(sound.frames)
    assert not sound.image[:FRONT].any()
    assert not sound.image[begin : begin + BACK].any()
    np.testing.assert_array_equal(sound.image[end - FRONT : end], sound.loop[-FRONT:])
    np.testing.assert_array_equal(sound.image[end + sound.loop_frames :], sound.loop[:BACK])


@pytest.mark.parametrize("samples", [[], [0.0, np.nan], [np.inf, 0.0]])
def test_what_cannot_be_played_is_refused(samples: list[float]) -> None:
    with pytest.raises(OutOfRange):
        prepare(np.array(samples, np.float32), NOTE_HZ, 60, HOST_HZ)
