"""Kits: folders of notes that a sampler opens, put in place whole. Runs on threads off the event
loop.

kits/NAME/NAME_048.wav ...   one file a note
kits/NAME/NAME.sfz           which file sounds at which key; and NAME.dspreset, the same for
                             Decent Sampler
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from notono_live.errors import BadArguments
from notono_live.export.folders import replace_folder
from notono_live.export.instruments import Zone, decent_sampler, key_ranges, sfz
from notono_live.export.loudness import gain_to
from notono_live.export.naming import file_name
from notono_live.export.sound import resampled
from notono_live.export.wav import Story, wav_bytes
from notono_live.notes.loops import Loop, with_loop

LOUDEST = 127
FIRST_PAD = 36  # the key of pad 1, as drum racks have it
PATTERN = "{name}_{pitch:03d}"
PAD_PATTERN = "{index:02d}_{family}_{pitch:03d}"


@dataclass(frozen=True, slots=True, eq=False)
class Tone:
    """One note to be written: mono float32 (frames,), MIDI pitch 0..127, the velocity it stands
    for, and what its file says of it. `fields` are what patterns may name besides."""

    samples: np.ndarray
    rate_hz: int
    pitch: int
    family: str = "none"
    velocity: int = LOUDEST
    texts: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dress:
    """How notes become files. `lufs`: as loud as that, each; none: as they are."""

    rate_hz: int = 48_000
    loop: bool = False
    lufs: float | None = None
    pattern: str = PATTERN


@dataclass(frozen=True, slots=True)
class File:
    """A finished WAV file and what a sampler has to know of it."""

    name: str
    content: bytes = field(repr=False)
    frames: int
    loop: Loop | None


def dressed(
    tone: Tone,
    dress: Dress,
    name: str,
    keys: tuple[int, int] | None = None,
    level: float = 1.0,
    velocities: tuple[int, int] = (1, LOUDEST),
) -> File:
    """The file of one tone: resampled, looped and levelled as asked, and then `level` times as
    high. `keys` and `velocities`: those it sounds at."""
    clean = np.nan_to_num(tone.samples, nan=0.0, posinf=1.0, neginf=-1.0)
    samples, loop = resampled(clean, tone.rate_hz, dress.rate_hz), None
    if dress.loop:
        samples, loop = with_loop(samples, dress.rate_hz)
    if dress.lufs is not None:
        level *= gain_to(samples, dress.rate_hz, dress.lufs)
    samples = samples * np.float32(level)
    lowest, highest = keys or (tone.pitch, tone.pitch)
    story = Story(tone.pitch, tone.texts, loop, lowest, highest, *velocities)
    return File(f"{name}.wav", wav_bytes(samples, dress.rate_hz, story), len(samples), loop)


def write_kit(folder: Path, tones: Sequence[Tone], dress: Dress | None = None) -> list[Path]:
    """A keyboard of tones of one or several velocities, as WAV + SFZ + dspreset; all files' paths.

    Keys between two pitches take the nearer one, transposed; so do those beyond the ends.
    The folder is there whole or not at all, and takes the place of one that was there before.
    Raises FileTrouble, and BadArguments where a pattern gives two files one name.
    """
    dress = dress or Dress()
    zones: list[Zone] = []
    contents: list[tuple[str, bytes]] = []
    velocities = sorted({tone.velocity for tone in tones})
    for softest, loudest in velocity_ranges(velocities):
        layer = sorted((t for t in tones if t.velocity == loudest), key=lambda tone: tone.pitch)
        ranges = key_ranges([tone.pitch for tone in layer])
        for tone, keys in zip(layer, ranges, strict=True):
            name = file_name(dress.pattern, kit_fields(tone, folder.name, len(zones) + 1))
            struck = softest, LOUDEST if loudest == velocities[-1] else loudest
            file = dressed(tone, dress, name, keys, velocities=struck)
            zones.append(Zone(file.name, tone.pitch, *keys, *struck, file.loop))
            contents.append((file.name, file.content))
    return _write(folder, zones, contents)


def write_pads(folder: Path, tones: Sequence[Tone], dress: Dress | None = None) -> list[Path]:
    """Up to 16 tones for pads: pad n at key 35 + n, at its own pitch whatever the key."""
    if len(tones) > 16:
        raise BadArguments(f"{len(tones)} notes are too many for pads; give 16 at most")
    dress = dress or Dress(pattern=PAD_PATTERN)
    zones, contents = [], []
    for index, tone in enumerate(tones):
        key = FIRST_PAD + index
        name = file_name(dress.pattern, kit_fields(tone, folder.name, index + 1))
        file = dressed(tone, replace(dress, loop=False), name, (key, key))
        zones.append(Zone(file.name, key, key, key, tracks=False))
        contents.append((file.name, file.content))
    return _write(folder, zones, contents)


def kit_fields(tone: Tone, kit: str, index: int) -> dict[str, Any]:
    """What a pattern may name of a tone."""
    own = {"name": kit, "index": index, "pitch": tone.pitch, "family": tone.family}
    return {**tone.fields, **own, "velocity": tone.velocity}


def velocity_ranges(velocities: Sequence[int]) -> list[tuple[int, int]]:
    """
    >>> velocity_ranges([50, 100, 127])
    [(1, 50), (51, 100), (101, 127)]
    """
    return list(zip([1, *(v + 1 for v in velocities[:-1])], velocities, strict=True))


def _write(folder: Path, zones: list[Zone], contents: list[tuple[str, bytes]]) -> list[Path]:
    names = [name for name, _ in contents]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadArguments(f"two notes would be {min(twice)}; put more fields into the pattern")
    texts = {f"{folder.name}.sfz": sfz(zones), f"{folder.name}.dspreset": decent_sampler(zones)}
    files = dict(contents) | {name: text.encode() for name, text in texts.items()}
    replace_folder(folder, files)
    return [folder / name for name in files]
