"""live-set.pd as it is seen: an instrument to play. Plain values, any thread.

What works is in subpatches (`pd_inside.py`), joined by names with $0.
"""

from __future__ import annotations

from notono_live.patches import panel as look
from notono_live.patches import pd_inside as inside
from notono_live.patches.pd import Patch, button, panel, radio, slider, toggle
from notono_live.patches.pd_names import ALARM, FADER, PAD, id_of


def live_set() -> Patch:
    """The whole instrument on one canvas."""
    p = Patch(1093, 692, place=(30, 30))
    p.obj(1, 1, panel(1090, 687, look.GROUND))  # at 0 its rim is outside, and all is scrolled
    _header(p)
    _sound(p)
    _redraw(p)
    _pads(p)
    _actions(p)
    _scenes(p)
    _output(p)
    p.obj(12, 650, panel(1066, 30, look.DIM))
    _words(p, 20, 665, "inside:", look.GROUND)
    x = 80
    for inner, name in (
        (inside.parameters(), "parameters"), (inside.pads(), "pads"), (inside.actions(), "actions"),
        (inside.scenes(), "scenes"), (inside.lamps(), "lamps"), (inside.midi(), "midi"),
        (inside.playing(), "playing"),
    ):  # fmt: skip
        p.sub(x, 654, inner, name)
        x += 8 * len(name) + 50
    p.obj(x, 654, "notono")
    return p


def _words(
    p: Patch, x: int, y: int, words: str, ink: str = look.BRIGHT, size: int = 12, receive: str = ""
) -> None:
    """Words beginning at x, their middle at y. No commas: Pure Data takes them for its own."""
    p.obj(x, y, panel(1, 1, look.RAISED, words, receive, (0, 0), size, ink))


def _header(p: Patch) -> None:
    p.obj(1, 1, panel(1090, 42, look.RAISED))
    _words(p, 16, 21, "notono live", look.LIT, 20)
    for x, name in ((190, "server"), (280, "model"), (366, "drawing")):
        p.obj(x, 14, panel(14, 14, look.SUNK, receive=f"$0-lamp-{name}"))
        _words(p, x + 20, 21, name)
    p.obj(456, 14, slider(120, 14, 0, 1, "", "$0-progress", FADER))
    _words(p, 600, 21, inside.NO_SERVER, look.DIM, 12, "$0-words")


def _sound(p: Patch) -> None:
    """Family and the faders of the sound."""
    p.obj(12, 56, panel(330, 392, look.RAISED))
    _words(p, 24, 72, "sound", size=14)
    p.obj(24, 92, radio("vradio", 27, 12, "$0-family-do", "$0-family", FADER))
    for index, name in enumerate(look.INSTRUMENTS):
        ink = look.FAMILY_COLOURS[name]
        _words(p, 58, 105 + 27 * index, name.replace("_", " "), ink, 13)
    for index, knob in enumerate(look.KNOBS):
        y, name = 92 + 56 * index, id_of(knob.name)
        _words(p, 156, y + 10, knob.label)
        p.obj(272, y, _numbers(f"$0-{name}-do", f"$0-{name}", knob.low, knob.top))
        fader = slider(168, 24, knob.low, knob.top, f"$0-{name}-do", f"$0-{name}", FADER)
        p.obj(160, y + 26, fader)


def _redraw(p: Patch) -> None:
    p.obj(354, 56, panel(434, 392, look.RAISED))
    _words(p, 366, 72, "redraw", size=14)
    _words(p, 446, 72, "time to the right - frequency upward", look.DIM, 11)
    p.obj(360, 88, "notono-region")
    y = 408
    _words(p, 366, y + 10, "layer", look.DIM)
    p.obj(416, y, radio("hradio", 22, 3, "$0-layer-do", "$0-layer", FADER))
    _words(p, 492, y + 10, "top - bottom - both", look.DIM)
    p.obj(648, y, toggle(22, "$0-auto-do", "$0-auto", "as I move", FADER))


def _pads(p: Patch) -> None:
    p.obj(800, 56, panel(278, 392, look.RAISED))
    _words(p, 812, 72, "pads", size=14)
    for index in range(look.PADS):
        number = index + 1
        x, y = 814 + 66 * (index % 4), 94 + 88 * (index // 4)
        p.obj(x - 3, y - 3, panel(60, 60, look.RAISED, receive=f"$0-frame-{number}"))
        pad = button(54, f"$0-hit-{number}", f"$0-pad-{number}", look=PAD)
        p.obj(x, y, pad)
        _words(p, x, y + 65, f"{number}", look.DIM, 9, f"$0-name-{number}")
        _words(p, x, y + 77, " ", look.DIM, 9, f"$0-note-{number}")


def _actions(p: Patch) -> None:
    p.obj(12, 460, panel(776, 84, look.RAISED))
    x = 24
    for label, name, _ in look.BUTTONS:
        p.obj(x, 472, button(32, f"$0-{id_of(name)}-do", look=FADER))
        _words(p, x + 40, 488, label, size=13)
        x += 62 + 9 * len(label)
    _words(p, 24, 528, "each is for the pad with the bright frame", look.DIM, 11)


def _scenes(p: Patch) -> None:
    p.obj(12, 556, panel(776, 84, look.RAISED))
    for index in range(look.SCENES):
        number = index + 1
        names = f"$0-scene-{number}-do", f"$0-scene-{number}"
        p.obj(24 + 66 * index, 568, button(32, *names, f"{number}", PAD, (40, 16)))
    p.obj(562, 573, toggle(22, "$0-store", "$0-store-off", "keep in the next one", FADER))
    _words(p, 24, 624, "scenes: all knobs and all pads at once - a lit one holds something",
           look.DIM, 11)  # fmt: skip


def _output(p: Patch) -> None:
    p.obj(800, 460, panel(278, 180, look.RAISED))
    _words(p, 812, 476, "heard", size=14)
    p.obj(812, 496, toggle(24, "$0-dsp", "$0-dsp-is", "sound on", FADER))
    p.obj(812, 532, radio("vradio", 24, 2, "$0-from", "$0-from-is", FADER))
    _words(p, 844, 544, "from this patch")
    _words(p, 844, 568, "from the server")
    p.obj(812, 596, button(30, "$0-panic-do", "", "silence", ALARM))
    p.obj(1030, 484, f"vu 16 130 $0-level empty -1 -8 0 10 {look.SUNK} {look.BRIGHT} 1 0")


def _numbers(send: str, receive: str, low: float, top: float, digits: int = 5) -> str:
    return (
        f"nbx {digits} 18 {low:g} {top:g} 0 0 {send} {receive} empty 0 -8 0 12 "
        f"{look.RAISED} {look.BRIGHT} {look.BRIGHT} 0 256"
    )
