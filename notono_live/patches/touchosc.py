"""notono.tosc, a TouchOSC layout for phones: faders 0 to 1, a surface, pads, scenes. Made with
py2tosc, which only who writes the patches needs. Plain values, any thread.

Every control is told on the address it sends to, so it stands where the server's knob stands;
what it is told it does not send again.
"""

from __future__ import annotations

import uuid
import zlib
from typing import Any

from notono_live.patches import panel as look
from notono_live.protocol.wire import PREFIX

SIZE = (0, 0, 540, 960)
SAMPLE_PORT = 9701  # what TouchOSC is told to receive at


def layout() -> bytes:
    """The file: the document's XML, compressed. Raises ImportError without py2tosc."""
    import py2tosc
    from py2tosc import ui

    head = ui.row(
        _labelled("connect", _button("notify", (1, SAMPLE_PORT), "#4fb3bf")),
        _labelled("undo", _button("slot/undo", (0,), look.FAMILY_COLOURS["none"])),
        _labelled("redo", _button("slot/redo", (0,), look.FAMILY_COLOURS["none"])),
        _labelled("A / B", _button("slot/compare", (0,), look.FAMILY_COLOURS["none"])),
        gap=8,
        name="head",
    )
    pages = ui.pager(_sound(ui), _region(ui), _pads(ui), name="pages", tabbar_size=48)
    foot = ui.row(
        _labelled("draw new", _button("generate", (), look.LIT)),
        _labelled("redraw region", _button("regenerate", (), look.LIT)),
        gap=8,
        name="foot",
    )
    root = ui.column(
        head, pages, foot, sizes=(1, 8, 1.2), pad=8, gap=8, frame=SIZE, name="notono",
        color=look.GROUND,
    )  # fmt: skip
    document = py2tosc.Document(root=root)
    document.resolve()
    _name_all(document.root, "notono")
    assert not document.validate(), document.validate()
    return zlib.compress(document.dumps().encode(), 9)


def _name_all(control: Any, place: str) -> None:
    """Ids made of places, so that the same layout is the same file."""
    object.__setattr__(control, "id", str(uuid.uuid5(uuid.NAMESPACE_URL, place)))
    for index, child in enumerate(control.children):
        _name_all(child, f"{place}/{index}")


def _sound(ui: Any) -> Any:
    """Two rows of faders, wide enough for a finger each."""
    rows = [
        ui.row([_column(ui, name) for name in names], gap=8, name=f"{place} faders")
        for place, names in (
            ("upper", ("instrument/index", "pitch", "dynamics")),
            ("lower", ("temperature", "guidance", "top_p", "volume")),
        )
    ]
    return ui.column(*rows, gap=8, pad=8, name="sound")


def _column(ui: Any, name: str) -> Any:
    """A fader, what the server says it is, and what it is called."""
    plain = name.removesuffix("/index")
    return ui.column(
        _fader(f"norm/{name}", look.LIT), _told(plain), _caption(plain.replace("_", " ")),
        sizes=(8, 1, 1), gap=4, name=name,
    )  # fmt: skip


def _region(ui: Any) -> Any:
    import py2tosc

    surface = py2tosc.xy(
        name="xy",
        color=look.LIT,
        messages=[ui.osc(f"{PREFIX}xy", args=[ui.value("x"), ui.value("y")])],
    )
    edges = [
        ui.column(_fader(knob.name, "#7fc8a9"), _caption(knob.label), sizes=(8, 1), name=knob.label)
        for knob in look.EDGES
    ]
    redraws = _labelled("redraw as I move", _toggle("auto"))
    return ui.column(
        surface, ui.row(edges, gap=8, name="edges"), redraws, sizes=(5, 4, 1), gap=8, pad=8,
        name="region",
    )  # fmt: skip


def _pads(ui: Any) -> Any:
    pads = [_labelled(f"{n}", _gate(f"slot/{n}/play", "#5b6ee1")) for n in range(1, look.PADS + 1)]
    scenes = [
        _labelled(f"scene {n}", _button("scene/recall", (look.SCENE_NAME % n,), "#9a86d4"))
        for n in range(1, 5)
    ]
    keeps = [
        _labelled(f"keep {n}", _button("scene/save", (look.SCENE_NAME % n,), look.ALARM))
        for n in range(1, 5)
    ]
    return ui.column(
        ui.tiles(pads, columns=4, gap=8, name="slots"),
        ui.row(scenes, gap=8, name="scenes"),
        ui.row(keeps, gap=8, name="keep"),
        sizes=(6, 1, 1),
        gap=8,
        pad=8,
        name="pads",
    )


def _fader(name: str, colour: str) -> Any:
    import py2tosc
    from py2tosc import ui

    return py2tosc.fader(
        name=name, color=colour, messages=[ui.osc(PREFIX + name, no_duplicates=True)]
    )


def _toggle(name: str) -> Any:
    import py2tosc
    from py2tosc import ui

    whole = ui.value("x", conversion="INTEGER")
    return py2tosc.button(
        name=name, color="#7fc8a9", button_type=py2tosc.ButtonType.TOGGLE_RELEASE,
        messages=[ui.osc(PREFIX + name, args=[whole])],
    )  # fmt: skip


def _gate(name: str, colour: str) -> Any:
    """A button that sends 1 and, when let go, 0."""
    import py2tosc
    from py2tosc import ui

    return py2tosc.button(name=name, color=colour, messages=[ui.osc(PREFIX + name, receive=False)])


def _button(name: str, arguments: tuple[int | str, ...], colour: str) -> Any:
    """A button that sends these words when it is touched, and nothing when it is let go."""
    import py2tosc
    from py2tosc import ui

    atoms = [
        ui.const(str(a), conversion="STRING" if isinstance(a, str) else "INTEGER")
        for a in arguments
    ]
    message = ui.osc(PREFIX + name, args=atoms, on="RISE", receive=False)
    return py2tosc.button(name=name, color=colour, messages=[message])


def _told(name: str) -> Any:
    """A label that shows what the server tells."""
    import py2tosc
    from py2tosc import ui

    text = ui.value("text", conversion="STRING")
    message = ui.osc(PREFIX + name, args=[text], var="text", send=False)
    return py2tosc.label(name=f"{name} is", text_size=16, messages=[message])


def _caption(words: str) -> Any:
    import py2tosc

    return py2tosc.label(name=words, text_size=14, values=[py2tosc.Value("text", default=words)])


def _labelled(words: str, control: Any) -> Any:
    from py2tosc import ui

    return ui.labelled(control, words, size=16, name=f"{words} button")
