"""Which notes a rendered dataset holds: General MIDI programs as NSynth families. Plain values."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.notes.conditioning import Family

SOURCES = ("acoustic", "electronic", "synthetic")  # NSynth's order

# First and last General MIDI program (from 0), family, source. NSynth's eleven families against
# MIDI's banks of eight, but where a musician would not: accordions and harmonica are reeds; timpani
# (47), orchestra hit (55), the lead in fifths (86), sound effects and drums have no single pitch or
# no family, guitar harmonics (31) sound an octave above the key; banjo, fiddle, shanai and steel
# drums join their kin.
PROGRAMS: tuple[tuple[int, int, Family, str], ...] = (
    (0, 1, Family.KEYBOARD, "acoustic"),
    (2, 2, Family.KEYBOARD, "electronic"),
    (3, 3, Family.KEYBOARD, "acoustic"),
    (4, 5, Family.KEYBOARD, "electronic"),
    (6, 6, Family.KEYBOARD, "acoustic"),
    (7, 7, Family.KEYBOARD, "electronic"),
    (8, 15, Family.MALLET, "acoustic"),
    (16, 18, Family.ORGAN, "electronic"),
    (19, 20, Family.ORGAN, "acoustic"),
    (21, 23, Family.REED, "acoustic"),
    (24, 25, Family.GUITAR, "acoustic"),
    (26, 30, Family.GUITAR, "electronic"),
    (32, 32, Family.BASS, "acoustic"),
    (33, 37, Family.BASS, "electronic"),
    (38, 39, Family.BASS, "synthetic"),
    (40, 46, Family.STRING, "acoustic"),
    (48, 49, Family.STRING, "acoustic"),
    (50, 51, Family.STRING, "synthetic"),
    (52, 53, Family.VOCAL, "acoustic"),
    (54, 54, Family.VOCAL, "synthetic"),
    (56, 61, Family.BRASS, "acoustic"),
    (62, 63, Family.BRASS, "synthetic"),
    (64, 71, Family.REED, "acoustic"),
    (72, 79, Family.FLUTE, "acoustic"),
    (80, 85, Family.SYNTH_LEAD, "synthetic"),
    (87, 95, Family.SYNTH_LEAD, "synthetic"),
    (105, 105, Family.GUITAR, "acoustic"),
    (110, 110, Family.STRING, "acoustic"),
    (111, 111, Family.REED, "acoustic"),
    (114, 114, Family.MALLET, "acoustic"),
)


@dataclass(frozen=True, slots=True)
class NoteToRender:
    """One note of the dataset: `font` is its place in the list of fonts, `program` 0..127."""

    font: int
    program: int
    family: Family
    source: str
    pitch: int
    velocity: int

    @property
    def instrument(self) -> int:
        return 128 * self.font + self.program

    @property
    def instrument_str(self) -> str:
        return f"{self.family}_{self.source}_{self.instrument:03d}"

    @property
    def note_str(self) -> str:
        return f"{self.instrument_str}-{self.pitch:03d}-{self.velocity:03d}"

    def entry(self) -> dict[str, object]:
        """The note's value in examples.json: NSynth's keys, all of them.

        Qualities are ears' judgements in NSynth; nobody listened to these notes, so none is set.
        """
        return {
            "note": (self.instrument * 128 + self.pitch) * 128 + self.velocity,
            "note_str": self.note_str,
            "instrument": self.instrument,
            "instrument_str": self.instrument_str,
            "pitch": self.pitch,
            "velocity": self.velocity,
            "sample_rate": SAMPLE_RATE_HZ,
            "qualities": [0] * 10,
            "qualities_str": [],
            "instrument_family": self.family.number,
            "instrument_family_str": self.family.value,
            "instrument_source": SOURCES.index(self.source),
            "instrument_source_str": self.source,
        }


def planned(
    fonts: int,
    programs: Iterable[int],
    pitches: Iterable[int],
    velocities: Iterable[int],
    limit: int | None = None,
    seed: int = 0,
) -> list[NoteToRender]:
    """Every note asked for, or `limit` of them drawn with `seed`, instrument after instrument.

    >>> [note.note_str for note in planned(1, [24, 47], [60], [50, 100])]
    ['guitar_acoustic_024-060-050', 'guitar_acoustic_024-060-100']
    """
    wanted, pitches, velocities = set(programs), list(pitches), list(velocities)
    notes = [
        NoteToRender(font, program, family, source, pitch, velocity)
        for font in range(fonts)
        for first, last, family, source in PROGRAMS
        for program in range(first, last + 1)
        if program in wanted
        for pitch in pitches
        for velocity in velocities
    ]
    if limit is None or limit >= len(notes):
        return notes
    kept = sorted(random.Random(seed).sample(range(len(notes)), limit))
    return [notes[i] for i in kept]
