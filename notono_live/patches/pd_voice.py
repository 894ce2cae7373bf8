"""notono-voice~.pd, one sounding of a slot, and how notono-slot~ hands notes to its voices. Plain
values, any thread."""

from __future__ import annotations

from notono_live.patches.pd import Patch

VOICES = 8
RELEASE_MS = 80
SETTLED_MS = 10  # after the end of a sound, before its voice is switched off


def voice() -> Patch:
    """notono-voice~.pd: reads both arrays of a slot at one place. What sounds in it is faded out
    for 3 ms before it starts anew; while it is silent it is switched off."""
    p = Patch(640, 440)
    p.text(20, 10, "notono-voice~: one sounding of a slot. [notono-slot~] has several of them", 84)
    p.text(20, 30, "arguments: its number, the arrays' name", 84)
    p.text(240, 60, "start <frames> <ms it lasts> <ms to the end> <level>, or release", 50)
    kind = p.obj(20, 90, "route start release")
    p.chain(p.obj(20, 60, "inlet"), kind)
    start = p.obj(20, 130, "t a a a b")
    p.wire(kind, start)
    place = p.obj(20, 230, "vline~")
    p.chain(start, p.msg(20, 180, "0 0 3, $1 $2 3"), place)
    swell = p.obj(180, 230, "vline~")
    shape = p.msg(180, 180, "0 3, $4 1 3, 0 5 $3")
    falls = p.msg(480, 180, f"0 {RELEASE_MS}")
    ends = p.obj(360, 260, "delay")
    lasts, rest = p.msg(360, 180, "$2"), p.obj(360, 220, f"+ {SETTLED_MS}")
    fallen = p.msg(480, 220, f"{RELEASE_MS + SETTLED_MS}")
    p.wire(start, shape, 1)
    p.wire(start, lasts, 2)
    p.wire(kind, falls, 1)
    p.wire(kind, fallen, 1)
    p.wire(shape, swell)
    p.wire(falls, swell)
    p.chain(lasts, rest, ends)
    p.wire(fallen, ends)
    on, off = p.msg(300, 300, "1"), p.msg(360, 300, "0")
    switch = p.obj(360, 340, "switch~")
    p.wire(start, on, 3)
    p.wire(on, switch)
    p.chain(ends, off, switch)
    p.wire(p.obj(440, 260, "loadbang"), off)
    for x, letter in ((20, "a"), (180, "b")):
        read, loud = p.obj(x, 290, f"tabread4~ $2-{letter}"), p.obj(x, 330, "*~")
        p.chain(place, read, loud, p.obj(x, 380, "outlet~"))
        p.wire(swell, loud, 0, 1)
    return p


def press() -> Patch:
    """Bang, or note (-1: its own) and velocity (0 lets go), or stop, go to the voices; the rest
    goes on."""
    p = Patch(680, 640)
    kind = p.obj(20, 50, "route bang stop float list")
    p.chain(p.obj(20, 20, "inlet"), kind)
    pair = p.obj(20, 140, "unpack f f")
    p.chain(kind, p.msg(20, 90, "-1 100"), pair)
    alone = p.msg(180, 90, "$1 100")
    p.wire(kind, alone, 2)
    p.wire(alone, pair)
    p.wire(kind, pair, 3)
    p.wire(kind, p.obj(560, 600, "outlet"), 4)
    own = p.sub(180, 250, _own(), "own")
    note, loud = p.obj(20, 180, "moses 0"), p.obj(180, 180, "t f f")
    p.wire(pair, loud, 1)
    p.wire(pair, note)
    p.wire(loud, own, 0, 1)
    p.wire(note, own)

    p.text(240, 300, "struck again, a note lets go of the one before", 26)
    both, twice = p.obj(20, 300, "pack f f"), p.obj(20, 340, "t a a")
    p.wire(loud, both, 1, 1)
    p.wire(note, both, 1)
    p.chain(own, both, twice)
    voices = p.obj(20, 420, f"poly {VOICES} 1")
    before, stop = p.msg(120, 380, "$1 0"), p.msg(240, 380, "stop")
    p.wire(twice, before, 1)
    p.wire(kind, stop, 1)
    for source in (before, twice, stop):
        p.wire(source, voices)
    made = p.obj(20, 460, "pack f f f")
    for outlet in range(3):
        p.wire(voices, made, outlet, outlet)
    for x, test, words, target in (
        (20, "> 0", "$1 $2 $3", "s $0-struck"), (160, "== 0", "$1 release", "s $0-voice"),
    ):  # fmt: skip
        which, gate = p.obj(x + 60, 490, test), p.obj(x, 530, "spigot")
        p.wire(voices, which, 2)
        p.wire(which, gate, 0, 1)
        p.chain(made, gate, p.msg(x, 560, words), p.obj(x, 600, target))
    return p


def _own() -> Patch:
    """Left: a bang for the slot's own note. When it is let go, that is the note which was struck:
    the slot's may be another by now. Right: the velocity."""
    p = Patch(420, 320)
    asked = p.obj(20, 60, "t b b")
    p.chain(p.obj(20, 20, "inlet"), asked)
    velocity = p.obj(220, 20, "inlet")
    struck, let_go = p.obj(220, 60, "> 0"), p.obj(300, 60, "== 0")
    now, then = p.obj(20, 120, "spigot"), p.obj(160, 120, "spigot")
    for test, gate, outlet in ((struck, now, 0), (let_go, then, 1)):
        p.wire(velocity, test)
        p.wire(test, gate, 0, 1)
        p.wire(asked, gate, outlet)
    root, kept = p.obj(20, 170, "f 60"), p.obj(160, 210, "f 60")
    p.wire(p.obj(80, 140, "r $0-root"), root, 0, 1)
    both = p.obj(20, 210, "t f f")
    out = p.obj(20, 260, "outlet")
    p.chain(now, root, both, out)
    p.wire(both, kept, 1, 1)
    p.chain(then, kept, out)
    return p


def course() -> Patch:
    """A note that was struck, as what its voice is told: how far to read, how long that takes, when
    to fall silent, how loud. Nothing where there is no sound."""
    p = Patch(620, 420)
    some = p.obj(20, 60, "spigot")
    parts = p.obj(20, 90, "unpack f f f")
    p.chain(p.obj(20, 20, "r $0-struck"), some, parts)
    frames = p.obj(360, 20, "r $0-frames")
    p.wire(frames, some, 0, 1)
    ratio = p.obj(160, 140, "expr pow(2, ($f1 - $f2) / 12)")
    p.wire(parts, ratio, 1)
    p.wire(p.obj(360, 110, "r $0-root"), ratio, 0, 1)
    lasts = p.obj(160, 180, "expr $f2 * 1000 / ($f3 * $f1)")
    p.chain(ratio, lasts)
    p.wire(frames, lasts, 0, 1)
    p.wire(p.obj(460, 110, "r $0-rate"), lasts, 0, 2)
    ends = p.obj(240, 220, "expr max(4, $f1 - 3)")
    p.wire(lasts, ends)
    level = p.obj(400, 220, "/ 127")
    p.wire(parts, level, 2)
    told = p.obj(20, 280, "pack f f f f f")
    for source, inlet in ((parts, 0), (frames, 1), (lasts, 2), (ends, 3), (level, 4)):
        p.wire(source, told, 0, inlet)
    p.chain(told, p.msg(20, 320, "$1 start $2 $3 $4 $5"), p.obj(20, 360, "s $0-voice"))
    return p
