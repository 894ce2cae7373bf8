"""From bytes to what is said and sounded, with recorders in place of the server."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notono_live.errors import NotonoError, UnknownSlot
from notono_live.protocol import addresses, midi_defaults
from notono_live.protocol import commands as ask
from notono_live.protocol.commands import Command
from notono_live.protocol.controls import BY_NAME, Controls
from notono_live.protocol.mapping import Binding
from notono_live.protocol.midi_keys import Hands, Keys
from notono_live.protocol.midi_maps import Box, Maps
from notono_live.protocol.midi_router import Router
from notono_live.protocol.wire import Message

BOX = "Box:Box MIDI 1"


@dataclass
class Sound:
    """A player that keeps what it is told, and refuses when it is told to."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    empty: bool = False

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> None:
            self.calls.append((name, *arguments))
            if self.empty and name == "note_on":
                raise UnknownSlot("slot 1 is empty")

        return call

    def sounding(self) -> list[tuple[int, int]]:
        """Channel and note of what was begun and not ended."""
        on: list[tuple[int, int]] = []
        for name, *arguments in self.calls:
            if name == "note_on":
                on.append((arguments[2], arguments[0]))
            elif name == "note_off":
                on = [key for key in on if key != (arguments[1], arguments[0])]
        return on


class Desk:
    """A router, and all that comes of what it is fed. Parameters are set as the engine does."""

    def __init__(self, *own: Binding, boxes: tuple[Box, ...] = (), **habits: Any) -> None:
        self.controls = replace(Controls(), midi_takeover="none")
        self.said: list[Message] = []
        self.done: list[tuple[Command, int]] = []
        self.complaints: list[str] = []
        self.sound = Sound()
        keys_habits = {k: habits.pop(k) for k in ("outside", "sets_pitch") if k in habits}
        hands = Hands(self._do, self.sound, self._complain)
        self.keys = Keys(hands, 16, **keys_habits)
        channel = habits.get("channel", 0)
        defaults = midi_defaults.bindings(16, channel), midi_defaults.parameters(channel)
        self.maps = Maps(own, boxes, *defaults)
        self.router = Router(
            self.maps, self.keys, self.sound, lambda: self.controls, self._say, **habits
        )

    def _say(self, message: Message) -> None:
        self.said.append(message)
        request = addresses.parse(message)
        if request is not None:
            self._set(request.command)

    def _do(self, command: Command, request_id: int) -> None:
        self.done.append((command, request_id))
        self._set(command)

    def _set(self, command: Command) -> None:
        if isinstance(command, ask.Set):
            self.controls = BY_NAME[command.parameter].put(self.controls, *command.values)

    def _complain(self, error: NotonoError) -> None:
        self.complaints.append(str(error))

    def feed(self, *data: int, port: str = BOX) -> None:
        self.router.feed(port, self.router.read(port, bytes(data)))

    def settled(self) -> None:
        while self.router.tick():
            pass


def test_each_row_of_the_default_map_moves_what_it_says() -> None:
    for binding in midi_defaults.bindings(16):
        desk = Desk()
        for value in (127, 0):
            desk.feed(0xB4, binding.number, value)
            desk.settled()
        assert {message.address for message in desk.said} == {binding.target}, binding


def test_knobs_for_instrument_and_pitch_work_out_of_the_box() -> None:
    desk = Desk()
    desk.feed(0xB0, 20, 127)
    desk.feed(0xB0, 21, 0)
    desk.settled()
    assert (desk.controls.instrument, desk.controls.pitch) == ("vocal", 24)


def test_of_a_fast_turn_the_first_and_the_last_movement_act() -> None:
    desk = Desk()
    for value in range(128):
        desk.feed(0xB0, 23, value)
    desk.settled()
    assert [message.atoms for message in desk.said] == [(0.0,), (1.0,)]
    assert desk.controls.top_p == pytest.approx(1.0)


def test_a_key_comes_after_the_knobs_that_were_turned_before_it() -> None:
    desk = Desk()
    desk.feed(0xB0, 22, 10)
    desk.feed(0xB0, 22, 127)
    assert desk.controls.slot < 16, "the last movement waits for its pace"
    desk.feed(0x90, 60, 100)
    assert desk.controls.slot == 16
    assert desk.sound.calls == [("note_on", 60, 100, 1)]


def test_endless_knobs_lose_no_tick() -> None:
    for mode, right, left in (("rel2c", 1, 127), ("relbin", 65, 63), ("relsign", 1, 65)):
        desk = Desk(Binding("/notono/pitch", "cc", 16, mode=mode))
        for value in [right] * 7 + [left] * 2:
            desk.feed(0xB0, 16, value)
        desk.settled()
        assert desk.controls.pitch == 65, mode


def test_a_switch_acts_when_it_goes_down_and_not_while_it_is_held() -> None:
    desk = Desk()
    for value in (127, 127, 100, 0, 64):
        desk.feed(0xB0, 80, value)
    assert desk.said == [Message("/notono/regenerate", ())] * 2


def test_a_toggle_goes_through_the_words_of_its_parameter() -> None:
    desk, layers = Desk(), []
    for _ in range(4):
        desk.feed(0xB0, 81, 127)
        desk.feed(0xB0, 81, 0)
        layers.append(desk.controls.layer)
    assert layers == ["top", "bottom", "both", "top"]


def test_a_gate_tells_both_that_it_goes_down_and_that_it_comes_up() -> None:
    desk = Desk(Binding("/notono/slot/3/play", "note", 40, mode="gate"))
    desk.feed(0x90, 40, 5)
    desk.feed(0x80, 40, 0)
    assert [message.atoms for message in desk.said] == [(1.0,), (0.0,)]
    assert not desk.sound.calls


def test_a_persons_own_binding_hides_the_default_and_both_halves_of_it() -> None:
    desk = Desk(Binding("/notono/guidance", "cc", 16, port="*box*"))
    desk.feed(0xB0, 16, 127)
    desk.feed(0xB0, 48, 3)
    desk.settled()
    assert {message.address for message in desk.said} == {"/notono/guidance"}
    desk.feed(0xB0, 16, 10, port="Other")
    desk.settled()
    assert desk.said[-1].address == "/notono/region/start"


def test_a_controllers_map_stands_in_place_of_the_default_on_its_ports() -> None:
    box = Box("A box", "Box*", (Binding("/notono/top_p", "cc", 7),), keys=False)
    desk = Desk(boxes=(box,))
    for data in ((0xB0, 7, 127), (0xB0, 1, 127), (0x90, 60, 1)):
        desk.feed(*data)
        desk.settled()
    assert [message.address for message in desk.said] == ["/notono/top_p"]
    assert not desk.sound.calls, "its buttons are no keys"


def test_every_parameter_can_be_said_in_fourteen_bits() -> None:
    desk = Desk()
    number = midi_defaults.NRPN.index("temperature")
    for controller, value in ((99, 0x4E), (98, number), (6, 64), (38, 1)):
        desk.feed(0xB0, controller, value)
    desk.settled()
    assert desk.controls.temperature == pytest.approx(0.1 + 1.9 * 8193 / 16_383)


@pytest.mark.parametrize(
    ("program_map", "program", "said"),
    [
        ("index", 10, [Message("/notono/instrument/index", (10,))]),
        ("index", 11, []),
        ("gm", 33, [Message("/notono/instrument", ("bass",))]),
        ("gm", 55, [Message("/notono/instrument", ("string",))]),
        ("gm", 104, []),
        ("scenes", 4, [Message("/notono/scene/recall", (5,))]),
        ("off", 4, []),
    ],
)
def test_programs(program_map: str, program: int, said: list[Message]) -> None:
    desk = Desk(program_map=program_map)
    desk.feed(0xC2, program)
    assert desk.said == said


def test_wheel_pedal_and_expression_go_to_the_sound() -> None:
    desk = Desk()
    for data in ((0xE3, 127, 127), (0xE3, 0, 64), (0xB3, 64, 127), (0xB3, 11, 0)):
        desk.feed(*data)
        desk.settled()
    assert desk.sound.calls == [
        ("bend", 4, 2.0),
        ("bend", 4, 0.0),
        ("sustain", 4, True),
        ("expression", 4, 0.0),
    ]


def test_mode_messages_work_on_every_channel_whatever_channel_is_ours() -> None:
    for number in range(123, 128):
        for channel in range(16):
            desk = Desk(channel=5)
            desk.feed(0xB0 | channel, number, 0)
            assert desk.sound.calls == [("all_notes_off", channel + 1)]
    desk = Desk()
    desk.feed(0xB2, 120, 0)
    assert desk.sound.calls == [("all_sound_off", 3)]


def test_reset_touches_expression_pedal_and_bend_and_no_parameter() -> None:
    desk = Desk()
    desk.feed(0xB0, 64, 127)
    desk.sound.calls.clear()
    before = desk.controls
    desk.feed(0xB0, 121, 0)
    calls = {("expression", 1, 1.0), ("sustain", 1, False), ("bend", 1, 0.0)}
    assert set(desk.sound.calls) == calls
    assert desk.controls == before


def test_other_channels_are_not_heard_but_bindings_are() -> None:
    desk = Desk(Binding("/notono/top_p", "cc", 30, channel=9), channel=2)
    for data in ((0x90, 60, 1), (0xB0, 20, 127), (0xB8, 30, 127), (0x91, 61, 1)):
        desk.feed(*data)
        desk.settled()
    assert [message.address for message in desk.said] == ["/notono/top_p"]
    assert desk.sound.calls == [("note_on", 61, 1, 2)]


def test_a_finger_of_an_mpe_zone_turns_nothing_with_its_timbre() -> None:
    desk = Desk(Binding("/notono/top_p", "cc", 74))
    for controller, value in ((101, 0), (100, 6), (6, 3)):
        desk.feed(0xB0, controller, value)
    desk.feed(0xB1, 74, 1)
    desk.settled()
    assert not desk.said
    desk.feed(0xB8, 74, 1)
    assert desk.said


events = st.lists(
    st.tuples(
        st.sampled_from(["A", "B"]),
        st.sampled_from([0x80, 0x90, 0x91, 0xB0]),
        st.sampled_from([60, 61, 64]),
        st.integers(0, 127),
    ),
    max_size=40,
)


@given(events=events, mode=st.sampled_from(["audition", "render", "slots", "off"]))
def test_a_port_that_goes_leaves_nothing_of_its_own_sounding(
    events: list[tuple[str, int, int, int]], mode: str
) -> None:
    desk = Desk()
    held: set[tuple[str, int, int]] = set()
    for n, (port, status, number, value) in enumerate(events):
        desk.controls = replace(desk.controls, midi_notes=mode if n % 3 else "audition")
        if status != 0xB0 or number == 64:
            desk.feed(status, number, value, port=port)
        key = port, status & 15, number
        if status & 0xF0 == 0x90 and value and desk.controls.midi_notes == "audition":
            held.add(key)
        elif status & 0xE0 == 0x80:
            held.discard(key)
    desk.router.lost("A")
    assert set(desk.sound.sounding()) == {(c + 1, n) for port, c, n in held if port == "B"}
    desk.router.lost("B")
    assert not desk.sound.sounding()
    pedals = [call for call in desk.sound.calls if call[0] == "sustain"]
    assert not pedals or pedals[-1][2] is False


def test_keys_that_draw_sound_when_the_note_is_there_and_they_are_still_held() -> None:
    desk = Desk()
    desk.controls = replace(desk.controls, midi_notes="render")
    desk.feed(0x90, 100, 50)
    desk.feed(0x90, 61, 50)
    asked = [ask.SlotRender(0, pitch, None, 50) for pitch in (76, 61)]
    assert desk.done == [(asked[0], 1), (asked[1], 2)]
    desk.feed(0x80, 61, 0)
    for request_id in (1, 2):
        desk.keys.drawn(request_id)
    assert desk.sound.calls == [("drawn_on", 100, 50, 1)]
    desk.feed(0x80, 100, 0)
    assert desk.sound.calls[-1] == ("note_off", 100, 1)


def test_keys_of_slots_choose_and_sound_them() -> None:
    desk = Desk()
    desk.controls = replace(desk.controls, midi_notes="slots")
    for data in ((0x90, 38, 70), (0x80, 38, 0), (0x90, 35, 1), (0x90, 52, 1)):
        desk.feed(*data)
    commands = [command for command, _ in desk.done]
    assert commands == [ask.Set("slot", (3,)), ask.SlotPlay(3, None, 70), ask.SlotStop(3)]


@pytest.mark.parametrize(
    ("outside", "pitches"), [("fold", [24, 60, 76]), ("clamp", [24, 60, 84]), ("ignore", [60])]
)
def test_keys_set_the_pitch_within_what_the_model_draws(outside: str, pitches: list[int]) -> None:
    desk = Desk(outside=outside, sets_pitch=True)
    for note in (12, 60, 100):
        desk.feed(0x90, note, 1)
    assert [command for command, _ in desk.done] == [ask.Set("pitch", (p,)) for p in pitches]
    assert [call[1] for call in desk.sound.calls] == [12, 60, 100], "any pitch can sound"


def test_a_key_that_cannot_sound_is_a_complaint_and_no_more() -> None:
    desk = Desk()
    desk.sound.empty = True
    desk.feed(0x90, 60, 1)
    desk.feed(0x80, 60, 1)
    assert desk.complaints == ["slot 1 is empty"]


def test_two_keyboards_hold_one_note_together() -> None:
    desk = Desk()
    desk.feed(0x90, 60, 1, port="A")
    desk.feed(0x90, 60, 1, port="B")
    desk.feed(0x80, 60, 1, port="A")
    assert ("note_off", 60, 1) not in desk.sound.calls
    desk.feed(0x80, 60, 1, port="B")
    assert desk.sound.calls[-1] == ("note_off", 60, 1)


@given(messages=st.lists(st.binary(min_size=1, max_size=3), max_size=60))
def test_nothing_a_port_sends_is_an_error(messages: list[bytes]) -> None:
    desk = Desk()
    for message in messages:
        desk.feed(*message)
    desk.settled()
    desk.router.lost(BOX)
    for message in desk.said:
        addresses.parse(message)
