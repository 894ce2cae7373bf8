"""The bench measures the work it says it measures, on a real server and on the model alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny import tiny_bundle

from notono_live import cli
from notono_live.cli import bench_client, bench_server
from notono_live.errors import ModelFailed
from notono_live.model import bundle as bundles

ROWS = [
    "region of 1 s: codes",
    "region of 1 s: decode",
    "region of 1 s: resample",
    "region of 1 s: whole",
    "region of 1 s: codes, uncached",
    "full note",
    "batch of 16 notes",
    "region of 1 s: datagram to done",
    "full note: datagram to done",
]


def test_it_measures_model_and_server_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundles.save(tiny_bundle(), tmp_path / "tiny")
    words = ("bench", "--model", str(tmp_path / "tiny"), "--runs", "2", "--device", "cpu")
    assert cli.main([*words, "--json", str(tmp_path / "figures.json")]) == 0
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert [row["name"] for row in figures["rows"]] == ROWS
    rows = {row["name"]: row for row in figures["rows"]}
    assert all(0 < row["p50_ms"] <= row["p95_ms"] for row in rows.values())
    assert {row["runs"] for row in rows.values()} == {1, 2}
    parts = [rows[name]["p50_ms"] for name in ROWS[:3]]
    assert sum(parts) == pytest.approx(rows["region of 1 s: whole"]["p50_ms"], rel=0.5)
    assert rows["region of 1 s: codes, uncached"]["runs"] == 1
    assert figures["uncached_draws_the_same"] is True
    assert 10 < figures["memory_mb"]["server_mb"] < figures["memory_mb"]["worker_mb"]
    assert 0 < figures["model_mb"] < 5
    assert 0 < figures["start_to_ready_seconds"] < bench_client.PATIENCE_SECONDS
    told = capsys.readouterr().out
    assert all(name in told for name in ROWS)
    assert "torch" in told
    assert "drew the same codes" in told


def test_it_measures_a_server_at_work_and_says_where_there_is_no_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundles.save(tiny_bundle(), tmp_path / "tiny")
    words = ("bench", "live", "--model", str(tmp_path / "tiny"), "--device", "cpu")
    words += ("--audio", "none", "--seconds", "1", "--runs", "5")
    assert cli.main([*words, "--json", str(tmp_path / "figures.json")]) == 0
    figures = json.loads((tmp_path / "figures.json").read_text())
    values = {figure["name"]: figure["value"] for figure in figures}
    assert values["2000 messages back to back"] == "2000"
    assert values["and the last of them has pitch"] == "55"
    assert int(values["knob at 500/s for 1 s"].split()[0]) > 0
    assert values["sound"] == "none"
    assert {"ping, idle", "ping, model at work", "stage codes", "stage loop"} <= values.keys()
    assert "2000 messages back to back" in capsys.readouterr().out


def test_a_server_that_does_not_start_says_why() -> None:
    with pytest.raises(ModelFailed, match="did not start: no model 'nowhere'"):
        bench_server.measure_server("nowhere", "cpu", None, 1, lambda line: None)


@pytest.mark.parametrize(
    ("flags", "text"),
    [
        (("--runs", "0"), "--runs 0 is too few"),
        (("--threads", "0"), "--threads 0 is too few"),
        (("--json", "/nowhere/figures.json"), "there is no folder /nowhere"),
    ],
)
def test_a_bad_flag_is_refused_before_the_work(
    flags: tuple[str, ...], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["bench", *flags]) == 1
    assert text in capsys.readouterr().err
