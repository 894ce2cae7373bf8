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
GROUND = {"notono_live", "errors"}
MAY_IMPORT = {
    "notono_live": set(),
    "errors": set(),
    "config": GROUND,
    "notes": GROUND,
    "protocol": GROUND | {"notes"},
    "export": GROUND | {"config", "notes"},
    "audio": GROUND | {"config", "notes"},
    "engine": GROUND | {"config", "notes", "protocol", "export", "audio"},
    "transports": GROUND | {"config", "notes", "protocol", "engine"},
    "model": GROUND | {"notes", "engine.jobs"},
    "training": GROUND | {"notes", "model", "export"},
    "app": GROUND | {"config", "notes", "protocol", "export", "audio", "engine", "transports"},
}
# The command line knows everyone, and imports each of them where its verb needs it.
FREE = ("cli", "__main__")
# The worker's process, which `app` describes and the worker starts, is the one way into the model.
EXCEPTIONS = {("app.py", "model.bundle")}
FILES = sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] != "page")


def imported(path: Path) -> Iterator[str]:
    """Modules of the house that a file names, without the package's own name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.split(".")[0] == "notono_live":
                yield name.removeprefix("notono_live.")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    inside = path.relative_to(ROOT)
    room = (
        "notono_live"
        if inside.name == "__init__.py" and len(inside.parts) == 1
        else (inside.parts[0].removesuffix(".py"))
    )
    if room in FREE or room.startswith("cli"):
        return
    allowed = MAY_IMPORT[room] | {room}
    for name in imported(path):
        if any((str(inside), name[: len(way)]) == (file, way) for file, way in EXCEPTIONS):
            continue
        steps = name.split(".")
        reached = {steps[0], ".".join(steps[:2])}
        if steps[0] == "__version__":
            continue
        assert reached & allowed, f"{inside} imports {name}; {room} may import {sorted(allowed)}"


def test_the_server_starts_without_torch() -> None:
    code = "import notono_live.app, sys; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import notono_live, sys; sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
