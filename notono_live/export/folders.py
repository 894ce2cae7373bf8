"""Folders of files, put in place whole, and in order again after a process was killed. Runs on
threads off the event loop, and on the main thread at the start."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from notono_live.errors import FileTrouble
from notono_live.export.wav import replace_file

LEFT = re.compile(r"\.(?P<name>.+)\.\d+\.\d+\.(?P<kind>old|tmp)")  # a folder under way


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder of files in place: whole, or not at all, and then the old one is as it was.

    A process killed here leaves its work under other names, which `put_back` or the next one to
    write the folder sees to; no two write one folder at once. Raises FileTrouble.
    """
    mark = f"{os.getpid()}.{time.monotonic_ns()}"
    fresh = folder.with_name(f".{folder.name}.{mark}.tmp")
    old = folder.with_name(f".{folder.name}.{mark}.old")
    try:
        put_back(folder.parent, folder.name)
        fresh.mkdir(parents=True)
        for name, content in files.items():
            replace_file(fresh / name, content)
        if folder.exists():
            os.rename(folder, old)
        try:
            os.rename(fresh, folder)
        except OSError:
            if old.exists():
                os.rename(old, folder)
            raise
    except OSError as error:
        raise FileTrouble(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)


def put_back(place: Path, name: str | None = None) -> None:
    """Folders of `place` (or the one called `name`) that a killed process had taken away and not
    yet replaced are there again; what it left besides goes. OSError where that cannot be done.

    There is no moment without the folder to be had otherwise: Python knows no call that lets two
    folders change places.
    """
    for left in sorted(place.glob(".*"), key=_when, reverse=True):
        told = LEFT.fullmatch(left.name)
        if told is None or name not in (None, told["name"]) or not left.is_dir():
            continue
        folder = place / told["name"]
        if told["kind"] == "old" and not folder.exists():
            os.rename(left, folder)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _when(path: Path) -> float:
    """When it was last changed; the newest of several is the one to be had back."""
    return path.lstat().st_mtime
