"""What must hold, beside what was seen. Plain values, any thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from notono_live.cli import bench_cancel as cancels
from notono_live.cli import bench_held as held
from notono_live.cli import bench_kits as kits
from notono_live.cli import bench_model as alone
from notono_live.cli.timing import Floor, Row

TIMES_AS_FAST = 50  # as the uncached reference
KITS_TIMES_AS_FAST = 3
CANCEL_MS = 20.0
BATCH_NOTES_PER_SECOND = 1000  # of a GPU, in large batches
REGION = f"{held.REGION.name}, {held.VOICES} voices: "
ROUGHLY = f"{held.ROUGHLY.name}, {held.VOICES} voices: "
WHOLE = f"{held.WHOLE.name}, {held.VOICES} voices: "
NOTE = f"{held.NOTE.name}, {held.VOICES} voices: "


@dataclass(frozen=True, slots=True)
class Limit:
    """A percentile of a row that may take so long at most."""

    row: str
    figure: str  # p50, p95 or p99
    most_ms: float


CANCELS = tuple(
    Limit(row, "p99", CANCEL_MS)
    for row in (cancels.ANSWERED, *map(cancels.free_after, cancels.KINDS), cancels.FREE)
)
LIMITS: dict[str, tuple[Limit, ...]] = {
    "cpu": (
        Limit(REGION + held.HEARD, "p50", 100.0),
        Limit(REGION + held.HEARD, "p95", 150.0),
        Limit(REGION + held.FIRST, "p50", 60.0),
        Limit(ROUGHLY + held.FIRST, "p50", 60.0),
        Limit(WHOLE + held.FIRST, "p50", 60.0),
        Limit(NOTE + held.HEARD, "p50", 300.0),
        *CANCELS,
    ),
    "cuda": (
        Limit(REGION + held.HEARD, "p50", 15.0),
        Limit(NOTE + held.HEARD, "p50", 40.0),
        *CANCELS,
    ),
}


def floors(
    rows: Mapping[str, Row], late_quiet: float, late_busy: float, device: str
) -> list[Floor]:
    """One for each thing that was asked and has been measured; `late_…` are blocks a minute.

    >>> rows = [Row(alone.CACHED, 9, 50.0, 60.0, 70.0), Row(alone.UNCACHED, 9, 2000.0, 1.0, 1.0)]
    >>> floors({row.name: row for row in rows}, 0.0, 0.0, "cpu")[0]
    Floor(name="region's codes, to the uncached", asked='>= 50 x', seen='40.0 x', met=False)
    """
    kind = "cuda" if device.startswith("cuda") else "cpu"
    found = [
        _floor(f"{limit.row}, {limit.figure}", limit.most_ms, seen)
        for limit in LIMITS[kind]
        if (seen := _seen(rows, limit)) is not None
    ]
    if alone.UNCACHED in rows:
        cached = rows.get(alone.EXACT, rows[alone.CACHED])
        times = rows[alone.UNCACHED].p50_ms / cached.p50_ms
        name, asked = "region's codes, to the uncached", f">= {TIMES_AS_FAST} x"
        found.append(Floor(name, asked, f"{times:.1f} x", times >= TIMES_AS_FAST))
    for kit, names in kits.PAIRS.items():
        alone_row, together = (rows.get(name) for name in names)
        if alone_row is not None and together is not None:
            times = alone_row.p50_ms / together.p50_ms
            asked, met = f">= {KITS_TIMES_AS_FAST} x", times >= KITS_TIMES_AS_FAST
            name = f"{kit} in batches, to one by one"
            found.append(Floor(name, asked, f"{times:.1f} x", met))
    if kind == "cuda" and alone.BATCHED in rows:
        rate = 1000 * alone.BATCH / rows[alone.BATCHED].p50_ms
        asked = f">= {BATCH_NOTES_PER_SECOND} notes/s"
        met = rate >= BATCH_NOTES_PER_SECOND
        found.append(Floor(alone.BATCHED, asked, f"{rate:.0f} notes/s", met))
    met = late_busy <= late_quiet
    asked = f"<= {late_quiet:.1f} a minute"
    found.append(Floor("late blocks of sound", asked, f"{late_busy:.1f} a minute", met))
    return found


def _floor(name: str, most_ms: float, seen_ms: float) -> Floor:
    return Floor(name, f"<= {most_ms:g} ms", f"{seen_ms:.1f} ms", seen_ms <= most_ms)


def _seen(rows: Mapping[str, Row], limit: Limit) -> float | None:
    row = rows.get(limit.row)
    return None if row is None else float(getattr(row, f"{limit.figure}_ms"))
