"""Max's patcher format: JSON of boxes and of lines between them. Plain values, any thread.

Keys as in patchers that Max 8 wrote (Ableton's maxdevtools and Somax hold such ones): a `patcher`
of `boxes` and `lines`, each box with an id, its number of inlets and outlets, and a rectangle.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Words = dict[str, Any]
Rect = tuple[float, float, float, float]

# object → inlets, types of outlets; those whose numbers hang on their arguments are below.
OBJECTS: dict[str, tuple[int, tuple[str, ...]]] = {
    # ours
    "notono.client": (1, ("", "")), "notono.slot~": (1, ("signal", "", "")),
    # of Max
    "inlet": (0, ("",)), "outlet": (1, ()), "deferlow": (1, ("",)), "loadbang": (1, ("bang",)),
    "udpsend": (1, ()), "udpreceive": (1, ("",)), "prepend": (1, ("",)), "print": (1, ()),
    "notein": (1, ("int", "int", "int")), "ctlin": (1, ("int", "int")), "int": (2, ("int",)),
    "midiin": (1, ("int",)), "midiout": (1, ()), "sprintf": (1, ("",)), "+": (2, ("int",)),
    "midiparse": (1, ("", "", "", "int", "int", "", "int", "")), "*": (2, ("float",)),
    # of MSP
    "buffer~": (1, ("float", "bang")), "play~": (1, ("signal", "bang")), "dac~": (2, ()),
    "line~": (2, ("signal", "bang")), "*~": (2, ("signal",)), "+~": (2, ("signal",)),
    "plugout~": (2, ("signal", "signal")), "live.thisdevice": (1, ("bang", "int", "int")),
    # to be seen
    "message": (2, ("",)), "comment": (1, ()), "toggle": (1, ("int",)), "number": (1, ("", "bang")),
    "button": (1, ("bang",)), "panel": (1, ()), "led": (1, ("int",)), "jsui": (1, ("",)),
    "live.dial": (1, ("", "float")), "live.menu": (1, ("", "", "float")), "ezdac~": (2, ()),
    "live.tab": (1, ("", "", "float")), "live.text": (1, ("", "")), "live.comment": (1, ()),
    "bpatcher": (1, ("",)),
}  # fmt: skip


def ports(text: str) -> tuple[int, tuple[str, ...]]:
    """Inlets and outlets of an object box, by its words.

    >>> ports("route a b"), ports("t b l")
    ((1, ('', '', '')), (1, ('bang', '')))
    """
    name, *arguments = text.split()
    if name == "route":
        return 1, ("",) * (len(arguments) + 1)
    if name == "sel":
        return 2 if len(arguments) == 1 else 1, ("bang",) * len(arguments) + ("",)
    if name in ("t", "trigger"):
        kinds = {"b": "bang", "i": "int", "f": "float"}
        return 1, tuple(kinds.get(argument, "") for argument in arguments)
    if name in ("pack", "pipe", "unpack"):
        count = len([word for word in arguments if not word.startswith("@")])
        if name == "unpack":
            return 1, ("",) * count
        return (count, ("",)) if name == "pack" else (count, ("",) * (count - 1))
    if name == "gate":
        return 2, ("",) * int(arguments[0])
    return OBJECTS[name]


@dataclass(frozen=True, slots=True)
class Box:
    id: str


@dataclass
class Patcher:
    """A patcher being filled. `presentation`: it opens as what `at` says of each box."""

    rect: Rect = (80, 100, 900, 620)
    presentation: bool = False
    extra: Words = field(default_factory=dict)
    boxes: list[Words] = field(default_factory=list)
    lines: list[Words] = field(default_factory=list)

    def box(
        self, maxclass: str, rect: Rect, inlets: int, outlets: tuple[str, ...], **more: Any
    ) -> Box:
        """`at` among `more` is the place in presentation."""
        made = Box(f"obj-{len(self.boxes) + 1}")
        said: Words = {"id": made.id, "maxclass": maxclass, "numinlets": inlets,
                       "numoutlets": len(outlets), "patching_rect": list(rect)}  # fmt: skip
        if outlets:
            said["outlettype"] = list(outlets)
        if (at := more.pop("at", None)) is not None:
            said |= {"presentation": 1, "presentation_rect": list(at)}
        self.boxes.append({"box": said | more})
        return made

    def obj(self, x: float, y: float, text: str, js: tuple[int, int] | None = None) -> Box:
        """An object; `js`: its inlets and outlets, where a script decides on them."""
        inlets, outlets = (js[0], ("",) * js[1]) if js else ports(text)
        wide = max(40.0, 7.0 * len(text) + 12)
        return self.box("newobj", (x, y, wide, 22), inlets, outlets, text=text)

    def msg(self, x: float, y: float, text: str, at: Rect | None = None) -> Box:
        wide = max(32.0, 6.6 * len(text) + 12)
        return self.widget("message", (x, y, wide, 22), at, text=text)

    def comment(self, x: float, y: float, text: str, wide: float = 400, **more: Any) -> Box:
        return self.widget(
            "comment", (x, y, wide, 20.0 * (1 + len(text) * 6.4 // wide)), text=text, **more
        )

    def widget(self, maxclass: str, rect: Rect, at: Rect | None = None, **more: Any) -> Box:
        """A user-interface object, with the ports its class has."""
        inlets, outlets = OBJECTS[maxclass]
        if at is not None:
            more["at"] = at
        return self.box(maxclass, rect, inlets, outlets, **more)

    def inlet(self, x: float, y: float, number: int, note: str) -> Box:
        return self.box("inlet", (x, y, 30, 30), 0, ("",), comment=note, index=number)

    def outlet(self, x: float, y: float, number: int, note: str) -> Box:
        return self.box("outlet", (x, y, 30, 30), 1, (), comment=note, index=number)

    def sub(
        self, x: float, y: float, name: str, inner: Patcher, inlets: int = 0, outlets: int = 0
    ) -> Box:
        text = f"p {name}"
        kinds = ("",) * outlets
        return self.box("newobj", (x, y, 7.0 * len(text) + 20, 22), inlets, kinds,
                        text=text, patcher=inner.patcher())  # fmt: skip

    def wire(self, source: Box, target: Box, outlet: int = 0, inlet: int = 0) -> None:
        ends = {"source": [source.id, outlet], "destination": [target.id, inlet]}
        self.lines.append({"patchline": ends})

    def chain(self, *boxes: Box) -> Box:
        for source, target in pairwise(boxes):
            self.wire(source, target)
        return boxes[-1]

    def patcher(self) -> Words:
        return {
            "fileversion": 1,
            "appversion": {
                "major": 8,
                "minor": 6,
                "revision": 0,
                "architecture": "x64",
                "modernui": 1,
            },
            "classnamespace": "box",
            "rect": list(self.rect),
            "bglocked": 0,
            "openinpresentation": int(self.presentation),
            "default_fontsize": 12.0,
            "default_fontface": 0,
            "default_fontname": "Arial",
            "gridonopen": 1,
            "gridsize": [8.0, 8.0],
            **self.extra,
            "boxes": self.boxes,
            "lines": self.lines,
            "dependency_cache": [],
            "autosave": 0,
        }

    def file(self) -> str:
        return json.dumps({"patcher": self.patcher()}, indent="\t") + "\n"


PARAMETER_KINDS = {"float": 0, "int": 1, "enum": 2}


def parameter(name: str, short: str, kind: str, **more: Any) -> Words:
    """What makes a live.* object a parameter: automated, mapped and stored by its name."""
    said: Words = {
        "parameter_longname": name,
        "parameter_shortname": short,
        "parameter_type": PARAMETER_KINDS[kind],
        **{f"parameter_{key}": value for key, value in more.items()},
    }
    return {"varname": name, "parameter_enable": 1, "saved_attribute_attributes": {"valueof": said}}
