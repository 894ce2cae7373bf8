"""`notono-live bench`: how fast, how heavy and how large a model is on this machine, beside what
was asked of it. Main thread.

The servers are measured first, while this process has not imported torch; then the model alone.
"""

from __future__ import annotations

import json
import os
import platform
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from notono_live.cli.bench_against import against
from notono_live.cli.bench_client import Where
from notono_live.cli.bench_held import measure_held
from notono_live.cli.bench_server import measure_server
from notono_live.cli.timing import Row
from notono_live.config import DEVICES, WEIGHTS
from notono_live.engine.worker_process import PATIENT_THREADS
from notono_live.errors import FileTrouble, OutOfRange


def add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--model", default="default", metavar="NAME|DIR", help="bundle (%(default)s)")
    add("--device", choices=DEVICES, default="auto", help="where the model computes (%(default)s)")
    add("--weights", choices=WEIGHTS, default="auto", help="of the priors, as serve (%(default)s)")
    add(
        "--runs", type=int, default=40,
        help="of each; of the region under held voices five times, of whole notes there half, "
        "of each cancel a quarter, of the uncached and batches a tenth (%(default)s)",
    )  # fmt: skip
    add("--threads", type=int, help="of torch on the CPU, in worker and here (torch's choice)")
    add("--json", type=Path, metavar="FILE", help="write the figures here too")
    add(
        "--curves", type=Path, metavar="FOLDER",
        help="also measure growth with region, length, batch, slots and voices, as CSV and PNG; "
        "some minutes more",
    )  # fmt: skip
    add(
        "--against", metavar="REF|PATH",
        help="run another release by turns with this one, and compare: a tag or commit of this "
        "clone, another checkout, or the Python it is installed for",
    )  # fmt: skip
    add("--rounds", type=int, default=2, help="of each release, with --against (%(default)s)")


def bench(arguments: Namespace) -> int:
    """Measure, print the tables, write the figures; 1 where something that must hold does not."""
    for name in ("runs", "threads", "rounds"):
        value = getattr(arguments, name)
        if value is not None and value < 1:
            raise OutOfRange(f"--{name} {value} is too few; give 1 at least")
    if arguments.json is not None and not arguments.json.absolute().parent.is_dir():
        raise FileTrouble(f"{arguments.json}: there is no folder {arguments.json.parent}; make it")
    console = Console()
    with console.status("") as status:
        if arguments.against is not None:
            figures, tables = against(arguments, status.update)
        else:
            figures, tables = _measure(arguments, status.update)
    for part in tables:
        console.print(part, highlight=False, soft_wrap=isinstance(part, str))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0 if all(floor["met"] for floor in figures.get("floors", ())) else 1


def _measure(
    arguments: Namespace, tell: Callable[[str], None]
) -> tuple[dict[str, Any], list[Table | str]]:
    """The figures, and what to print of them."""
    load_average = os.getloadavg()[0]
    where = Where(arguments.model, arguments.device, arguments.threads, arguments.weights)
    if arguments.curves is not None:
        from notono_live.plot import pyplot

        pyplot()  # that it is missing is better known now
        arguments.curves.mkdir(parents=True, exist_ok=True)
    served = measure_server(where, arguments.runs, tell)
    held = measure_held(where, arguments.runs, tell)
    points = []
    if arguments.curves is not None:
        from notono_live.cli.bench_curves_served import measure_served_curves

        points += measure_served_curves(where, arguments.runs, tell)
    os.environ.update(PATIENT_THREADS | os.environ)
    import torch

    from notono_live.cli.bench_floors import floors
    from notono_live.cli.bench_model import measure_model
    from notono_live.model import bundle

    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    folder = bundle.find(arguments.model)
    inpainter = bundle.load_inpainter(where.model, where.device, where.weights)
    alone, same = measure_model(inpainter, arguments.runs, tell)
    rows = [*alone, *served.rows, *held.rows]
    by_name = {row.name: row for row in rows}
    must_hold = floors(by_name, held.late_quiet, held.late_busy, inpainter.device)
    figures = {
        "model": inpainter.name,
        "device": inpainter.device,
        "steps": inpainter.arithmetic["steps"],
        "machine": machine(),
        "load_average_before": round(load_average, 2),
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "rows": [asdict(row) for row in rows],
        "floors": [asdict(floor) for floor in must_hold],
        "uncached_draws_the_same": same,
        "memory_mb": asdict(served.weight),
        "memory_peak_mb": asdict(held.peak),
        "model_mb": round(sum(f.stat().st_size for f in folder.iterdir() if f.is_file()) / 1e6, 2),
        "start_to_ready_seconds": served.ready_seconds,
    }
    parts: list[Table | str] = [rows_table(rows), floors_table(figures), *_lines(figures)]
    if arguments.curves is not None:
        from notono_live.cli.bench_curves import measure_curves
        from notono_live.cli.bench_curves_file import fits, write

        points += measure_curves(inpainter, arguments.runs, tell)
        write(arguments.curves, points)
        figures["curves"] = [asdict(point) for point in points]
        parts += [fits(points), f"curves: {arguments.curves}/curves.png and curves.csv"]
    return figures, parts


def rows_table(rows: Iterable[Row]) -> Table:
    table = Table(box=SIMPLE)
    table.add_column("warm, milliseconds")
    for title in ("p50", "p95", "p99", "runs"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in rows:
        times = (f"{ms:.1f}" for ms in (row.p50_ms, row.p95_ms, row.p99_ms))
        name = f"{row.name}\n  [dim]{row.remark}[/]" if row.remark else row.name
        table.add_row(name, *times, str(row.runs))
    return table


def floors_table(figures: dict[str, Any]) -> Table:
    table = Table(box=SIMPLE)
    table.add_column(f"must hold on {figures['device'].partition(',')[0]}")
    for title in ("asked", "seen"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for floor in figures["floors"]:
        mark = "" if floor["met"] else "[bold red]missed[/]"
        table.add_row(floor["name"], floor["asked"], floor["seen"], mark)
    return table


def _lines(figures: dict[str, Any]) -> list[str]:
    now, peak = figures["memory_mb"], figures["memory_peak_mb"]
    return [
        f"model {figures['model']}, {figures['model_mb']} MB on disk; device {figures['device']}",
        f"memory: server {now['server_mb']:.0f} MB, worker {now['worker_mb']:.0f} MB resident; at "
        f"most {peak['server_mb']:.0f} and, with the sound, {peak['worker_mb']:.0f}",
        f"start to ready: {figures['start_to_ready_seconds']:.1f} s",
        f"machine: {figures['machine']}; torch {figures['torch']}, {figures['threads']} threads; "
        f"load average before {figures['load_average_before']}",
        "the uncached reference drew the same codes"
        if figures["uncached_draws_the_same"]
        else "the uncached reference drew OTHER codes than the cached loop",
    ]


def machine() -> str:
    """Processor, cores and system in words."""
    name = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"
