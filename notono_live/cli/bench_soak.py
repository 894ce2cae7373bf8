"""`notono-live bench soak`: many edits, one after another, and whether the last ones are as
fast and as light as the first. Main thread; a real server in a process of its own.
"""

from __future__ import annotations

import json
import os
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from notono_live.cli.bench_client import Client, Where
from notono_live.cli.bench_held import hold, sounding
from notono_live.cli.bench_memory import Scales
from notono_live.cli.timing import Floor, Row
from notono_live.config import DEVICES
from notono_live.errors import FileTrouble, OutOfRange
from notono_live.protocol.commands import Atom

PARTS = 10
VOICES = 32
FEWEST_EDITS = 30
GROWTH = 1.05  # of memory, from the end of the second part to the end of the last
SLOWER = 1.25  # p95 of a region, of the last three parts beside the three after the first
REGION_EVERY = 2  # of the works, every other one is the region that is timed

# On slot 2, one after another, round and round; a seed follows where it ends in None.
WORKS: tuple[tuple[str, tuple[Atom | None, ...]], ...] = (
    ("slot/regenerate", (2, "bottom", 0.0, 0.5, 0.0, 0.25, "bass", 36, None)),
    ("slot/generate", (2, 48, "bass", None)),
    ("slot/regenerate", (2, "both", 2.0, 4.0, 0.5, 1.0, "organ", 60, None)),
    ("slot/erase", (2, "top", "x" + 24 * "0" + 8 * "f", 6.0)),
    ("slot/undo", (2,)),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the soak: what the one-second region took in it, and memory at its end."""

    edits: int  # from the beginning to its end
    row: Row
    server_mb: float
    worker_mb: float
    late_blocks: int


def add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--model", default="default", metavar="NAME|DIR", help="bundle (%(default)s)")
    add("--device", choices=DEVICES, default="auto", help="where the model computes (%(default)s)")
    add("--threads", type=int, help="of torch on the CPU (torch's choice)")
    add("--audio", default="", metavar="OUTPUT", help="as serve's (a file that nobody keeps)")
    add("--edits", type=int, default=1000, help="in all, at least 30 (%(default)s)")
    add("--json", type=Path, metavar="FILE", help="write the figures here too")


def soak(arguments: Namespace) -> int:
    """Edit, print the table, write the figures; 1 where it grew."""
    if arguments.edits < FEWEST_EDITS:
        raise OutOfRange(f"--edits {arguments.edits} is too few; give {FEWEST_EDITS} at least")
    if arguments.json is not None and not arguments.json.absolute().parent.is_dir():
        raise FileTrouble(f"{arguments.json}: there is no folder {arguments.json.parent}; make it")
    console, load_average = Console(), os.getloadavg()[0]
    where = Where(arguments.model, arguments.device, arguments.threads)
    with (
        console.status("starting a server") as status,
        sounding(where, arguments.audio) as (client, scales, _),
    ):
        hold(client, VOICES)
        parts = measure(client, scales, arguments.edits, status.update)
    must_hold = flat(parts)
    console.print(_parts_table(parts))
    for floor in must_hold:
        mark = "" if floor.met else "  MISSED"
        console.print(f"{floor.name}: asked {floor.asked}, seen {floor.seen}{mark}", soft_wrap=True)
    console.print(f"load average before: {load_average:.2f}", highlight=False)
    if arguments.json is not None:
        figures: dict[str, Any] = {
            "parts": [asdict(part) for part in parts],
            "floors": [asdict(floor) for floor in must_hold],
            "load_average_before": round(load_average, 2),
        }
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0 if all(floor.met for floor in must_hold) else 1


def measure(client: Client, scales: Scales, edits: int, tell: Callable[[str], None]) -> list[Part]:
    parts, done = [], 0
    for part in range(PARTS):
        until = edits * (part + 1) // PARTS
        late = client.stats().counters["dropouts"]
        took = []
        while done < until:
            if done % REGION_EVERY == 0:
                took.append(_region(client, done))
            else:
                verb, atoms = WORKS[done // REGION_EVERY % len(WORKS)]
                client.ask(verb, *(done if atom is None else atom for atom in atoms))
            done += 1
            tell(f"{done} of {edits} edits")
        if client.stats().counters["voices"] < VOICES:
            hold(client, VOICES)
        late = client.stats().counters["dropouts"] - late
        now = scales.now()
        parts.append(Part(done, Row.of("", took), now.server_mb, now.worker_mb, late))
    return parts


def _region(client: Client, seed: int) -> float:
    """Seconds to done."""
    started = time.perf_counter()
    client.ask("slot/regenerate", 2, "both", 1.0, 2.0, 0.0, 1.0, "bass", 48, seed)
    return time.perf_counter() - started


def flat(parts: list[Part]) -> list[Floor]:
    """Whether memory and the region's p95 stayed where they were; the first part is a warm-up."""
    early, end = parts[1], parts[-1]
    before, after = (p.server_mb + p.worker_mb for p in (early, end))
    first = median(part.row.p95_ms for part in parts[1:4])
    last = median(part.row.p95_ms for part in parts[-3:])
    return [
        Floor(
            f"memory after {early.edits} and after {end.edits} edits",
            f"<= x {GROWTH}", f"{before:.0f} MB, {after:.0f} MB", after <= GROWTH * before,
        ),
        Floor(
            "p95 of a region in the first parts and in the last",
            f"<= x {SLOWER}", f"{first:.1f} ms, {last:.1f} ms", last <= SLOWER * first,
        ),
    ]  # fmt: skip


def _parts_table(parts: list[Part]) -> Table:
    table = Table(box=SIMPLE)
    for title in ("edits", "region p50", "p95", "p99 ms", "server MB", "worker MB", "late blocks"):
        table.add_column(title, justify="right", no_wrap=True)
    for part in parts:
        row = part.row
        times = (f"{ms:.1f}" for ms in (row.p50_ms, row.p95_ms, row.p99_ms))
        sizes = (f"{mb:.0f}" for mb in (part.server_mb, part.worker_mb))
        table.add_row(str(part.edits), *times, *sizes, str(part.late_blocks))
    return table
