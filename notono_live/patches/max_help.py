"""Help, reference and overview of the Max package. Plain values, any thread.

A help patcher's root holds one `p` for each tab, as Max's own do.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.etree import ElementTree

from notono_live import __version__
from notono_live.patches import table
from notono_live.patches.maxpat import Box, Patcher
from notono_live.protocol.wire import PREFIX

DIGESTS = {
    "notono.client": "The way to a notono-live server",
    "notono.slot~": "One slot of the server as a voice",
    "notono.grid": "A board to draw a region on",
}
TEXTS = {
    "notono.client": "Sends messages to the server, says at which port it hears, and passes on "
    "what comes back. It looks for the server every second, and for another port where its own is "
    "taken.",
    "notono.slot~": "Loads every new note of a slot into the silent one of two buffers and fades "
    "it in, also in the middle of a sound.",
    "notono.grid": "Drag the mouse over the codes of the current slot: what is framed is what "
    "regenerate redraws. With shift held down it is redrawn when the mouse is let go.",
}
INLETS = {
    "notono.client": ["any message for the server, with or without /notono/ in front"],
    "notono.slot~": ["from notono.client; note and velocity, bang, stop, or the slot's verbs"],
    "notono.grid": ["from notono.client"],
}
OUTLETS = {
    "notono.client": ["what the server tells", "answers 0 or 1, and port with its number"],
    "notono.slot~": [
        "signal",
        "to notono.client",
        "note family pitch seconds revision; loaded path",
    ],
    "notono.grid": ["to notono.client"],
}
ARGUMENTS = {
    "notono.client": [("host", "symbol", "127.0.0.1"), ("port", "int", "9700")],
    "notono.slot~": [("slot", "int", "1")],
    "notono.grid": [],
}


def helps() -> dict[str, str]:
    tabs = {
        "notono.client": {"basic": _basic(), "regions": _regions(), "midi": _midi(), "all": _all()},
        "notono.slot~": {"basic": _slots()},
        "notono.grid": {"basic": _regions()},
    }
    return {f"{name}.maxhelp": _with_tabs(name, pages) for name, pages in tabs.items()}


def _with_tabs(name: str, pages: dict[str, Patcher]) -> str:
    root = Patcher((100, 100, 820, 560), extra={"showrootpatcherontab": 0})
    for index, (tab, page) in enumerate([*pages.items(), ("?", _question(name))]):
        page.extra["showontab"] = 1
        root.sub(20 + 90 * index, 40, tab, page)
    return root.file()


def _page(title: str, words: str) -> tuple[Patcher, Box]:
    p = Patcher((0, 26, 820, 534))
    p.comment(16, 10, title, 500, fontsize=18.0)
    p.comment(16, 40, words, 700)
    client = p.obj(30, 400, "notono.client 127.0.0.1 9700")
    return p, client


def _print(p: Patcher, client: Box) -> None:
    kinds = p.obj(30, 440, " ".join(["route", *(PREFIX + n for n in ("done", "fail", "progress"))]))
    p.chain(client, kinds)
    for index, name in enumerate(("done", "fail", "progress")):
        p.wire(kinds, p.obj(30 + 130 * index, 480, f"print notono-{name}"), index)


def _clicks(p: Patcher, client: Box, clicks: Sequence[tuple[float, float, str]]) -> None:
    for x, y, words in clicks:
        p.wire(p.msg(x, y, PREFIX + words), client)


def _basic() -> Patcher:
    p, client = _page("notono.client", f"{TEXTS['notono.client']} Start it with: notono-live serve")
    p.comment(30, 100, "draw a note: slot, pitch, family", 300)
    p.comment(30, 190, "draw a part of it again: layer, seconds, band, family, pitch", 500)
    p.comment(30, 280, "knobs: set with a value, ask without", 300)
    clicks = [
        (30, 124, "slot/generate 1 60 guitar"),
        (30, 152, "slot/generate 1 36 bass"),
        (30, 214, "slot/regenerate 1 top 1 2 0 1 bass 48"),
        (30, 242, "slot/undo 1"),
        (30, 304, "pitch 48"),
        (130, 304, "pitch"),
        (220, 304, "instrument flute"),
        (30, 336, "generate"),
        (160, 336, "regenerate"),
    ]
    _clicks(p, client, clicks)
    _print(p, client)
    return p


def _slots() -> Patcher:
    p, client = _page("notono.slot~", TEXTS["notono.slot~"])
    voice = p.obj(30, 300, "notono.slot~ 1")
    p.wire(client, voice)
    p.wire(voice, client, 1)
    plays = [(30, 110, "generate 60 guitar"), (190, 110, "regenerate top 1 2 0 1 bass 48"),
             (30, 140, "undo"), (30, 190, "bang"), (90, 190, "67"), (140, 190, "60 100"),
             (210, 190, "60 0"), (270, 190, "stop")]  # fmt: skip
    for x, y, words in plays:
        p.wire(p.msg(x, y, words), voice)
    notes, pair = p.obj(360, 190, "notein"), p.obj(360, 220, "pack 0 0")
    p.chain(notes, pair, voice)
    p.wire(notes, pair, 1, 1)
    loud, dac = p.obj(30, 340, "*~ 0.5"), p.widget("ezdac~", (500, 300, 45, 45))
    p.wire(voice, loud)
    p.wire(loud, dac)
    p.wire(loud, dac, 0, 1)
    p.wire(voice, p.obj(160, 340, "print slot"), 2)
    return p


def _regions() -> Patcher:
    p, client = _page("notono.grid", TEXTS["notono.grid"])
    board = p.widget("bpatcher", (30, 100, 352, 240), name="notono.grid.maxpat")
    p.chain(client, board, client)
    p.comment(420, 90, "the same by message", 200)
    words = (
        "region/time 1 2",
        "region/freq 0 0.5",
        "layer bottom",
        "regenerate",
        "auto 1",
        "slot/generate 1 60 guitar",
    )
    _clicks(p, client, [(420, 114 + 28 * index, each) for index, each in enumerate(words)])
    return p


def _midi() -> Patcher:
    p, client = _page("MIDI", "The server hears MIDI by itself: let it learn, or send it your own.")
    words = (
        "midi/learn /notono/temperature",
        "midi/unlearn /notono/temperature",
        "midi/learn/cancel",
        "midi/save",
        "list/midi",
    )
    _clicks(p, client, [(30, 100 + 30 * index, each) for index, each in enumerate(words)])
    control = p.chain(p.obj(420, 100, "ctlin 1"), p.obj(420, 130, "* 0.00787402"))
    p.chain(control, p.obj(420, 160, f"prepend {PREFIX}norm/temperature"), client)
    learned = p.obj(30, 440, f"route {PREFIX}midi/learned {PREFIX}list/midi.reply")
    p.chain(client, learned, p.obj(30, 480, "print learned"))
    p.wire(learned, p.obj(200, 480, "print bound"), 1)
    return p


def _all() -> Patcher:
    """Every address of the table, in three columns."""
    p, client = _page("every address", "Made from the server's own table; click to send.")
    examples = [*table.commands(), *table.parameters()]
    each = -(-len(examples) // 3)
    for index, example in enumerate(examples):
        x, y = 30 + 330 * (index // each), 80 + 26 * (index % each)
        box = p.msg(x, y, PREFIX + example.words)
        p.wire(box, client)
    return p


def _question(name: str) -> Patcher:
    p = Patcher((0, 26, 820, 534))
    p.comment(16, 16, f"{name}: {DIGESTS[name]}", 700, fontsize=14.0)
    p.comment(16, 50, f"notono-live {__version__}", 300)
    p.comment(16, 80, "See also: " + ", ".join(n for n in DIGESTS if n != name), 500)
    return p


def references() -> dict[str, str]:
    """docs/refpages: what Max shows for each object."""
    return {f"{name}.maxref.xml": _reference(name) for name in DIGESTS}


def _reference(name: str) -> str:
    root = ElementTree.Element("c74object", {"name": name, "module": "max", "category": "notono"})
    ElementTree.SubElement(root, "digest").text = DIGESTS[name]
    ElementTree.SubElement(root, "description").text = TEXTS[name]
    ports = ElementTree.SubElement(root, "inletlist")
    for index, words in enumerate(INLETS[name]):
        port = ElementTree.SubElement(ports, "inlet", {"id": str(index), "type": "INLET_TYPE"})
        ElementTree.SubElement(port, "digest").text = words
    ports = ElementTree.SubElement(root, "outletlist")
    for index, words in enumerate(OUTLETS[name]):
        kind = "signal" if words == "signal" else "OUTLET_TYPE"
        port = ElementTree.SubElement(ports, "outlet", {"id": str(index), "type": kind})
        ElementTree.SubElement(port, "digest").text = words
    arguments = ElementTree.SubElement(root, "objarglist")
    for argument, kind, usual in ARGUMENTS[name]:
        said = {"name": argument, "type": kind, "optional": "1"}
        ElementTree.SubElement(arguments, "objarg", said).text = f"{usual} if it is left out"
    methods = ElementTree.SubElement(root, "methodlist")
    if name == "notono.client":
        for example in [*table.commands(), *table.parameters()]:
            _method(methods, PREFIX + example.name, example.usage, example.help)
    tags = ElementTree.SubElement(root, "seealsolist")
    for other in DIGESTS:
        if other != name:
            ElementTree.SubElement(tags, "seealso", {"name": other})
    ElementTree.indent(root, "\t")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def _method(methods: ElementTree.Element, address: str, usage: str, words: str) -> None:
    method = ElementTree.SubElement(methods, "method", {"name": address})
    arguments = ElementTree.SubElement(method, "arglist")
    if usage:
        said = {"name": usage, "optional": "1", "type": "list"}
        ElementTree.SubElement(arguments, "arg", said)
    ElementTree.SubElement(method, "digest").text = words


def overview() -> str:
    """extras/notono.overview.maxpat: what there is, one click from each."""
    p = Patcher((120, 120, 640, 380))
    p.comment(20, 16, "notono", 300, fontsize=24.0)
    p.comment(20, 56, "Redraw parts of a sound with neural networks while you play. Start the "
              "server (notono-live serve), then open what you like.", 560)  # fmt: skip
    for index, (name, digest) in enumerate(DIGESTS.items()):
        y = 120 + 50 * index
        p.widget("message", (20, y, 150, 22), text=f";\rmax launch_help {name}")
        p.comment(190, y, digest, 400)
    p.widget("message", (20, 280, 150, 22), text=";\rmax openfile live live-set.maxpat")
    p.comment(190, 280, "live-set: knobs, board, pads and scenes on one page", 400)
    return p.file()


def package_info() -> str:
    return (
        json.dumps(
            {
                "name": "notono",
                "displayname": "notono",
                "version": __version__,
                "author": "notono-live",
                "description": "Redraw parts of a sound with neural networks while you play: the "
                "Max side of the notono-live server.",
                "tags": ["audio", "osc", "neural", "sampler"],
                "max_version_min": "8.0",
                "max_version_max": "none",
                "os": {
                    "macintosh": {"platform": ["x64", "aarch64"]},
                    "windows": {"platform": ["x64"]},
                },
                "homepatcher": "notono.overview.maxpat",
                "package_extra": {"reverse_domain": "", "copyright": "MIT"},
            },
            indent="\t",
        )
        + "\n"
    )
