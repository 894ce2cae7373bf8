"""Fixtures of what reads our files."""

from __future__ import annotations

from pathlib import Path

import pytest
from sfizz import Play, Sfizz


@pytest.fixture
def play(tmp_path: Path) -> Play:
    pysfizz = pytest.importorskip("pysfizz", reason="pysfizz is not installed")
    return Sfizz(Path(pysfizz.__file__).parents[1] / "bin" / "sfizz_render", tmp_path)
