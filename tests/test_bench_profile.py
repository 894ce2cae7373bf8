"""Where the time of an edit goes: parts that are timed add up to no more than all of it."""

from __future__ import annotations

from pathlib import Path

from tiny import tiny_bundle, tiny_inpainter

from notono_live.cli.bench_client import Where
from notono_live.cli.bench_profile import (
    CODES,
    WATCHED,
    markdown,
    measured,
    served_markdown,
    watching,
)
from notono_live.cli.bench_profile_served import STAGES, measured_served
from notono_live.model import bundle as bundles


def test_parts_are_within_their_stage_and_have_a_floor_below_them() -> None:
    lines = {line.name: line for line in measured(tiny_inpainter(), 3)}
    assert list(lines) == ["codes", *(n for n, *_ in WATCHED[:CODES]), "decode"] + [
        name for name, *_ in WATCHED[CODES:]
    ]
    assert lines["steps"].calls == 64
    assert lines["of them sampling"].calls == 32 * 5
    assert lines["of them sampling"].took_ms < lines["steps"].took_ms < lines["codes"].took_ms
    for line in lines.values():
        assert line.floor_ms is None or line.floor_ms > 0
    assert markdown([*lines.values()], "onnxruntime").count("\n|") == len(lines) + 1


def test_a_server_at_work_tells_its_stages(tmp_path: Path) -> None:
    bundles.save(tiny_bundle(), tmp_path / "tiny")
    rows = {r.name: r for r in measured_served(Where(str(tmp_path / "tiny"), "cpu"), 3, voices=4)}
    assert list(rows) == [name for name, _ in STAGES] + ["done"]
    assert rows["codes"].p50_ms + rows["swap"].p50_ms < rows["heard"].p95_ms
    assert rows["done"].runs == 3
    assert served_markdown([*rows.values()]).count("\n") == len(rows) + 1


def test_what_is_watched_is_left_as_it_was() -> None:
    plain = [getattr(place, name) for _, place, name in WATCHED]
    with watching() as seconds:
        tiny_inpainter().warm_up()
    assert [getattr(place, name) for _, place, name in WATCHED] == plain
    assert seconds["steps"]
