"""Max for Live devices: a patcher in the .amxd container. Plain values, any thread.

The container, little-endian: "ampf" 4 and the kind of device, "meta" 4 and flags, "ptch" with the
size of what follows, which is the patcher's JSON and a NUL (read off the test files of Ableton's
maxdevtools).
"""

from __future__ import annotations

import json
import struct

from notono_live.patches import max_set
from notono_live.patches import panel as look
from notono_live.patches.max_set import Hub
from notono_live.patches.maxpat import Box, Patcher, Words, parameter

INSTRUMENT, MIDI_EFFECT = b"iiii", b"mmmm"
UNFROZEN = 0
HIGH = 169  # pixels, as all devices in Live

# What the eight encoders of a Push, or of any controller that Live knows, turn: what decides on a
# redraw together on the first page. A device shows those that it has.
ENCODERS, NO_PARAMETER = 8, "-"
BANKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Redraw", ("instrument", "pitch", "region start", "region length", "region low",
                "region width", "layer", "redraw region")),
    ("Note", ("slot", "dynamics", "temperature", "guidance", "top_p", "auto", "draw new",
              "cancel")),
    ("Steps", ("undo", "redo", "A / B", "write file", "into Simpler", "new clip")),
)  # fmt: skip


def amxd(patcher: Patcher, kind: bytes, wide: int, title: str) -> bytes:
    """The bytes of a device."""
    parameters = banked(patcher)
    said = patcher.patcher() | {
        "parameters": parameters,
        "openinpresentation": 1,
        "devicewidth": float(wide),
        "description": title,
        "project": {
            "version": 1,
            "creationdate": 0,
            "modificationdate": 0,
            "viewrect": [0.0, 0.0, 300.0, 500.0],
            "autoorganize": 1,
            "hideprojectwindow": 1,
            "showdependencies": 1,
            "autolocalize": 0,
            "contents": {"patchers": {}},
            "layout": {},
            "searchpath": {},
            "detailsvisible": 0,
            "amxdtype": int.from_bytes(kind, "big"),
            "readonly": 0,
            "devpathtype": 0,
            "devpath": ".",
            "sortmode": 0,
            "viewmode": 0,
        },
    }
    text = json.dumps({"patcher": said}, indent="\t").encode() + b"\n\0"
    return (
        b"ampf" + struct.pack("<I", 4) + kind
        + b"meta" + struct.pack("<II", 4, UNFROZEN)
        + b"ptch" + struct.pack("<I", len(text)) + text
    )  # fmt: skip


def banked(patcher: Patcher) -> Words:
    """Give each parameter its place among all, and say which of them share a bank.

    Places count from 1: Max gives a parameter that nobody has put anywhere the place 0. Keys as in
    patchers that Max 8 wrote; a bank lists names, and here long and scripting names are the same.
    """
    boxes = [each["box"] for each in patcher.boxes]
    widgets = {box["varname"]: box for box in boxes if box.get("parameter_enable")}
    banks = {bank: [name for name in names if name in widgets] for bank, names in BANKS}
    order = [name for names in banks.values() for name in names]
    assert set(order) == set(widgets), set(order) ^ set(widgets)
    said: Words = {}
    for place, name in enumerate(order, 1):
        valueof = widgets[name]["saved_attribute_attributes"]["valueof"]
        valueof["parameter_order"] = place
        said[widgets[name]["id"]] = [name, valueof["parameter_shortname"], place]
    pages = {
        str(index): {
            "index": index,
            "name": bank,
            "parameters": names + [NO_PARAMETER] * (ENCODERS - len(names)),
        }
        for index, (bank, names) in enumerate(banks.items())
    }
    return said | {"parameterbanks": pages, "inherited_shortname": 1}


def _device(wide: int) -> tuple[Patcher, Hub]:
    p = Patcher((80, 100, wide, 600), presentation=True)
    hub = Hub(p, p.obj(40, 240, "notono.client 127.0.0.1 9700"), y=320)
    max_set.lamps(hub, 8, 8, wide - 16)
    return p, hub


def instrument() -> bytes:
    """A slot of the server as a Live instrument."""
    wide = 700
    p, hub = _device(wide)
    midi = p.obj(300, 200, "midiin")
    notes = p.obj(300, 230, "midiparse")
    voice = p.obj(300, 290, "notono.slot~ 1")
    p.chain(midi, notes, voice)
    out = p.obj(300, 320, "plugout~")
    p.wire(voice, out)
    p.wire(voice, out, 0, 1)
    p.wire(voice, hub.client, 1)
    p.wire(hub.client, voice)
    slot = _slot_number(hub, 8, 34)
    p.chain(slot, p.obj(440, 260, "prepend slotnumber"), voice)
    p.chain(slot, p.obj(560, 260, "prepend /notono/slot"), hub.client)
    max_set.menu(hub, (64, 40, 100, 15))
    for index, each in enumerate(look.KNOBS[:5]):
        max_set.knob(hub, each, (8 + 44 * index, 66, 42, 48))
    for index, each in enumerate(look.EDGES):
        max_set.knob(hub, each, (8 + 44 * index, 116, 42, 48))
    max_set.board(hub, (240, 34, 200, 104))
    max_set.layers(hub, (240, 144, 130, 18))
    auto = max_set.push(hub, "auto", (376, 144, 64, 18), toggles=True)
    hub.both_ways(auto, "auto")
    max_set.actions(hub, 454, 34, 100, (0, 22))
    p.comment(300, 180, "A file for the browser, with a name of its own:", 300)
    hub.says(max_set.push(hub, "write file", (564, 34, 100, 20)), "/notono/slot/render 0")
    return amxd(p, INSTRUMENT, wide, "notono: a slot of the server as an instrument")


def controller() -> bytes:
    """Knobs for the slot that sounds in a Simpler or a clip after it; MIDI passes through."""
    wide = 604
    p, hub = _device(wide)
    p.chain(p.obj(300, 200, "midiin"), p.obj(300, 230, "midiout"))
    live = p.obj(420, 240, "js notono.live.js", js=(1, 2))
    p.wire(hub.client, live)
    p.wire(live, hub.client)
    shown = p.widget("message", (420, 280, 200, 22), (8, 144, 330, 18), text="")
    p.wire(live, shown, 1)
    slot = _slot_number(hub, 8, 34)
    p.chain(slot, p.obj(560, 200, "prepend slotnumber"), live)
    p.chain(slot, p.obj(700, 200, "prepend /notono/slot"), hub.client)
    max_set.menu(hub, (64, 40, 100, 15))
    for index, each in enumerate((*look.KNOBS[:4], *look.EDGES)):
        max_set.knob(hub, each, (8 + 44 * index, 66, 42, 48))
    max_set.layers(hub, (180, 38, 130, 18))
    simpler = max_set.push(hub, "into Simpler", (394, 34, 96, 20), toggles=True)
    p.chain(simpler, p.obj(560, 240, "prepend simpler"), live)
    clip = max_set.push(hub, "new clip", (394, 60, 96, 20))
    p.chain(clip, p.msg(700, 240, "clip"), live)
    max_set.actions(hub, 500, 34, 96, (0, 22))
    return amxd(p, MIDI_EFFECT, wide, "notono: redraws what a Simpler plays")


def _slot_number(hub: Hub, left: float, top: float) -> Box:
    x, y = hub.below()
    more = parameter("slot", "slot", "int", mmin=1, mmax=look.PADS, initial=[1], initial_enable=1)
    return hub.patcher.widget("live.dial", (x, y, 41, 36), (left, top - 4, 41, 36), **more)
