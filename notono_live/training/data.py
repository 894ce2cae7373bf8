"""Read datasets in NSynth's format: the notes, their labels, a split, and batches of sound.

The real NSynth and what `notono-live data render` makes read alike: a folder with examples.json and
audio/NOTE_STR.wav. Runs in the training process; one background thread reads sound ahead.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from notono_live.errors import FileTrouble, OutOfRange
from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW

NOTE_SAMPLES = 64_000  # four seconds
BATCHES_AHEAD = 4
HELD_OUT = 0.1  # of a family's instruments, at least one; none where there are fewer than FEW
FEW = 3


@dataclass(frozen=True, slots=True)
class Example:
    """One note on disk: pitch 0..127 (MIDI), family_index 0..10, velocity 1..127."""

    path: Path
    pitch: int
    family_index: int
    velocity: int
    note_str: str
    kin: str = ""  # notes of one instrument, or of its relatives in other fonts, share it


@dataclass(frozen=True, slots=True)
class Split:
    """Disjoint tuples of Example. No kin of a stranger is in the other two."""

    train: tuple[Example, ...]
    valid: tuple[Example, ...]
    strangers: tuple[Example, ...] = ()


def notes_mark(notes: Iterable[Example]) -> str:
    """16 hexadecimal digits of which notes these are, in whatever order.

    >>> def note(name: str) -> Example:
    ...     return Example(Path(), 60, 0, 100, name)
    >>> notes_mark([note("a"), note("b")]) == notes_mark([note("b"), note("a")])
    True
    >>> notes_mark([note("a")]) == notes_mark([note("b")])
    False
    """
    names = sorted(note.note_str for note in notes)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """audio (B, 64000) float32 in −1..1; pitch, family and velocity (B,) int64; kin, B names."""

    audio: np.ndarray
    pitch: np.ndarray
    family: np.ndarray
    velocity: np.ndarray
    kin: tuple[str, ...]


def load(
    roots: Path | str | Sequence[Path | str],
    *,
    seed: int = 0,
    pitches: tuple[int, int] = (PITCH_LOW, PITCH_HIGH),
    fraction: float = 0.8,
    held_out: float = HELD_OUT,
) -> Split:
    """The notes of one or several dataset folders with `pitches` from low to high inclusive, split.

    `held_out` of each family's instruments, with their kin, are strangers: never trained on.
    `fraction` of the other notes, drawn at random with `seed`, are for training, as in the paper;
    neither the order in examples.json nor that of `roots` matters. FileTrouble when a folder cannot
    be used.
    """
    folders = [Path(roots)] if isinstance(roots, str | Path) else [Path(root) for root in roots]
    low, high = pitches
    examples = [
        example
        for folder in folders
        for example in examples_in(folder)
        if low <= example.pitch <= high
    ]
    if not examples:
        raise FileTrouble(
            f"no note with pitch {low}..{high} in {', '.join(map(str, folders)) or 'no folder'}; "
            "make some with `notono-live data render`"
        )
    examples.sort(key=lambda example: (example.note_str, example.path))
    strange = _held_out(examples, held_out, seed)
    order = np.random.default_rng(seed).permutation(len(examples))
    shuffled = [examples[i] for i in order]
    known = [example for example in shuffled if example.kin not in strange]
    strangers = [example for example in shuffled if example.kin in strange]
    trained = round(fraction * len(known))
    return Split(tuple(known[:trained]), tuple(known[trained:]), tuple(strangers))


def _held_out(examples: list[Example], share: float, seed: int) -> set[str]:
    """The kin that are strangers, some of each family."""
    families: dict[int, set[str]] = {}
    for example in examples:
        families.setdefault(example.family_index, set()).add(example.kin)
    strange: set[str] = set()
    for family_index, kins in sorted(families.items()):
        if share > 0 and len(kins) >= FEW:
            dice = np.random.default_rng([seed, family_index])
            strange.update(dice.permutation(sorted(kins))[: max(round(share * len(kins)), 1)])
    return strange


def read_audio(path: Path) -> np.ndarray:
    """One note, mono float32 (64000,): longer ones are cut, shorter ones end in silence."""
    try:
        samples, rate_hz = soundfile.read(path, frames=NOTE_SAMPLES, dtype="float32")
    except (OSError, soundfile.SoundFileError) as error:
        raise FileTrouble(f"{path}: {error}; remove it and render again") from error
    if rate_hz != SAMPLE_RATE_HZ or samples.ndim != 1:
        channels = 1 if samples.ndim == 1 else samples.shape[1]
        raise FileTrouble(
            f"{path} has {rate_hz} Hz and {channels} channel(s); expected {SAMPLE_RATE_HZ} Hz, "
            "mono: convert the dataset"
        )
    return np.pad(samples, (0, NOTE_SAMPLES - len(samples)))


def read_batch(examples: Sequence[Example]) -> Batch:
    """The sounds and labels of `examples`, in their order."""
    return Batch(
        np.stack([read_audio(example.path) for example in examples]),
        np.array([example.pitch for example in examples], dtype=np.int64),
        np.array([example.family_index for example in examples], dtype=np.int64),
        np.array([example.velocity for example in examples], dtype=np.int64),
        tuple(example.kin for example in examples),
    )


def batches(
    examples: Sequence[Example],
    batch_size: int,
    *,
    seed: int = 0,
    first_step: int = 0,
    every: int = 1,
) -> Iterator[Batch]:
    """Shuffled batches without end, from global step `first_step` on; a step always has the same.
    With `every`, only each so-manieth: what one of several ranks reads.

    Every note is heard once an epoch; a batch may reach over the end of one. A background thread
    reads ahead until the generator is closed.
    """
    if not examples or batch_size < 1:
        raise OutOfRange(
            f"{len(examples)} examples in batches of {batch_size}: both must be 1 or more"
        )
    return _read_ahead(examples, batch_size, seed, first_step, every)


def _read_ahead(
    examples: Sequence[Example], batch_size: int, seed: int, step: int, every: int
) -> Iterator[Batch]:
    reader = ThreadPoolExecutor(1, "dataset reader")
    ahead: deque[Future[Batch]] = deque()
    try:
        while True:
            while len(ahead) < BATCHES_AHEAD:
                chosen = indices_at(step, len(examples), batch_size, seed)
                ahead.append(reader.submit(read_batch, [examples[i] for i in chosen]))
                step += every
            yield ahead.popleft().result()
    finally:
        reader.shutdown(cancel_futures=True)


def indices_at(step: int, count: int, batch_size: int, seed: int) -> np.ndarray:
    """(batch_size,) int64: which of `count` examples make batch `step`.

    >>> [sorted(indices_at(step, 4, 2, seed=1).tolist()) for step in (0, 1, 2, 3)]
    [[0, 1], [2, 3], [0, 2], [1, 3]]
    """
    places = range(step * batch_size, (step + 1) * batch_size)
    orders = {
        epoch: np.random.default_rng([seed, epoch]).permutation(count)
        for epoch in range(places[0] // count, places[-1] // count + 1)
    }
    return np.array([orders[place // count][place % count] for place in places], dtype=np.int64)


def examples_in(folder: Path) -> list[Example]:
    """Every note of one dataset folder, in the order of its index."""
    index = folder / "examples.json"
    try:
        entries = json.loads(index.read_text())
        names = set(os.listdir(folder / "audio"))
    except FileNotFoundError as error:
        raise FileTrouble(
            f"{error.filename} is missing; expected NSynth's layout, examples.json beside audio/: "
            "make it with `notono-live data render` or unpack an NSynth archive"
        ) from error
    except (OSError, ValueError) as error:
        raise FileTrouble(f"{index}: {error}; render or unpack the dataset again") from error
    if not isinstance(entries, dict):
        raise FileTrouble(f"{index} holds a {type(entries).__name__}, expected note_str → labels")
    examples = [_example(folder, note_str, labels) for note_str, labels in entries.items()]
    absent = [example for example in examples if example.path.name not in names]
    if absent:
        raise FileTrouble(
            f"{index} names {len(absent)} notes without sound, such as {absent[0].path}; "
            "run the rendering again or unpack the dataset again"
        )
    return examples


def _example(folder: Path, note_str: str, labels: dict[str, Any]) -> Example:
    try:
        pitch, velocity = int(labels["pitch"]), int(labels["velocity"])
        family_index, family = labels["instrument_family"], labels["instrument_family_str"]
        kin = str(labels.get("kin") or labels.get("instrument_str") or note_str)
        if not 0 <= pitch <= 127 or FAMILIES.index(family) != family_index:
            raise ValueError(f"pitch {pitch}, family {family_index} {family}")
    except (KeyError, TypeError, ValueError) as error:
        raise FileTrouble(
            f"{folder / 'examples.json'}, note {note_str}: {error!r}; expected NSynth's labels: "
            "pitch 0..127, velocity, instrument_family 0..10 and its name, instrument_family_str"
        ) from error
    path = folder / "audio" / f"{note_str}.wav"
    return Example(path, pitch, family_index, velocity, note_str, kin)
