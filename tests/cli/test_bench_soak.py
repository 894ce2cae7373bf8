"""The soak tells whether many edits leave the server as fast and as light as few."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tiny import tiny_bundle

from notono_live import cli
from notono_live.cli.bench_soak import PARTS, Part, flat
from notono_live.cli.timing import Row
from notono_live.model import bundle as bundles

PARTS_SEEN = [
    Part(100 * (n + 1), Row("", 50, 90.0, 100.0, 110.0), 250.0, 750.0, 0) for n in range(PARTS)
]


def test_thirty_edits_are_made_and_told_part_by_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundles.save(tiny_bundle(), tmp_path / "tiny")
    words = ("bench", "soak", "--edits", "30", "--device", "cpu")
    words += ("--model", str(tmp_path / "tiny"), "--json", str(tmp_path / "figures.json"))
    assert cli.main(words) in (0, 1)  # so short a soak proves nothing
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert [part["edits"] for part in figures["parts"]] == list(range(3, 31, 3))
    assert sum(part["row"]["runs"] for part in figures["parts"]) == 15
    assert all(part["server_mb"] > 50 and part["worker_mb"] > 100 for part in figures["parts"])
    told = capsys.readouterr().out
    assert "memory after 6 and after 30 edits: asked <= x 1.05" in told


def test_what_stays_is_flat_and_what_grows_is_not() -> None:
    assert all(floor.met for floor in flat(PARTS_SEEN))
    heavier = [*PARTS_SEEN[:-1], replace(PARTS_SEEN[-1], worker_mb=820.0)]
    assert [floor.met for floor in flat(heavier)] == [False, True]
    slow = Row("", 50, 90.0, 130.0, 140.0)
    slower = [*PARTS_SEEN[:-2], *(replace(part, row=slow) for part in PARTS_SEEN[-2:])]
    assert [floor.met for floor in flat(slower)] == [True, False]


def test_too_few_edits_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "soak", "--edits", "10"]) == 1
    assert "--edits 10 is too few" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_thousand_edits_of_the_default_model_leave_it_as_fast_and_as_light() -> None:
    assert cli.main(["bench", "soak", "--edits", "1000"]) == 0
