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
from notono_live.protocol.arguments import (
    INSTRUMENT,
    OWN_INSTRUMENT,
    Argument,
    Cells,
    Choice,
    Pitch,
    Real,
    Switch,
    Text,
    Whole,
)

PROTOCOL = 1  # grows when a client of the old one would break
TAKES_MAX = 8  # alternatives drawn at once
JOB_MAX = 999_999  # Pure Data's atoms are float32 and print six digits

Group = tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """One command. The first group of arguments must be there; each later one may be left out, with
    all after it. `gated`: a bare trigger, which takes a button's 1 and ignores its 0.
    `release`: the verb that a button's 0 stands for in the path form."""

    name: str
    command: type[Any]
    groups: tuple[Group, ...]
    help: str
    gated: bool = False
    release: str = ""

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
TARGET = Whole("target", 0, controls.SLOT_MAX, "a slot")
NOTE = Whole("note", 0, 127, "MIDI note")
VELOCITY = Whole("velocity", 0, 127)
PATTERN = Text("pattern", unit="an address, * ? [] {} allowed")
TAKE = Whole("take", 0, TAKES_MAX, "of list/takes")
SCENE = Text("name", longest=80, unit="a scene, or its number in list/scenes")
TARGET_ADDRESS = Text("target", unit="an address, as /notono/pitch")
LAYER = Choice("layer", ("top", "bottom"))
CELLS = Cells("cells")
OWN_PITCH = Pitch("pitch")
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
    Spec("list/scenes", ask.ListScenes, (), "one row for each scene, then done"),
    Spec(
        "list/takes",
        ask.ListTakes,
        ((SLOT,),),
        "one row for each take that slot/takes drew last, then done",
    ),
    Spec("list/midi", ask.ListBindings, (), "one row for each MIDI binding, then done"),
    Spec(
        "listen",
        ask.Listen,
        ((PATTERN,),),
        "hear what goes out on the addresses it matches, and what they are now",
    ),
    Spec("ignore", ask.Ignore, ((PATTERN,),), "hear no more of them"),
    Spec("stats", ask.Stats, (), "how long each stage takes, then counters, then done"),
    Spec(
        "dumpOSC",
        ask.DumpOsc,
        ((Whole("level", 0, 3, "0 off, 1 parsed, 2 hex, 3 both"),),),
        "print what comes in",
    ),
    Spec(
        "error",
        ask.FailPosts,
        ((Whole("mode", -1, 1, "1 on, 0 off, -1 off for this bundle"),),),
        "whether you hear of fail",
    ),
    Spec(
        "play",
        ask.Play,
        ((), (NOTE,), (VELOCITY,), (SLOT,)),
        "sound a slot now, at its own pitch if no note is said; velocity 0 stops",
    ),
    Spec("stop", ask.Stop, ((), (NOTE,), (SLOT,)), "let go of a note, or of all"),
    Spec("panic", ask.Panic, (), "silence at once", gated=True),
    Spec(
        "record",
        ask.Record,
        ((Switch("on"),), (Text("name", unit="a file under sounds/"),)),
        "record what is heard; 0 ends it",
    ),
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
        "slot/redraw",
        ask.SlotRedraw,
        ((SLOT, LAYER, CELLS), (OWN_INSTRUMENT,), (OWN_PITCH,), (SEED,)),
        "redraw any cells of a slot; under own each cell keeps the labels it has, and so it does "
        "under pitch -1; what is left out comes from the parameters, but for own's pitch",
    ),
    Spec(
        "slot/randomize",
        ask.SlotRandomize,
        ((SLOT, LAYER, CELLS), (SEED,)),
        "random codes in these cells; beneath top cells the bottom is drawn to fit",
    ),
    Spec(
        "slot/erase",
        ask.SlotErase,
        ((SLOT, LAYER, CELLS), (Real("decibels", 0.0, 120.0, "down"),)),
        "silence these cells' part of the sound, or turn it down; nothing is drawn",
    ),
    Spec(
        "slot/label",
        ask.SlotLabel,
        ((SLOT, LAYER, CELLS, OWN_INSTRUMENT), (OWN_PITCH,)),
        "paint labels on cells without drawing, for the next redraw under own; own and -1 leave "
        "what is there, and a pitch left out is -1; labels of top cells reach the bottom beneath",
    ),
    Spec(
        "slot/labels",
        ask.SlotLabels,
        ((SLOT, LAYER),),
        "the labels of a slot's cells, three messages for each row, lowest band first, then done",
    ),
    Spec(
        "slot/takes",
        ask.SlotTakes,
        (
            (SLOT, Whole("count", 1, TAKES_MAX)),
            (LAYER, CELLS),
            (OWN_INSTRUMENT,),
            (OWN_PITCH,),
            (SEED,),
        ),
        "draw several takes of cells, or of the region, to choose from; labels as in slot/redraw; "
        "the slot stays as it is",
    ),
    Spec(
        "slot/audition",
        ask.SlotAudition,
        ((SLOT, TAKE),),
        "sound a take under the slot's keys until the slot changes; 0 is the slot's own note",
    ),
    Spec(
        "slot/choose",
        ask.SlotChoose,
        ((SLOT, Whole("take", 1, TAKES_MAX, "of list/takes")),),
        "put a take in the slot; undo brings back what it held",
    ),
    Spec(
        "slot/render",
        ask.SlotRender,
        ((SLOT,), *LABELS, (Whole("velocity", 1, 127),)),
        "write a new file; under another pitch, family or velocity the note is drawn anew, for the "
        "file only",
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
        "slot/keymap",
        ask.SlotKeymap,
        (
            (
                SLOT,
                Whole("lowest", PITCH_LOW, PITCH_HIGH, "MIDI note"),
                Whole("highest", PITCH_LOW, PITCH_HIGH, "MIDI note"),
            ),
            (Whole("step", 1, 24, "semitones"),),
        ),
        "draw and write a slot at several pitches, for keyboards",
    ),
    Spec(
        "pads",
        ask.Pads,
        ((), (Text("name", longest=80, unit="a folder under kits/"),)),
        "write the first 16 filled slots as a folder for drum pads, from key 36 up",
    ),
    Spec(
        "slot/play",
        ask.SlotPlay,
        ((SLOT,), (NOTE,), (VELOCITY,)),
        "sound a slot; a button's release lets go",
        release="slot/stop",
    ),
    Spec("slot/stop", ask.SlotStop, ((SLOT,),), "let go of all that a slot sounds"),
    Spec("slot/choke", ask.SlotChoke, ((SLOT,),), "cut all that a slot sounds, without a click"),
    Spec(
        "slot/copy",
        ask.SlotCopy,
        ((SLOT, TARGET),),
        "copy a slot's note to another slot",
    ),
    Spec(
        "slot/swap",
        ask.SlotSwap,
        ((SLOT, TARGET),),
        "exchange two slots' notes, as one change of each; one may be empty",
    ),
    Spec(
        "slot/mark",
        ask.SlotMark,
        ((SLOT,),),
        "keep the note as the slot's side B, until the next mark",
    ),
    Spec(
        "slot/compare",
        ask.SlotCompare,
        ((SLOT,),),
        "A/B: turn between the note and side B, which is the note before the last change until you "
        "mark one; undo knows nothing of turning, and a change made on side B starts from B",
    ),
    Spec("slot/clear", ask.SlotClear, ((SLOT,),), "empty a slot; undo brings it back"),
    Spec("slot/undo", ask.SlotUndo, ((SLOT,),), "one change back; it works after a restart too"),
    Spec("slot/redo", ask.SlotRedo, ((SLOT,),), "one change forward again"),
    Spec(
        "slot/lock",
        ask.SlotLock,
        ((SLOT, Switch("locked")),),
        "1 refuses changes to a slot, a scene's too; 0 allows them",
    ),
    Spec(
        "codes",
        ask.Codes,
        ((SLOT, LAYER),),
        "the codes of a slot, one row of the map a message, lowest band first, then done",
    ),
    Spec("scene/save", ask.SceneSave, ((SCENE,),), "keep all parameters and slots under a name"),
    Spec(
        "scene/recall",
        ask.SceneRecall,
        ((SCENE,),),
        "all parameters and slots as they were, at once; locked slots stay; each slot can undo it",
    ),
    Spec(
        "scene/delete", ask.SceneDelete, ((SCENE,),), "forget a scene; the slots keep their notes"
    ),
    Spec(
        "midi/learn",
        ask.MidiLearn,
        ((TARGET_ADDRESS,),),
        "bind the next control that moves to an address; answered by midi/learned",
    ),
    Spec("midi/unlearn", ask.MidiUnlearn, ((TARGET_ADDRESS,),), "unbind an address"),
    Spec("midi/learn/cancel", ask.MidiLearnCancel, (), "stop waiting for a control"),
    Spec("midi/save", ask.MidiSave, (), "keep the bindings in the settings' file"),
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
