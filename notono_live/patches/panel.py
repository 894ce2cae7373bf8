"""What the live sets show, whatever they are made for: which knobs, which buttons, which colours.
Ranges come from the protocol's table. Plain values, any thread."""

from __future__ import annotations

from dataclasses import dataclass

from notono_live.notes.conditioning import FAMILIES
from notono_live.protocol.arguments import Real, Whole
from notono_live.protocol.controls import BY_NAME, LAYER_WORDS

PADS = 16
SCENES = 8
SCENE_NAME = "live-%d"
CONTROLLERS = {  # MIDI controllers that the live sets listen to, and the share each sets
    1: "norm/temperature",
    16: "region/start",
    17: "region/length",
    18: "region/low",
    19: "region/width",
    20: "norm/instrument/index",
    21: "norm/pitch",
}
FIRST_PAD_NOTE = 36  # on channel 10, as drum racks have it

GROUND, RAISED, SUNK = "#1f2227", "#2b2f36", "#3a3f47"
BRIGHT, DIM, LIT, ALARM = "#efe9dc", "#8d939c", "#e8a33d", "#d2553f"
FAMILY_COLOURS = dict(
    zip(
        (*map(str, FAMILIES), "none"),
        (
            "#5b6ee1", "#d8a13a", "#7fc8a9", "#c9703d", "#9a86d4", "#4fb3bf",
            "#b05a7a", "#86a84c", "#c75146", "#3f9bd8", "#d98fb0", "#777d86",
        ),
        strict=True,
    )
)  # fmt: skip
INSTRUMENTS = ("none", *map(str, FAMILIES))
LAYERS = LAYER_WORDS


@dataclass(frozen=True, slots=True)
class Knob:
    """A parameter of one number, as a fader; low and top are its ends in the table."""

    name: str
    label: str

    @property
    def kind(self) -> Whole | Real:
        kind = BY_NAME[self.name].arguments[0]
        assert isinstance(kind, Whole | Real), self.name
        return kind

    @property
    def low(self) -> float:
        return self.kind.low

    @property
    def top(self) -> float:
        return self.kind.high

    @property
    def help(self) -> str:
        return BY_NAME[self.name].help


KNOBS = (
    Knob("pitch", "pitch"),
    Knob("dynamics", "dynamics"),
    Knob("temperature", "temperature"),
    Knob("guidance", "guidance"),
    Knob("top_p", "top p"),
    Knob("volume", "volume"),
)
EDGES = (
    Knob("region/start", "from"),
    Knob("region/length", "lasts"),
    Knob("region/low", "above"),
    Knob("region/width", "height"),
)
BUTTONS = (  # label, address without the prefix, arguments
    ("draw new", "generate", ()),
    ("redraw region", "regenerate", ()),
    ("undo", "slot/undo", (0,)),
    ("redo", "slot/redo", (0,)),
    ("A / B", "slot/compare", (0,)),
    ("cancel", "cancel", (-1,)),
)
