"""Work for who waits for the answer, with the model and without a slot. Runs on the event loop;
files and pictures are made on threads.

Jobs go through the same queue as everybody's, behind those of who plays. What becomes of them is
told to nobody but who waits; who waits no longer (its task is cancelled) takes them back.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from notono_live import __version__
from notono_live.engine.bus import Bus
from notono_live.engine.desk import Desk, Task
from notono_live.engine.jobs import (
    BatchJob,
    Done,
    EncodeJob,
    EraseJob,
    InpaintJob,
    Job,
    LookJob,
)
from notono_live.engine.keymap import BATCH
from notono_live.errors import of_code
from notono_live.export.picture import png_bytes
from notono_live.export.sound import read_sound
from notono_live.export.wav import Story, wav_bytes
from notono_live.notes.cells import Cells
from notono_live.notes.codemap import Grid, Layer
from notono_live.notes.conditioning import OWN, Brush, Conditioning
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import DEFAULT_SAMPLING, Note, Sampling
from notono_live.notes.take import Take
from notono_live.protocol.notifications import Fail, Notification

MIDDLE_C = 60  # root note of a file whose pitch nobody knows


@dataclass(frozen=True, eq=False)
class Waiting:
    """Who asked for one job: a peer that hears when it goes wrong."""

    outcome: asyncio.Future[Done] = field(repr=False)
    host: str = "127.0.0.1"
    is_local: bool = True

    @property
    def ear(self) -> Waiting:
        return self

    def at_port(self, port: int) -> Waiting:
        return self

    def tell(self, notification: Notification) -> None:
        if isinstance(notification, Fail) and not self.outcome.done():
            self.outcome.set_exception(of_code(notification.code, notification.text))


class Errands:
    """Notes come and go with the errand. A note without samples is known by its codes, and what is
    made of it sounds as its codes do."""

    def __init__(self, bus: Bus, desk: Desk) -> None:
        self._bus = bus
        self._desk = desk

    async def draw(self, verb: str, said: Conditioning, sampling: Sampling, columns: int) -> Note:
        """A new note of so many top columns."""
        whole = Constraint.nothing_kept(columns)
        return await self._note(verb, lambda n: InpaintJob(n, None, whole, said, sampling))

    async def redraw(
        self, verb: str, note: Note, cells: Cells, brush: Brush, sampling: Sampling, uniform: bool
    ) -> Note:
        """Cells drawn again; `uniform`: by random codes in their own layer."""
        layer = cells.layer if uniform else None
        return await self._note(
            verb,
            lambda n: InpaintJob(n, note, cells.constraint, brush, sampling, uniform=layer),
        )

    async def erase(self, verb: str, note: Note, cells: Cells, gain: float) -> Note:
        """What the cells hold of the sound multiplied by `gain`, and its codes read again."""
        made = await self._note(verb, lambda n: EraseJob(n, note, cells.constraint, gain))
        return await self.heard(verb, unheard(made))

    async def read(self, verb: str, content: bytes, said: Conditioning) -> Note:
        """The note of a sound file's bytes, at most a minute, as its codes sound. FileTrouble
        where it is none."""
        samples = await asyncio.to_thread(_decoded, content)
        made = await self._note(verb, lambda n: EncodeJob(n, samples, said))
        return await self.heard(verb, unheard(made))

    async def heard(self, verb: str, note: Note) -> Note:
        """The note with the sound of its codes."""
        shapes = (Grid.of(layer, note.columns).shape for layer in Layer)
        kept = Constraint(*(np.zeros(shape, dtype=bool) for shape in shapes))
        return await self._note(verb, lambda n: InpaintJob(n, note, kept, OWN, DEFAULT_SAMPLING))

    async def wav(self, note: Note) -> bytes:
        """At the model's own rate."""
        return await asyncio.to_thread(_wav, note)

    async def picture(self, verb: str, note: Note, colours: str) -> bytes:
        """A PNG of what a note sounds like."""
        done = await self._do(verb, lambda n: LookJob(n, note))
        assert done.level is not None
        return await asyncio.to_thread(png_bytes, done.level, colours)

    async def pack(
        self, verb: str, note: Note, labels: Sequence[Conditioning], sampling: Sampling
    ) -> bytes:
        """A ZIP of WAVs: the note's top codes with the bottom drawn anew under each of the labels,
        whose pitch names the file."""
        top, bottom = (Grid.of(layer, note.columns).shape for layer in Layer)
        below = Constraint(np.zeros(top, dtype=bool), np.ones(bottom, dtype=bool))
        notes: list[Note] = []
        for first in range(0, len(labels), BATCH):
            some = tuple(labels[first : first + BATCH])
            notes += await self._takes(verb, note, below, some, sampling)
        names = [f"{label.pitch or 0:03d}.wav" for label in labels]
        return await asyncio.to_thread(_zipped, names, notes)

    async def _takes(
        self,
        verb: str,
        note: Note,
        below: Constraint,
        labels: tuple[Conditioning, ...],
        sampling: Sampling,
    ) -> Sequence[Note]:
        notes, samplings = (note,) * len(labels), (sampling,) * len(labels)
        return (await self._do(verb, lambda n: BatchJob(n, notes, below, labels, samplings))).notes

    async def _note(self, verb: str, job: Callable[[int], Job]) -> Note:
        return (await self._do(verb, job)).note

    async def _do(self, verb: str, job: Callable[[int], Job]) -> Done:
        """`job` makes it, given its number. Raises what it failed of."""
        self._desk.ready()
        who = Waiting(asyncio.get_running_loop().create_future())
        self._bus.alone(who)
        try:
            ticket = self._desk.open(verb, 0, who)

            def deliver(outcome: Done) -> None:
                self._desk.finish(ticket)
                if not who.outcome.done():
                    who.outcome.set_result(outcome)

            self._desk.submit(Task(ticket, job(ticket.number), deliver, patient=True))
            return await who.outcome
        finally:
            self._desk.cancel(self._bus.owner(who), -1)
            self._bus.gone(who)


def unheard(note: Note) -> Note:
    """A note without its samples."""
    return Note(note.codemaps, note.conditioning, np.zeros(0, dtype=np.float32))


def _decoded(content: bytes) -> np.ndarray:
    with tempfile.TemporaryDirectory(prefix="notono-") as folder:
        path = Path(folder) / "audio"
        path.write_bytes(content)
        return read_sound(path, cut=True)


def _wav(note: Note) -> bytes:
    take = Take(note, -1)
    texts = {"INAM": f"{take.instrument} {take.pitch}", "ISFT": f"notono-live {__version__}"}
    root = take.pitch if take.pitch >= 0 else MIDDLE_C
    return wav_bytes(note.samples, note.sample_rate_hz, Story(root, texts))


def _zipped(names: Sequence[str], notes: Sequence[Note]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, note in zip(names, notes, strict=True):
            file.writestr(name, _wav(note))
    return out.getvalue()
