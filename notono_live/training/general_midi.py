"""Which notes a rendered dataset holds: SoundFont presets as NSynth families. Plain values."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.notes.conditioning import Family

SOURCES = ("acoustic", "electronic", "synthetic")  # NSynth's order

# First and last General MIDI program (from 0), family, source. NSynth's eleven families against
# MIDI's banks of eight, but where a musician would not: accordions and harmonica are reeds, leads
# and pads that sing are voices, what is plucked is a guitar, what is struck a mallet. Left out, for
# having no single pitch or no family: timpani (47), orchestra hit (55), the lead in fifths (86),
# pads of chords and echoes (96, 97, 101, 102), bagpipe (109), drums and effects; guitar harmonics
# (31) sound an octave above the key.
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
    (80, 84, Family.SYNTH_LEAD, "synthetic"),
    (85, 85, Family.VOCAL, "synthetic"),
    (87, 90, Family.SYNTH_LEAD, "synthetic"),
    (91, 91, Family.VOCAL, "synthetic"),
    (92, 95, Family.SYNTH_LEAD, "synthetic"),
    (98, 100, Family.SYNTH_LEAD, "synthetic"),
    (103, 103, Family.SYNTH_LEAD, "synthetic"),
    (104, 107, Family.GUITAR, "acoustic"),
    (108, 108, Family.MALLET, "acoustic"),
    (110, 110, Family.STRING, "acoustic"),
    (111, 111, Family.REED, "acoustic"),
    (114, 114, Family.MALLET, "acoustic"),
)
KINDS = {
    program: (family, source)
    for first, last, family, source in PROGRAMS
    for program in range(first, last + 1)
}

BANKS = 129  # 0..127, and 128 for drums
DRUMS = 128
# MuseScore_General holds most sustained presets twice; the second obeys a breath controller, not
# the velocity, and has the same samples.
BREATH = "Expr."

# Where a family has few presets its notes are played again, a little out of tune and darker.
MOST_TAKES = 4
DETUNED_CENTS = 8.0
DARKENED_CENTS = 1800.0  # of the filter's cutoff


@dataclass(frozen=True, slots=True, order=True)
class Preset:
    """One sound of a SoundFont: `font` is its place in the list of fonts, bank 0..128, program
    0..127."""

    font: int
    bank: int
    program: int
    name: str = ""

    @property
    def fits(self) -> bool:
        """Whether it has a family, a single pitch and a velocity."""
        drums = self.bank == DRUMS
        return self.program in KINDS and not drums and not self.name.endswith(BREATH)


@dataclass(frozen=True, slots=True)
class NoteToRender:
    """One note of the dataset; `take` 0 is as the font has it, others are varied."""

    preset: Preset
    pitch: int
    velocity: int
    take: int = 0

    @property
    def family(self) -> Family:
        return KINDS[self.preset.program][0]

    @property
    def source(self) -> str:
        return KINDS[self.preset.program][1]

    @property
    def instrument(self) -> int:
        """The preset's number, the same in every dataset that lists the fonts alike."""
        return (self.preset.font * BANKS + self.preset.bank) * 128 + self.preset.program

    @property
    def instrument_str(self) -> str:
        return f"{self.family}_{self.source}_{self.instrument:03d}"

    @property
    def note_str(self) -> str:
        again = f"-{self.take}" if self.take else ""
        return f"{self.instrument_str}-{self.pitch:03d}-{self.velocity:03d}{again}"

    @property
    def number(self) -> int:
        return ((self.instrument * 128 + self.pitch) * 128 + self.velocity) * 8 + self.take

    def entry(self) -> dict[str, object]:
        """The note's value in examples.json: all of NSynth's keys, and `kin`: instruments of one
        General MIDI program are kin in whatever font and bank, for fonts share samples.

        Qualities are ears' judgements in NSynth; nobody listened to these notes, so none is set.
        """
        return {
            "note": self.number,
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
            "kin": f"program_{self.preset.program:03d}",
        }

    def variation(self) -> tuple[float, float]:
        """This take's detuning and lowering of the filter, cents; its own at every rendering.

        >>> NoteToRender(Preset(0, 0, 24), 60, 100).variation()
        (0.0, 0.0)
        """
        if not self.take:
            return 0.0, 0.0
        dice = random.Random(self.number)
        return dice.uniform(-DETUNED_CENTS, DETUNED_CENTS), -dice.uniform(0.0, DARKENED_CENTS)


def planned(
    presets: Iterable[Preset],
    pitches: Iterable[int],
    velocities: Iterable[int],
    per_cell: int | None = None,
    limit: int | None = None,
    seed: int = 0,
) -> list[NoteToRender]:
    """Every note of the presets that fit, once; instrument after instrument.

    With `per_cell` the notes are balanced: of each family and pitch so many, drawn with `seed`
    where there are more, played in up to MOST_TAKES takes where there are fewer. With `limit` at
    most so many in all, drawn too.

    >>> notes = planned([Preset(0, 0, 24), Preset(0, 0, 47)], [60], [50, 100], per_cell=3)
    >>> [note.note_str for note in notes][:2]
    ['guitar_acoustic_024-060-050', 'guitar_acoustic_024-060-100']
    >>> len(notes)
    3
    """
    pitches, velocities = list(pitches), list(velocities)
    notes = [
        NoteToRender(preset, pitch, velocity)
        for preset in sorted(presets)
        if preset.fits
        for pitch in pitches
        for velocity in velocities
    ]
    dice = random.Random(seed)
    if per_cell is not None:
        notes = list(_balanced(notes, per_cell, dice))
    if limit is not None and limit < len(notes):
        notes = dice.sample(notes, limit)
    return sorted(notes, key=lambda note: note.number)


def _balanced(
    notes: Sequence[NoteToRender], per_cell: int, dice: random.Random
) -> Iterator[NoteToRender]:
    cells: dict[tuple[Family, int], list[NoteToRender]] = {}
    for note in notes:
        cells.setdefault((note.family, note.pitch), []).append(note)
    for first in cells.values():
        kept = list(first)
        for take in range(1, MOST_TAKES):
            missing = per_cell - len(kept)
            again = [replace(note, take=take) for note in first]
            kept += dice.sample(again, min(max(missing, 0), len(again)))
        yield from dice.sample(kept, min(per_cell, len(kept)))
