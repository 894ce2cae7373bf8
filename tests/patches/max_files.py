"""Reads Max's patchers and devices as boxes and lines, at every depth."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

PATCHES = Path(__file__).parents[2] / "patches"
PATCHERS = sorted(
    path for suffix in ("maxpat", "maxhelp", "amxd") for path in PATCHES.rglob(f"*.{suffix}")
)


def chunks(content: bytes) -> dict[bytes, bytes]:
    """The container of a device: tag, little-endian size, that many bytes, to the very end."""
    found, at = {}, 0
    while at < len(content):
        tag, size = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        assert at + 8 + size <= len(content), f"{tag!r} says {size} bytes, and there are fewer"
        found[tag], at = content[at + 8 : at + 8 + size], at + 8 + size
    return found


def root(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    if path.suffix == ".amxd":
        content = chunks(content)[b"ptch"]
        assert content.endswith(b"\0")
        content = content[:-1]
    found: dict[str, Any] = json.loads(content)["patcher"]
    return found


def patchers(patcher: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield patcher
    for box in boxes(patcher):
        if "patcher" in box:
            yield from patchers(box["patcher"])


def boxes(patcher: dict[str, Any]) -> list[dict[str, Any]]:
    return [each["box"] for each in patcher["boxes"]]


def lines(patcher: dict[str, Any]) -> Iterator[tuple[str, int, str, int]]:
    for each in patcher["lines"]:
        line = each["patchline"]
        yield (*line["source"], *line["destination"])


def texts(patcher: dict[str, Any]) -> Iterator[str]:
    """The words of all objects and messages, at every depth."""
    for each in patchers(patcher):
        for box in boxes(each):
            if box["maxclass"] in ("newobj", "message"):
                yield str(box.get("text", ""))


def overlapping(rects: Mapping[str, Sequence[float]]) -> list[tuple[str, str]]:
    """Pairs of rectangles (x, y, width, height) that share some of their ground."""

    def share(one: Sequence[float], other: Sequence[float]) -> bool:
        return all(
            one[side] < other[side] + other[side + 2] and other[side] < one[side] + one[side + 2]
            for side in (0, 1)
        )

    return [(a, b) for (a, one), (b, other) in combinations(rects.items(), 2) if share(one, other)]
