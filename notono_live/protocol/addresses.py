"""Messages ↔ requests, by the tables: what can be asked (`asked.py`, `controls.py`) and what is
told (`answers.py`). Plain values, any thread.
"""

from __future__ import annotations

import difflib
from dataclasses import fields

from notono_live.errors import BadArguments, UnknownAddress
from notono_live.protocol import answers, controls, patterns
from notono_live.protocol import commands as ask
from notono_live.protocol.arguments import Argument, Whole, number, shortened
from notono_live.protocol.asked import BY_COMMAND, BY_NAME, JOB_MAX
from notono_live.protocol.commands import Atom, Command, Request
from notono_live.protocol.wire import PREFIX, Message

ALIASES = ("get", "set")  # AbletonOSC's habits: /get/pitch, /set/pitch 60, /start_listen/pitch
LISTENING: dict[str, type[ask.Listen | ask.Ignore]] = {
    "start_listen": ask.Listen,
    "stop_listen": ask.Ignore,
}
FORMS = {  # addresses that are read in another way, for the documentation
    "slot/<n>/<verb>": "[gate] or the verb's arguments after slot; for buttons",
    "get/<parameter>": "asks; and set/<parameter> sets: the same as the parameter's own address",
    "start_listen/<parameter>": "as listen, and stop_listen/<parameter> as ignore",
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
    return BY_COMMAND[type(command)].name


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
    elif alias in LISTENING and rest in controls.BY_NAME:
        return LISTENING[alias](PREFIX + rest)
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
            if gate >= 0.5:
                return _command(name, atoms[:1])
            return _command(spec.release, atoms[:1]) if spec.release else None
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
