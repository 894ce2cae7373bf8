"""All that crosses between the server and the audio process. Frozen values, any thread.

Notes are numbered as in MIDI (60 = middle C), channels 1..16 as a player says them; channel 0 is
whoever has none, and where a command takes "all", 0 is all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NoteOn:
    """`velocity` 1..127 plays at (velocity/127)² of the sound's own level."""

    slot: int
    note: float
    velocity: int
    channel: int


@dataclass(frozen=True, slots=True)
class NoteOff:
    """`slot` 0: in every slot; no note: every note."""

    note: float | None
    channel: int
    slot: int


@dataclass(frozen=True, slots=True)
class Sustain:
    channel: int
    on: bool


@dataclass(frozen=True, slots=True)
class Bend:
    channel: int
    semitones: float


@dataclass(frozen=True, slots=True)
class Expression:
    """`level` 0..1, a factor."""

    channel: int
    level: float


@dataclass(frozen=True, slots=True)
class Gain:
    """−90 dB and below is silence."""

    db: float


@dataclass(frozen=True, slots=True)
class Pan:
    """−1 left, 0 middle, 1 right."""

    position: float


@dataclass(frozen=True, slots=True)
class Release:
    seconds: float


@dataclass(frozen=True, slots=True)
class Loop:
    """Whether a held note goes on beyond the sound's own length, where the sound allows it."""

    on: bool


@dataclass(frozen=True, slots=True)
class Choke:
    """End what sounds in a slot, 0 in all, within milliseconds."""

    slot: int


@dataclass(frozen=True, slots=True)
class Panic:
    """Silence; pedals are up."""


@dataclass(frozen=True, slots=True)
class AllNotesOff:
    """Release every note of a channel, 0 of all, whatever its pedal."""

    channel: int


@dataclass(frozen=True, slots=True)
class AllSoundOff:
    """End every note of a channel, 0 of all, within milliseconds."""

    channel: int


@dataclass(frozen=True, slots=True)
class Record:
    """Write what is heard into a WAV from here on; None: stop."""

    path: Path | None


@dataclass(frozen=True, slots=True)
class Quit:
    """End the audio process."""


Played = (
    NoteOn
    | NoteOff
    | Sustain
    | Bend
    | Expression
    | Gain
    | Pan
    | Release
    | Loop
    | Choke
    | Panic
    | AllNotesOff
    | AllSoundOff
)
Told = Played | Record | Quit


@dataclass(frozen=True, slots=True)
class Carry:
    """A sound for a slot is about to come as bytes, in pieces; from then on it is known by its
    id."""

    slot: int
    id: int
    pitch: float
    frames: int
    loop_end: int
    loop_frames: int


@dataclass(frozen=True, slots=True)
class Assign:
    """A slot now has these sounds and no others; with none, it falls silent."""

    slot: int
    ids: tuple[int, ...]
    label: int


Carried = Carry | Assign


@dataclass(frozen=True, slots=True)
class Playing:
    """The output runs. `waits`: other programs may go before it, though this system knows of
    threads that go first; the user may not have them."""

    device: str
    rate_hz: int
    block_frames: int
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """There is no output (any more); the text says why and what to do."""

    text: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """The slot's voices play what was offered under this label, or are crossfading to it."""

    slot: int
    label: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording has ended. `trouble` is empty where the file holds all that was heard."""

    path: Path
    frames: int
    rate_hz: int
    trouble: str


AudioHeard = Playing | Lost | Assigned | Recorded


@dataclass(frozen=True, slots=True)
class Counters:
    """Since the output was opened. A dropout is a block that came late: the host said so, or it
    took longer to mix than it lasts. `peak` is the loudest sample since the last report;
    `sounding` the slots that are heard, as bits (slot n is bit n)."""

    frames: int = 0
    callbacks: int = 0
    dropouts: int = 0
    voices: int = 0
    peak: float = 0.0
    latency_seconds: float = 0.0
    sounding: int = 0


Said = Playing | Lost | Assigned | Recorded | Counters
