"""What can be told: one frozen value for each notification. Plain values, any thread.

Field order is argument order and never moves, so a client may filter by position. `verb` is the
address of what was asked without the prefix (`slot/render`); `job` and `slot` are 0 where there is
none. A field `values` is spread out at the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from notono_live.protocol.commands import Atom


@dataclass(frozen=True, slots=True)
class Queued:
    verb: str
    job: int
    slot: int
    position: int  # 0: begins at once


@dataclass(frozen=True, slots=True)
class Progress:
    verb: str
    job: int
    slot: int
    fraction: float  # 0..1


@dataclass(frozen=True, slots=True)
class Done:
    verb: str
    job: int
    slot: int
    values: tuple[Atom, ...] = ()


@dataclass(frozen=True, slots=True)
class Fail:
    verb: str
    job: int
    slot: int
    code: str  # one of the codes in errors.py
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    slot: int
    revision: int


@dataclass(frozen=True, slots=True)
class ParameterIs:
    """Goes out on the parameter's own address."""

    parameter: str
    values: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Pong:
    values: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class VersionReply:
    program: str
    major: int
    minor: int
    patch: int
    protocol: int
    model: str
    velocities: int  # that the model tells apart; 0 none, or it is still loading


@dataclass(frozen=True, slots=True)
class StatusReply:
    ready: int  # 0 loading, 1 ready, 2 the model is being restarted
    queue: int
    running: int
    load: float  # share of the last ten seconds the model worked, 0..1
    last_ms: float  # from the datagram to done
    p95_ms: float
    xruns: int
    clients: int
    slots: int
    out_hz: float
    loaded_slots: int


@dataclass(frozen=True, slots=True)
class Synced:
    id: int


@dataclass(frozen=True, slots=True)
class ParameterRow:
    name: str
    types: str  # one letter an argument
    range: str
    unit: str
    help: str


@dataclass(frozen=True, slots=True)
class SlotRow:
    slot: int
    instrument: str  # `none` where unknown
    pitch: int  # −1 where unknown
    seconds: float  # 0 where the slot is empty
    revision: int
    locked: int
    path: str  # `none` where there is no file


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    index: int
    name: str


@dataclass(frozen=True, slots=True)
class Hello:
    protocol: int
    model: str
    device: str
    velocities: int  # that it tells apart, 0 none


@dataclass(frozen=True, slots=True)
class StageIs:
    """How long one stage of making took, of the last few hundred times."""

    stage: str
    count: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    last_ms: float


@dataclass(frozen=True, slots=True)
class CountersAre:
    queue: int
    running: int
    clients: int
    dropouts: int  # blocks of audio that came late, since the start
    voices: int  # sounding now
    frames: int  # played since the start, modulo a million
    requests: int  # since the start, modulo a million
    fails: int


@dataclass(frozen=True, slots=True)
class AheadIs:
    hits: int  # redraws that had been drawn ahead, since the start, modulo a million
    misses: int  # those that had not
    notes: int  # drawn and kept for now
    megabytes: float


@dataclass(frozen=True, slots=True)
class LogLine:
    level: str  # debug, info, warning or error
    text: str


@dataclass(frozen=True, slots=True)
class AudioIs:
    state: str  # off, opening, playing or lost
    text: str


@dataclass(frozen=True, slots=True)
class CodesRow:
    slot: int
    layer: str
    row: int
    values: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class LabelsRow:
    """One row of a map of labels."""

    slot: int
    layer: str
    row: int
    what: str  # pitch, instrument or velocity
    values: tuple[Atom, ...]  # MIDI notes, numbers of families, MIDI velocities; −1 unknown


@dataclass(frozen=True, slots=True)
class TakeRow:
    slot: int
    take: int  # from 1
    seed: int
    path: str  # `none` where there is no file


@dataclass(frozen=True, slots=True)
class SceneRow:
    number: int  # from 1, in the order of names
    name: str
    slots: int  # how many it fills


@dataclass(frozen=True, slots=True)
class BindingRow:
    target: str
    port: str
    source: str
    channel: int  # 1..16, 0 is any
    number: int
    mode: str


@dataclass(frozen=True, slots=True)
class Learned:
    target: str
    port: str
    source: str
    channel: int
    number: int


Notification = (
    Queued
    | Progress
    | Done
    | Fail
    | Changed
    | ParameterIs
    | Pong
    | VersionReply
    | StatusReply
    | Synced
    | ParameterRow
    | SlotRow
    | InstrumentRow
    | Hello
    | StageIs
    | CountersAre
    | AheadIs
    | LogLine
    | AudioIs
    | CodesRow
    | LabelsRow
    | TakeRow
    | SceneRow
    | BindingRow
    | Learned
)
