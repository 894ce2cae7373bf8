"""A knob that stands elsewhere than its parameter, under any hand and any other knob."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notono_live.protocol import controls
from notono_live.protocol.midi_scale import Scale
from notono_live.protocol.midi_takeover import Grip

GRAIN = 1 / 127
SMOOTH = Scale(controls.BY_NAME["top_p"], 0.0, 1.0)
STEPPED = Scale(controls.BY_NAME["pitch"], 24, 84)
# What happens to a parameter: a knob that comes to a place, or somebody else who sets it.
moves = st.lists(
    st.tuples(st.sampled_from(["knob", "knob", "knob", "other"]), st.integers(0, 127)),
    max_size=60,
)


@given(moves=moves, scale=st.sampled_from([SMOOTH, STEPPED]))
def test_a_knob_that_picks_up_never_makes_the_parameter_jump(
    moves: list[tuple[str, int]], scale: Scale
) -> None:
    """It moves the parameter as far as the knob itself moved, and a step of the knob at most when
    it first touches."""
    grip, now, stood = Grip(scale), scale.value(0.3), None
    zone = 1 / scale.zones if scale.zones else 0.0
    for who, place in moves:
        share = place / 127
        if who == "other":
            now = scale.value(share)
            continue
        value = grip.turn(share, GRAIN, now, "pickup")
        if value is not None:
            moved = abs(scale.share(value) - scale.share(now))
            reach = GRAIN if stood is None else abs(share - stood) + GRAIN
            assert moved <= reach + zone + 1e-9
            now = value
            grip.became(now)
        stood = share


def test_it_latches_when_it_passes_by() -> None:
    grip = Grip(SMOOTH)
    assert [grip.turn(share, GRAIN, 0.5, "pickup") for share in (0.1, 0.3)] == [None, None]
    assert grip.turn(0.7, GRAIN, 0.5, "pickup") == 0.7
    grip.became(0.7)
    assert grip.turn(0.2, GRAIN, 0.7, "pickup") == 0.2


def test_it_lets_go_when_another_moves_the_parameter() -> None:
    grip = Grip(SMOOTH)
    assert grip.turn(0.5, GRAIN, 0.5, "pickup") == 0.5
    grip.became(0.5)
    assert grip.turn(0.6, GRAIN, 0.9, "pickup") is None
    assert grip.turn(0.95, GRAIN, 0.9, "pickup") == 0.95


def test_a_stepped_knob_latches_anywhere_in_the_step() -> None:
    grip = Grip(Scale(controls.BY_NAME["instrument/index"], 0, 10))
    assert grip.turn(0.0, GRAIN, 5, "pickup") is None
    assert grip.turn(0.47, GRAIN, 5, "pickup") == 5


@given(start=st.floats(0, 1), places=st.lists(st.integers(0, 127), min_size=1, max_size=40))
def test_a_knob_in_proportion_follows_the_hand_and_meets_it_at_the_ends(
    start: float, places: list[int]
) -> None:
    grip, now, stood = Grip(SMOOTH), start, None
    for place in places:
        share = place / 127
        value = grip.turn(share, GRAIN, now, "scale")
        if stood is None:
            assert value is None
        else:
            assert value is not None
            assert (value - now) * (share - stood) >= 0
            now = float(value)
            grip.became(now)
            if share in (0.0, 1.0) and share != stood:
                assert now == pytest.approx(share, abs=1e-9)
        stood = share


@given(moves=moves)
def test_a_knob_without_takeover_is_always_right(moves: list[tuple[str, int]]) -> None:
    grip, now = Grip(SMOOTH), 0.5
    for who, place in moves:
        now = place / 127
        if who == "knob":
            assert grip.turn(now, GRAIN, 0.1, "none") == pytest.approx(now)
            grip.became(now)
