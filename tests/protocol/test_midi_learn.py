"""Which control was meant, among all that a stage full of MIDI sends."""

from __future__ import annotations

import pytest

from notono_live.errors import BadArguments, NotonoError
from notono_live.protocol.mapping import Binding
from notono_live.protocol.midi_learn import Learner
from notono_live.protocol.midi_touch import Decoder


def learned(target: str, *messages: tuple[int, ...]) -> Binding | None:
    learner, decoder = Learner(target), Decoder()
    for data in messages:
        touches = decoder.feed(bytes(data))
        if touches and (binding := learner.hear("Box", touches)):
            return binding
    return None


def turned(number: int, *values: int) -> list[tuple[int, ...]]:
    return [(0xB2, number, value) for value in values]


def test_a_knob_is_meant_once_it_shows_three_values() -> None:
    assert learned("pitch", *turned(30, 1, 2, 1, 2, 2)) is None
    found = learned("pitch", *turned(30, 1, 2, 3))
    assert found == Binding("/notono/pitch", "cc", 30, 3, "Box")


def test_knobs_that_jitter_beside_it_are_not_meant() -> None:
    found = learned("pitch", (0xB0, 9, 5), *turned(30, 1, 2), (0xB0, 9, 6), *turned(30, 3))
    assert found is not None
    assert found.number == 30


@pytest.mark.parametrize(
    ("values", "mode"),
    [
        ([1, 127, 1], "rel2c"),
        ([65, 63, 63], "relbin"),
        ([1, 65, 1], "relsign"),
        ([1, 1, 1, 1, 1, 1], "rel2c"),
        ([127, 127, 127, 127, 127, 127], "rel2c"),
        ([63, 63, 63, 63, 63, 63], "relbin"),
        ([1, 1, 2, 127, 126], "rel2c"),
        ([65, 65, 66, 63], "relbin"),
        ([60, 62, 63, 65, 66], "absolute"),
        ([5, 4, 3], "absolute"),
        ([120, 124, 127], "absolute"),
        ([0, 1, 2], "absolute"),
    ],
)
def test_an_endless_knob_is_known_by_what_it_sends(values: list[int], mode: str) -> None:
    found = learned("pitch", *turned(30, *values))
    assert found is not None
    assert found.mode == mode


def test_a_knob_of_two_halves_is_learned_as_one() -> None:
    halves = [(0xB0, n, v) for v in (1, 2, 3) for n in (16, 48)]
    found = learned("region/start", *halves)
    assert found == Binding("/notono/region/start", "cc14", 16, 1, "Box")


def test_a_numbered_parameter_is_learned_by_its_number() -> None:
    select = [(0xB0, 99, 3), (0xB0, 98, 4)]
    found = learned("pitch", *select, *[(0xB0, 6, value) for value in (1, 2, 3)])
    assert found == Binding("/notono/pitch", "nrpn", 3 << 7 | 4, 1, "Box")


def test_a_button_is_meant_when_it_went_down_and_up() -> None:
    assert learned("regenerate", *turned(30, 127)) is None
    found = learned("regenerate", *turned(30, 127, 0))
    assert found == Binding("/notono/regenerate", "cc", 30, 3, "Box", "trigger")
    found = learned("auto", *turned(30, 127, 0))
    assert found == Binding("/notono/auto", "cc", 30, 3, "Box", "toggle")


def test_keys_and_programs_are_meant_at_once() -> None:
    assert learned("panic", (0x90, 60, 0)) is None
    assert learned("panic", (0x90, 60, 1)) == Binding(
        "/notono/panic", "note", 60, 1, "Box", "trigger"
    )
    assert learned("auto", (0x90, 60, 1)) == Binding("/notono/auto", "note", 60, 1, "Box", "toggle")
    assert learned("panic", (0xC0, 5)) == Binding(
        "/notono/panic", "program", 5, 1, "Box", "trigger"
    )


def test_what_cannot_move_the_target_is_refused_in_words() -> None:
    with pytest.raises(BadArguments, match="needs its value"):
        learned("pitch", (0xC0, 5))
    with pytest.raises(NotonoError, match="takes 1"):
        learned("slot/generate", (0x90, 60, 1))


def test_mode_messages_are_never_meant() -> None:
    for number in range(120, 128):
        assert learned("pitch", *turned(number, 1, 2, 3, 4)) is None
