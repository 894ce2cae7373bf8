"""notono.client, notono.slot~ and notono.grid: what a Max patch is made with. Plain values, any
thread.

What decides is in their scripts (patches/max/javascript); a patcher joins it to Max's objects.
"""

from __future__ import annotations

from notono_live.patches.maxpat import Patcher


def client() -> Patcher:
    """notono.client HOST PORT."""
    p = Patcher((100, 100, 640, 420))
    p.comment(20, 10, "notono.client: the way to a notono-live server. Arguments: host, port.", 560)
    commands = p.inlet(30, 50, 1, "messages for the server")
    script = p.obj(30, 140, "js notono.client.js #1 #2", js=(2, 4))
    send = p.obj(30, 220, "udpsend 127.0.0.1 9700")
    port = p.obj(330, 100, "udpreceive 9701")
    told = p.outlet(230, 300, 1, "what the server tells")
    state = p.outlet(330, 300, 2, "answers 0/1, port N")
    p.chain(commands, script, send)
    p.wire(script, port, 1)
    p.wire(port, script, 0, 1)
    p.wire(script, told, 2)
    p.wire(script, state, 3)
    p.comment(30, 360, "The script says which port is heard, so that several patches and devices "
              "on one machine do not take each other's answers.", 560)  # fmt: skip
    return p


def slot() -> Patcher:
    """notono.slot~ SLOT: two buffers and a crossfade."""
    p = Patcher((100, 100, 900, 640))
    p.comment(20, 10, "notono.slot~: one slot of the server as a voice. Argument: its number.", 560)
    hears = p.inlet(30, 50, 1, "from notono.client; note velocity, bang, stop, or the slot's verbs")
    script = p.obj(30, 120, "js notono.slot.js #1", js=(2, 4))
    p.chain(hears, script)

    which = p.obj(30, 180, "route a b")
    p.chain(script, which)
    play = p.obj(400, 180, "route start stop mix")
    p.wire(script, play, 1)
    parts = p.obj(400, 220, "unpack 0. 0. 0.")
    p.wire(play, parts)
    # The old sound falls for 3 ms, then the place jumps to the start.
    later = p.obj(400, 260, "pipe 0. 0. 3")
    p.wire(parts, later, 0)
    p.wire(parts, later, 1, 1)
    both = p.obj(400, 295, "pack 0. 0.")
    p.wire(later, both)
    p.wire(later, both, 1, 1)
    course = p.msg(400, 330, "0, $1 $2")
    place = p.obj(400, 370, "line~")
    p.chain(both, course, place)
    level = p.obj(620, 260, "pack 0. 0.")
    p.wire(parts, level, 2, 1)
    p.wire(parts, level, 1)
    shape = p.msg(620, 330, "0 3 $2 1 $2 $1 0 4")
    swell = p.obj(620, 370, "line~")
    p.chain(level, shape, swell)
    falls = p.msg(780, 330, "0 80")
    p.wire(play, falls, 1)
    p.wire(falls, swell)
    mix = p.obj(180, 260, "unpack 0. 0. 0.")
    p.wire(play, mix, 2)

    mixed = p.obj(180, 540, "+~")
    for index, letter in enumerate("ab"):
        x = 30 + 190 * index
        quiet = p.obj(x, 215, "deferlow")
        buffer = p.obj(x, 245, f"buffer~ #0-{letter} 4096")
        read = p.msg(x + 90, 215, letter)
        p.wire(which, quiet, index)
        p.wire(quiet, buffer)
        p.wire(buffer, read, 1)
        p.wire(read, script, 0, 1)
        gain = p.obj(x, 440, "pack 0. 15")
        fade = p.obj(x, 470, "line~")
        voice = p.obj(x + 80, 440, f"play~ #0-{letter}")
        part = p.obj(x, 505, "*~")
        p.wire(mix, gain, index)
        p.chain(gain, fade)
        p.wire(place, voice)
        p.wire(voice, part)
        p.wire(fade, part, 0, 1)
        p.wire(part, mixed, 0, index)
    loud = p.obj(620, 545, "*~")
    p.wire(mixed, loud)
    p.wire(swell, loud, 0, 1)
    sound = p.outlet(620, 590, 1, "signal")
    commands = p.outlet(700, 590, 2, "to notono.client")
    info = p.outlet(780, 590, 3, "note FAMILY PITCH SECONDS REVISION, loaded PATH")
    p.wire(loud, sound)
    p.wire(script, commands, 2)
    p.wire(script, info, 3)
    return p


def grid() -> Patcher:
    """notono.grid: a bpatcher with the board on it."""
    p = Patcher((100, 100, 460, 400), presentation=True)
    hears = p.inlet(30, 20, 1, "from notono.client")
    board = p.widget("jsui", (30, 70, 352, 240), (0, 0, 352, 240), filename="notono.grid.js")
    commands = p.outlet(30, 340, 1, "to notono.client")
    p.chain(hears, board, commands)
    return p
