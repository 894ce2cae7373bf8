"""One server, one folder: a lock that ends with the process, however it ends. Runs on the main
thread, at the start."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from notono_live.errors import FileTrouble


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """The folder is ours meanwhile; FileTrouble where another server has it."""
    path = folder / ".lock"
    try:
        file = open(path, "a+b")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise FileTrouble(f"{path} cannot be written: {error.strerror}; give --out") from error
    with file:
        try:
            _lock(file)
        except OSError as error:
            raise FileTrouble(
                f"{folder} is in use by another server (process {_holder(file)}); "
                "stop that one, or give --out another folder"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        yield


def _holder(file: BinaryIO) -> str:
    try:
        file.seek(0)
        return file.read(20).decode("ascii") or "unknown"
    except (OSError, ValueError):  # Windows lets nobody read what is locked
        return "unknown"


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(1 << 20)  # far behind the number, so that it can be read
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
