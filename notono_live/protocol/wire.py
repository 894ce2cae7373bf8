"""OSC datagrams ↔ messages. Sans I/O: bytes in, values out; any thread.

python-osc reads and builds single messages, and nothing more: its bundle class follows a negative
size for ever, recurses as deep as the sender likes, and its message class skips unknown type tags
without skipping their data. So bundles are split here, without recursion, and each message is
measured before the parser sees it.
"""

from __future__ import annotations

import math
import struct
from typing import NamedTuple

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from notono_live.errors import BadArguments
from notono_live.protocol.commands import Atom

PREFIX = "/notono/"  # of every address here
MAX_DATAGRAM = 16_384  # bytes
MAX_MESSAGES = 512  # in one datagram
MAX_DEPTH = 8  # bundles within bundles
IMMEDIATELY = 1  # the time tag that means now
EMPTY = "IN"  # tags without data, for "do it": an impulse, nothing
SIZES = {"i": 4, "f": 4, "h": 8, "d": 8, "T": 0, "F": 0}  # bytes; "s" is measured
SINGLE_MAX = 3.4028234663852886e38  # the largest finite single-precision number
BUNDLE = b"#bundle\0"


class Message(NamedTuple):
    """An address and its arguments."""

    address: str
    atoms: tuple[Atom, ...] = ()


class Timed(NamedTuple):
    """One message's bytes and the time tag of the bundle it came in: seconds since 1900 × 2³²."""

    time_tag: int
    packet: bytes


def split(datagram: bytes) -> list[Timed]:
    """The messages of a datagram in order, bundles unfolded; BadArguments if any part is broken.

    >>> [timed.packet for timed in split(bundle([b"/a\\0\\0,\\0\\0\\0"]))]
    [b'/a\\x00\\x00,\\x00\\x00\\x00']
    """
    if len(datagram) > MAX_DATAGRAM:
        raise BadArguments(
            f"datagram of {len(datagram)} bytes; at most {MAX_DATAGRAM} are read, send smaller ones"
        )
    messages: list[Timed] = []
    waiting = [(IMMEDIATELY, 0, datagram)]  # the next one is at the end
    while waiting:
        time_tag, depth, packet = waiting.pop()
        if packet.startswith(BUNDLE):
            if depth == MAX_DEPTH:
                raise BadArguments(f"bundles nested deeper than {MAX_DEPTH}; send flat ones")
            tag, elements = _elements(packet)
            waiting.extend((tag, depth + 1, element) for element in reversed(elements))
        else:
            messages.append(Timed(time_tag, packet))
        if len(messages) + len(waiting) > MAX_MESSAGES:
            raise BadArguments(f"more than {MAX_MESSAGES} messages in a bundle; send several")
    return messages


def _elements(packet: bytes) -> tuple[int, list[bytes]]:
    if len(packet) < 16:
        raise BadArguments(f"bundle of {len(packet)} bytes is cut short; 16 are the least")
    (time_tag,) = struct.unpack_from(">Q", packet, 8)
    elements, at = [], 16
    while at < len(packet):
        size = struct.unpack_from(">i", packet, at)[0] if at + 4 <= len(packet) else 0
        at += 4
        if size <= 0 or size % 4 or at + size > len(packet):
            raise BadArguments(
                f"bundle element of {size} bytes where {max(0, len(packet) - at)} are left; "
                "sizes are positive multiples of 4"
            )
        elements.append(packet[at : at + size])
        at += size
    return time_tag, elements


def read(packet: bytes) -> Message:
    """One message. Text that is not UTF-8 has its strange bytes replaced, never refused.

    >>> read(write(Message("/notono/pitch", (60, 0.5, "bass"))))
    Message(address='/notono/pitch', atoms=(60, 0.5, 'bass'))
    """
    if not packet.startswith(b"/"):
        raise BadArguments("datagram is no OSC message: it does not begin with / or #bundle")
    message = OscMessage(_measured(packet))
    return Message(str(message.address), tuple(message))


def _measured(packet: bytes) -> bytes:
    """The packet once its type tags and sizes are known to be sound, its text readable."""
    packet, at = _text(packet, 0, "address")
    if at == len(packet):  # old senders leave out the type tags where there are no arguments
        return packet
    start = at
    packet, at = _text(packet, at, "type tags")
    tags = packet[start : packet.index(b"\0", start)].decode()
    if not tags.startswith(","):
        raise BadArguments("type tags are missing; they begin with a comma, as in ,ifs")
    for tag in tags[1:]:
        if tag in "sS":
            packet, at = _text(packet, at, "text")
        elif tag in EMPTY:
            continue
        elif tag in SIZES:
            at += SIZES[tag]
        else:
            raise BadArguments(f"type tag {tag!r} is not read here; send i f d h s S T F I or N")
        if at > len(packet):
            raise BadArguments(f"message is cut short: {tags} needs more than {len(packet)} bytes")
    if at != len(packet):
        raise BadArguments(f"{len(packet) - at} bytes too many after the arguments of {tags}")
    return _plainly_tagged(packet, start, tags)


def _plainly_tagged(packet: bytes, start: int, tags: str) -> bytes:
    """Symbols are texts to us, and a tag without data says that there is no argument."""
    plain = tags.translate(str.maketrans({"S": "s", **dict.fromkeys(EMPTY)}))
    if plain == tags:
        return packet
    return packet[:start] + _padded(plain) + packet[start + len(_padded(tags)) :]


def _padded(text: str) -> bytes:
    return text.encode() + bytes(4 - len(text) % 4)


def _text(packet: bytes, start: int, what: str) -> tuple[bytes, int]:
    """Where the padded text ends; its bytes made readable in place if they are no UTF-8."""
    null = packet.find(b"\0", start)
    end = (null // 4 + 1) * 4
    if null < 0 or end > len(packet):
        raise BadArguments(f"message is cut short inside its {what}; texts end in 1 to 4 zeros")
    text = packet[start:null]
    try:
        text.decode()
    except UnicodeDecodeError:
        readable = text.decode("ascii", errors="replace").replace("\N{REPLACEMENT CHARACTER}", "?")
        packet = packet[:start] + readable.encode() + packet[null:]
    return packet, end


def write(message: Message) -> bytes:
    """The datagram of one message, of i, f and s only: what every client reads."""
    builder = OscMessageBuilder(message.address)
    for atom in message.atoms:
        builder.add_arg(*_typed(atom))
    return bytes(builder.build().dgram)


def _typed(atom: Atom) -> tuple[int | float | str, str]:
    if isinstance(atom, str):
        return atom.encode("utf-8", "replace").decode(), "s"
    if isinstance(atom, float) or not -(2**31) <= atom < 2**31:
        return _single(float(atom)), "f"
    return int(atom), "i"


def _single(value: float) -> float:
    """The value, or infinity where single precision ends: the packer would raise there."""
    return value if not abs(value) > SINGLE_MAX else math.copysign(math.inf, value)


def bundle(packets: list[bytes], time_tag: int = IMMEDIATELY) -> bytes:
    """Several packets in one datagram."""
    parts = [BUNDLE, struct.pack(">Q", time_tag)]
    for packet in packets:
        parts += [struct.pack(">i", len(packet)), packet]
    return b"".join(parts)
