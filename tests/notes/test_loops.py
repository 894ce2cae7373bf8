"""A loop begins where the slow search puts it, whose products are found by blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notono_live.notes.loops import (
    ATTACK_SECONDS,
    CROSSFADE_SECONDS,
    LENGTH_WORTH,
    LONGEST_LOOP_SECONDS,
    RELEASE_SECONDS,
    SHORTEST_LOOP_SECONDS,
    _products,
    find_loop,
)


def found_slowly(samples: np.ndarray, rate_hz: int) -> tuple[int, int]:
    fade = round(CROSSFADE_SECONDS * rate_hz)
    end = len(samples) - round(RELEASE_SECONDS * rate_hz) - fade
    first = max(round(ATTACK_SECONDS * rate_hz), end - round(LONGEST_LOOP_SECONDS * rate_hz))
    last = end - round(SHORTEST_LOOP_SECONDS * rate_hz)
    after, worth = samples[end : end + fade].astype(float), []
    for start in range(first, last):
        before = samples[start : start + fade].astype(float)
        likeness = 2 * before @ after / (before @ before + after @ after)
        worth.append(likeness + LENGTH_WORTH * (last - start) / (last - first))
    return end, end - first - int(np.argmax(worth))


@pytest.mark.parametrize("pitch_hz", [55.0, 440.0, 1760.5])
@pytest.mark.parametrize("rate_hz", [16_000, 48_000])
def test_the_start_is_the_one_that_is_most_like_what_follows_the_end(
    pitch_hz: float, rate_hz: int
) -> None:
    t = np.arange(4 * rate_hz) / rate_hz
    wave = sum(np.sin(2 * np.pi * pitch_hz * n * 1.001**n * t) / n for n in (1, 2, 3))
    samples = (0.3 * wave * np.exp(-0.3 * t)).astype(np.float32)
    assert find_loop(samples, rate_hz) == found_slowly(samples, rate_hz)


@given(st.integers(1, 300), st.integers(0, 5000), st.integers(0, 99))
def test_products_are_those_of_every_run(short: int, more: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    wave, window = rng.standard_normal(short + more), rng.standard_normal(short)
    np.testing.assert_allclose(
        _products(wave, window), np.correlate(wave, window, "valid"), atol=1e-9
    )
