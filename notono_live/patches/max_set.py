"""The knobs, buttons and pads of the Max patches, and live-set.maxpat. Plain values, any thread.

Every widget says a full address to notono.client, and is set, silently, by what comes back on the
same address.
"""

from __future__ import annotations

from dataclasses import dataclass

from notono_live.patches import panel as look
from notono_live.patches.maxpat import Box, Patcher, Rect, parameter
from notono_live.protocol.arguments import Whole
from notono_live.protocol.wire import PREFIX

NOTE_UNIT, NUMBER_UNIT, DECIBEL_UNIT = 8, 1, 4  # of live.* objects: MIDI note, float, dB
UNITS = {"pitch": NOTE_UNIT, "volume": DECIBEL_UNIT}
GROUND = [0.12, 0.13, 0.15, 1.0]


@dataclass
class Hub:
    """A patcher with a notono.client in it, and where the next box behind the scenes goes."""

    patcher: Patcher
    client: Box
    x: float = 40
    y: float = 700

    def below(self) -> tuple[float, float]:
        """A free place for a chain of boxes."""
        place = self.x, self.y
        self.x += 170
        if self.x > 1400:
            self.x, self.y = 40, self.y + 170
        return place

    def says(self, source: Box, words: str, outlet: int = 0) -> None:
        """A bang of `source` sends these words."""
        x, y = self.below()
        message = self.patcher.msg(x, y, words)
        self.patcher.wire(source, message, outlet)
        self.patcher.wire(message, self.client)

    def both_ways(self, widget: Box, name: str) -> None:
        """A widget and the parameter it stands for."""
        p, (x, y) = self.patcher, self.below()
        address = PREFIX + name
        p.chain(widget, p.obj(x, y, f"prepend {address}"), self.client)
        p.chain(
            self.client,
            p.obj(x, y + 40, f"route {address}"),
            p.obj(x, y + 70, "prepend set"),
            widget,
        )


def knob(hub: Hub, knob: look.Knob, at: Rect) -> Box:
    kind = "int" if isinstance(knob.kind, Whole) else "float"
    more = parameter(
        knob.name.replace("/", " "), knob.label, kind,
        mmin=knob.low, mmax=knob.top, unitstyle=UNITS.get(knob.name, NUMBER_UNIT),
    )  # fmt: skip
    x, y = hub.below()
    dial = hub.patcher.widget("live.dial", (x, y, 41, 48), at, **more)
    hub.both_ways(dial, knob.name)
    return dial


def menu(hub: Hub, at: Rect) -> None:
    """The family, by its name: the server reads names."""
    p, (x, y) = hub.patcher, hub.below()
    names = list(look.INSTRUMENTS)
    more = parameter("instrument", "instrument", "enum", enum=names, mmax=len(names) - 1)
    chosen = p.widget("live.menu", (x, y, 100, 15), at, **more)
    p.wire(chosen, named := p.obj(x, y + 30, f"prepend {PREFIX}instrument"), 1)
    p.wire(named, hub.client)
    told = p.obj(x, y + 60, f"route {PREFIX}instrument")
    p.chain(hub.client, told, p.obj(x, y + 90, "prepend setsymbol"), chosen)


def layers(hub: Hub, at: Rect) -> None:
    p, (x, y) = hub.patcher, hub.below()
    names = list(look.LAYERS)
    more = parameter("layer", "layer", "enum", enum=names, mmax=len(names) - 1)
    lines = {"num_lines_patching": 1, "num_lines_presentation": 1}
    tab = p.widget("live.tab", (x, y, 130, 20), at, **lines, **more)
    p.wire(tab, named := p.obj(x, y + 30, f"prepend {PREFIX}layer"), 1)
    p.wire(named, hub.client)
    told = p.obj(x, y + 60, f"route {PREFIX}layer")
    p.chain(hub.client, told, p.obj(x, y + 90, "prepend setsymbol"), tab)


def push(hub: Hub, label: str, at: Rect, toggles: bool = False, name: str = "") -> Box:
    """A button of Live's kind: bangs, or 0 and 1."""
    x, y = hub.below()
    more = parameter(name or label, label, "enum", enum=["off", "on"], mmax=1)
    return hub.patcher.widget("live.text", (x, y, 80, 20), at, mode=int(toggles), text=label,
                              texton=label, **more)  # fmt: skip


def actions(hub: Hub, left: float, top: float, wide: float, step: tuple[float, float]) -> None:
    for index, (label, name, arguments) in enumerate(look.BUTTONS):
        at = (left + step[0] * index, top + step[1] * index, wide, 20)
        words = " ".join(map(str, (PREFIX + name, *arguments)))
        hub.says(push(hub, label, at), words)


def board(hub: Hub, at: Rect) -> None:
    p, (x, y) = hub.patcher, hub.below()
    seen = {"border": 1, "offset": [0.0, 0.0], "viewvisibility": 1}
    grid = p.widget("bpatcher", (x, y, 160, 100), at, name="notono.grid.maxpat", **seen)
    p.chain(hub.client, grid, hub.client)


def lamps(hub: Hub, left: float, top: float, wide: float) -> None:
    """Whether the server answers, whether the model is ready, and what went wrong last."""
    p, (x, y) = hub.patcher, hub.below()
    lit = p.widget("led", (x, y, 16, 16), (left, top, 16, 16))
    alive = p.obj(x, y + 30, "route answers")
    p.wire(hub.client, alive, 1)
    p.wire(alive, lit)
    p.comment(
        x + 30, y, "server", 60, presentation=1, presentation_rect=[left + 18, top - 2, 50, 20]
    )
    x, y = hub.below()
    ready = p.widget("led", (x, y, 16, 16), (left + 70, top, 16, 16))
    status = p.obj(x, y + 30, f"route {PREFIX}status.reply")
    first = p.obj(x, y + 60, "unpack 0 0 0")
    p.chain(hub.client, status, first, ready)
    p.comment(
        x + 30, y, "model", 60, presentation=1, presentation_rect=[left + 88, top - 2, 50, 20]
    )
    x, y = hub.below()
    words = p.widget("message", (x, y, 200, 22), (left + 140, top - 3, wide - 140, 22), text="")
    fails = p.obj(x, y + 30, f"route {PREFIX}fail")
    parts = p.obj(x, y + 60, "unpack s 0 0 s s")
    p.chain(hub.client, fails, parts)
    p.wire(parts, said := p.obj(x, y + 90, "prepend set"), 4)
    p.wire(said, words)


def live_set() -> Patcher:
    """live-set.maxpat: everything on one page."""
    p = Patcher(
        (60, 90, 960, 560), presentation=True, extra={"bgcolor": GROUND, "editing_bgcolor": GROUND}
    )
    hub = Hub(p, p.obj(40, 40, "notono.client 127.0.0.1 9700"))
    p.comment(240, 20, "notono live", 200, fontsize=20.0, textcolor=[0.91, 0.64, 0.24, 1.0],
              presentation=1, presentation_rect=[16, 10, 200, 30])  # fmt: skip
    lamps(hub, 240, 16, 680)
    menu(hub, (16, 60, 120, 15))
    for index, each in enumerate(look.KNOBS):
        knob(hub, each, (16 + 64 * (index % 3), 96 + 64 * (index // 3), 56, 48))
    for index, each in enumerate(look.EDGES):
        knob(hub, each, (16 + 48 * index, 240, 44, 48))
    board(hub, (230, 60, 352, 240))
    layers(hub, (230, 310, 180, 20))
    auto = push(hub, "redraw as I move", (430, 310, 152, 20), toggles=True, name="auto")
    hub.both_ways(auto, "auto")
    actions(hub, 16, 350, 90, (96, 0))
    pads(hub, 610, 60)
    scenes(hub, 16, 400)
    controllers(hub)
    return p


def pads(hub: Hub, left: float, top: float) -> None:
    """Sixteen slots: a touched one becomes the current slot and sounds; notes sound it too."""
    p = hub.patcher
    x, y = hub.below()
    loud = p.obj(x, y + 100, "*~ 0.5")
    dac = p.widget("ezdac~", (x, y + 130, 45, 45), (left, top + 290, 45, 45))
    p.wire(loud, dac)
    p.wire(loud, dac, 0, 1)
    notes, pair = p.obj(x, y, "notein"), p.obj(x, y + 30, "pack 0 0")
    p.wire(notes, pair)
    p.wire(notes, pair, 1, 1)
    current = p.obj(x, y + 60, f"gate {look.PADS} 1")
    p.wire(pair, current, 0, 1)
    x, y = hub.below()
    p.chain(hub.client, p.obj(x, y, f"route {PREFIX}slot"), current)
    for index in range(look.PADS):
        number = index + 1
        at = (left + 80 * (index % 4), top + 70 * (index // 4), 72, 62)
        pad = push(hub, f"{number}", at, name=f"pad {number}")
        hub.says(pad, f"{PREFIX}slot {number}")
        x, y = hub.below()
        touch, voice = p.msg(x, y, "-1 100"), p.obj(x, y + 30, f"notono.slot~ {number}")
        p.chain(pad, touch, voice, loud)
        p.wire(voice, hub.client, 1)
        p.wire(hub.client, voice)
        p.wire(current, voice, index)


def scenes(hub: Hub, left: float, top: float) -> None:
    """A touch recalls, or keeps where `keep` is on."""
    p, (x, y) = hub.patcher, hub.below()
    keep = push(hub, "keep", (left, top, 60, 20), toggles=True)
    one, which = p.obj(x, y, "+ 1"), p.obj(x, y + 60, "gate 2 1")
    name = p.obj(x, y + 30, "sprintf symout " + look.SCENE_NAME.replace("%d", "%ld"))
    p.chain(keep, one, which)
    p.wire(name, which, 0, 1)
    for place, verb in enumerate(("scene/recall", "scene/save")):
        spoken = p.obj(x, y + 90 + 30 * place, f"prepend {PREFIX}{verb}")
        p.wire(which, spoken, place)
        p.wire(spoken, hub.client)
    for index in range(look.SCENES):
        number = index + 1
        touch = push(
            hub, f"{number}", (left + 72 + 64 * index, top, 56, 20), name=f"scene {number}"
        )
        x, y = hub.below()
        p.chain(touch, p.msg(x, y, f"{number}"), name)


def controllers(hub: Hub) -> None:
    """MIDI controllers, each the share of one parameter."""
    p = hub.patcher
    for controller, name in look.CONTROLLERS.items():
        x, y = hub.below()
        p.chain(p.obj(x, y, f"ctlin {controller}"), p.obj(x, y + 30, f"* {1 / 127:.8f}"),
                p.obj(x, y + 60, f"prepend {PREFIX}{name}"), hub.client)  # fmt: skip
