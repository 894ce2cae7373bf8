"""How a widget of a Pure Data patch and a parameter of the server find each other: by names with
$0. Plain values, any thread."""

from __future__ import annotations

from notono_live.patches import panel as look
from notono_live.patches.pd import Look, Patch

FADER = Look(look.SUNK, look.LIT, look.BRIGHT)
PAD = Look(look.SUNK, look.BRIGHT, look.BRIGHT)
ALARM = Look(look.ALARM, look.BRIGHT, look.BRIGHT)


def id_of(name: str) -> str:
    return name.replace("/", "-")


def said(p: Patch, x: int, y: int, name: str) -> None:
    """What a widget sends goes to the server under a parameter's name."""
    source = p.obj(x, y, f"r $0-{id_of(name)}-do")
    named = p.obj(x, y + 30, f"list prepend {name}")
    p.chain(source, named, p.obj(x, y + 60, "list trim"), p.obj(x, y + 90, "s notono"))


def shown(p: Patch, x: int, y: int, name: str) -> None:
    """What the server tells moves the widget, which says nothing back."""
    boxes = [p.obj(x, y, "r notono-told")]
    for depth, part in enumerate((*name.split("/"), "float")):
        boxes.append(p.obj(x, y + 30 * (depth + 1), f"route {part}"))
    y += 30 * len(boxes)
    boxes += [p.msg(x, y, "set $1"), p.obj(x, y + 30, f"s $0-{id_of(name)}")]
    p.chain(*boxes)
