"""The subpatches of live-set.pd: what its widgets do. Plain values, any thread."""

from __future__ import annotations

from notono_live.patches import panel as look
from notono_live.patches.pd import Box, Patch
from notono_live.patches.pd_names import id_of, said, shown

NO_SERVER = "start the server: notono-live serve"


def parameters() -> Patch:
    """Faders, family, layer and auto: to the server and back."""
    p = Patch(1100, 560)
    for index, knob in enumerate((*look.KNOBS,)):
        said(p, 20 + 200 * index, 20, knob.name)
        shown(p, 20 + 200 * index, 150, knob.name)
    x, y = 20, 340
    chosen = p.obj(x, y, "r $0-family-do")
    none = p.obj(x, y + 30, "sel 0")
    unsaid = p.msg(x, y + 60, "instrument none")
    index_less = p.obj(x + 120, y + 60, "- 1")
    named = p.obj(x + 120, y + 90, "list prepend instrument/index")
    trim = p.obj(x + 120, y + 120, "list trim")
    out = p.obj(x, y + 150, "s notono")
    p.chain(chosen, none, unsaid, out)
    p.wire(none, index_less, 1)
    p.chain(index_less, named, trim, out)
    told = p.obj(380, y, "r notono-told")
    row = p.obj(380, y + 30, "route instrument")
    number = p.obj(380, y + 60, "route index")
    more = p.obj(380, y + 90, "+ 1")
    p.chain(
        told, row, number, more, p.msg(380, y + 120, "set $1"), p.obj(380, y + 150, "s $0-family")
    )
    layer = p.obj(540, y, "r $0-layer-do")
    p.chain(layer, p.obj(540, y + 30, "list prepend layer"), p.obj(540, y + 60, "list trim"),
            p.obj(540, y + 90, "s notono"))  # fmt: skip
    heard = p.obj(720, y, "r notono-told")
    which = p.obj(720, y + 30, "route layer")
    pick = p.obj(720, y + 60, f"route {' '.join(look.LAYERS)}")
    show = p.obj(720, y + 150, "s $0-layer")
    p.chain(heard, which, pick)
    for place in range(len(look.LAYERS)):
        lit = p.msg(720 + 70 * place, y + 90, f"set {place}")
        p.wire(pick, lit, place)
        p.wire(lit, show)
    said(p, 940, y, "auto")
    shown(p, 1060, y, "auto")
    return p


def pads() -> Patch:
    """A hit chooses the slot and sounds it; rows of list/slots colour the pads."""
    p = Patch(1200, 620)
    chosen = p.obj(20, 120, "t f f")
    for index in range(look.PADS):
        hit = p.obj(20 + 70 * index, 20, f"r $0-hit-{index + 1}")
        value = p.msg(20 + 70 * index, 50, f"{index + 1}")
        p.chain(hit, value, chosen)
    p.chain(chosen, p.obj(20, 180, "list append -1 100"), p.obj(20, 210, "s $0-play"))
    slot = p.obj(200, 150, "list prepend slot")
    p.wire(chosen, slot, 1)
    p.chain(slot, p.obj(200, 180, "list trim"), p.obj(200, 210, "s notono"))

    told = p.obj(20, 260, "r notono-told")
    kinds = p.obj(20, 290, "route list slot")
    rows = p.obj(20, 320, "route slots.reply")
    parts = p.obj(20, 350, "unpack f s f f f f s")
    p.chain(told, kinds, rows, parts)
    number = p.obj(20, 380, "t b b b f")
    p.wire(parts, number)
    colour = p.obj(300, 470, "symbol none")
    note = p.obj(200, 470, "f")
    title = p.obj(120, 470, "symbol none")
    p.wire(parts, colour, 1, 1)
    p.wire(parts, title, 1, 1)
    p.wire(parts, note, 2, 1)
    p.wire(number, colour, 2)
    p.wire(number, note, 1)
    p.wire(number, title)
    targets = []
    for x, name in ((300, "pad"), (200, "note"), (120, "name")):
        make = p.obj(x + 300, 410, f"makefilename $0-{name}-%d")
        p.wire(number, make, 3)
        target = p.obj(x, 590, "s")
        p.wire(make, target, 0, 1)
        targets.append(target)
    _painted(p, parts, colour, targets[0])
    known = p.obj(200, 500, "moses 0")
    p.chain(note, known, p.msg(200, 550, "label empty"), targets[1])
    spelt = p.obj(250, 530, "makefilename %d")
    p.wire(known, spelt, 1)
    p.chain(spelt, p.msg(250, 560, "label $1"), targets[1])
    blank = p.obj(120, 500, "sel none")
    p.chain(title, blank, p.msg(120, 530, "label empty"), targets[2])
    called = p.msg(60, 560, "label $1")
    p.wire(blank, called, 1)
    p.wire(called, targets[2])

    p.text(640, 260, "the frame of the current slot", 30)
    current = p.obj(640, 290, "t f f b")
    p.wire(kinds, current, 1)
    last = p.obj(640, 350, "f 1")
    p.wire(current, last, 2)
    p.wire(current, last, 1, 1)
    p.wire(current, p.obj(760, 320, "s $0-current"))
    for x, source, shade in ((700, last, look.RAISED), (900, current, look.LIT)):
        order = p.obj(x, 380, "t b f")
        frame = p.obj(x + 60, 410, "makefilename $0-frame-%d")
        paint = p.obj(x, 470, "s")
        p.wire(source, order)
        p.wire(order, frame, 1)
        p.wire(frame, paint, 0, 1)
        p.chain(order, p.msg(x, 440, f"color {shade}"), paint)
    return p


def _painted(p: Patch, row: Box, family: Box, pad: Box) -> None:
    """The family's colour; a slot that is empty has none, a note of no known family grey."""
    path = p.obj(440, 380, "sel none")
    p.wire(row, path, 6)
    filled, unknown = p.obj(700, 500, "f 0"), p.obj(700, 530, "sel 0 1")
    for outlet in range(2):
        when, holds = (
            p.obj(440 + 60 * outlet, 410, "t b"),
            p.msg(440 + 60 * outlet, 440, f"{outlet}"),
        )
        p.wire(path, when, outlet)
        p.chain(when, holds)
        p.wire(holds, filled, 0, 1)
    families = p.obj(300, 500, "sel " + " ".join(look.FAMILY_COLOURS))
    p.chain(family, families)
    shades = list(look.FAMILY_COLOURS.values())
    last = len(shades) - 1
    p.wire(families, filled, last)
    p.chain(filled, unknown)
    sources = [*((families, place) for place in range(last)), (unknown, 0), (unknown, 1)]
    shown_as = [*shades[:last], look.SUNK, shades[last]]
    for x, ((source, outlet), shade) in enumerate(zip(sources, shown_as, strict=True)):
        paint = p.msg(300 + 20 * x, 560, f"color {shade} {look.BRIGHT} {look.BRIGHT}")
        p.wire(source, paint, outlet)
        p.wire(paint, pad)


def actions() -> Patch:
    p = Patch(1000, 200)
    buttons = (*look.BUTTONS, ("silence", "panic", ()))
    for index, (_, name, arguments) in enumerate(buttons):
        words = " ".join(map(str, (name, *arguments)))
        x = 20 + 130 * index
        p.chain(
            p.obj(x, 20, f"r $0-{id_of(name)}-do"), p.msg(x, 60, words), p.obj(x, 100, "s notono")
        )
    silence = p.obj(940, 20, "r $0-panic-do")
    p.chain(silence, p.msg(940, 60, "stop"), p.obj(940, 100, "s $0-voices"))
    return p


def scenes() -> Patch:
    """A touch recalls, or keeps where the switch was on; rows of list/scenes light the buttons."""
    p = Patch(1000, 520)
    touched = p.obj(20, 100, f"makefilename {look.SCENE_NAME}")
    for index in range(look.SCENES):
        touch = p.obj(20 + 110 * index, 20, f"r $0-scene-{index + 1}-do")
        p.chain(touch, p.msg(20 + 110 * index, 50, f"{index + 1}"), touched)
    order = p.obj(20, 130, "t b a")
    store = p.obj(20, 160, "f 0")
    p.chain(touched, order, store)
    p.wire(p.obj(140, 130, "r $0-store"), store, 0, 1)
    name = p.obj(220, 160, "symbol")
    p.wire(order, name, 1, 1)
    how = p.obj(20, 190, "sel 1 0")
    p.wire(store, how)
    keep = p.obj(20, 220, "t b b b")
    p.wire(how, keep)
    call = p.obj(140, 220, "t b b")
    p.wire(how, call, 1)
    saves = p.msg(320, 220, "symbol scene/save")
    calls = p.msg(480, 220, "symbol scene/recall")
    verb = p.obj(220, 280, "list prepend")
    p.wire(keep, saves, 2)
    p.wire(call, calls, 1)
    p.wire(saves, verb, 0, 1)
    p.wire(calls, verb, 0, 1)
    p.wire(keep, name, 1)
    p.wire(call, name)
    p.chain(name, verb, p.obj(220, 310, "list trim"), p.obj(220, 340, "s notono"))
    zero = p.msg(20, 280, "0")
    p.wire(keep, zero)
    p.wire(zero, store, 0, 1)
    p.chain(zero, p.msg(20, 310, "set 0"), p.obj(20, 370, "s $0-store-off"))

    told = p.obj(640, 100, "r notono-told")
    kinds = p.obj(640, 130, "route done list")
    p.chain(told, kinds)
    ends = p.obj(640, 160, "route scene/save scene/delete notify")
    p.wire(kinds, ends)
    again = p.obj(640, 190, "t b")
    for outlet in range(3):
        p.wire(ends, again, outlet)
    p.chain(again, p.msg(640, 220, "list/scenes"), p.obj(640, 250, "s notono"))
    rows = p.obj(780, 190, "route scenes.reply")
    p.wire(kinds, rows, 1)
    names = p.obj(780, 220, "unpack f s f")
    p.wire(rows, names)
    ours = " ".join(look.SCENE_NAME % (n + 1) for n in range(look.SCENES))
    which = p.obj(780, 250, f"sel {ours}")
    p.wire(names, which, 1)
    for index in range(look.SCENES):
        lit = p.msg(640 + 40 * index, 290, f"color {look.LIT} {look.BRIGHT} {look.BRIGHT}")
        p.wire(which, lit, index)
        p.wire(lit, p.obj(640 + 40 * index, 330 + 24 * index, f"s $0-scene-{index + 1}"))
    return p


def lamps() -> Patch:
    p = Patch(1000, 460)

    def lamp(x: int, source: Box, name: str, colour: str) -> None:
        pick = p.obj(x, 200, "sel 0 1")
        p.wire(source, pick)
        dark, lit = p.msg(x, 230, f"color {look.SUNK}"), p.msg(x + 40, 260, f"color {colour}")
        p.wire(pick, dark, 0)
        p.wire(pick, lit, 1)
        end = p.obj(x, 290, f"s $0-lamp-{name}")
        p.wire(dark, end)
        p.wire(lit, end)

    light = p.obj(20, 40, "r notono-light")
    lamp(20, light, "server", "#7fc8a9")
    alone = p.obj(20, 340, "sel 0 1")
    p.wire(light, alone)
    hint = NO_SERVER.replace(" ", "\\ ")
    dim = p.msg(20, 370, f"color {look.RAISED} {look.RAISED} {look.DIM}, label {hint}")
    out = p.obj(20, 430, "s $0-words")
    p.chain(alone, dim, out)
    nothing = p.msg(80, 400, "label empty")
    p.wire(alone, nothing, 1)
    p.wire(nothing, out)
    told = p.obj(160, 40, "r notono-told")
    kinds = p.obj(160, 70, "route status.reply queued done fail progress hello")
    p.chain(told, kinds)
    ready = p.obj(160, 110, "unpack f f f")
    p.wire(kinds, ready)
    is_ready = p.obj(160, 140, "== 1")
    p.wire(ready, is_ready)
    lamp(160, is_ready, "model", "#7fc8a9")
    running = p.obj(300, 140, "> 0")
    p.wire(ready, running, 2)
    lamp(300, running, "drawing", look.LIT)
    job = p.obj(420, 110, "t b")
    p.wire(kinds, job, 1)
    p.chain(job, p.msg(420, 140, "1"), running)
    rest = p.msg(480, 140, "0")
    ended = p.obj(480, 110, "t b")
    p.wire(kinds, ended, 2)
    p.wire(kinds, ended, 3)
    p.chain(ended, rest, running)
    share = p.obj(620, 110, "unpack s f f f")
    p.wire(kinds, share, 4)
    p.wire(share, p.obj(620, 140, "s $0-progress"), 3)
    p.chain(rest, p.obj(540, 170, "s $0-progress"))
    failed = p.obj(760, 110, "unpack s f f s s")
    p.wire(kinds, failed, 3)
    words = p.obj(760, 170, "s $0-words")
    why = p.msg(760, 140, "label $1")
    p.wire(failed, why, 4)
    p.wire(why, words)
    red = p.msg(880, 140, f"color {look.RAISED} {look.RAISED} {look.ALARM}")
    p.wire(failed, red, 3)
    p.wire(red, words)
    fine = p.obj(560, 230, "route generate regenerate slot/generate slot/regenerate")
    p.wire(kinds, fine, 2)
    results = p.obj(560, 260, "unpack f f s f f f")
    for outlet in range(4):
        p.wire(fine, results, outlet)
    took = p.obj(660, 290, "i")
    p.wire(results, took, 5)
    plain = p.msg(760, 290, f"color {look.RAISED} {look.RAISED} {look.BRIGHT}")
    tell = p.obj(660, 320, "t f b")
    p.chain(took, tell)
    p.wire(tell, plain, 1)
    p.wire(plain, words)
    p.chain(tell, p.msg(660, 380, "label drawn\\ in\\ $1\\ ms"), words)
    return p


def midi() -> Patch:
    """Notes play the current slot, or on channel 10 the pads; controllers move what CONTROLLERS
    says."""
    p = Patch(1100, 400)
    notes = p.obj(20, 20, "notein")
    on_ten = p.obj(300, 80, "== 10")
    p.wire(notes, on_ten, 2)
    split = p.obj(20, 80, "pack f f")
    drums, keys = p.obj(20, 140, "spigot"), p.obj(160, 140, "spigot 1")
    others = p.obj(300, 110, "== 0")
    p.chain(on_ten, others)
    p.wire(on_ten, drums, 0, 1)
    p.wire(others, keys, 0, 1)
    p.wire(notes, split, 1, 1)
    p.wire(notes, split)
    p.wire(split, drums)
    p.wire(split, keys)
    pad = p.obj(20, 170, "unpack f f")
    p.wire(drums, pad)
    number = p.obj(20, 200, f"- {look.FIRST_PAD_NOTE - 1}")
    within = p.obj(20, 230, f"expr if($f1 >= 1 && $f1 <= {look.PADS}, $f1, 0)")
    real = p.obj(20, 260, "sel 0")
    hit = p.obj(20, 290, "pack f f f")
    p.chain(pad, number, within, real)
    p.wire(real, hit, 1)
    minus = p.msg(80, 200, "-1")
    p.wire(pad, hit, 1, 2)
    p.wire(pad, minus, 1)
    p.wire(minus, hit, 0, 1)
    play = p.obj(20, 330, "s $0-play")
    p.wire(hit, play)
    key = p.sub(160, 200, _key(), "key")
    p.chain(keys, key, play)
    for index, (controller, name) in enumerate(look.CONTROLLERS.items()):
        x = 420 + 170 * (index % 4)
        y = 20 + 190 * (index // 4)
        p.chain(p.obj(x, y, f"ctlin {controller}"), p.obj(x, y + 30, "/ 127"),
                p.obj(x, y + 60, f"list prepend {name}"), p.obj(x, y + 90, "list trim"),
                p.obj(x, y + 120, "s notono"))  # fmt: skip
    return p


def _key() -> Patch:
    """Note and velocity, for the current slot; what is let go, for the one it was struck on."""
    p = Patch(460, 380)
    both = p.obj(20, 50, "t a a")
    p.chain(p.obj(20, 20, "inlet"), both)
    whole = p.obj(20, 300, "list append")
    p.wire(both, whole, 1, 1)
    parts = p.obj(20, 80, "unpack f f")
    p.wire(both, parts)
    on, off = p.obj(20, 150, "spigot"), p.obj(240, 150, "spigot")
    for gate, x, test in ((on, 120, "> 0"), (off, 300, "== 0")):
        which = p.obj(x, 110, test)
        p.wire(parts, which, 1)
        p.wire(which, gate, 0, 1)
        p.wire(parts, gate)
    struck, current = p.obj(20, 180, "t b f"), p.obj(20, 210, "f 1")
    p.chain(on, struck, current)
    p.wire(p.obj(120, 180, "r $0-current"), current, 0, 1)
    slot, kept = p.obj(20, 240, "t f f"), p.obj(120, 270, "tabwrite $0-struck-on")
    p.wire(struck, kept, 1, 1)
    p.chain(current, slot, whole)
    p.wire(slot, kept, 1)
    p.chain(off, p.obj(240, 240, "tabread $0-struck-on"), whole)
    p.obj(240, 20, "array define $0-struck-on 128")
    p.chain(whole, p.obj(20, 330, "outlet"))
    return p


def playing() -> Patch:
    """Slot, note (-1: its own), velocity: to the voices here, or to the server's."""
    p = Patch(800, 520)
    play = p.obj(20, 20, "r $0-play")
    source = p.obj(200, 20, "r $0-from")
    here, there = p.obj(20, 110, "spigot 1"), p.obj(200, 110, "spigot")
    local = p.obj(120, 60, "== 0")
    p.chain(source, local)
    p.wire(local, here, 0, 1)
    p.wire(source, there, 0, 1)
    p.wire(play, here)
    p.wire(play, there)
    voices = p.obj(20, 320, f"clone -s 1 notono-slot~ {look.PADS}")
    p.wire(here, voices)
    stopped = p.obj(100, 260, "r $0-voices")
    p.chain(stopped, p.obj(100, 290, "list prepend all"), voices)

    parts = p.obj(200, 140, "unpack f f f")
    turned = p.obj(200, 170, "pack f f f")
    p.wire(there, parts)
    p.wire(parts, turned, 2, 2)
    p.wire(parts, turned, 0, 1)
    p.wire(parts, turned, 1)
    own = p.obj(200, 200, "route -1")
    p.wire(turned, own)
    alone = p.obj(200, 230, "unpack f f")
    p.wire(own, alone)
    out = p.obj(200, 350, "s notono")
    p.chain(alone, p.msg(200, 260, "slot/play $1"), out)
    noted = p.msg(320, 260, "slot/play $2 $1 $3")
    p.wire(own, noted, 1)
    p.wire(noted, out)

    volume = p.obj(500, 20, "r notono-told")
    decibels = p.obj(500, 50, "route volume")
    gain = p.obj(500, 140, "line~")
    p.chain(volume, decibels, p.obj(500, 80, "+ 100"), p.obj(500, 95, "dbtorms"),
            p.msg(500, 110, "$1 30"), gain)  # fmt: skip
    heard = p.obj(20, 380, "*~")
    p.wire(voices, heard)
    p.wire(gain, heard, 0, 1)
    sound = p.obj(20, 440, "dac~")
    p.wire(heard, sound)
    p.wire(heard, sound, 0, 1)
    level = p.obj(120, 410, "env~ 4096")
    p.chain(heard, level, p.obj(120, 440, "- 100"), p.obj(120, 470, "s $0-level"))
    switch = p.obj(500, 200, "r $0-dsp")
    p.chain(switch, p.msg(500, 230, "; pd dsp $1"))
    return p
