"""Who may import whom. The picture in the README, as a test."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import notono_live

ROOT = Path(notono_live.__file__).parent
GROUND = {"errors", "child", "toml_file", "whole_file", "__version__"}
MAY_IMPORT = {
    "__init__": set(),
    "errors": set(),
    "child": set(),
    "toml_file": {"errors"},
    "whole_file": set(),
    "config": GROUND,
    "notes": GROUND,
    "meter": GROUND | {"notes"},
    "plot": GROUND | {"notes", "meter"},
    "protocol": GROUND | {"notes"},
    "export": GROUND | {"config", "notes"},
    "audio": GROUND | {"config", "notes"},
    "engine": GROUND | {"config", "notes", "protocol", "export", "audio"},
    "page": set(),
    "transports": GROUND | {"config", "notes", "protocol", "engine", "page"},
    "model": GROUND | {"notes", "engine.jobs"},
    "training": GROUND | {"config", "notes", "model", "export", "meter", "plot"},
    "patches": GROUND | {"notes", "protocol"},
    "app": GROUND | {"config", "notes", "protocol", "export", "audio", "engine", "transports"},
}
# The command line knows everyone, and imports each where its verb needs it.
FREE = ("cli", "__main__")
# The one way into the model: what the worker's process calls to load it.
EXCEPTIONS = {("app.py", "model.bundle")}
FILES = sorted(path.relative_to(ROOT) for path in ROOT.rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """What a file names of the house, as `room` or `room.module`."""
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.startswith("notono_live."):
                yield ".".join(name.split(".")[1:3])


@pytest.mark.parametrize("file", FILES, ids=str)
def test_imports_point_down(file: Path) -> None:
    room = file.parts[0].removesuffix(".py")
    if room in FREE:
        return
    allowed = MAY_IMPORT[room] | {room}
    for name in imported(file):
        reached = name.split(".")[0]
        known = reached in allowed or name in allowed or (str(file), name) in EXCEPTIONS
        assert known, f"{file} imports {name}; {room} may import {sorted(allowed)}"


def test_the_server_starts_without_torch() -> None:
    code = "import notono_live.app, sys; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import notono_live, sys; sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
