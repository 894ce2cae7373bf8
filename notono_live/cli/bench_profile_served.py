"""The parts of an edit outside of the model: a real server, with held voices. Main thread."""

from __future__ import annotations

from collections.abc import Iterator

from notono_live.audio.output import FILE_BLOCK_FRAMES, FILE_RATE_HZ
from notono_live.cli.bench_client import Where
from notono_live.cli.bench_held import DONE, REGION, VOICES, hold, sounding, times_of
from notono_live.cli.timing import Row

HALF_A_BLOCK_MS = 500 * FILE_BLOCK_FRAMES / FILE_RATE_HZ
STAGES: tuple[tuple[str, str], ...] = (
    ("queue", "waiting for the model: least 0, it is free"),
    ("codes", "in the worker: least as above"),
    ("decode", "in the worker: least as above"),
    (
        "swap",
        f"to the sound under the keys: least {HALF_A_BLOCK_MS:.1f}, half a block",
    ),
    ("heard", "from the datagram to the sound under the keys"),
    ("resample", "of the file"),
    ("publish", "the file and the archive; begins after the swap"),
)


def measured_served(where: Where, runs: int, voices: int = VOICES) -> Iterator[Row]:
    """A row of each stage, as the server tells it, of a region redrawn so often; and of all until
    the answer has come."""
    with sounding(where) as (client, _, _):
        hold(client, voices)
        times_of(client, REGION, max(1, runs // 10), voices)
        rows = times_of(client, REGION, runs, voices)
        told = client.stats().stages
    for name, remark in STAGES:
        stage = told[name]
        yield Row(name, stage.count, stage.p50_ms, stage.p95_ms, stage.p99_ms, remark)
    (done,) = (row for row in rows if row.name.endswith(f": {DONE}"))
    yield Row("done", runs, done.p50_ms, done.p95_ms, done.p99_ms, "the answer has come")
