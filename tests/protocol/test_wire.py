"""The door for bytes: whatever comes, either messages or one clear refusal, and at once."""

from __future__ import annotations

import contextlib
import struct
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pythonosc.osc_message import OscMessage

from notono_live.errors import BadArguments
from notono_live.protocol import wire
from notono_live.protocol.wire import Message

KILLER = b"#bundle\0" + bytes(8) + struct.pack(">i", -4)  # hangs python-osc's own bundle class
PING = wire.write(Message("/notono/ping"))


def nested(depth: int) -> bytes:
    packet = PING
    for _ in range(depth):
        packet = wire.bundle([packet])
    return packet


@given(st.binary(max_size=400))
@example(KILLER)
@example(b"")
@example(b"/")
@example(b"/a\0\0,s\0\0")
@settings(max_examples=300, deadline=5000)
def test_any_bytes_are_read_or_refused(datagram: bytes) -> None:
    read_or_refused(datagram)


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=6),
    st.integers(0, 200),
)
@settings(max_examples=300, deadline=5000)
def test_damaged_messages_are_read_or_refused(damage: list[tuple[int, int]], length: int) -> None:
    whole = bytearray(
        wire.bundle([wire.write(Message("/notono/slot/generate", (1, 60.5, "guitar"))), nested(2)])
    )
    for at, value in damage:
        whole[at % len(whole)] = value
    read_or_refused(bytes(whole))
    read_or_refused(bytes(whole[:length]))


def read_or_refused(datagram: bytes) -> None:
    with contextlib.suppress(BadArguments):
        read_all(datagram)


def read_all(datagram: bytes) -> None:
    for timed in wire.split(datagram):
        wire.read(timed.packet)


@pytest.mark.parametrize(
    ("datagram", "words"),
    [
        (KILLER, "bundle element of -4 bytes"),
        (b"#bundle\0", "cut short"),
        (wire.bundle([PING])[:-4], "are left"),
        (nested(9), "nested deeper than 8"),
        (nested(700), "nested deeper than 8"),
        (bytes(wire.MAX_DATAGRAM + 1), f"{wire.MAX_DATAGRAM + 1} bytes"),
        (wire.bundle([PING] * 600), "more than 512 messages"),
        (b"", "does not begin with /"),
        (b"hello", "does not begin with /"),
        (b"/a\0\0", None),  # old senders leave the type tags out
        (b"/a\0", "cut short inside its address"),
        (b"/a\0\0,i\0\0", "cut short"),
        (b"/a\0\0,i\0\0\0\0\0\1\0\0\0\1", "4 bytes too many"),
        (b"/a\0\0,ici\0\0\0\0\0\0\0\1\0\0\0a\0\0\0\2", "type tag 'c'"),
        (b"/a\0\0,r\0\0rgba", "type tag 'r'"),
        (b"/a\0\0,b\0\0\0\0\0\0", "type tag 'b'"),
        (b"/a\0\0,[i]\0\0\0\0\0\0\0\1", "type tag '['"),
        (b"/a\0\0ifs\0", "begin with a comma"),
        (b"/a\0\0,s\0\0abcd", "cut short inside its text"),
    ],
)
def test_what_is_broken_is_named(datagram: bytes, words: str | None) -> None:
    if words is None:
        assert wire.read(datagram) == Message("/a")
        return
    with pytest.raises(BadArguments) as caught:
        read_all(datagram)
    assert words in str(caught.value)


def test_text_that_is_not_utf8_is_read_all_the_same() -> None:
    assert wire.read(b"/a\0\0,si\0caf\xe9\0\0\0\0\0\0\0\7") == Message("/a", ("caf?", 7))
    assert wire.read("/a\0\0,s\0\0ü\0\0".encode()) == Message("/a", ("ü",))


def test_every_kind_of_argument_is_read() -> None:
    packet = b"/a\0\0,ifdhsTF\0\0\0\0" + struct.pack(">ifdq4s", 1, 0.5, 0.25, 2**40, b"x")
    assert wire.read(packet) == Message("/a", (1, 0.5, 0.25, 2**40, "x", True, False))


@given(
    st.lists(
        st.one_of(
            st.integers(-(2**31), 2**31 - 1),
            st.floats(width=32, allow_nan=False),
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
        ),
        max_size=8,
    )
)
def test_what_is_written_is_read_back_here_and_by_python_osc(
    atoms: list[int | float | str],
) -> None:
    packet = wire.write(Message("/notono/pong", tuple(atoms)))
    assert list(wire.read(packet).atoms) == atoms
    assert list(OscMessage(packet)) == atoms


def test_bundles_unfold_in_order_with_the_time_of_their_own_bundle() -> None:
    packets = [wire.write(Message("/notono/sync", (number,))) for number in range(4)]
    inner = wire.bundle([packets[1], packets[2]], time_tag=7)
    unfolded = wire.split(wire.bundle([packets[0], inner, packets[3]], time_tag=5))
    assert [(t.time_tag, wire.read(t.packet).atoms[0]) for t in unfolded] == [
        (5, 0),
        (7, 1),
        (7, 2),
        (5, 3),
    ]


def test_a_large_bundle_takes_little_time() -> None:
    datagram = wire.bundle([wire.write(Message("/notono/pitch", (60,)))] * 400)
    began = time.perf_counter()
    assert len(wire.split(datagram)) == 400
    assert time.perf_counter() - began < 0.1


@pytest.mark.parametrize(
    ("tags", "data", "atoms"),
    [
        (b",I\0\0", b"", ()),
        (b",N\0\0", b"", ()),
        (b",iNIi\0\0\0", struct.pack(">ii", 1, 2), (1, 2)),
        (b",S\0\0", b"bass\0\0\0\0", ("bass",)),
        (b",NSI\0\0\0\0", b"a\0\0\0", ("a",)),
        (b",INI\0\0\0\0", b"", ()),
    ],
)
def test_impulses_are_no_arguments_and_symbols_are_texts(
    tags: bytes, data: bytes, atoms: tuple[object, ...]
) -> None:
    assert wire.read(b"/a\0\0" + tags + data) == Message("/a", atoms)  # type: ignore[arg-type]
