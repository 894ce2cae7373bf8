"""notono.pd: the way to the server. Plain values, any thread.

Everything goes over two names: what is sent to `notono` goes to the server, what the server tells
comes out at `notono-told`. So a slot or a region works wherever it is put, with no wire.
"""

from __future__ import annotations

from notono_live.patches.pd import Patch

HOST, PORT = "127.0.0.1", 9700


def client() -> Patch:
    """notono.pd: connects, registers, sends, and routes what comes back."""
    p = Patch(720, 420)
    p.text(20, 10, "notono: the way to the server. Arguments: host (127.0.0.1), port (9700).", 90)
    inlet = p.obj(20, 50, "inlet")
    bus = p.obj(120, 50, "r notono")
    door = p.obj(20, 80, "route connect disconnect")
    p.chain(inlet, door)
    p.wire(bus, door)
    encode = p.sub(260, 120, _encode(), "encode")
    connect = p.sub(20, 120, _connect(), "connect")
    p.wire(door, encode, 2)
    p.wire(door, connect)
    p.wire(door, connect, 1, 1)
    net = p.obj(20, 180, "netsend -u -b")
    p.wire(encode, net)
    p.wire(connect, net)
    decode = p.sub(180, 220, _decode(), "decode")
    alive = p.sub(20, 260, _alive(), "alive")
    p.wire(net, decode, 1)
    p.wire(net, alive)
    p.wire(decode, alive, 1, 1)
    p.wire(net, p.obj(420, 180, "s $0-connected"))
    told = p.obj(180, 340, "outlet")
    p.wire(decode, told)
    p.wire(decode, p.obj(260, 340, "s notono-told"))
    light = p.obj(420, 340, "outlet")
    p.wire(alive, light)
    p.wire(alive, p.obj(20, 340, "s notono-light"))
    return p


def _encode() -> Patch:
    """A message, the address without /notono/ first, as the bytes of OSC."""
    p = Patch(420, 320)
    p.text(120, 20, "the address without /notono/, then its arguments", 30)
    inlet = p.obj(20, 20, "inlet")
    ours = p.obj(20, 50, "r $0-say")
    twice = p.obj(20, 90, "t a a")
    p.chain(inlet, twice)
    p.wire(ours, twice)
    word = p.obj(120, 120, "list split 1")
    rest = p.obj(20, 120, "list split 1")
    path = p.obj(120, 150, "list prepend set notono")
    trimmed = p.obj(120, 180, "list trim")
    osc = p.obj(20, 220, "oscformat")
    p.wire(twice, word, 1)
    p.chain(word, path, trimmed, osc)
    p.wire(twice, rest)
    p.wire(rest, osc, 1)
    p.chain(osc, p.obj(20, 260, "outlet"))
    return p


def _connect() -> Patch:
    """Where to, for [netsend]: by hand, by the name notono-server, when opened, and again."""
    p = Patch(640, 420)
    p.text(240, 20, "left: host and port. Right: disconnect. [s notono-server] does as well", 40)
    by_hand = p.obj(20, 20, "inlet")
    opened = p.sub(100, 60, _arguments(), "arguments")
    named = p.obj(190, 60, "r notono-server")
    wanted = p.obj(20, 110, "t b a b")
    for source in (by_hand, opened, named):
        p.wire(source, wanted)
    leave = p.obj(200, 200, "t b b")
    p.wire(p.obj(200, 160, "inlet"), leave)
    off = p.msg(200, 260, "disconnect")
    where = p.obj(20, 160, "list")
    p.wire(wanted, where)
    p.wire(wanted, where, 1, 1)
    p.wire(wanted, off, 2)
    p.wire(leave, off, 1)
    out = p.obj(20, 340, "outlet")
    p.chain(where, p.obj(20, 200, "list prepend connect"), p.obj(20, 230, "list trim"), out)
    p.wire(off, out)
    p.text(340, 110, "where the line breaks, it is tried again after a second", 30)
    state = p.obj(340, 160, "r $0-connected")
    broken = p.obj(340, 190, "sel 0 1")
    again = p.obj(340, 260, "delay 1000")
    stop = p.msg(440, 230, "stop")
    p.chain(state, broken, again, where)
    p.wire(broken, stop, 1)
    p.wire(leave, stop)
    p.wire(stop, again)
    return p


def _arguments() -> Patch:
    """Host and port as they were given, or the usual ones, when the patch is opened."""
    p = Patch(360, 320)
    opened = p.obj(20, 20, "loadbang")
    order = p.obj(20, 50, "t b b")
    port = p.obj(160, 80, "f $2")
    known = p.obj(160, 110, "moses 1")
    default_port = p.msg(160, 140, f"{PORT}")
    host = p.obj(20, 80, "list append $1")
    unsaid = p.obj(20, 110, "route 0")
    default_host = p.msg(20, 140, f"symbol {HOST}")
    both = p.obj(20, 200, "list append")
    p.chain(opened, order, host, unsaid, default_host, both)
    p.wire(order, port, 1)
    p.chain(port, known, default_port)
    p.wire(default_port, both, 0, 1)
    p.wire(known, both, 1, 1)
    p.wire(unsaid, both, 1)
    p.chain(both, p.obj(20, 240, "outlet"))
    return p


def _decode() -> Patch:
    """What is told, without /notono; and a bang for each sign of life."""
    p = Patch(480, 360)
    inlet = p.obj(20, 20, "inlet")
    said = p.obj(20, 140, "t a a")
    p.chain(
        inlet, p.obj(20, 50, "oscparse"), p.obj(20, 80, "list trim"),
        p.obj(20, 110, "route notono"), said, p.obj(20, 300, "outlet"),
    )  # fmt: skip
    kinds = p.obj(120, 170, "route status.reply changed")
    p.wire(said, kinds, 1)
    p.chain(kinds, p.obj(120, 200, "t b"), p.obj(120, 300, "outlet"))
    p.text(260, 120, "a slot changed: ask once for all rows, for notono-slot~", 26)
    soon = p.obj(260, 200, "delay 5")
    p.wire(kinds, soon, 1)
    p.chain(soon, p.msg(260, 230, "list/slots"), p.obj(260, 260, "s $0-say"))
    return p


def _alive() -> Patch:
    """Asks for status every second; registers as soon as it is answered."""
    p = Patch(520, 420)
    p.text(
        240, 20, "left: connected or not. Right: a sign of life. Out: 1 while there are some", 34
    )
    up = p.obj(20, 60, "sel 1 0")
    p.chain(p.obj(20, 20, "inlet"), up)
    beat = p.obj(20, 120, "metro 1000")
    p.chain(up, p.msg(20, 90, "1"), beat)
    p.chain(beat, p.msg(20, 150, "status"), p.obj(20, 180, "s $0-say"))
    life = p.obj(160, 90, "t b b")
    p.chain(p.obj(160, 20, "inlet"), life)
    gone = p.obj(160, 150, "delay 3500")
    p.wire(life, gone)
    bright, dark = p.msg(240, 150, "1"), p.msg(160, 190, "0")
    p.wire(life, bright, 1)
    p.wire(gone, dark)
    p.wire(up, dark, 1)
    lamp = p.obj(160, 230, "change")
    p.wire(bright, lamp)
    p.wire(dark, lamp)
    lit = p.obj(160, 260, "t f f")
    p.chain(lamp, lit, p.obj(160, 340, "outlet"))
    fresh = p.obj(240, 290, "sel 1")
    p.wire(lit, fresh, 1)
    p.chain(fresh, p.msg(240, 320, "notify 1"), p.obj(240, 350, "s $0-say"))
    return p
