"""`notono-live patches`: writes what in patches/ is made from the protocol's table. Main thread."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from notono_live.export.wav import replace_file
from notono_live.patches.tree import files, same


def add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("folder", type=Path, nargs="?", default=Path("patches"), help="where to (%(default)s)")
    add("--check", action="store_true", help="write nothing; fail where a file is not as it would")


def patches(arguments: Namespace) -> int:
    """Writes the files that differ, and says which."""
    stale = []
    for place, content in files().items():
        path = arguments.folder / place
        if not path.is_file() or not same(place, path.read_bytes(), content):
            stale.append(path)
            if not arguments.check:
                replace_file(path, content)
    for path in stale:
        print(f"{path} {'differs' if arguments.check else 'written'}")
    print(f"{len(files()) - len(stale)} files are as they should be")
    return int(arguments.check and bool(stale))
