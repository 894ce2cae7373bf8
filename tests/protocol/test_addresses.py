"""The table: any command survives the wire, and what is no command is refused in words."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notono_live.errors import BadArguments, NotonoError, OutOfRange, UnknownAddress
from notono_live.protocol import addresses, answers, asked, controls, reference, wire
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told
from notono_live.protocol.arguments import (
    MOST_DIGITS,
    Argument,
    Cells,
    Choice,
    Pitch,
    Real,
    Switch,
    Whole,
)
from notono_live.protocol.commands import Atom, Command, Request
from notono_live.protocol.wire import Message


def values_of(argument: Argument) -> st.SearchStrategy[Atom]:
    if isinstance(argument, Whole):
        return st.integers(argument.low, argument.high)
    if isinstance(argument, Real):
        return st.floats(argument.low, argument.high).map(lambda value: float(np.float32(value)))
    if isinstance(argument, Choice):
        return st.sampled_from((*argument.words, *argument.unnumbered))
    if isinstance(argument, Switch):
        return st.booleans()
    if isinstance(argument, Pitch):
        return st.just(-1) | st.integers(24, 84)
    if isinstance(argument, Cells):
        columns = st.lists(st.text("0123456789abcdef", min_size=8, max_size=8), min_size=1)
        return columns.map("".join).filter(lambda digits: len(digits) <= MOST_DIGITS)
    return st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)


@pytest.mark.parametrize("spec", asked.SPECS, ids=lambda spec: spec.name)
@given(data=st.data())
def test_any_command_survives_the_wire(spec: asked.Spec, data: st.DataObject) -> None:
    count = data.draw(st.sampled_from(spec.counts))
    arguments = () if spec.gated else spec.arguments[:count]
    command = spec.command(*(data.draw(values_of(argument)) for argument in arguments))
    assert over_the_wire(command) == Request(command)


@pytest.mark.parametrize("parameter", controls.PARAMETERS, ids=lambda parameter: parameter.name)
@given(data=st.data())
def test_any_setting_survives_the_wire(parameter: controls.Parameter, data: st.DataObject) -> None:
    values = tuple(data.draw(values_of(argument)) for argument in parameter.arguments)
    for command in (ask.Set(parameter.name, values), ask.Get(parameter.name)):
        assert over_the_wire(command) == Request(command)


def over_the_wire(command: Command) -> Request | None:
    (packet,) = wire.split(wire.write(addresses.write(command)))
    return addresses.parse(wire.read(packet.packet))


def test_every_command_and_notification_has_a_row() -> None:
    assert {spec.command for spec in asked.SPECS} == set(get_args(ask.Command)) - {
        ask.Get,
        ask.Set,
    }
    assert {row.notification for row in answers.TOLD} == set(get_args(told.Notification)) - {
        told.ParameterIs
    }


@pytest.mark.parametrize("spec", asked.SPECS, ids=lambda spec: spec.name)
def test_arguments_are_named_as_the_fields_are(spec: asked.Spec) -> None:
    if spec.command is not ask.Ping:
        names = [field.name for field in fields(spec.command)]
        assert [argument.name for argument in spec.arguments] == names


@pytest.mark.parametrize("sixty", [60, 60.0, 59.5, "60", "59.6", True * 60])
def test_any_numeric_tag_will_do(sixty: Atom) -> None:
    request = addresses.parse(Message("/notono/pitch", (sixty,)))
    assert request == Request(ask.Set("pitch", (60,)))


@pytest.mark.parametrize("tag", "ifdhs")
def test_every_tag_sets_the_same(tag: str) -> None:
    from pythonosc.osc_message_builder import OscMessageBuilder

    builder = OscMessageBuilder("/notono/top_k")
    builder.add_arg({"i": 7, "f": 7.0, "d": 7.0, "h": 7, "s": "7"}[tag], tag)
    message = wire.read(builder.build().dgram)
    assert addresses.parse(message) == Request(ask.Set("top_k", (7,)))


@pytest.mark.parametrize(
    ("address", "atoms", "error", "words"),
    [
        ("/notono/pitch", (12,), OutOfRange, "12 is outside 24..84"),
        ("/notono/pitch", (math.nan,), BadArguments, "finite"),
        ("/notono/pitch", ("inf",), BadArguments, "finite"),
        ("/notono/pitch", ("low",), BadArguments, "'low' is not a number"),
        ("/notono/pitch", (60, 61), BadArguments, "2 arguments; it takes 0 or 1"),
        ("/notono/instrument", ("tuba",), BadArguments, "choose one of bass brass"),
        ("/notono/instrument", (11,), OutOfRange, "outside 0..10"),
        ("/notono/slot/generate", (), BadArguments, "slot [pitch [instrument [seed]]]"),
        ("/notono/slot/regenerate", (1, "top", 0), BadArguments, "it takes 1 or 2 or 4"),
        ("/notono/slot/generate", (-1,), OutOfRange, "slot -1"),
        ("/notono/slot/undu", (1,), UnknownAddress, "did you mean /notono/slot/undo"),
        ("/live/test", (), UnknownAddress, "begin with /notono/"),
        ("/notono/req", (7,), BadArguments, "req 7 slot/render 3"),
        ("/notono/sync", ("",), BadArguments, "not a number"),
        ("/notono/slot/load", (1, ""), OutOfRange, "1 to"),
        ("/notono/slot/erase", (1, "top", 8e31), BadArguments, "send text"),
        ("/notono/slot/erase", (1, "top", "xc001"), BadArguments, "has 4 digits; send 8 for"),
        ("/notono/slot/erase", (1, "top", "0" * 1928), BadArguments, "1920 at most"),
        ("/notono/slot/erase", (1, "top", "c00000og"), BadArguments, "holds 'og'"),
        ("/notono/slot/erase", (1, "both", "c0000000"), BadArguments, "choose one of top bottom"),
        ("/notono/slot/redraw", (1, "top"), BadArguments, "slot layer cells [instrument"),
        ("/notono/slot/redraw", (1, "top", "xc0000000", "own", 12), OutOfRange, "-1 or 24..84"),
        ("/notono/slot/takes", (1, 9), OutOfRange, "1..8"),
    ],
)
def test_what_is_no_command_is_refused_in_words(
    address: str, atoms: tuple[Atom, ...], error: type[NotonoError], words: str
) -> None:
    with pytest.raises(error) as caught:
        addresses.parse(Message(address, atoms))
    assert words in str(caught.value)


def test_a_trigger_takes_a_button() -> None:
    for atoms in ((), (1,), (0.5,), (True,)):
        assert addresses.parse(Message("/notono/regenerate", atoms)) == Request(ask.Regenerate())
    assert addresses.parse(Message("/notono/regenerate", (0.0,))) is None


def test_a_slot_may_stand_in_the_path() -> None:
    def parse(address: str, *atoms: Atom) -> Request | None:
        return addresses.parse(Message(address, atoms))

    assert parse("/notono/slot/3/render") == Request(ask.SlotRender(3))
    assert parse("/notono/slot/3/render", 1.0) == Request(ask.SlotRender(3))
    assert parse("/notono/slot/3/render", 0.0) is None
    assert parse("/notono/slot/3/render", 60) == Request(ask.SlotRender(3, 60))
    assert parse("/notono/slot/3/lock", 0) == Request(ask.SlotLock(3, False))
    assert parse("/notono/slot/3/copy", 1) == Request(ask.SlotCopy(3, 1))


def test_a_client_may_number_its_own_requests() -> None:
    message = Message("/notono/req", (42.0, "slot/render", 3))
    assert addresses.parse(message) == Request(ask.SlotRender(3), id=42)


@given(st.floats(0, 1, width=32))
def test_a_fader_reaches_the_whole_range(share: float) -> None:
    twin = controls.BY_NAME["norm/pitch"]
    assert twin.put(controls.Controls(), 0.0).pitch == 24
    assert twin.put(controls.Controls(), 1.0).pitch == 84
    assert 24 <= twin.put(controls.Controls(), share).pitch <= 84


@pytest.mark.parametrize("parameter", controls.PARAMETERS, ids=lambda parameter: parameter.name)
@given(data=st.data())
def test_what_a_parameter_tells_sets_it_to_the_same(
    parameter: controls.Parameter, data: st.DataObject
) -> None:
    values = [data.draw(values_of(argument)) for argument in parameter.arguments]
    ends = [values[at : at + 2] for at in range(0, len(values), 2)]
    if parameter.name in ("region/time", "region/freq", "region/cells"):
        values = [value for pair in ends for value in sorted(pair)]
    try:
        after = parameter.put(controls.Controls(), *values)
    except OutOfRange:  # an empty region, which has a test of its own
        return
    told = zip(parameter.arguments, parameter.get(after), strict=True)
    again = parameter.put(after, *(argument.read(value) for argument, value in told))
    assert parameter.get(again) == pytest.approx(parameter.get(after))


def test_cells_and_seconds_are_views_of_one_region() -> None:
    start = controls.Controls(layer="top")
    cells = controls.BY_NAME["region/cells"]
    assert cells.get(start) == (0, 4, 0, 32)
    one = cells.put(start, 1, 2, 0, 8)
    assert cells.get(one) == (1, 2, 0, 8)
    assert controls.BY_NAME["region/time"].get(one) == pytest.approx((1.024, 2.048))
    assert controls.BY_NAME["region/freq"].get(one) == (0.0, 0.25)


EXAMPLES: tuple[told.Notification, ...] = (
    told.Queued("slot/render", 3, 1, 0),
    told.Progress("slot/render", 3, 1, 0.5),
    told.Done("slot/render", 3, 1, ("/a b/ü.wav", 196_608, 48_000.0, 60, "bass", 12.5)),
    told.Fail("slot/render", 3, 1, "range", "pitch 12, is low; send $24\\84 – 'ü'"),
    told.ParameterIs("pitch", (60,)),
    told.Pong((True, 2**40, 1.5, "x")),
)


@pytest.mark.parametrize("notification", EXAMPLES, ids=lambda n: type(n).__name__)
def test_only_i_f_and_s_are_sent(notification: told.Notification) -> None:
    datagram = wire.write(answers.tell(notification))
    tags = datagram[datagram.index(b",") :].split(b"\0")[0].decode()
    assert set(tags) <= set(",ifs")


def test_texts_are_plain_and_paths_are_exact() -> None:
    fail = answers.tell(EXAMPLES[3]).atoms[-1]
    assert isinstance(fail, str)
    assert fail.isascii()
    assert not set(fail) & set(",;$\\")
    assert answers.tell(EXAMPLES[2]).atoms[3] == "/a b/ü.wav"


def test_the_readme_table_has_every_address() -> None:
    table = reference.markdown_table()
    for name in [*asked.BY_NAME, *(p.name for p in controls.PLAIN), *answers.BY_NAME]:
        assert f"`/notono/{name}`" in table
