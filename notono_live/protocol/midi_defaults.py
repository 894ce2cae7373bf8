"""What MIDI does where nobody said otherwise, as tables. Plain values, any thread.

Numbers follow the MIDI Association's list of controllers: 7, 10, 11 and 64 are what they are
everywhere; 16 to 19 and 80 to 83 are its general-purpose knobs and switches; 20 to 31 are free.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from notono_live.notes.conditioning import FAMILIES
from notono_live.protocol.mapping import Binding
from notono_live.protocol.wire import PREFIX, Message

BINDINGS = (
    Binding("/notono/temperature", "cc", 1),
    Binding("/notono/volume", "cc", 7, curve="fader", span=(-70.0, 0.0)),
    Binding("/notono/pan", "cc", 10, curve="centre"),
    Binding("/notono/region/start", "cc14", 16),
    Binding("/notono/region/length", "cc14", 17),
    Binding("/notono/region/low", "cc14", 18),
    Binding("/notono/region/width", "cc14", 19),
    Binding("/notono/instrument/index", "cc", 20),
    Binding("/notono/pitch", "cc", 21),
    Binding("/notono/slot", "cc", 22),
    Binding("/notono/top_p", "cc", 23),
    Binding("/notono/regenerate", "cc", 80, mode="trigger"),
    Binding("/notono/layer", "cc", 81, mode="toggle"),
    Binding("/notono/slot/0/undo", "cc", 82, mode="trigger"),
    Binding("/notono/slot/0/render", "cc", 83, mode="trigger"),
)

# What is sound and no address, unless it is bound: source and number → what the router does.
SOUND = {
    ("cc", 11): "expression",
    ("cc", 64): "sustain",
    ("bend", 0): "bend",
}
# Never bound: commands of MIDI itself. 124 to 127 imply 123.
CHANNEL_MODE = {
    120: "all_sound_off",
    121: "reset",
    **dict.fromkeys(range(123, 128), "all_notes_off"),
}

# Non-registered parameters 0x4E00 + n, in full resolution. The order never changes; new ones are
# added at the end.
NRPN_BANK = 0x4E
NRPN = (
    "slot",
    "instrument/index",
    "pitch",
    "pitch/class",
    "pitch/octave",
    "temperature",
    "top_p",
    "top_k",
    "guidance",
    "seed",
    "layer",
    "region/start",
    "region/length",
    "region/low",
    "region/width",
    "auto",
    "volume",
    "pan",
    "release",
    "loop",
    "bend",
    "midi/notes",
    "midi/takeover",
    "file/loop",
    "file/loudness",
    "velocity",
    "preview",
    "dynamics",
    "retrigger",
)

GM_GROUPS = (  # last program of each, from 0, and the family it is nearest to
    (7, "keyboard"),
    (15, "mallet"),
    (23, "organ"),
    (31, "guitar"),
    (39, "bass"),
    (51, "string"),
    (54, "vocal"),
    (55, "string"),
    (63, "brass"),
    (71, "reed"),
    (79, "flute"),
    (103, "synth_lead"),
)


def _index(program: int) -> Message | None:
    known = program < len(FAMILIES)
    return Message(f"{PREFIX}instrument/index", (program,)) if known else None


def _general_midi(program: int) -> Message | None:
    """
    >>> _general_midi(53)
    Message(address='/notono/instrument', atoms=('vocal',))
    """
    family = next((family for last, family in GM_GROUPS if program <= last), None)
    return Message(f"{PREFIX}instrument", (family,)) if family else None


def _scene(program: int) -> Message | None:
    return Message(f"{PREFIX}scene/recall", (program + 1,))


PROGRAM_MAPS: dict[str, Callable[[int], Message | None]] = {
    "index": _index,
    "gm": _general_midi,
    "scenes": _scene,
    "off": lambda program: None,
}


def bindings(slots: int, channel: int = 0) -> tuple[Binding, ...]:
    """The default map of a server with so many slots, on one channel or, 0, on any."""
    return tuple(
        replace(
            binding,
            channel=channel,
            span=(1.0, float(slots)) if binding.name == "slot" else binding.span,
        )
        for binding in BINDINGS
    )


def parameters(channel: int = 0) -> tuple[Binding, ...]:
    """Every parameter by its non-registered number."""
    return tuple(
        Binding(PREFIX + name, "nrpn", NRPN_BANK << 7 | n, channel) for n, name in enumerate(NRPN)
    )


def markdown_table() -> str:
    """The README's table of default controllers."""
    lines = ["| MIDI | does |", "|---|---|"]
    lines.append("| notes | sound the current slot (`/notono/midi/notes` says what else) |")
    lines += [f"| CC {_numbers(b)} | `{b.target}`{_how(b)} |" for b in BINDINGS]
    lines += [
        "| CC 11, CC 64, pitch bend | expression, sustain, bend of what the keys sound |",
        "| CC 120, 121, 123 | silence, reset of expression, pedal and bend, all keys up |",
        "| program change | instrument family, or a scene (`program_map`) |",
        f"| NRPN {NRPN_BANK}, n | in 14 bits: "
        + ", ".join(f"{n} `{name}`" for n, name in enumerate(NRPN))
        + " |",
    ]
    return "\n".join(lines)


def _numbers(binding: Binding) -> str:
    return f"{binding.number}" + (
        f" (and {binding.number + 32})" if binding.source == "cc14" else ""
    )


HOW: dict[str, str] = {
    "trigger": ", when pressed",
    "toggle": ", to the next one, when pressed",
    "fader": ", 127 is 0 dB",
    "centre": ", 64 is the middle",
}


def _how(binding: Binding) -> str:
    return HOW.get(binding.mode, HOW.get(binding.curve, ""))
