"""Where files go: slots/, renders/ and sounds/ in one folder. Runs on threads off the event loop.

slots/slot03.wav                      what the slot holds now; replaced whole
renders/slot03_r0007_bass_060.wav     never rewritten; the last ones are kept; with _v100 at the end
                                      where a velocity was drawn for
sounds/NAME                           what clients load and save by name
"""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from notono_live import __version__
from notono_live.config import Files
from notono_live.errors import Denied, FileTrouble
from notono_live.export.folders import put_back
from notono_live.export.kit import (
    LOUDEST,
    PAD_PATTERN,
    PATTERN,
    Dress,
    Tone,
    dressed,
    kit_fields,
    write_kit,
    write_pads,
)
from notono_live.export.naming import file_name
from notono_live.export.sound import resampled
from notono_live.export.wav import Story, replace_file, told_by, wav_bytes
from notono_live.notes.conditioning import UNKNOWN
from notono_live.notes.note import Note

log = logging.getLogger("notono.export")
NO_PATH = "none"  # what is told where there is no file
RENDER = "slot{slot:02d}_r{revision:04d}_{family}_{digits}"  # what renders are called
STRUCK = "_v{velocity:03d}"  # and of those that were drawn for a velocity
MIDDLE_C = 60  # root note of a file whose pitch nobody knows


@dataclass(frozen=True, slots=True)
class Label:
    """What a file is named and described by; pitch and velocity −1 and instrument `none` where
    unknown."""

    slot: int
    revision: int
    instrument: str
    pitch: int
    seed: int
    model: str
    velocity: int = UNKNOWN

    @property
    def story(self) -> Story:
        comment = {
            "model": self.model,
            "seed": self.seed,
            "pitch": self.pitch,
            "instrument": self.instrument,
            "velocity": self.velocity,
            "revision": self.revision,
        }
        return Story(
            self.pitch if self.pitch >= 0 else MIDDLE_C,
            {
                "INAM": f"slot{self.slot:02d} {self.instrument} {self.pitch}",
                "ISFT": f"notono-live {__version__}",
                "ICMT": json.dumps(comment),
            },
        )


@dataclass(frozen=True, slots=True)
class Written:
    path: Path  # absolute
    frames: int
    rate_hz: int
    resample_seconds: float


class Shelf:
    """The folder clients may know. Its methods raise FileTrouble and Denied."""

    def __init__(self, files: Files) -> None:
        self.rate_hz = files.rate_hz
        self.out = files.out.absolute()
        self.roots = tuple(
            root.absolute() for root in (self.out / "sounds", files.sounds) if root is not None
        )
        self._keep = files.keep_renders
        self._given: set[str] = set()  # names of renders, deleted ones too
        self._naming = threading.Lock()  # two renders may be written at once, on two threads

    def prepare(self) -> None:
        """Make the folders: what cannot be written is known before a client waits for it."""
        try:
            for name in ("slots", "renders", "sounds"):
                (self.out / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileTrouble(f"{self.out} cannot be made: {error.strerror}; give --out") from error

    def mend(self) -> None:
        """Kits that a killed server was about to replace are there again. For the one server that
        has the folder."""
        for place in {left.parent for left in (self.out / "kits").rglob(".*")}:
            try:
                put_back(place)
            except OSError as error:
                log.warning("a kit in %s stays under another name: %s", place, error.strerror)

    def slot_path(self, slot: int) -> Path:
        return self.out / "slots" / f"slot{slot:02d}.wav"

    def write_slot(self, note: Note, label: Label) -> Written:
        """Not synced to the disk: the archive has the take, from which it is made again."""
        return self._write(self.slot_path(label.slot), note, label, sync=False)

    def holds(self, slot: int, revision: int) -> bool:
        """Whether a slot's file is there, and is of this revision and of our rate."""
        rate_hz, texts = told_by(self.slot_path(slot))
        try:
            comment = json.loads(texts.get("ICMT", "null"))
        except ValueError:
            return False
        known = isinstance(comment, dict) and comment.get("revision") == revision
        return known and rate_hz == self.rate_hz

    def remove_slot(self, slot: int) -> None:
        try:
            self.slot_path(slot).unlink(missing_ok=True)
        except OSError as error:
            raise FileTrouble(f"{self.slot_path(slot)} stays: {error.strerror}") from error

    def dress(self, loop: bool = False, loudness: float = 0.0, pattern: str = "-") -> Dress:
        """How files are asked for: looped, at a loudness in LUFS if it is not 0, and named by a
        pattern if it is not `-`."""
        named = "" if pattern == "-" else pattern
        return Dress(self.rate_hz, loop, loudness or None, named)

    def write_render(self, note: Note, label: Label, dress: Dress | None = None) -> Written:
        """A new file under a name of its own; the oldest of the slot's renders make room. Raises
        BadArguments for a pattern that makes no name."""
        dress, tone = dress or self.dress(), _tone(note, label)
        usual = RENDER if label.velocity == UNKNOWN else RENDER + STRUCK
        name = file_name(dress.pattern or usual, kit_fields(tone, label.instrument, 1))
        file = dressed(tone, dress, name)
        with self._naming:
            path = self._unused(self.out / "renders" / file.name)
            replace_file(path, file.content)
            self._prune(label.slot)
        return Written(path, file.frames, self.rate_hz, 0.0)

    def write_keymap(
        self, notes: Sequence[Note], labels: Sequence[Label], dress: Dress | None = None
    ) -> Path:
        """A folder of one slot's keys, under a name of its own: WAV, SFZ and Decent Sampler. The
        last word of a WAV's name is its MIDI note."""
        first, dress = labels[0], dress or self.dress()
        stem = f"slot{first.slot:02d}_r{first.revision:04d}_{first.instrument}"
        tones = [_tone(note, label) for note, label in zip(notes, labels, strict=True)]
        with self._naming:
            folder = self._unused(self.out / "kits" / stem)
            write_kit(folder, tones, replace(dress, pattern=dress.pattern or PATTERN))
        return folder

    def write_pads(
        self, name: str, notes: Sequence[Note], labels: Sequence[Label], dress: Dress
    ) -> Path:
        """A folder of up to 16 notes for pads; it takes the place of one of that name."""
        folder = self._inside(self.out / "kits", name)
        tones = [_tone(note, label) for note, label in zip(notes, labels, strict=True)]
        with self._naming:
            write_pads(folder, tones, replace(dress, pattern=dress.pattern or PAD_PATTERN))
        return folder

    def write_sound(self, name: str, note: Note, label: Label) -> Written:
        return self._write(self.sound_path(name), note, label)

    def sound_path(self, name: str) -> Path:
        """Where a client's name is written under sounds/; `.wav` is added to names that lack it."""
        wanted = name if name.lower().endswith(".wav") else f"{name}.wav"
        return self._inside(self.roots[0], wanted)

    def find_sound(self, name: str) -> Path:
        """The file that a client's name means, in the first root that has it."""
        for root in self.roots:
            path = self._inside(root, name)
            if path.is_file():
                return path
        places = " and ".join(str(root) for root in self.roots)
        raise FileTrouble(f"no file {name} in {places}; put it there")

    def _inside(self, root: Path, name: str) -> Path:
        """The real path of a name under a root; links that lead out are refused with the rest."""
        if "\0" in name or os.path.isabs(name) or ".." in Path(name).parts:
            raise Denied(f"{name!r} is no name under {root}; leave out / at the start and ..")
        try:
            path, real_root = (root / name).resolve(), root.resolve()
        except (OSError, RuntimeError) as error:  # links that lead round in a circle
            raise FileTrouble(f"{name!r} cannot be followed: {error}") from error
        if not path.is_relative_to(real_root) or path == real_root:
            raise Denied(f"{name!r} leads out of {root}; put the file itself there")
        return path

    def _write(self, path: Path, note: Note, label: Label, sync: bool = True) -> Written:
        begun = time.perf_counter()
        samples = resampled(note.samples, note.sample_rate_hz, self.rate_hz)
        took = time.perf_counter() - begun
        replace_file(path, wav_bytes(_finite(samples), self.rate_hz, label.story), sync)
        return Written(path, len(samples), self.rate_hz, took)

    def _unused(self, path: Path) -> Path:
        """The path, or with _2, _3 … where it was given before: Live reads no path twice."""
        names = (path.with_stem(f"{path.stem}_{count}") for count in itertools.count(2))
        free = next(
            p
            for p in itertools.chain([path], names)
            if p.name not in self._given and not p.exists()
        )
        self._given.add(free.name)
        return free

    def _prune(self, slot: int) -> None:
        renders = sorted(
            (self.out / "renders").glob(f"slot{slot:02d}_r*.wav"),
            key=lambda path: path.stat().st_mtime_ns,
        )
        for path in renders[: -self._keep]:
            with contextlib.suppress(OSError):
                path.unlink()


def _tone(note: Note, label: Label) -> Tone:
    """A note with what patterns may name. Pitch 000, which no model draws, stands for an unknown
    one, whose file has middle C as its root; a note of no known velocity stands for the loudest."""
    fields = {"slot": label.slot, "revision": label.revision, "seed": label.seed}
    story = label.story
    return Tone(
        note.samples,
        note.sample_rate_hz,
        story.unity_note,
        label.instrument,
        label.velocity if label.velocity > 0 else LOUDEST,
        texts=story.texts,
        fields=fields | {"digits": f"{max(label.pitch, 0):03d}"},
    )


def _finite(samples: np.ndarray) -> np.ndarray:
    return np.asarray(np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0))
