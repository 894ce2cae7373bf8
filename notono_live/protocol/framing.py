"""OSC packets in a stream of bytes: length-prefixed (OSC 1.0) or SLIP (OSC 1.1), told apart by the
first byte. Sans I/O: bytes in, packets out; any thread.

A length is four bytes, so that of any packet small enough to be read begins with 0; SLIP begins
with END, or, from senders that leave the first END out, with the packet itself.
"""

from __future__ import annotations

import struct
from typing import Protocol

from notono_live.errors import BadArguments
from notono_live.protocol.wire import MAX_DATAGRAM

END, ESC, ESC_END, ESC_ESC = 0xC0, 0xDB, 0xDC, 0xDD  # RFC 1055
SLIP_STARTS = (END, ord("/"), ord("#"))


class Framing(Protocol):
    """One direction of one stream."""

    def feed(self, data: bytes) -> list[bytes]:
        """The packets that these bytes complete; BadArguments when the stream makes no sense any
        more and should be closed. At most one packet is kept meanwhile."""
        ...

    def wrap(self, packet: bytes) -> bytes:
        """A packet's bytes on the stream."""
        ...


def framing_of(first: int) -> Framing:
    """By the first byte of a stream.

    >>> type(framing_of(0xC0)).__name__, type(framing_of(0)).__name__
    ('Slip', 'Prefixed')
    """
    if first in SLIP_STARTS:
        return Slip()
    if first == 0:
        return Prefixed()
    raise BadArguments(
        f"stream begins with byte {first}; begin with 0 (length-prefixed OSC 1.0) "
        f"or {END} (SLIP, OSC 1.1)"
    )


class Prefixed:
    """Each packet after its length, four bytes, big end first.

    >>> Prefixed().feed(Prefixed().wrap(b"/a\\0\\0") + b"\\0")
    [b'/a\\x00\\x00']
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        self._buffer += data
        packets, at = [], 0
        while len(self._buffer) - at >= 4:
            (size,) = struct.unpack_from(">I", self._buffer, at)
            if size > MAX_DATAGRAM:
                raise BadArguments(f"packet of {size} bytes; at most {MAX_DATAGRAM} are read")
            if len(self._buffer) - at < 4 + size:
                break
            packets.append(bytes(self._buffer[at + 4 : at + 4 + size]))
            at += 4 + size
        del self._buffer[:at]
        return packets

    def wrap(self, packet: bytes) -> bytes:
        return struct.pack(">I", len(packet)) + packet


class Slip:
    """Packets between ENDs; nothing between two ENDs is no packet.

    >>> Slip().feed(Slip().wrap(b"/a\\0\\xc0"))
    [b'/a\\x00\\xc0']
    """

    def __init__(self) -> None:
        self._buffer = bytearray()  # as it came, escapes and all

    def feed(self, data: bytes) -> list[bytes]:
        *whole, rest = data.split(bytes([END]))
        packets = []
        for piece in whole:
            self._keep(piece)
            if self._buffer:
                packets.append(_unescaped(bytes(self._buffer)))
            self._buffer.clear()
        self._keep(rest)
        return packets

    def _keep(self, piece: bytes) -> None:
        self._buffer += piece
        if len(self._buffer) > 2 * MAX_DATAGRAM:  # each byte may have been escaped
            raise BadArguments(f"packet without an end in {2 * MAX_DATAGRAM} bytes")

    def wrap(self, packet: bytes) -> bytes:
        escaped = packet.replace(bytes([ESC]), bytes([ESC, ESC_ESC]))
        escaped = escaped.replace(bytes([END]), bytes([ESC, ESC_END]))
        return bytes([END]) + escaped + bytes([END])


def _unescaped(piece: bytes) -> bytes:
    """A strange byte after ESC is taken as it is, as RFC 1055 has it."""
    first, *rest = piece.split(bytes([ESC]))
    meant = {ESC_END: END, ESC_ESC: ESC}
    parts = [first]
    for part in rest:
        parts.append(bytes([meant.get(part[0], part[0])]) + part[1:] if part else b"")
    return b"".join(parts)
