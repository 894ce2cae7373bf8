"""What the server asks of the model and what it hears back: values that cross the worker's pipe.

A job ends exactly once, in Done, Failed, Cancelled or Superseded. Plain values, both processes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import Brush, Conditioning
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Note, Sampling

# Called with progress 0..1; raises errors.Cancelled when the job was taken back.
Report = Callable[[float], None]

# Called with what of the note has been drawn and decoded so far: the first frame, and the samples
# (frames,) at 16 kHz that follow there. What is outside of them sounds as before.
Show = Callable[[int, np.ndarray], None]


# What else than the model decides on a note's last bits: device, threads, torch, cpu, steps, and
# the weights that were asked for, one of config.WEIGHTS.
Arithmetic = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class InpaintJob:
    """Draw `constraint`'s masked cells of `note` again. No note: generate, all of it masked. A note
    without samples is known by its codes alone: all of the sound is made of them."""

    id: int
    note: Note | None
    constraint: Constraint
    conditioning: Conditioning | Brush
    sampling: Sampling
    show: bool = False  # tell each column as soon as it is drawn: its slot sounds meanwhile
    coarse: bool = False  # and before that all of them, roughly
    uniform: Layer | None = None  # random codes in this layer, not the prior's


@dataclass(frozen=True, slots=True)
class EncodeJob:
    """Turn mono float32 samples (frames,) at 16 kHz into a Note labelled with `conditioning`."""

    id: int
    samples: np.ndarray = field(repr=False)
    conditioning: Conditioning


@dataclass(frozen=True, slots=True)
class GenerateJob:
    """Draw several new notes of one length in one go, all with the same random numbers."""

    id: int
    conditionings: tuple[Conditioning, ...]
    sampling: Sampling


@dataclass(frozen=True, slots=True)
class BatchJob:
    """Draw the same cells of several notes of one length, or all of new ones (None), in one go,
    each under its own labels and random numbers; the samplings differ in the seed alone."""

    id: int
    notes: tuple[Note, ...] | None
    constraint: Constraint
    conditionings: tuple[Conditioning | Brush, ...]
    samplings: tuple[Sampling, ...]


@dataclass(frozen=True, slots=True)
class EraseJob:
    """Multiply what `constraint`'s cells hold of the sound by `gain`, 0..1."""

    id: int
    note: Note
    constraint: Constraint
    gain: float


@dataclass(frozen=True, slots=True)
class LookJob:
    """Work out the picture of a note: `Done.level`."""

    id: int
    note: Note


Job = InpaintJob | EncodeJob | GenerateJob | BatchJob | EraseJob | LookJob


@dataclass(frozen=True, slots=True)
class Cancel:
    """Sent to the worker while it works: end that job between two steps."""

    id: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker's first word, once its model is loaded and warm."""

    name: str
    device: str
    fingerprint: str = ""
    arithmetic: Arithmetic = field(default_factory=dict)
    velocities: int = 0


@dataclass(frozen=True, slots=True)
class Down:
    """A model that had worked before cannot be started again for now."""

    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    id: int
    fraction: float  # 0..1


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of the note to come: samples (frames,) at 16 kHz from `frame` on."""

    id: int
    frame: int
    samples: np.ndarray = field(repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    id: int
    notes: tuple[Note, ...]  # one, but for GenerateJob and BatchJob
    seconds: dict[str, float]  # by stage: encode, codes, decode
    level: np.ndarray | None = field(default=None, repr=False)  # of a LookJob: `Inpainter.look`

    @property
    def note(self) -> Note:
        return self.notes[0]


@dataclass(frozen=True, slots=True)
class Failed:
    id: int  # 0: loading failed, before any job
    code: str  # one of the codes in errors.py
    text: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    id: int


@dataclass(frozen=True, slots=True)
class Lost:
    """The worker's last word where its device is of no more use: gone, or too small for that job.
    `id`: of the job that met it, 0 while loading."""

    id: int
    text: str
    too_small: bool


@dataclass(frozen=True, slots=True)
class Line:
    """For the server's log; `level` is logging's."""

    level: int
    text: str


Outcome = Done | Failed | Cancelled
Heard = Ready | Down | Progress | Shown | Outcome  # all that the server hears of its worker
Said = Heard | Lost | Line  # all that the worker's process says


class Inpainter(Protocol):
    """What the worker needs of a model. Same arguments, same note, bit for bit on CPU.

    `report(fraction)` is called between steps and may raise errors.Cancelled to end the work.
    `show`, where given, hears of each column that is done while others are still to be drawn, and
    if `coarse` of all of them before that, roughly.
    `seconds` of the last call, by stage, is kept in `timings`. `velocities`: how many classes of
    velocity it tells apart; with 0 the label changes nothing. Models of the same `fingerprint`, a
    hash of the weights and settings, are the same; with the same `arithmetic` too, their notes are
    the same bit for bit.
    """

    name: str
    device: str
    fingerprint: str
    velocities: int

    @property
    def arithmetic(self) -> Arithmetic: ...

    timings: dict[str, float]

    def warm_up(self) -> None: ...

    def free(self) -> None:
        """Give back the memory that is kept for what comes next."""
        ...

    def encode(self, samples: np.ndarray, conditioning: Conditioning, report: Report) -> Note: ...

    def inpaint(
        self,
        note: Note | None,
        constraint: Constraint,
        conditioning: Conditioning | Brush,
        sampling: Sampling,
        report: Report,
        show: Show | None = None,
        uniform: Layer | None = None,
        coarse: bool = False,
    ) -> Note: ...

    def inpaint_batch(
        self,
        notes: Sequence[Note] | None,
        constraint: Constraint,
        conditionings: Sequence[Conditioning | Brush],
        samplings: Sequence[Sampling],
        report: Report,
    ) -> list[Note]: ...

    def erase(self, note: Note, constraint: Constraint, gain: float, report: Report) -> Note: ...

    def look(self, note: Note, report: Report) -> np.ndarray:
        """(1024, 32T) uint8: how loud, 0 nothing and 255 full scale, by mel bin and frame."""
        ...

    def generate(
        self, conditionings: Sequence[Conditioning], sampling: Sampling, report: Report
    ) -> list[Note]: ...


Loader = Callable[[], Inpainter]  # picklable by reference; called inside the worker's process
