"""Stand-ins: a model of numpy alone, and a server around it. Runs in tests and in their processes.

The toy's codes come from a seeded generator and its sound from its codes, so every note can be told
from every other, what is kept sounds the same, and the same seed gives the same note.
"""

from __future__ import annotations

import functools
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from notono_live import app, config
from notono_live.engine.jobs import Loader, Report, Show
from notono_live.errors import ModelFailed
from notono_live.notes.codemap import (
    CODES,
    COLUMN_SAMPLES,
    SAMPLE_RATE_HZ,
    WINDOW_COLUMNS,
    Codemaps,
    Grid,
    Layer,
    columns_for_samples,
)
from notono_live.notes.conditioning import Brush, Conditioning, ConditioningMaps
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Note, Sampling
from notono_live.protocol import notifications as told

CRASH_SEED = 666_666  # a note with this seed ends the process
RAISE_SEED = 666_665  # with this one the model raises
HANG_SEED = 666_664  # with this one it never answers again


class ToyInpainter:
    """Draws `steps` times with a pause between; sounds like its codes."""

    def __init__(self, pause_seconds: float = 0.0, steps: int = 8, velocities: int = 0) -> None:
        self.name = "toy"
        self.device = "cpu"
        self.fingerprint = "toy"
        self.velocities = velocities
        self.arithmetic = {"device": "cpu"}
        self.timings: dict[str, float] = {}
        self._pause_seconds = pause_seconds
        self._steps = steps

    def warm_up(self) -> None:
        self.timings = {"codes": 0.0}

    def free(self) -> None:
        """Nothing is kept."""

    def encode(self, samples: np.ndarray, conditioning: Conditioning, report: Report) -> Note:
        columns = columns_for_samples(len(samples))
        level = np.abs(samples).sum()
        codemaps = _codes(int(level * 1000) % 1_000_000, columns)
        self._work(report)
        return _note(codemaps, ConditioningMaps.filled(conditioning, columns))

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
    ) -> Note:
        _misbehave(sampling.seed)
        columns = constraint.columns if note is None else note.columns
        fresh = _codes(sampling.seed + (0 if uniform is None else 1_000_000), columns)
        old = note or _note(fresh, ConditioningMaps.filled(Conditioning(), columns))
        masks = {Layer.TOP: constraint.top, Layer.BOTTOM: constraint.bottom}
        codemaps = Codemaps(
            *(np.where(masks[layer], fresh.of(layer), old.codemaps.of(layer)) for layer in Layer)
        )
        made = _note(codemaps, old.conditioning.painted(constraint, conditioning))
        if show is not None:
            show(0, made.samples[:COLUMN_SAMPLES])
        self._work(report)
        return made

    def generate(
        self, conditionings: Sequence[Conditioning], sampling: Sampling, report: Report
    ) -> list[Note]:
        whole = Constraint.nothing_kept()
        return [self.inpaint(None, whole, each, sampling, report) for each in conditionings]

    def inpaint_batch(
        self,
        notes: Sequence[Note] | None,
        constraint: Constraint,
        conditionings: Sequence[Conditioning | Brush],
        samplings: Sequence[Sampling],
        report: Report,
    ) -> list[Note]:
        each = zip(notes or [None] * len(samplings), conditionings, samplings, strict=True)
        return [self.inpaint(note, constraint, *paint, report) for note, *paint in each]

    def erase(self, note: Note, constraint: Constraint, gain: float, report: Report) -> Note:
        """Codes of 0 are silence."""
        masks = {Layer.TOP: constraint.top, Layer.BOTTOM: constraint.bottom}
        codemaps = Codemaps(
            *(
                np.where(masks[layer], (note.codemaps.of(layer) * gain).astype(int), codes)
                for layer in Layer
                for codes in [note.codemaps.of(layer)]
            )
        )
        self._work(report)
        return _note(codemaps, note.conditioning)

    def look(self, note: Note, report: Report) -> np.ndarray:
        """Every frame as bright as its codes say."""
        bright = note.codemaps.bottom // 2
        return bright.repeat(16, 0).repeat(16, 1).astype(np.uint8)

    def _work(self, report: Report) -> None:
        for step in range(self._steps):
            time.sleep(self._pause_seconds / self._steps)
            report((step + 1) / self._steps)


def _codes(seed: int, columns: int = WINDOW_COLUMNS) -> Codemaps:
    rng = np.random.default_rng(seed)
    return Codemaps(
        *(rng.integers(0, CODES, Grid.of(layer, columns).shape, dtype=np.int64) for layer in Layer)
    )


def _note(codemaps: Codemaps, labels: ConditioningMaps) -> Note:
    """Every bottom column is half a column's samples of a tone with a level of its own."""
    levels = codemaps.bottom.sum(axis=0) / (64 * CODES)  # (2T,) 0..1
    tone = np.sin(np.arange(COLUMN_SAMPLES // 2) * 2 * np.pi * 440 / SAMPLE_RATE_HZ)
    samples = (levels[:, None] * tone[None, :]).reshape(-1).astype(np.float32)
    return Note(codemaps, labels, samples)


def _misbehave(seed: int) -> None:
    if seed == CRASH_SEED:
        os._exit(3)
    if seed == RAISE_SEED:
        raise ModelFailed("the toy was told to fail")
    if seed == HANG_SEED:
        time.sleep(3600)


def _slow_start(seconds: float) -> ToyInpainter:
    time.sleep(seconds)
    return ToyInpainter()


def _no_start() -> ToyInpainter:
    raise ModelFailed("the toy has no weights; give it some")


def _start_while_missing(path: str) -> ToyInpainter:
    if os.path.exists(path):
        raise ModelFailed("the toy was told not to start")
    return ToyInpainter()


def while_missing_loader(path: str) -> Loader:
    """Starts only while there is no such file."""
    return functools.partial(_start_while_missing, path)


def toy_loader(pause_seconds: float = 0.0, steps: int = 8, velocities: int = 0) -> Loader:
    """A loader that the spawned worker can unpickle by reference."""
    return functools.partial(ToyInpainter, pause_seconds, steps, velocities)


def slow_loader(seconds: float) -> Loader:
    return functools.partial(_slow_start, seconds)


def broken_loader() -> Loader:
    return _no_start


@dataclass(frozen=True)
class Listener:
    """A peer of the engine that keeps what it is told, in the order it came."""

    host: str = "127.0.0.1"
    port: int = 1
    ears: dict[tuple[str, int], list[told.Notification]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def is_local(self) -> bool:
        return self.host == "127.0.0.1"

    @property
    def ear(self) -> tuple[str, int]:
        return self.host, self.port

    @property
    def heard(self) -> list[told.Notification]:
        return self.ears.setdefault((self.host, self.port), [])

    def at_port(self, port: int) -> Listener:
        return Listener(self.host, port, self.ears)

    def tell(self, notification: told.Notification) -> None:
        self.heard.append(notification)


def main() -> int:
    """`serve` with the toy: the flags of notono-live serve, --pause SECONDS, --velocities COUNT."""
    parser = ArgumentParser()
    config.add_arguments(parser)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--velocities", type=int, default=0)
    arguments = parser.parse_args()
    load = toy_loader(arguments.pause, velocities=arguments.velocities)
    return app.serve(config.from_arguments(arguments), load)


if __name__ == "__main__":
    sys.exit(main())
