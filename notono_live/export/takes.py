"""Takes on disk: out/takes/ID.safetensors, each written once. Runs on threads off the event loop.

A safetensors file holds eight bytes of length, a JSON header and the arrays as they are: codes
(top, bottom), labels (top.pitch …) and samples, as `notes.take` names them; seed and sample_rate_hz
are in the header's metadata. The name is the content's hash, so damage is found out.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
from safetensors.numpy import load, save

from notono_live.errors import FileTrouble
from notono_live.export.wav import replace_file
from notono_live.notes.codemap import Codemaps, Layer
from notono_live.notes.conditioning import UNKNOWN, ConditioningMap, ConditioningMaps
from notono_live.notes.note import Note
from notono_live.notes.take import Take

SUFFIX = ".safetensors"


class TakeFiles:
    """The folder of takes. Its methods raise FileTrouble."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, id: str) -> Path:
        return self.folder / f"{id}{SUFFIX}"

    def ids(self) -> set[str]:
        return {path.stem for path in self._files()}

    def write(self, take: Take) -> None:
        """Readers see all of the file or none; the disk has it for certain after `sync`."""
        about = {"seed": str(take.seed), "sample_rate_hz": str(take.note.sample_rate_hz)}
        arrays = {name: np.ascontiguousarray(array) for name, array in take.arrays.items()}
        replace_file(self.path(take.id), save(arrays, about), sync=False)

    def read(self, id: str) -> Take:
        """The very take; FileTrouble where it is missing or not what was written."""
        path = self.path(id)
        try:
            content = path.read_bytes()
            take = _take(load(content), _metadata(content))
        except FileNotFoundError as error:
            raise FileTrouble(f"{path} is gone") from error
        except Exception as error:
            raise FileTrouble(f"{path} cannot be read as a take: {_line(error)}") from error
        if take.id != id:
            raise FileTrouble(f"{path} is damaged: what it holds does not hash to its name")
        return take

    def set_aside(self, id: str) -> None:
        """Keep what cannot be read under another name, for a person to look at."""
        with contextlib.suppress(OSError):
            self.path(id).rename(self.path(id).with_suffix(".bad"))

    def sync(self, ids: Collection[str]) -> None:
        for id in ids:
            with contextlib.suppress(FileNotFoundError), open(self.path(id), "r+b") as file:
                os.fsync(file.fileno())

    def prune(self, needed: Collection[str], keep: int) -> set[str]:
        """Remove takes that nothing needs, all but the newest `keep` of them; the ids removed."""
        loose = [path for path in self._files() if path.stem not in needed]
        if len(loose) <= keep:
            return set()
        newest_last = sorted(loose, key=lambda path: path.stat().st_mtime_ns)
        gone = newest_last[: len(loose) - keep]
        for path in gone:
            path.unlink(missing_ok=True)
        return {path.stem for path in gone}

    def _files(self) -> Iterator[Path]:
        return self.folder.glob(f"*{SUFFIX}")


def _metadata(content: bytes) -> dict[str, str]:
    length = int.from_bytes(content[:8], "little")
    about: dict[str, str] = json.loads(content[8 : 8 + length])["__metadata__"]
    return about


def _take(arrays: dict[str, np.ndarray], about: dict[str, str]) -> Take:
    whole = {name: array.astype(np.int64) for name, array in arrays.items() if name != "samples"}
    labels = ConditioningMaps(*(_labels(whole, layer) for layer in Layer))
    samples = arrays["samples"].astype(np.float32)
    codes = Codemaps(whole["top"], whole["bottom"])
    return Take(Note(codes, labels, samples, int(about["sample_rate_hz"])), int(about["seed"]))


def _labels(arrays: dict[str, np.ndarray], layer: Layer) -> ConditioningMap:
    """Where no cell's velocity is known the file holds none."""
    pitch, family = arrays[f"{layer}.pitch"], arrays[f"{layer}.family"]
    velocity = arrays.get(f"{layer}.velocity")
    return ConditioningMap(
        pitch, family, np.full_like(pitch, UNKNOWN) if velocity is None else velocity
    )


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}".rstrip(
        ": "
    )
