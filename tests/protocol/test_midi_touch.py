"""MIDI's own ways to say a number in several messages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notono_live.protocol.midi_touch import Control, Decoder, Touch


def cc(number: int, value: int, channel: int = 1) -> bytes:
    return bytes((0xB0 | channel - 1, number, value))


def last(decoder: Decoder, *messages: bytes) -> list[Touch]:
    found: list[Touch] = []
    for message in messages:
        found = decoder.feed(message)
    return found


def test_a_note_of_velocity_0_is_a_key_that_comes_up() -> None:
    decoder = Decoder()
    down, up, off = (bytes((s, 60, v)) for s, v in ((0x92, 1), (0x92, 0), (0x82, 64)))
    assert decoder.feed(down) == [Touch(Control("note", 3, 60), 1, 127)]
    assert decoder.feed(down)[0].pressed
    assert decoder.feed(up) == decoder.feed(off) == [Touch(Control("note", 3, 60), 0, 127)]


def test_the_first_half_acts_at_once_and_the_second_refines_it() -> None:
    decoder = Decoder()
    assert decoder.feed(cc(16, 127))[1] == Touch(Control("cc14", 1, 16), 127, 127)
    assert decoder.feed(cc(48, 5))[1] == Touch(Control("cc14", 1, 16), 127 << 7 | 5, 16_383)
    assert decoder.feed(cc(16, 64))[1] == Touch(Control("cc14", 1, 16), 64 << 7, 16_383)


def test_a_knob_of_seven_bits_reaches_the_end() -> None:
    assert Decoder().feed(cc(16, 127))[1].share == 1.0


def test_data_entry_moves_the_number_that_is_selected() -> None:
    decoder = Decoder()
    found = last(decoder, cc(99, 0x4E), cc(98, 2), cc(6, 100))
    assert found[1:] == [Touch(Control("nrpn", 1, 0x4E << 7 | 2), 100, 127)]
    found = last(decoder, cc(38, 1))
    assert found[1:] == [Touch(Control("nrpn", 1, 0x4E << 7 | 2), 100 << 7 | 1, 16_383)]
    assert len(last(decoder, cc(6, 3, channel=2))) == 1, "nothing is selected on channel 2"


def test_null_and_reset_deselect() -> None:
    for end in ([cc(99, 127), cc(98, 127)], [cc(101, 127), cc(100, 127)], [cc(121, 0)]):
        decoder = Decoder()
        assert len(last(decoder, cc(99, 0x4E), cc(98, 2), *end, cc(6, 100))) == 1


def test_a_registered_number_sets_how_far_the_wheel_bends() -> None:
    decoder = Decoder()
    assert decoder.bent(1, 1.0) == [(1, 2.0)]
    last(decoder, cc(101, 0), cc(100, 0), cc(6, 12), cc(38, 50))
    assert decoder.bent(1, 1.0) == [(1, 12.5)]
    assert decoder.bent(1, 0.0) == [(1, -12.5)]
    assert decoder.bent(2, 1.0) == [(2, 2.0)]


def test_an_mpe_zone_bends_each_finger_and_all_of_them() -> None:
    decoder = Decoder()
    last(decoder, cc(101, 0), cc(100, 6), cc(6, 2))
    assert [decoder.is_mpe(channel) for channel in (1, 2, 3, 4)] == [False, True, True, False]
    assert decoder.bent(2, 0.75) == [(2, 24.0)]
    assert decoder.bent(1, 1.0) == [(1, 2.0), (2, 26.0), (3, 2.0)]
    last(decoder, cc(101, 0), cc(100, 6), cc(6, 0))
    assert not decoder.is_mpe(2)


@given(messages=st.lists(st.binary(max_size=4), max_size=50))
def test_no_bytes_are_too_much(messages: list[bytes]) -> None:
    decoder = Decoder()
    for message in messages:
        for touch in decoder.feed(message):
            assert 0 <= touch.value <= touch.most
            assert 1 <= touch.control.channel <= 16
