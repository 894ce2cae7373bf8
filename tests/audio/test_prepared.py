"""A sound that is made ready from the one before is the one that is made ready alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_sounds import NOTE_HZ, tone

from notono_live.audio.prepared import Preparer
from notono_live.audio.sounds import prepare

HOSTS_HZ = [16_000, 44_100, 48_000, 96_000]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(HOSTS_HZ), st.integers(0, 63_999), st.integers(1, 64_000))
def test_a_changed_stretch_sounds_as_if_all_had_been_resampled(
    host_hz: int, first: int, length: int
) -> None:
    before = tone(220)
    after = before.copy()
    stretch = after[first : first + length]
    stretch[:] = 0.5 * np.random.default_rng(first).uniform(-1, 1, len(stretch))
    preparer = Preparer(host_hz)
    preparer.prepare(1, before, NOTE_HZ, 60)
    made, alone = preparer.prepare(1, after, NOTE_HZ, 60), prepare(after, NOTE_HZ, 60, host_hz)
    np.testing.assert_allclose(made.samples, alone.samples, atol=1e-5)
    again = preparer.prepare(1, before, NOTE_HZ, 60)  # and back, as undo goes
    np.testing.assert_allclose(
        again.samples, prepare(before, NOTE_HZ, 60, host_hz).samples, atol=1e-5
    )


@pytest.mark.parametrize("second", [0, 1, 2, 3])
def test_a_loop_stays_unless_it_is_touched(second: int) -> None:
    before = tone(220)
    after = before.copy()
    after[second * NOTE_HZ : (second + 1) * NOTE_HZ] *= 0.5
    preparer = Preparer(48_000)
    first = preparer.prepare(1, before, NOTE_HZ, 60)
    made = preparer.prepare(1, after, NOTE_HZ, 60)
    start = first.loop_end - first.loop_frames
    if (second + 1.2) * 48_000 < start or second * 48_000 > first.loop_end + 9600:
        assert (made.loop_end, made.loop_frames) == (first.loop_end, first.loop_frames)
        assert np.array_equal(made.loop, first.loop)
    else:
        alone = prepare(after, NOTE_HZ, 60, 48_000)
        assert (made.loop_end, made.loop_frames) == (alone.loop_end, alone.loop_frames)


def test_slots_lengths_and_rates_have_nothing_to_do_with_each_other() -> None:
    preparer, long = Preparer(48_000), tone(220)
    preparer.prepare(1, long, NOTE_HZ, 60)
    for slot, samples, rate_hz in (
        (2, long * 0.5, NOTE_HZ),
        (1, long[:32_000], NOTE_HZ),
        (1, long[:32_000], 32_000),
    ):
        made = preparer.prepare(slot, samples, rate_hz, 60)
        assert np.array_equal(made.image, prepare(samples, rate_hz, 60, 48_000).image)
    preparer.forget(1)
    assert preparer.prepare(1, long, NOTE_HZ, 60).frames == 192_000
