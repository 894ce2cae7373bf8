"""Streams of packets, cut anywhere."""

from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc import slip

from notono_live.errors import BadArguments
from notono_live.protocol.framing import Framing, Prefixed, Slip, framing_of
from notono_live.protocol.wire import MAX_DATAGRAM

PACKETS = st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=8)


def fed(framing: Framing, stream: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    pieces = [stream[low:high] for low, high in pairwise(edges)]
    return [packet for piece in pieces for packet in framing.feed(piece)]


@pytest.mark.parametrize("kind", [Prefixed, Slip])
@given(PACKETS, st.lists(st.integers(0, 10_000), max_size=8))
def test_what_is_wrapped_comes_out_however_it_is_cut(
    kind: type[Prefixed] | type[Slip], packets: list[bytes], cuts: list[int]
) -> None:
    stream = b"".join(kind().wrap(packet) for packet in packets)
    assert type(framing_of(stream[0])) is kind
    assert fed(kind(), stream, cuts) == packets


@given(PACKETS)
def test_slip_is_what_others_mean_by_it(packets: list[bytes]) -> None:
    assert [slip.decode(Slip().wrap(packet)) for packet in packets] == packets
    assert Slip().feed(b"".join(map(slip.encode, packets))) == packets


@given(PACKETS)
def test_one_end_between_packets_is_enough(packets: list[bytes]) -> None:
    stream = b"".join(Slip().wrap(packet)[1:] for packet in packets)
    assert Slip().feed(stream) == packets


def test_streams_that_are_no_osc_are_refused_at_their_first_byte() -> None:
    for first in b"GPS\x16\x01":
        with pytest.raises(BadArguments, match="length-prefixed"):
            framing_of(first)


@pytest.mark.parametrize("size", [MAX_DATAGRAM + 1, 2**31, 2**32 - 4])
def test_a_length_no_packet_has_is_refused_before_it_is_waited_for(size: int) -> None:
    with pytest.raises(BadArguments, match=f"packet of {size} bytes"):
        Prefixed().feed(struct.pack(">I", size))


def test_an_endless_packet_is_refused() -> None:
    slip = Slip()
    for _ in range(32):
        assert slip.feed(bytes(1024)) == []
    with pytest.raises(BadArguments, match="without an end"):
        slip.feed(b"\0")


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_noise_raises_nothing_else(noise: list[bytes]) -> None:
    for framing in (Prefixed(), Slip()):
        try:
            for piece in noise:
                for packet in framing.feed(piece):
                    assert len(packet) <= 2 * MAX_DATAGRAM
        except BadArguments:
            pass
