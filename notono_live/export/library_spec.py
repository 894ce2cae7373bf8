"""What a library is to hold: the TOML of `notono-live render`. Plain values, any thread.

name = "winds"
families = ["flute", "reed"]
pitches = { lowest = 48, highest = 84, step = 3 }   # or a list
velocities = [60, 127]
takes = 2
loop = true
lufs = -18
weights = "float32"
[sampling]
temperature = 0.9
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from notono_live.errors import BadArguments, FileTrouble, OutOfRange
from notono_live.export.naming import file_name
from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW, Family
from notono_live.notes.note import DEFAULT_SAMPLING, SEED_MAX, Sampling

PATTERN = "{family}_{pitch:03d}_v{velocity:03d}_t{take}"
RANGES: dict[str, tuple[float, float]] = {
    "takes": (1, 1000),
    "seed": (0, SEED_MAX),
    "batch": (1, 256),
    "rate_hz": (8_000, 192_000),
    "lufs": (-60, 0),
}
WEIGHTS = ("float32", "int8")  # and no auto: what it comes to hangs on the processor


@dataclass(frozen=True, slots=True)
class Spec:
    """`lufs`: how loud the loudest velocity is, each note; none: as it comes. `weights`: of the
    priors on a CPU, on every machine that has a part in the library."""

    name: str
    families: tuple[str, ...]
    pitches: tuple[int, ...]
    velocities: tuple[int, ...] = (127,)
    takes: int = 1
    seed: int = 0
    rate_hz: int = 48_000
    loop: bool = False
    lufs: float | None = None
    pattern: str = PATTERN
    batch: int = 16
    weights: str = "float32"
    sampling: Sampling = field(default_factory=lambda: DEFAULT_SAMPLING)


def read_spec(path: Path) -> Spec:
    """Raises FileTrouble, BadArguments and OutOfRange, each saying what the file has to say."""
    try:
        return parse_spec(tomllib.loads(path.read_text(encoding="utf-8")), path.stem)
    except (OSError, UnicodeDecodeError) as error:
        raise FileTrouble(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise BadArguments(f"{path} is no TOML: {error}") from error


def parse_spec(table: dict[str, Any], name: str) -> Spec:
    """
    >>> parse_spec({"families": "flute", "pitches": {"lowest": 60, "highest": 67}}, "a").pitches
    (60, 61, 62, 63, 64, 65, 66, 67)
    """
    known = [f.name for f in fields(Spec)]
    if unknown := [key for key in table if key not in known]:
        raise BadArguments(f"a library knows no {unknown[0]}; there are {' '.join(known)}")
    said = {"name": name, **table}
    for key in ("families", "pitches"):
        if key not in said:
            raise BadArguments(f"a library needs {key}")
    said["name"] = file_name("{name}", {"name": str(said["name"])})
    said["families"] = _families(said["families"])
    said["pitches"] = _pitches(said["pitches"])
    said["velocities"] = _ascending("velocities", said.get("velocities", [127]), 1, 127)
    said["sampling"] = _sampling(said.get("sampling", {}))
    for key, (low, high) in RANGES.items():
        if said.get(key) is not None:
            said[key] = _number(key, said[key], low, high)
    if not isinstance(said.get("loop", False), bool):
        raise BadArguments(f"loop is {said['loop']!r}; give true or false")
    if said.get("weights", "float32") not in WEIGHTS:
        raise BadArguments(f"weights is {said['weights']!r}; give {' or '.join(WEIGHTS)}")
    return Spec(**said)


def _families(said: Any) -> tuple[str, ...]:
    names = [said] if isinstance(said, str) else said
    if names == ["all"]:
        return tuple(map(str, FAMILIES))
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise BadArguments(f"families is {said!r}; give a list of {' '.join(FAMILIES)}, or all")
    return tuple(str(Family.named(name) or "none") for name in names)


def _pitches(said: Any) -> tuple[int, ...]:
    if isinstance(said, dict):
        if not {"lowest", "highest"} <= set(said) <= {"lowest", "highest", "step"}:
            raise BadArguments("pitches takes lowest, highest and step, or is a list")
        ends = [_number(f"pitches.{key}", said[key], 0, 127) for key in ("lowest", "highest")]
        step = _number("pitches.step", said.get("step", 1), 1, 60)
        said = list(range(int(ends[0]), int(ends[1]) + 1, int(step)))
    return _ascending("pitches", said, PITCH_LOW, PITCH_HIGH)


def _ascending(key: str, said: Any, low: int, high: int) -> tuple[int, ...]:
    if not isinstance(said, list) or not said:
        raise BadArguments(f"{key} is {said!r}; give a list of whole numbers {low}..{high}")
    return tuple(sorted({int(_number(key, value, low, high)) for value in said}))


def _sampling(said: Any) -> Sampling:
    known = ("temperature", "top_k", "top_p", "guidance")
    if not isinstance(said, dict) or set(said) - set(known):
        raise BadArguments(f"[sampling] knows {' '.join(known)}, and not {said!r}")
    return Sampling(**{key: _number(f"sampling.{key}", v, 0, 512) for key, v in said.items()})


def _number(key: str, said: Any, low: float, high: float) -> Any:
    whole = key not in ("lufs", "sampling.temperature", "sampling.top_p", "sampling.guidance")
    if isinstance(said, bool) or not isinstance(said, int if whole else int | float):
        raise BadArguments(f"{key} is {said!r}; give a {'whole ' if whole else ''}number")
    if not low <= said <= high:
        raise OutOfRange(f"{key} {said} is outside {low:g}..{high:g}")
    return said
