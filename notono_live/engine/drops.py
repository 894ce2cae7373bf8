"""Sounds that people drop on the page: checked, named by us, bounded in number. Runs on threads off
the event loop.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from notono_live.errors import FileTrouble
from notono_live.export.sound import read_sound
from notono_live.export.wav import replace_file

MOST_BYTES = 64 << 20  # a minute of stereo at 96 kHz in 64-bit floats
MOST_FILES = 64  # the oldest make room
STEM = "dropped"


def keep(folder: Path, content: bytes) -> str:
    """The name under which a sound lies in the folder now, whatever its sender called it: the same
    for the same sound. FileTrouble for what slot/load could not read either."""
    path = folder / f"{STEM}-{hashlib.sha256(content).hexdigest()[:16]}.wav"
    if not path.exists():
        replace_file(path, content, sync=False)
    try:
        read_sound(path)
    except FileTrouble as error:
        path.unlink(missing_ok=True)
        raise FileTrouble(str(error).replace(path.name, "the file dropped")) from error
    path.touch()
    _prune(folder)
    return path.name


def _prune(folder: Path) -> None:
    files = sorted(folder.glob(f"{STEM}-*"), key=lambda path: path.stat().st_mtime_ns)
    for path in files[:-MOST_FILES]:
        with contextlib.suppress(OSError):
            path.unlink()
