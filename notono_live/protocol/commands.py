"""What can be asked: one frozen value for each command. Plain values, any thread.

Field order is argument order. A slot is numbered from 1, and 0 means the current one. An optional
field that is None was not given: the controls decide (`controls.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

Atom = int | float | str | bool  # what one OSC argument can be once read


@dataclass(frozen=True, slots=True)
class Notify:
    on: bool = True
    port: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Ping:
    atoms: tuple[Atom, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    pass


@dataclass(frozen=True, slots=True)
class Status:
    pass


@dataclass(frozen=True, slots=True)
class Sync:
    id: int


@dataclass(frozen=True, slots=True)
class ListParameters:
    pass


@dataclass(frozen=True, slots=True)
class ListSlots:
    pass


@dataclass(frozen=True, slots=True)
class ListInstruments:
    pass


@dataclass(frozen=True, slots=True)
class Cancel:
    job: int = -1  # −1: all of mine


@dataclass(frozen=True, slots=True)
class Quit:
    pass


@dataclass(frozen=True, slots=True)
class Get:
    """Ask what a parameter is."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Set:
    """Give a parameter, one of `parameters.PARAMETERS`, its values."""

    parameter: str
    values: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Generate:
    pass


@dataclass(frozen=True, slots=True)
class Regenerate:
    pass


@dataclass(frozen=True, slots=True)
class SlotGenerate:
    slot: int
    pitch: int | None = None
    instrument: str | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class SlotRegenerate:
    slot: int
    layer: str | None = None
    start_seconds: float | None = None
    end_seconds: float | None = None
    low: float | None = None
    high: float | None = None
    instrument: str | None = None
    pitch: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class SlotRender:
    slot: int
    pitch: int | None = None
    instrument: str | None = None
    velocity: int | None = None


@dataclass(frozen=True, slots=True)
class SlotLoad:
    slot: int
    name: str
    pitch: int | None = None
    instrument: str | None = None


@dataclass(frozen=True, slots=True)
class SlotSave:
    slot: int
    name: str


@dataclass(frozen=True, slots=True)
class SlotCopy:
    slot: int
    target: int


@dataclass(frozen=True, slots=True)
class SlotClear:
    slot: int


@dataclass(frozen=True, slots=True)
class SlotUndo:
    slot: int


@dataclass(frozen=True, slots=True)
class SlotRedo:
    slot: int


@dataclass(frozen=True, slots=True)
class SlotLock:
    slot: int
    locked: bool


@dataclass(frozen=True, slots=True)
class Listen:
    """Hear what goes out on addresses that a pattern matches."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Ignore:
    pattern: str


@dataclass(frozen=True, slots=True)
class DumpOsc:
    level: int  # 0 off, 1 parsed, 2 hex, 3 both


@dataclass(frozen=True, slots=True)
class FailPosts:
    mode: int  # 0: this client hears no fail, 1: it does, −1: none in this bundle


@dataclass(frozen=True, slots=True)
class Stats:
    pass


@dataclass(frozen=True, slots=True)
class ListScenes:
    pass


@dataclass(frozen=True, slots=True)
class ListBindings:
    pass


@dataclass(frozen=True, slots=True)
class Play:
    note: int | None = None
    velocity: int | None = None
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    note: int | None = None
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class Panic:
    pass


@dataclass(frozen=True, slots=True)
class Record:
    on: bool
    name: str | None = None


@dataclass(frozen=True, slots=True)
class SlotPlay:
    slot: int
    note: int | None = None
    velocity: int | None = None


@dataclass(frozen=True, slots=True)
class SlotStop:
    slot: int


@dataclass(frozen=True, slots=True)
class SlotChoke:
    slot: int


@dataclass(frozen=True, slots=True)
class SlotKeymap:
    slot: int
    lowest: int
    highest: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class Pads:
    name: str | None = None


@dataclass(frozen=True, slots=True)
class SlotSwap:
    slot: int
    target: int


@dataclass(frozen=True, slots=True)
class SlotMark:
    """Keep the present take as the slot's other side."""

    slot: int


@dataclass(frozen=True, slots=True)
class SlotCompare:
    """Turn to the slot's other side: A/B."""

    slot: int


@dataclass(frozen=True, slots=True)
class Codes:
    slot: int
    layer: str


@dataclass(frozen=True, slots=True)
class SlotRedraw:
    slot: int
    layer: str
    cells: str
    instrument: str | None = None  # "own": as each cell is labelled
    pitch: int | None = None  # −1: as each cell is labelled
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class SlotRandomize:
    slot: int
    layer: str
    cells: str
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class SlotErase:
    slot: int
    layer: str
    cells: str
    decibels: float | None = None  # None: all of it


@dataclass(frozen=True, slots=True)
class SlotLabel:
    slot: int
    layer: str
    cells: str
    instrument: str
    pitch: int = -1


@dataclass(frozen=True, slots=True)
class SlotLabels:
    slot: int
    layer: str


@dataclass(frozen=True, slots=True)
class SlotTakes:
    """Draw several notes that the slot could hold."""

    slot: int
    count: int
    layer: str | None = None
    cells: str | None = None
    instrument: str | None = None
    pitch: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class SlotAudition:
    """Sound one of them under the slot's keys; 0 is what the slot holds."""

    slot: int
    take: int


@dataclass(frozen=True, slots=True)
class SlotChoose:
    slot: int
    take: int


@dataclass(frozen=True, slots=True)
class ListTakes:
    slot: int


@dataclass(frozen=True, slots=True)
class SceneSave:
    name: str


@dataclass(frozen=True, slots=True)
class SceneRecall:
    name: str


@dataclass(frozen=True, slots=True)
class SceneDelete:
    name: str


@dataclass(frozen=True, slots=True)
class MidiLearn:
    target: str


@dataclass(frozen=True, slots=True)
class MidiUnlearn:
    target: str


@dataclass(frozen=True, slots=True)
class MidiLearnCancel:
    pass


@dataclass(frozen=True, slots=True)
class MidiSave:
    pass


Command = (
    Notify
    | Ping
    | Version
    | Status
    | Sync
    | ListParameters
    | ListSlots
    | ListInstruments
    | Cancel
    | Quit
    | Get
    | Set
    | Generate
    | Regenerate
    | SlotGenerate
    | SlotRegenerate
    | SlotRender
    | SlotLoad
    | SlotSave
    | SlotCopy
    | SlotClear
    | SlotUndo
    | SlotRedo
    | SlotLock
    | Listen
    | Ignore
    | DumpOsc
    | FailPosts
    | Stats
    | ListScenes
    | ListBindings
    | Play
    | Stop
    | Panic
    | Record
    | SlotPlay
    | SlotStop
    | SlotChoke
    | SlotKeymap
    | Pads
    | SlotSwap
    | SlotMark
    | SlotCompare
    | Codes
    | SlotRedraw
    | SlotRandomize
    | SlotErase
    | SlotLabel
    | SlotLabels
    | SlotTakes
    | SlotAudition
    | SlotChoose
    | ListTakes
    | SceneSave
    | SceneRecall
    | SceneDelete
    | MidiLearn
    | MidiUnlearn
    | MidiLearnCancel
    | MidiSave
)


@dataclass(frozen=True, slots=True)
class Request:
    """A command as it came: `id` is the client's own number for it, 0 when it gave none."""

    command: Command
    id: int = 0
