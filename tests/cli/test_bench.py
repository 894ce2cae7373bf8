"""The bench measures the work it says it measures, on real servers and on the model alone."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from tiny import tiny_bundle

from notono_live import cli
from notono_live.cli import (
    bench,
    bench_cancel,
    bench_client,
    bench_curves,
    bench_curves_served,
    bench_floors,
    bench_held,
    bench_kits,
    bench_model,
    bench_server,
)
from notono_live.cli.bench_client import Where
from notono_live.cli.bench_curves_file import Point, fits, write
from notono_live.cli.timing import Floor, Row
from notono_live.errors import ModelFailed, NotReady
from notono_live.model import bundle as bundles
from notono_live.model.sessions import multiplies_int8

ALONE = [
    "region of 1 s: codes",
    "region of 1 s: decode",
    "region of 1 s: resample",
    "region of 1 s: whole",
    *(["region of 1 s: codes, float32"] if multiplies_int8() else []),
    "region of 1 s: codes, uncached",
    "full note",
    "batch of 16 notes",
    "region of 1 s: datagram to done",
    "full note: datagram to done",
    *(name for names in bench_kits.PAIRS.values() for name in names),
]
HELD = [
    f"{work.name}, 32 voices: {moment}"
    for work in (bench_held.REGION, bench_held.ROUGHLY, bench_held.WHOLE, bench_held.NOTE)
    for moment in (bench_held.FIRST, bench_held.HEARD, bench_held.FILE, bench_held.DONE)
]
CANCELLED = [bench_cancel.free_after(kind) for kind in bench_cancel.KINDS]
ROWS = [*ALONE, *HELD, bench_cancel.ANSWERED, *CANCELLED, bench_cancel.FREE]


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    bundles.save(tiny_bundle(), tmp_path / "tiny")
    return str(tmp_path / "tiny")


def test_it_measures_model_servers_and_growth_in_one_run(
    tiny: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bench_held, "QUIET_SECONDS", 0.2)
    monkeypatch.setattr(bench_cancel, "DROPPED_SECONDS", 4)
    for place, name, few in (
        (bench_curves, "BATCHES", (1, 2, 3)),
        (bench_curves, "LENGTHS", (4, 5)),
        (bench_curves, "TOP_CELLS", (1, 33)),
        (bench_curves, "BOTTOM_CELLS", (1,)),
        (bench_curves_served, "SLOTS", (1, 3)),
        (bench_curves_served, "VOICES", (1, 8)),
    ):
        monkeypatch.setattr(place, name, few)
    words = ("bench", "--model", tiny, "--runs", "1", "--device", "cpu")
    words += ("--curves", str(tmp_path / "curves"), "--json", str(tmp_path / "figures.json"))
    code = cli.main(words)
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert code == (not all(floor["met"] for floor in figures["floors"]))
    assert [row["name"] for row in figures["rows"]] == ROWS
    rows = {row["name"]: row for row in figures["rows"]}
    assert all(0 < row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"] for row in rows.values())
    parts = [rows[name]["p50_ms"] for name in ROWS[:3]]
    assert sum(parts) == pytest.approx(rows["region of 1 s: whole"]["p50_ms"], rel=0.5)
    assert rows["region of 1 s: codes, uncached"]["runs"] == 1
    assert {rows[name]["runs"] for name in HELD} == {1, 2, 5}
    redrawn = [rows[name]["p50_ms"] for name in HELD[8:12]]
    assert redrawn[0] < redrawn[1]  # what is shown of it is heard before all of it is
    assert figures["uncached_draws_the_same"] is True
    assert 10 < figures["memory_mb"]["server_mb"] < figures["memory_mb"]["worker_mb"]
    assert figures["memory_peak_mb"]["worker_mb"] > 100
    assert 0 < figures["model_mb"] < 5
    assert 0 < figures["start_to_ready_seconds"] < bench_client.PATIENCE_SECONDS
    with (tmp_path / "curves" / "curves.csv").open() as file:
        points = list(csv.DictReader(file))
    sizes = [(point["curve"], float(point["size"])) for point in points]
    assert sizes == [
        *(("slots waiting", slots) for slots in (1, 1, 3, 3)),
        ("voices", 1), ("voices", 8), ("voices", 1), ("voices", 8),
        ("region", 5), ("region", 165), ("region", 1),
        ("note length", 4.1), ("note length", 5.1), ("note length", 4.1), ("note length", 5.1),
        ("batch", 1), ("batch", 2), ("batch", 3),
    ]  # fmt: skip
    assert (tmp_path / "curves" / "curves.png").read_bytes().startswith(b"\x89PNG")
    told = capsys.readouterr().out
    assert "must hold on cpu" in told
    assert "drew the same codes" in told
    assert "x notes" in told  # the fit


def test_floors_are_those_of_the_device_and_a_missed_one_says_so() -> None:
    heard = bench_floors.REGION + bench_held.HEARD
    rows = {
        heard: Row(heard, 200, 14.0, 151.0, 160.0),
        bench_model.CACHED: Row(bench_model.CACHED, 9, 10.0, 10.0, 10.0),
        bench_model.UNCACHED: Row(bench_model.UNCACHED, 9, 600.0, 600.0, 600.0),
        bench_model.BATCHED: Row(bench_model.BATCHED, 9, 20.0, 20.0, 20.0),
    }
    on_cpu = bench_floors.floors(rows, 0.0, 1.0, "cpu, the only device here")
    assert [(floor.asked, floor.met) for floor in on_cpu] == [
        ("<= 100 ms", True), ("<= 150 ms", False), (">= 50 x", True), ("<= 0.0 a minute", False),
    ]  # fmt: skip
    on_cuda = bench_floors.floors(rows, 2.0, 1.0, "cuda:0")
    assert [(floor.asked, floor.seen, floor.met) for floor in on_cuda] == [
        ("<= 15 ms", "14.0 ms", True),
        (">= 50 x", "60.0 x", True),
        (">= 1000 notes/s", "800 notes/s", False),
        ("<= 2.0 a minute", "1.0 a minute", True),
    ]


def test_each_kind_of_work_must_be_cancelled_in_time() -> None:
    """One that is slow does not hide among all the others."""
    rows = {name: Row(name, 10, 1.0, 5.0, 9.0) for name in CANCELLED}
    rows[CANCELLED[-1]] = Row(CANCELLED[-1], 10, 1.0, 5.0, 21.0)
    rows[bench_cancel.FREE] = Row(bench_cancel.FREE, 60, 1.0, 5.0, 18.0)
    for device in ("cpu", "cuda:0"):
        found = bench_floors.floors(rows, 0.0, 0.0, device)
        assert [floor.name for floor in found if not floor.met] == [
            "cancel of dropped minute: model free, p99"
        ]
        assert len(found) == len(CANCELLED) + 2


@pytest.mark.parametrize(("seen", "code"), [(14.0, 0), (16.0, 1)])
def test_it_ends_with_1_where_what_must_hold_does_not(
    seen: float, code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    floors = [Floor("a step", "<= 15 ms", f"{seen} ms", seen <= 15), Floor("late", "0", "0", True)]
    figures = {"device": "cpu", "floors": [asdict(floor) for floor in floors]}
    monkeypatch.setattr(bench, "_measure", lambda *_: (figures, [bench.floors_table(figures)]))
    assert cli.main(["bench", "--json", str(tmp_path / "figures.json")]) == code
    assert json.loads((tmp_path / "figures.json").read_text()) == figures


def test_what_grows_faster_than_its_size_is_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    def curve(series: str, power: float) -> list[Point]:
        sizes = (1, 2, 4, 8, 16)
        return [Point("batch", series, n, "notes", 3, *[float(n**power)] * 3) for n in sizes]

    points = [*curve("as it should", 1.0), *curve("squared", 2.0)]
    Console(width=100).print(fits(points))
    lines = capsys.readouterr().out.splitlines()
    assert [("worse" in line) for line in lines if "batch" in line] == [False, True]
    write(tmp_path, points)
    assert (tmp_path / "curves.png").exists()


def test_it_measures_a_server_at_work_and_says_where_there_is_no_sound(
    tiny: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("bench", "live", "--model", tiny, "--device", "cpu")
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
        bench_server.measure_server(Where("nowhere", "cpu"), 1, lambda line: None)


def test_where_nothing_can_be_heard_nothing_is_timed(tiny: str, tmp_path: Path) -> None:
    nowhere = f"file:{tmp_path}/tiny/model.json/heard.wav"
    with (
        pytest.raises(NotReady, match="nothing to be heard: no audio output"),
        bench_held.sounding(Where(tiny, "cpu"), nowhere),
    ):
        pass


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
