"""The help patches of Pure Data, made as its own are: live example, reference, see also. Plain
values, any thread."""

from __future__ import annotations

from notono_live.patches import table
from notono_live.patches.pd import Patch, panel

RULE, TITLE = "#c4dcdc", "#e8e4da"
MADE_FOR = "updated for Pd version 0.52"


def help_patches() -> dict[str, Patch]:
    return {
        "notono-help.pd": _client(),
        "notono-slot~-help.pd": _slot(),
        "notono-region-help.pd": _region(),
    }


def _page(name: str, line: str, height: int, reference: list[tuple[str, list[str]]]) -> Patch:
    p = Patch(760, height, place=(60, 40))
    p.obj(1, 1, panel(757, 36, TITLE, name, at=(12, 18), size=20))
    p.text(190, 10, line, 64)
    p.obj(1, 38, panel(757, 2, RULE))
    foot = height - 36
    p.obj(1, foot - 6, panel(757, 2, RULE))
    p.sub(16, foot, _reference(reference), "reference")
    p.text(120, foot, "see also:", 12)
    p.text(540, foot, MADE_FOR, 30)
    return p


def _also(p: Patch, height: int, *names: str) -> None:
    x = 200
    for name in names:
        p.obj(x, height - 36, name)
        x += 10 * len(name) + 14


def _reference(sections: list[tuple[str, list[str]]]) -> Patch:
    p = Patch(640, 60 + sum(40 + 22 * len(lines) for _, lines in sections))
    y = 12
    for title, lines in sections:
        p.obj(6, y, panel(600, 1, RULE))
        p.text(10, y + 6, title, 20)
        for line in lines:
            y += 22
            p.text(120, y - 16, line, 66)
        y += 40
    return p


def _client() -> Patch:
    high = 640
    p = _page(
        "notono",
        "speaks with a notono-live server over OSC",
        high,
        [
            ("ARGUMENTS", ["1) symbol: host (127.0.0.1)", "2) float: port (9700)"]),
            (
                "INLET",
                [
                    "connect <host> <port> - another server",
                    "disconnect",
                    "anything else - an address without /notono/ and its arguments",
                ],
            ),
            (
                "OUTLETS",
                ["1) what the server tells, without /notono", "2) 1 when it answers, 0 when not"],
            ),
            (
                "NAMES",
                [
                    "[s notono] is the inlet, anywhere",
                    "[r notono-told] and [r notono-light] are the outlets",
                    "[s notono-server] with host and port connects",
                ],
            ),
        ],
    )
    p.text(16, 50, "It connects by itself, and again when the server is started anew. Start the "
           "server first or later, with: notono-live serve", 90)  # fmt: skip
    p.text(16, 96, "1 draw a note: slot, pitch, family", 40)
    p.text(16, 190, "2 redraw a part of it: layer, seconds, band, family, pitch", 40)
    p.text(16, 300, "3 knobs: set with a value, ask without", 40)
    p.text(16, 400, "4 the same by hand", 40)
    client = p.obj(16, 470, "notono")
    clicks = (
        (16, 120, "slot/generate 1 60 guitar"),
        (16, 150, "slot/generate 1 36 bass"),
        (16, 230, "slot/regenerate 1 top 1 2 0 1 bass 48"),
        (16, 260, "slot/undo 1"),
        (16, 330, "pitch 48"),
        (100, 330, "pitch"),
        (160, 330, "instrument flute"),
        (16, 360, "generate"),
        (110, 360, "regenerate"),
        (16, 430, "connect 127.0.0.1 9700"),
        (210, 430, "disconnect"),
    )
    for x, y, words in clicks:
        p.wire(p.msg(x, y, words), client)
    light = p.obj(160, 500, "tgl 18 0 empty empty answers 24 9 0 12 #fcfcfc #000000 #000000 0 1")
    p.wire(client, light, 1)
    kinds = p.obj(16, 530, "route queued progress done fail changed")
    p.chain(client, kinds)
    for index, name in enumerate(("queued", "progress", "done", "fail", "changed")):
        p.wire(kinds, p.obj(16 + 140 * index, 565, f"print {name}"), index)
    p.text(400, 96, "every address there is, ready to be clicked:", 46)
    p.sub(400, 130, _all("commands", table.commands()), "commands")
    p.sub(500, 130, _all("parameters", table.parameters()), "parameters")
    p.sub(610, 130, _told(), "told")
    p.text(400, 170, "Numbers in an address never come back as one: slot and row are arguments of "
           "every answer. Answers are in the Pd window.", 46)  # fmt: skip
    p.text(400, 250, "done slot/generate <job> <slot> <path> ... comes when the file is in place. "
           "[notono-slot~] loads it and plays it.", 46)  # fmt: skip
    _also(p, high, "notono-slot~ 1")
    p.text(330, high - 36, "(notono-region)", 16)
    return p


def _all(title: str, examples: list[table.Example]) -> Patch:
    """A message for each address, all into [s notono]."""
    p = Patch(980, 80 + 26 * len(examples))
    p.text(16, 10, f"all {title}, from the server's own table", 60)
    send = p.obj(16, 50 + 26 * len(examples), "s notono")
    for index, example in enumerate(examples):
        y = 40 + 26 * index
        p.wire(p.msg(16, y, example.words), send)
        p.text(400, y, _plain(f"{example.usage} - {example.help}".removeprefix(" - ")), 90)
    return p


def _told() -> Patch:
    rows = table.told()
    p = Patch(980, 80 + 26 * len(rows))
    p.text(16, 10, "all that is told; parameters are told on their own addresses", 70)
    for index, row in enumerate(rows):
        p.text(16, 40 + 26 * index, _plain(f"{row.name}  {row.usage}  {row.help}"), 120)
    return p


def _plain(words: str) -> str:
    return words.replace("[", "(").replace("]", ")").replace("{", "(").replace("}", ")")


def _slot() -> Patch:
    high = 600
    p = _page(
        "notono-slot~",
        "a slot of the server, to be played: loads what is drawn",
        high,
        [
            ("ARGUMENTS", ["1) float: slot", "2) float: seconds it can hold (4.096)"]),
            (
                "INLET",
                [
                    "bang - play at its own pitch",
                    "float - play this note",
                    "list <note> <velocity> - 0 lets go, note -1 is its own",
                    "eight sound at once, and a ninth takes the place of the first",
                    "stop",
                    "anything else - the verb for this slot: undo, regenerate ...",
                ],
            ),
            (
                "OUTLETS",
                ["1) signal", "2) loaded <frames> <revision>, note <family> <pitch> <seconds>"],
            ),
        ],
    )
    p.text(16, 50, "Every new note is read into the silent one of two arrays and faded in, also in "
           "the middle of a sound. It needs one [notono]: here the one below.", 90)  # fmt: skip
    clicks = (
        (16, 100, "generate 60 guitar"),
        (180, 100, "generate 45 vocal"),
        (16, 130, "regenerate top 1 2 0 1 bass 48"),
        (16, 160, "undo"),
        (70, 160, "redo"),
        (16, 210, "bang"),
        (70, 210, "67"),
        (110, 210, "60 100"),
        (180, 210, "60 0"),
        (240, 210, "stop"),
    )
    voice = p.obj(16, 270, "notono-slot~ 1")
    for x, y, words in clicks:
        p.wire(p.msg(x, y, words), voice)
    keys = p.obj(330, 180, "notein")
    pair = p.obj(330, 210, "pack f f")
    p.wire(keys, pair)
    p.wire(keys, pair, 1, 1)
    p.wire(pair, voice)
    loud = p.obj(16, 330, "*~ 0.5")
    p.chain(voice, loud)
    sound = p.obj(16, 360, "dac~")
    p.wire(loud, sound)
    p.wire(loud, sound, 0, 1)
    told = p.obj(180, 300, "route loaded note")
    p.wire(voice, told, 1)
    p.wire(told, p.obj(180, 335, "print notono-loaded"))
    p.wire(told, p.obj(330, 335, "print notono-note"), 1)
    switch = p.obj(16, 400, "tgl 22 0 empty empty sound 28 11 0 12 #fcfcfc #000000 #000000 0 1")
    p.chain(switch, p.msg(16, 432, "; pd dsp $1"))
    p.text(180, 390, "Several slots: [clone -s 1 notono-slot~ 16], where 3 60 100 plays slot 3", 76)
    p.text(180, 420, "Longer than four seconds: the second argument, as in notono-slot~ 1 20", 76)
    p.text(180, 450, "A file at another rate than Pd's is played at its own pitch.", 70)
    _also(p, high, "notono")
    p.text(290, high - 36, "(notono-region)", 16)
    return p


def _region() -> Patch:
    high = 560
    p = _page(
        "notono-region",
        "a board to draw a region on: what regenerate will redraw",
        high,
        [
            ("NAMES", ["it needs a [notono] somewhere, and no wire"]),
            (
                "SENDS",
                ["region/time, region/freq - when a corner is dragged",
                 "region/start, length, low, width - from the faders"],
            ),
        ],
    )  # fmt: skip
    p.text(16, 50, "Time goes to the right, frequency upward. Below: where it begins, how long it "
           "lasts; left: its lower edge, its height.", 90)  # fmt: skip
    p.obj(16, 100, "notono-region")
    send = p.obj(460, 300, "s notono")
    for y, words in (
        (150, "slot/generate 1 60 guitar"), (180, "region/time 1 2"), (210, "region/freq 0 0.5"),
        (240, "regenerate"), (270, "layer bottom"),
    ):  # fmt: skip
        p.wire(p.msg(460, y, words), send)
    _also(p, high, "notono")
    p.obj(300, high - 36, "notono-slot~ 1")
    return p
