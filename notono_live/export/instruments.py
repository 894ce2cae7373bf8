"""What tells a sampler which file sounds at which key: SFZ and Decent Sampler. Plain text, any
thread.

SFZ as sforando, LinuxSampler and Bitwig read it: opcodes of version 1, loop_end inclusive,
everything said that has a default.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np

from notono_live.notes.loops import Loop

KEYS = 127
CURVE_POINTS = 12
MOST_VOLUME = 16  # the largest factor that Decent Sampler takes


@dataclass(frozen=True, slots=True)
class Zone:
    """One file: its root key, the keys and velocities that it sounds at (both ends inclusive).
    `tracks`: other keys than the root are transposed; a drum is not. `lacks`: the factor by which
    the file is quieter than the loudest one, for its velocity: players do that once more."""

    file: str
    root: int
    lowest: int
    highest: int
    softest: int = 1
    loudest: int = 127
    loop: Loop | None = None
    tracks: bool = True
    lacks: float = 1.0


def key_ranges(roots: Sequence[int], lowest: int = 0, highest: int = KEYS) -> list[tuple[int, int]]:
    """Which keys each root stands for: those it is nearest to, the lower one where two are.

    >>> key_ranges([48, 52, 60])
    [(0, 50), (51, 56), (57, 127)]
    """
    ends = [(low + high) // 2 for low, high in pairwise(roots)]
    return list(zip([lowest, *(end + 1 for end in ends)], [*ends, highest], strict=True))


def sfz(zones: Sequence[Zone]) -> str:
    """The text of a .sfz that lies beside the files."""
    return "\n".join(map(_region, zones)) + "\n"


def _region(zone: Zone) -> str:
    loop = "loop_mode=no_loop"
    if zone.loop is not None:
        loop = f"loop_mode=loop_sustain loop_start={zone.loop.first} loop_end={zone.loop.last}"
    track = "" if zone.tracks else " pitch_keytrack=0"
    return (
        f"<region> sample={zone.file}\n"
        f"lokey={zone.lowest} hikey={zone.highest} pitch_keycenter={zone.root}{track} "
        f"lovel={zone.softest} hivel={zone.loudest} {loop} ampeg_release=0.25{_curve(zone)}"
    )


def _curve(zone: Zone) -> str:
    """How loud each velocity is beside the file: SFZ's own curve, the square, but for what the
    file lacks already. Players draw lines between the points."""
    if zone.lacks == 1:
        return ""
    points = sorted(set(np.linspace(zone.softest, zone.loudest, CURVE_POINTS).round().astype(int)))
    gains = (min(1.0, (point / KEYS) ** 2 / zone.lacks) for point in points)
    return "".join(f" amp_velcurve_{v}={gain:.5f}" for v, gain in zip(points, gains, strict=True))


def decent_sampler(zones: Sequence[Zone]) -> str:
    """The text of a .dspreset."""
    root = ElementTree.Element("DecentSampler")
    group = ElementTree.SubElement(ElementTree.SubElement(root, "groups"), "group")
    for zone in zones:
        settings = {
            "path": zone.file, "rootNote": zone.root, "loNote": zone.lowest,
            "hiNote": zone.highest, "loVel": zone.softest, "hiVel": zone.loudest,
            "pitchKeyTrack": int(zone.tracks), "loopEnabled": str(zone.loop is not None).lower(),
        }  # fmt: skip
        if zone.lacks != 1:
            settings["volume"] = f"{20 * math.log10(min(1 / zone.lacks, MOST_VOLUME)):.2f}dB"
        if zone.loop is not None:
            settings |= {"loopStart": zone.loop.first, "loopEnd": zone.loop.last}
        ElementTree.SubElement(group, "sample", {key: str(v) for key, v in settings.items()})
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"
