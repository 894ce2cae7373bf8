"""notono-region.pd, the board a region is drawn on. Plain values, any thread."""

from __future__ import annotations

from notono_live.patches import panel as look
from notono_live.patches.pd import Patch, panel, slider
from notono_live.patches.pd_names import FADER, id_of, said, shown
from notono_live.protocol.controls import NOTE_SECONDS

FIELD = (352, 240)  # units of the board: 8 bottom columns of 44, 8 bands of 30
EDGE = 10  # room around the field, so that corners can be touched
# Pure Data looks for corners at whole units: a unit is a pixel, or they are missed.
BOARD = (FIELD[0] + 2 * EDGE, FIELD[1] + 2 * EDGE)
MARGINS = (-EDGE, FIELD[1] + EDGE, FIELD[0] + EDGE, -EDGE)


def region() -> Patch:
    """notono-region.pd: drag the corners of the rectangle, or move its four faders."""
    wide, high = BOARD
    left, top = 70, 58
    p = Patch(640, 480, (30, 52, wide + 46, high + 50))
    p.text(30, 10, "notono-region: drag a corner of the rectangle, or the faders at its edges.", 70)
    p.obj(30, 52, panel(wide + 46, high + 50, look.RAISED))
    p.sub(left, top, _board(), "$0-board")
    for index, knob in enumerate(look.EDGES[:2]):
        name, y = id_of(knob.name), top + high + 20 * index
        p.obj(left + 10, y, slider(wide - 20, 15, 0, 1, f"$0-{name}-do", f"$0-{name}", FADER))
    for index, knob in enumerate(look.EDGES[2:]):
        name, x = id_of(knob.name), 34 + 20 * index
        p.obj(x, top + 10, slider(15, high - 20, 0, 1, f"$0-{name}-do", f"$0-{name}", FADER))
    edges = Patch(900, 420)
    for index, knob in enumerate(look.EDGES):
        said(edges, 20 + 210 * index, 20, knob.name)
        shown(edges, 20 + 210 * index, 160, knob.name)
    p.sub(30, 380, edges, "edges")
    p.sub(120, 380, _rectangle(), "rectangle")
    return p


def _board() -> Patch:
    """The graph; the rectangle is a scalar that `_rectangle` puts here."""
    wide, high = BOARD
    return Patch(wide + 60, high + 60, (0, 0, wide, high), MARGINS)


def _shape() -> Patch:
    """How the scalar looks: the grid of bottom columns and of bands, and the region on it."""
    p = Patch(620, 720)
    struct = p.obj(20, 20, "struct $0-region float left float low float right float high")
    p.chain(struct, p.obj(20, 50, "route change"), p.obj(20, 80, "s $0-dragged"))
    for index in range(1, 8):
        x, y = index * FIELD[0] // 8, index * FIELD[1] // 8
        p.obj(20, 100 + 30 * index, f"drawpolygon 555 1 {x} 0 {x} {FIELD[1]}")
        p.obj(320, 100 + 30 * index, f"drawpolygon 444 1 0 {y} {FIELD[0]} {y}")
    p.obj(20, 400, "drawpolygon 962 3 left low right low right high left high left low")
    return p


def _rectangle() -> Patch:
    """The scalar: told where it is, and telling where it was dragged."""
    p = Patch(900, 640)
    p.sub(20, 20, _shape(), "shape")

    p.text(20, 60, "the rectangle is made once, all of the note", 30)
    made = p.obj(20, 100, "loadbang")
    order = p.obj(20, 130, "t b b b")
    p.chain(made, order)
    name = p.obj(160, 160, "symbol pd-$0-board")
    walk = p.obj(160, 190, "list prepend traverse")
    walks = p.obj(160, 220, "list trim")
    head = p.obj(160, 250, "pointer")
    p.wire(order, name, 2)
    p.chain(name, walk, walks, head)
    find = p.msg(100, 190, "bang")
    p.wire(order, find, 1)
    p.wire(find, head)
    corners = p.obj(20, 160, "t b b")
    p.wire(order, corners)
    right_end, top_end = p.msg(60, 190, f"{FIELD[0]}"), p.msg(60, 220, f"{FIELD[1]}")
    begin = p.msg(20, 220, "0")
    p.wire(corners, right_end, 1)
    p.wire(corners, top_end, 1)
    p.wire(corners, begin)
    append = p.obj(20, 290, "append $0-region left low right high")
    p.wire(begin, append)
    p.wire(right_end, append, 0, 2)
    p.wire(top_end, append, 0, 3)
    p.wire(head, append, 0, 4)
    drawn = p.obj(20, 480, "set $0-region left low right high")
    p.wire(append, drawn, 0, 4)

    p.text(420, 60, "what the server tells moves it", 30)
    told = p.obj(420, 90, "r notono-told")
    kind = p.obj(420, 120, "route region")
    edges = p.obj(420, 150, "route start length low width")
    p.chain(told, kind, edges)
    keeps = {}
    for index, edge in enumerate(("start", "length", "low", "width")):
        hit = p.obj(420 + 110 * index, 200, "t b f")
        keeps[edge] = p.obj(420 + 110 * index, 260, f"f {index % 2}")
        p.wire(edges, hit, index)
        p.wire(hit, keeps[edge], 1, 1)
        p.wire(hit, p.obj(420 + 110 * index, 230, "s $0-moved"))
    moved = p.obj(200, 320, "r $0-moved")
    each = p.obj(200, 350, "t b b b b")
    p.chain(moved, each)
    for outlet, edge in enumerate(("start", "low", "length", "width")):
        p.wire(each, keeps[edge], outlet)
    right, high = p.obj(530, 380, "+"), p.obj(750, 380, "+")
    p.wire(keeps["length"], right, 0, 1)
    p.wire(keeps["width"], high, 0, 1)
    start, low = p.obj(420, 320, "t f f"), p.obj(640, 320, "t f f")
    p.wire(keeps["start"], start)
    p.wire(keeps["low"], low)
    p.wire(start, right, 1)
    p.wire(low, high, 1)
    for box, x, inlet, unit in (
        (start, 420, 0, FIELD[0]), (low, 640, 1, FIELD[1]),
        (right, 530, 2, FIELD[0]), (high, 750, 3, FIELD[1]),
    ):  # fmt: skip
        within = p.obj(x, 410, "min 1")
        scaled = p.obj(x, 440, f"* {unit}")
        p.chain(box, within, scaled)
        p.wire(scaled, drawn, 0, inlet)

    p.text(20, 520, "and where it is dragged goes to the server", 30)
    dragged = p.obj(20, 550, "r $0-dragged")
    got = p.obj(20, 580, "get $0-region left low right high")
    p.chain(dragged, got)
    for x, first, second, address, unit, scale in (
        (20, 0, 2, "region/time", FIELD[0], NOTE_SECONDS),
        (420, 1, 3, "region/freq", FIELD[1], 1.0),
    ):
        pair = p.obj(x, 620, "pack f f")
        p.wire(got, pair, second, 1)
        p.wire(got, pair, first)
        both = p.obj(x, 650, "unpack f f")
        p.wire(pair, both)
        least = p.obj(x, 680, f"expr max(0, min($f1, $f2)) * {scale:g} / {unit}")
        reach = "max(max($f1, $f2), min($f1, $f2) + 4)"
        most = p.obj(x, 710, f"expr min({unit}, {reach}) * {scale:g} / {unit}")
        span = p.obj(x, 740, "pack f f")
        p.wire(both, least, 1, 1)
        p.wire(both, most, 1, 1)
        p.wire(both, most)
        p.wire(both, least)
        p.wire(most, span, 0, 1)
        p.wire(least, span)
        named = p.obj(x, 770, f"list prepend {address}")
        p.chain(span, named, p.obj(x, 800, "list trim"), p.obj(x, 830, "s notono"))
    return p
