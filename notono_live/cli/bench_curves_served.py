"""How the server's answer grows with slots that wait and voices that sound. Main thread; a real
server in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable

from notono_live.cli.bench_client import Client, Where
from notono_live.cli.bench_curves_file import Point
from notono_live.cli.bench_held import DONE, HEARD, REGION, hold, sounding, times_of
from notono_live.cli.bench_kits import all_done
from notono_live.cli.bench_memory import Scales
from notono_live.cli.timing import Row

SLOTS = (1, 2, 4, 8, 16)
VOICES = (1, 4, 16, 32, 64)
MOST_RUNS, WAITING_RUNS = 20, 3


def measure_served_curves(where: Where, runs: int, tell: Callable[[str], None]) -> list[Point]:
    tell("curves: starting a server with sound")
    with sounding(where) as (client, scales, _):
        for slot in range(3, max(SLOTS) + 1):
            client.ask("slot/copy", 1, slot)
        return [
            *_waiting(client, min(runs, WAITING_RUNS), tell, scales),
            *_voices(client, min(runs, MOST_RUNS), tell, scales),
        ]


def _waiting(client: Client, runs: int, tell: Callable[[str], None], scales: Scales) -> list[Point]:
    points = []
    for slots in SLOTS:
        tell(f"curves: {slots} slots wait")
        for series, said in (("seeds said, one by one", True), ("any seeds, in batches", False)):
            took = [_all_done(client, slots, run if said else None) for run in range(runs)]
            memory, peak = scales.now().whole_mb, scales.peak.whole_mb
            point = Point.of(
                "slots waiting", f"region of 1 s in each, {series}", slots, "slots",
                Row.of("", took), memory_mb=memory, peak_mb=peak,
            )  # fmt: skip
            points.append(point)
    return points


def _all_done(client: Client, slots: int, seed: int | None) -> float:
    """Seconds from the first datagram until the last slot is done."""
    seeds = () if seed is None else (seed,)
    asked = [(slot, *REGION.atoms[1:], *seeds) for slot in range(1, slots + 1)]
    started = time.perf_counter()
    all_done(client, REGION.verb, asked)
    return time.perf_counter() - started


def _voices(client: Client, runs: int, tell: Callable[[str], None], scales: Scales) -> list[Point]:
    points: dict[str, list[Point]] = {HEARD: [], DONE: []}
    for voices in VOICES:
        tell(f"curves: {voices} voices")
        hold(client, voices)
        rows = {row.name.partition(": ")[2]: row for row in times_of(client, REGION, runs, voices)}
        memory, peak = scales.now().whole_mb, scales.peak.whole_mb
        for moment, series in points.items():
            point = Point.of(
                "voices", f"region of 1 s, {moment}", voices, "voices", rows[moment],
                memory_mb=memory, peak_mb=peak,
            )  # fmt: skip
            series.append(point)
    hold(client, 0)
    return [point for series in points.values() for point in series]
