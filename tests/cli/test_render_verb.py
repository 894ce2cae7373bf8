"""`notono-live render` itself, as a process with a model: all files, the same when it was killed
midway, and on a processor of another kind."""

from __future__ import annotations

import csv
import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from tiny import tiny_bundle

from notono_live.cli.render import loaded
from notono_live.export.library import Planned, plan
from notono_live.export.library_spec import Spec, parse_spec
from notono_live.model import bundle as bundles

SPEC = """
name = "small"
families = ["flute", "bass"]
pitches = { lowest = 48, highest = 60, step = 4 }
batch = 4
rate_hz = 16000
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    bundles.save(tiny_bundle(), folder)
    return folder


def command(model: Path, folder: Path, *flags: str) -> list[str]:
    """The line that renders into a folder."""
    (folder / "spec.toml").write_text(SPEC)
    told = ("--out", str(folder), "--model", str(model), "--device", "cpu", *flags)
    return [sys.executable, "-m", "notono_live", "render", str(folder / "spec.toml"), *told]


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture(scope="module")
def whole(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that nothing interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    said = subprocess.run(command(model, folder), check=True, capture_output=True, text=True)
    assert "small: 8 files, 8 of them new" in said.stdout
    return folder / "small"


def test_the_command_draws_every_file_with_the_model_it_is_given(whole: Path) -> None:
    rows = list(csv.DictReader((whole / "manifest.csv").read_text().splitlines()))
    assert [(row["family"], int(row["pitch"])) for row in rows] == [
        (family, pitch) for family in ("flute", "bass") for pitch in (48, 52, 56, 60)
    ]
    found = digests(whole)
    assert {row["file"]: row["sha256"] for row in rows} == {
        place: digest for place, digest in found.items() if place.endswith(".wav")
    }
    assert len({row["sha256"] for row in rows}) == 8
    card = json.loads((whole / "library.json").read_text())
    assert (card["model"], card["weights"]) == ("tiny", "float32")
    assert {path.name for path in (whole / "flute").glob("*.sfz")} == {"flute_t1.sfz"}


def test_killed_midway_the_same_line_goes_on_to_the_same_files(
    model: Path, whole: Path, tmp_path: Path
) -> None:
    line = command(model, tmp_path)
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL)
    while not list(tmp_path.rglob("*.wav")) and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    there = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.wav")}
    assert 0 < len(there) < 8
    said = subprocess.run(line, check=True, capture_output=True, text=True)
    assert f"small: 8 files, {8 - len(there)} of them new" in said.stdout
    assert {path: path.stat().st_mtime_ns for path in there} == there, "those are not drawn again"
    assert digests(tmp_path / "small") == digests(whole)


@pytest.mark.slow
def test_workers_of_a_cluster_draw_the_same_files(model: Path, whole: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra ray is left out here")
    subprocess.run(command(model, tmp_path, "--ray", "local"), check=True, timeout=200)
    assert digests(tmp_path / "small") == digests(whole)


def drawn(model: Path, spec: Spec, batch: list[Planned]) -> list[np.ndarray]:
    """The codes of a batch."""
    notes = loaded(str(model), "cpu", spec)(batch)
    return [np.concatenate([n.codemaps.top.ravel(), n.codemaps.bottom.ravel()]) for n in notes]


def test_a_processor_that_multiplies_int8_draws_what_any_other_does(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the spec asks for such weights, and then both have them."""
    made = {}
    for weights in ("float32", "int8"):
        table = {"families": ["flute"], "pitches": [48, 52, 56, 60], "weights": weights}
        spec = parse_spec(table, "any")
        for able in (True, False):
            monkeypatch.setattr(
                "notono_live.model.sessions.multiplies_int8", lambda able=able: able
            )
            made[weights, able] = drawn(model, spec, plan(spec))
        assert np.array_equal(made[weights, True], made[weights, False])
    assert not np.array_equal(made["float32", True], made["int8", True])
