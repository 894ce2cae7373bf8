"""Reads .pd files as a graph, to see what they would send and what they wait for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Canvas:
    """Boxes as (kind, text) in their order, wires as (from, outlet, to, inlet)."""

    boxes: list[tuple[str, str]] = field(default_factory=list)
    wires: list[tuple[int, int, int, int]] = field(default_factory=list)

    def into(self, number: int) -> Iterator[tuple[int, int]]:
        yield from ((source, inlet) for source, _, target, inlet in self.wires if target == number)

    def after(self, number: int) -> Iterator[tuple[int, int]]:
        yield from ((out, target) for source, out, target, _ in self.wires if source == number)


def canvases(path: Path) -> list[Canvas]:
    """Every canvas of a file; a subpatch is one box of the canvas around it."""
    done: list[Canvas] = []
    stack: list[Canvas] = []
    for line in re.split(r"(?<!\\);\n?", path.read_text(encoding="utf-8")):
        words = line.replace("\n", " ").strip()
        if words.startswith("#N canvas"):
            stack.append(Canvas())
        elif words.startswith("#X restore"):
            done.append(stack.pop())
            stack[-1].boxes.append(("sub", words.split(" ", 4)[4] if words.count(" ") > 3 else ""))
        elif words.startswith("#X connect"):
            stack[-1].wires.append(tuple(map(int, words.split()[2:6])))  # type: ignore[arg-type]
        elif words.startswith("#X") and not words.startswith(("#X coords", "#X array")):
            kind, rest = words[3:].split(" ", 1)
            text = rest.split(" ", 2)[2] if rest.count(" ") > 1 else ""
            stack[-1].boxes.append((kind, re.sub(r", f \d+$", "", text)))
    return [*done, *stack]


PASSES = re.compile(r"(list trim|t |s \\\$0|list prepend$|list append$)")
SENDS = re.compile(r"(s notono$|notono( |$))")


def sent(path: Path) -> Iterator[str]:
    """What message boxes send to the server, and what `list prepend` puts before a number; `$1` and
    what is not known stand as they are."""
    for canvas in canvases(path):
        for number, (kind, text) in enumerate(canvas.boxes):
            if kind == "obj" and SENDS.match(text):
                yield from _feeding(canvas, number)


def _feeding(canvas: Canvas, number: int) -> Iterator[str]:
    for source, inlet in canvas.into(number):
        kind, text = canvas.boxes[source]
        if kind == "msg" and inlet == 0:
            yield from (part.strip() for part in re.split(r" \\, ", text))
        elif kind == "msg" and text.startswith("symbol "):  # what `list prepend` will put first
            yield f"{text.removeprefix('symbol ')} ..."
        elif inlet == 0 and text.startswith("list prepend ") and "connect" not in text:
            yield f"{text.removeprefix('list prepend ')} ..."
        elif inlet == 0 and PASSES.match(text):
            yield from _feeding(canvas, source)


def heard(path: Path) -> Iterator[str]:
    """The addresses that `route` waits for, after `r notono-told` and after [notono]."""
    for canvas in canvases(path):
        for number, (kind, text) in enumerate(canvas.boxes):
            if kind == "obj" and (text == "r notono-told" or re.match(r"notono( |$)", text)):
                yield from _routes(canvas, number, "")


def _routes(canvas: Canvas, number: int, so_far: str) -> Iterator[str]:
    for out, target in canvas.after(number):
        kind, text = canvas.boxes[target]
        if kind != "obj" or not text.startswith("route ") or (so_far == "" and out != 0):
            continue
        for place, word in enumerate(text.split()[1:]):
            if word[0] not in "\\$0123456789-" and word != "float":
                yield (name := f"{so_far}{word}")
                onward = [t for o, t in canvas.after(target) if o == place]
                for box in onward:
                    if canvas.boxes[box][1].startswith("route "):
                        yield from _named(canvas, box, f"{name}/")


def _named(canvas: Canvas, number: int, so_far: str) -> Iterator[str]:
    for word in canvas.boxes[number][1].split()[1:]:
        if word[0] not in "\\$0123456789-" and word != "float":
            yield f"{so_far}{word}"
