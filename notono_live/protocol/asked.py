"""The table of what can be asked: address ↔ command ↔ arguments with ranges and units ↔ help.

Parameters have their rows in `controls.py` and notifications in `answers.py`; `addresses.py` reads
and writes messages by all three. Plain values, any thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from notono_live.notes.conditioning import PITCH_HIGH, PITCH_LOW
from notono_live.notes.note import SEED_MAX
from notono_live.protocol import commands as ask
from notono_live.protocol import controls
from notono_live.protocol.arguments import INSTRUMENT, Argument, Choice, Real, Switch, Text, Whole

PROTOCOL = 1  # grows when a client of the old one would break
JOB_MAX = 999_999  # Pure Data's atoms are float32 and print six digits

Group = tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """One command. The first group of arguments must be there; each later one may be left out, with
    all after it. `gated`: a bare trigger, which takes a button's 1 and ignores its 0."""

    name: str
    command: type[Any]
    groups: tuple[Group, ...]
    help: str
    gated: bool = False

    @property
    def arguments(self) -> tuple[Argument, ...]:
        return tuple(argument for group in self.groups for argument in group)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many arguments may come.

        >>> BY_NAME["slot/regenerate"].counts
        (1, 2, 4, 6, 7, 8, 9)
        """
        totals = [0]
        for group in self.groups:
            totals.append(totals[-1] + len(group))
        return tuple(totals[1:]) or (0,)

    @property
    def usage(self) -> str:
        """
        >>> BY_NAME["slot/generate"].usage
        'slot [pitch [instrument [seed]]]'
        """
        if self.gated:
            return "[gate]"
        words = [" ".join(argument.name for argument in group) for group in self.groups]
        if not words:
            return ""
        tail = "".join(f" [{word}" for word in words[1:]) + "]" * (len(words) - 1)
        return (words[0] + tail).strip()


SLOT = Whole("slot", 0, controls.SLOT_MAX, "0 is the current one")
PITCH = Whole("pitch", PITCH_LOW, PITCH_HIGH, "MIDI note")
SEED = Whole("seed", -1, SEED_MAX, "-1 is free")
SOUND = Text("name", unit="a file under sounds/")
LABELS: tuple[Group, ...] = ((PITCH,), (INSTRUMENT,))

SPECS: tuple[Spec, ...] = (
    Spec(
        "notify",
        ask.Notify,
        ((), (Switch("on"),), (Whole("port", 1, 65_535, "UDP port"),), (Text("name"),)),
        "hear everything, at this port of your own host or where you send from; 0 stops it",
    ),
    Spec("ping", ask.Ping, (), "answered by pong with the same arguments"),
    Spec("version", ask.Version, (), "program, version, protocol and model"),
    Spec("status", ask.Status, (), "how the server is doing"),
    Spec(
        "sync",
        ask.Sync,
        ((Whole("id", 0, JOB_MAX),),),
        "answered by synced when all you asked for before has ended",
    ),
    Spec("list/params", ask.ListParameters, (), "one row for each parameter, then done"),
    Spec("list/slots", ask.ListSlots, (), "one row for each slot, then done"),
    Spec("list/instruments", ask.ListInstruments, (), "one row for each family, then done"),
    Spec("generate", ask.Generate, (), "draw a new note into the current slot", gated=True),
    Spec("regenerate", ask.Regenerate, (), "redraw the region of the current slot", gated=True),
    Spec(
        "slot/generate",
        ask.SlotGenerate,
        ((SLOT,), *LABELS, (SEED,)),
        "draw a new note into a slot",
    ),
    Spec(
        "slot/regenerate",
        ask.SlotRegenerate,
        (
            (SLOT,),
            (Choice("layer", controls.LAYER_WORDS),),
            (
                Real("start_seconds", 0.0, controls.LONGEST_SECONDS, "s"),
                Real("end_seconds", 0.0, controls.LONGEST_SECONDS, "s"),
            ),
            (Real("low", 0.0, 1.0, "mel axis"), Real("high", 0.0, 1.0, "mel axis")),
            (INSTRUMENT,),
            (PITCH,),
            (SEED,),
        ),
        "redraw a region of a slot; what is left out comes from the parameters",
    ),
    Spec(
        "slot/render",
        ask.SlotRender,
        ((SLOT,), *LABELS),
        "write a new file; under another pitch or family the note is drawn anew, for the file only",
    ),
    Spec(
        "slot/load",
        ask.SlotLoad,
        ((SLOT, SOUND), *LABELS),
        "encode a sound file into a slot; say its pitch and family if you know them",
    ),
    Spec(
        "slot/save",
        ask.SlotSave,
        ((SLOT, SOUND),),
        "write a slot to sounds/",
    ),
    Spec(
        "slot/copy",
        ask.SlotCopy,
        ((SLOT, Whole("target", 0, controls.SLOT_MAX)),),
        "copy a slot's note to another slot",
    ),
    Spec("slot/clear", ask.SlotClear, ((SLOT,),), "empty a slot; undo brings it back"),
    Spec("slot/undo", ask.SlotUndo, ((SLOT,),), "one change back"),
    Spec("slot/redo", ask.SlotRedo, ((SLOT,),), "one change forward again"),
    Spec(
        "slot/lock",
        ask.SlotLock,
        ((SLOT, Switch("locked")),),
        "1 refuses changes to a slot, 0 allows them",
    ),
    Spec(
        "cancel",
        ask.Cancel,
        ((), (Whole("job", -1, JOB_MAX),)),
        "take back one job, or with -1 all of yours",
    ),
    Spec("quit", ask.Quit, (), "stop the server; from its own machine only"),
)

BY_NAME = {spec.name: spec for spec in SPECS}
BY_COMMAND = {spec.command: spec for spec in SPECS}
