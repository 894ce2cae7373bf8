"""Pure Data's file format: boxes in the order they are made, wires by their numbers. Plain values,
any thread.

The format: one `#N canvas`, boxes as `#X obj|msg|text x y words`, `#X connect` from outlet to
inlet; commas, semicolons and dollars inside a box carry a backslash. Read off files that Pure Data
0.53 wrote itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

FONT = 12
PAPER, INK = "#f4f1ea", "#26292e"


def escaped(words: str) -> str:
    """
    >>> print(escaped("read $1, list"))
    read \\$1 \\, list
    """
    spaced = re.sub(r"\s*([,;])", r" \\\1", words)
    return spaced.replace("$", "\\$").strip()


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a patch; `number` is what wires call it."""

    number: int


@dataclass
class Patch:
    """A canvas being filled. `on_parent`: the rectangle (x, y, width, height) that is seen from
    outside, or none."""

    width: int
    height: int
    on_parent: tuple[int, int, int, int] | None = None
    span: tuple[float, float, float, float] = (0, -1, 1, 1)  # x, y of both corners, for scalars
    place: tuple[int, int] = (40, 40)
    _boxes: list[str] = field(default_factory=list)
    _wires: list[str] = field(default_factory=list)

    def _add(self, kind: str, x: int, y: int, words: str, tail: str = "") -> Box:
        self._boxes.append(f"#X {kind} {x} {y} {words}{tail};")
        return Box(len(self._boxes) - 1)

    def obj(self, x: int, y: int, words: str) -> Box:
        return self._add("obj", x, y, escaped(words))

    def msg(self, x: int, y: int, words: str) -> Box:
        return self._add("msg", x, y, escaped(words))

    def text(self, x: int, y: int, words: str, wide: int = 60) -> Box:
        """A comment, wrapped after `wide` characters."""
        return self._add("text", x, y, escaped(words), f", f {wide}")

    def number(self, x: int, y: int, receive: str = "-", digits: int = 5, label: str = "-") -> Box:
        words = f"{digits} 0 0 0 {label} {receive} - {FONT}"
        return self._add("floatatom", x, y, escaped(words))

    def word(self, x: int, y: int, receive: str = "-", letters: int = 10) -> Box:
        return self._add("symbolatom", x, y, escaped(f"{letters} 0 0 0 - {receive} - {FONT}"))

    def sub(self, x: int, y: int, patch: Patch, name: str) -> Box:
        """A patch inside this one."""
        inner = [*patch.lines(name), f"#X restore {x} {y} pd {escaped(name)};"]
        self._boxes.append("\n".join(inner))
        return Box(len(self._boxes) - 1)

    def wire(self, source: Box, target: Box, outlet: int = 0, inlet: int = 0) -> None:
        self._wires.append(f"#X connect {source.number} {outlet} {target.number} {inlet};")

    def chain(self, *boxes: Box) -> Box:
        """Each box's first outlet into the next one's first inlet; the last of them."""
        for source, target in pairwise(boxes):
            self.wire(source, target)
        return boxes[-1]

    def lines(self, name: str = "") -> Iterator[str]:
        x, y = self.place
        head = f"#N canvas {x} {y} {self.width} {self.height}"
        yield f"{head} {escaped(name)} 0;" if name else f"{head} {FONT};"
        yield from self._boxes
        yield from self._wires
        if self.on_parent is not None:
            left, top, wide, high = self.on_parent
            corners = " ".join(f"{value:g}" for value in self.span)
            yield f"#X coords {corners} {wide} {high} 2 {left} {top};"

    def file(self) -> str:
        return "\n".join(self.lines()) + "\n"


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a widget: ground, front, label."""

    ground: str = PAPER
    front: str = INK
    label: str = INK


def _names(send: str, receive: str, label: str, at: tuple[int, int], size: int) -> str:
    words = label.replace(" ", "\\ ") or "empty"
    return f"{send or 'empty'} {receive or 'empty'} {words} {at[0]} {at[1]} 0 {size}"


def slider(
    wide: int, high: int, low: float, top: float, send: str, receive: str, look: Look = Look()
) -> str:
    """`hsl` where it is wider than high, else `vsl`; silent when the patch is opened."""
    kind = "hsl" if wide > high else "vsl"
    names = _names(send, receive, "", (0, -9), 12)
    return (
        f"{kind} {wide} {high} {low:g} {top:g} 0 0 {names} "
        f"{look.ground} {look.front} {look.label} 0 1"
    )


def radio(kind: str, size: int, cells: int, send: str, receive: str, look: Look = Look()) -> str:
    names = _names(send, receive, "", (0, -9), 12)
    return f"{kind} {size} 1 0 {cells} {names} {look.ground} {look.front} {look.label} 0"


def toggle(
    size: int, send: str, receive: str, label: str = "", look: Look = Look(), on: float = 1
) -> str:
    names = _names(send, receive, label, (size + 6, size // 2), 12)
    return f"tgl {size} 0 {names} {look.ground} {look.front} {look.label} 0 {on:g}"


def button(
    size: int, send: str, receive: str = "", label: str = "", look: Look = Look(),
    at: tuple[int, int] | None = None,
) -> str:  # fmt: skip
    names = _names(send, receive, label, at or (size + 6, size // 2), 12)
    return f"bng {size} 120 40 0 {names} {look.ground} {look.front} {look.label}"


def panel(
    wide: int, high: int, colour: str, label: str = "", receive: str = "",
    at: tuple[int, int] = (8, 12), size: int = 12, ink: str = INK,
) -> str:  # fmt: skip
    """`cnv`: a coloured rectangle, with words on it if there are some."""
    names = _names("", receive, label, at, size)
    return f"cnv 4 {wide} {high} {names} {colour} {ink} 0"
