"""THE table: address ↔ command ↔ arguments with ranges and units ↔ help. Plain values, any thread.

From it come parsing, the README's table, `/notono/list/params`, and the tests that hold `patches/`
to it. Parameters have their rows in `controls.py` and notifications in `answers.py`; all three are
joined here.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields
from typing import Any

from notono_live.errors import BadArguments, UnknownAddress
from notono_live.notes.conditioning import PITCH_HIGH, PITCH_LOW
from notono_live.notes.note import SEED_MAX
from notono_live.protocol import answers, controls, patterns
from notono_live.protocol import commands as ask
from notono_live.protocol.arguments import (
    INSTRUMENT,
    Argument,
    Choice,
    Real,
    Switch,
    Text,
    Whole,
    number,
    shortened,
)
from notono_live.protocol.commands import Atom, Command, Request
from notono_live.protocol.wire import PREFIX, Message

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
_BY_COMMAND = {spec.command: spec for spec in SPECS}
ALIASES = ("get", "set")  # AbletonOSC's habit: /get/pitch, /set/pitch 60
FORMS = {  # addresses that are read in another way, for the documentation
    "slot/<n>/<verb>": "[gate] or the verb's arguments after slot; for buttons",
    "get/<parameter>": "asks; and set/<parameter> sets: the same as the parameter's own address",
    "slot/*/<verb>": "patterns of * ? [] {} reach slots and parameters",
    "req": "id verb ...: the same, and replies carry your id as job",
}


def name_of(command: Command) -> str:
    """The verb that replies carry: the address without the prefix.

    >>> name_of(ask.SlotUndo(1)), name_of(ask.Set("pitch", (60,)))
    ('slot/undo', 'pitch')
    """
    if isinstance(command, ask.Get | ask.Set):
        return command.parameter
    return _BY_COMMAND[type(command)].name


def parse(message: Message) -> Request | None:
    """What a message asks for; None for a button's release, which asks for nothing.

    >>> parse(Message("/notono/slot/generate", (3.0, "60", "Synth-Lead"))).command
    SlotGenerate(slot=3, pitch=60, instrument='synth_lead', seed=None)
    >>> parse(Message("/notono/slot/3/undo", (1,))).command
    SlotUndo(slot=3)
    >>> parse(Message("/notono/slot/undu", (3,)))
    Traceback (most recent call last):
    notono_live.errors.UnknownAddress: no address /notono/slot/undu; did you mean /notono/slot/undo?
    """
    name, atoms = verb_of(message), message.atoms
    request_id = 0
    if name == "req":
        if len(atoms) < 2 or not isinstance(atoms[1], str):
            raise BadArguments("req takes id verb ..., as in req 7 slot/render 3")
        request_id = Whole("id", 1, JOB_MAX).read(atoms[0])
        name, atoms = atoms[1].removeprefix(PREFIX).strip("/"), atoms[2:]
    command = _command(name, atoms)
    return None if command is None else Request(command, request_id)


def expand(message: Message, slots: int) -> list[Message]:
    """The messages that a pattern stands for; a plain address stands for itself.

    Patterns reach parameters and the path form of slots, so that no pattern stops the server.

    >>> [m.address for m in expand(Message("/notono/slot/[1-2]/undo"), slots=16)]
    ['/notono/slot/1/undo', '/notono/slot/2/undo']
    """
    if not patterns.is_pattern(message.address):
        return [message]
    verbs = [name.removeprefix("slot/") for name in BY_NAME if name.startswith("slot/")]
    finite = [PREFIX + name for name in controls.BY_NAME]
    finite += [f"{PREFIX}slot/{n}/{verb}" for n in range(1, slots + 1) for verb in verbs]
    found = patterns.matching(message.address, finite)
    if not found:
        raise UnknownAddress(f"no address matches {verb_of(message)}; see /notono/list/params")
    return [Message(address, message.atoms) for address in found]


def verb_of(message: Message) -> str:
    """The address without the prefix; foreign addresses as they are."""
    return shortened(message.address.removeprefix(PREFIX))


def _command(name: str, atoms: tuple[Atom, ...]) -> Command | None:
    alias, _, rest = name.partition("/")
    if alias in ALIASES and rest in controls.BY_NAME:
        name = rest
    if parameter := controls.BY_NAME.get(name):
        if not atoms:
            return ask.Get(name)
        _count(name, atoms, (0, len(parameter.arguments)), _names(parameter.arguments))
        return ask.Set(name, _values(parameter.arguments, atoms))
    if name == "ping":
        return ask.Ping(atoms)
    parts = name.split("/")
    if len(parts) == 3 and parts[0] == "slot" and parts[1].isascii() and parts[1].isdigit():
        return _path_form(f"slot/{parts[2]}", (int(parts[1]), *atoms))
    if (spec := BY_NAME.get(name)) is None:
        raise _unknown(name)
    if spec.gated:
        _count(name, atoms, (0, 1), spec.usage)
        return spec.command() if _open(atoms) else None
    _count(name, atoms, spec.counts, spec.usage)
    return spec.command(*_values(spec.arguments, atoms))  # type: ignore[no-any-return]


def _path_form(name: str, atoms: tuple[Atom, ...]) -> Command | None:
    """`slot/3/undo 1`: a lone 0..1 after a slot is a button's gate, if the verb can do without."""
    spec = BY_NAME.get(name)
    if spec and 1 in spec.counts and len(atoms) == 2 and not isinstance(atoms[1], str):
        gate = number(atoms[1], "gate")
        if 0 <= gate <= 1:
            return _command(name, atoms[:1]) if gate >= 0.5 else None
    return _command(name, atoms)


def _open(atoms: tuple[Atom, ...]) -> bool:
    return not atoms or number(atoms[0], "gate") >= 0.5


def _values(arguments: tuple[Argument, ...], atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
    return tuple(argument.read(atom) for argument, atom in zip(arguments, atoms, strict=False))


def _names(arguments: tuple[Argument, ...]) -> str:
    return "[" + " ".join(argument.name for argument in arguments) + "]"


def _count(name: str, atoms: tuple[Atom, ...], counts: tuple[int, ...], usage: str) -> None:
    if len(atoms) not in counts:
        allowed = " or ".join(str(count) for count in sorted(set(counts)))
        raise BadArguments(
            f"{name} came with {len(atoms)} arguments; it takes {allowed}: {usage or 'nothing'}"
        )


def _unknown(name: str) -> UnknownAddress:
    came = name if name.startswith("/") else PREFIX + name
    near = difflib.get_close_matches(name.removeprefix("/"), [*BY_NAME, *controls.BY_NAME], 1)
    hint = f"did you mean {PREFIX}{near[0]}?" if near else f"addresses begin with {PREFIX}"
    return UnknownAddress(f"no address {came}; {hint}")


def write(command: Command) -> Message:
    """The message that `parse` reads as this command.

    >>> write(ask.SlotGenerate(3, 60))
    Message(address='/notono/slot/generate', atoms=(3, 60))
    """
    name = name_of(command)
    if isinstance(command, ask.Get):
        return Message(PREFIX + name, ())
    if isinstance(command, ask.Set):
        return Message(PREFIX + name, command.values)
    if isinstance(command, ask.Ping):
        return Message(PREFIX + name, command.atoms)
    values = [getattr(command, field.name) for field in fields(command)]
    return Message(PREFIX + name, tuple(value for value in values if value is not None))


def knows(address: str) -> bool:
    """Whether an address is in the table, as asked or as told; patches may use no other.

    >>> knows("/notono/slot/render"), knows("/notono/done"), knows("/notono/rendr")
    (True, True, False)
    """
    name = address.removeprefix(PREFIX)
    return address.startswith(PREFIX) and (
        name in BY_NAME or name in controls.BY_NAME or name in answers.BY_NAME or name == "req"
    )


def markdown_table() -> str:
    """The README's address table."""
    lines = ["| address | arguments | what it does |", "|---|---|---|"]
    for spec in SPECS:
        usage = f"`{spec.usage}`" if spec.usage else ""
        lines.append(f"| `{PREFIX}{spec.name}` | {usage} | {spec.help} |")
    lines += ["", "| argument | range |", "|---|---|"]
    seen = {a.name: a for spec in SPECS for a in spec.arguments}
    lines += [f"| `{a.name}` | {a.range} {a.unit} |".replace("  ", " ") for a in seen.values()]
    lines += ["", "| other forms | |", "|---|---|"]
    for form, text in FORMS.items():
        lines.append(f"| `{PREFIX}{form}` | {text} |")
    lines += ["", "| parameter | sets, asks, tells | range | what it is |", "|---|---|---|---|"]
    for parameter in controls.PLAIN:
        tags = "".join(argument.tag for argument in parameter.arguments)
        lines.append(
            f"| `{PREFIX}{parameter.name}` | `{tags}` | {ranges(parameter)} | {parameter.help} |"
        )
    twins = [p.name for p in controls.PARAMETERS if p.name.startswith("norm/")]
    lines.append(f"| `{PREFIX}norm/...` | `f` | 0..1 | faders: {' '.join(twins)} |")
    lines += ["", "| told | arguments | when |", "|---|---|---|"]
    for row in answers.TOLD:
        lines.append(f"| `{PREFIX}{row.name}` | `{row.usage}` | {row.help} |")
    lines += ["", "| `done` of | carries after verb, job, slot |", "|---|---|"]
    lines += [f"| {verbs} | `{results}` |" for verbs, results in answers.RESULTS.items()]
    return "\n".join(lines)


def ranges(parameter: controls.Parameter) -> str:
    """
    >>> ranges(controls.BY_NAME["pitch"])
    '24..84 MIDI note'
    """
    first = parameter.arguments[0]
    return f"{first.range} {first.unit}".strip()
