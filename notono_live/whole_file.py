"""A file is put in place whole: readers see the old one or the new one, never half. Any thread, off
the event loop."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

UNFINISHED = ".*.tmp"  # the names that a killed process leaves behind


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A name in `path`'s folder, that no browser takes for a sound, for the new file: it takes
    `path`'s place when the block ends, and is gone where it raised. OSErrors come through.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with beside(Path(folder.name) / "take.txt") as new:
    ...     _ = new.write_text("whole")
    >>> [path.name for path in Path(folder.name).iterdir()]
    ['take.txt']
    >>> folder.cleanup()
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}.tmp")
    try:
        yield new
        _replace(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise


def clear_unfinished(folder: Path) -> None:
    """Takes away what killed processes had begun to write there; no other may be writing."""
    for stale in folder.glob(UNFINISHED):
        stale.unlink()


def _replace(new: Path, path: Path) -> None:
    """os.replace, tried again where another program holds the file open (Live on Windows)."""
    for _ in range(5):
        try:
            return os.replace(new, path)
        except PermissionError:
            time.sleep(0.05)
    os.replace(new, path)
