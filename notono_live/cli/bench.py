"""`notono-live bench`: how fast, how heavy and how large a model is on this machine. Main thread.

The server is measured first, while this process has not imported torch; then the model alone.
"""

from __future__ import annotations

import json
import os
import platform
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from notono_live.cli.bench_server import Served, measure_server
from notono_live.cli.timing import Row
from notono_live.config import DEVICES
from notono_live.errors import FileTrouble, OutOfRange


def add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--model", default="default", metavar="NAME|DIR", help="bundle (%(default)s)")
    add("--device", choices=DEVICES, default="auto", help="where the model computes (%(default)s)")
    add("--runs", type=int, default=50, help="of each; the uncached tenth as often (%(default)s)")
    add("--threads", type=int, help="of torch on the CPU, in worker and here (torch's choice)")
    add("--json", type=Path, metavar="FILE", help="write the figures here too")


def bench(arguments: Namespace) -> int:
    """Measure, print the table, write the figures."""
    for name, value in (("--runs", arguments.runs), ("--threads", arguments.threads)):
        if value is not None and value < 1:
            raise OutOfRange(f"{name} {value} is too few; give 1 at least")
    if arguments.json is not None and not arguments.json.absolute().parent.is_dir():
        raise FileTrouble(f"{arguments.json}: there is no folder {arguments.json.parent}; make it")
    load_average = os.getloadavg()[0]
    console = Console()
    with console.status("") as status:
        served = measure_server(
            arguments.model, arguments.device, arguments.threads, arguments.runs, status.update
        )
        import torch

        from notono_live.cli.bench_model import measure_model
        from notono_live.model import bundle

        if arguments.threads is not None:
            torch.set_num_threads(arguments.threads)
        folder = bundle.find(arguments.model)
        inpainter = bundle.load_inpainter(arguments.model, arguments.device)
        rows, same = measure_model(inpainter, arguments.runs, status.update)
    figures = {
        "model": inpainter.name,
        "device": inpainter.device,
        "machine": machine(),
        "load_average_before": round(load_average, 2),
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "rows": [asdict(row) for row in (*rows, *served.rows)],
        "uncached_draws_the_same": same,
        "memory_mb": asdict(served.weight),
        "model_mb": round(sum(f.stat().st_size for f in folder.iterdir() if f.is_file()) / 1e6, 2),
        "start_to_ready_seconds": served.ready_seconds,
    }
    _show(console, figures, [*rows, *served.rows], served)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def _show(console: Console, figures: dict[str, Any], rows: Iterable[Row], served: Served) -> None:
    table = Table()
    table.add_column("warm, milliseconds", no_wrap=True)
    for title in ("p50", "p95", "runs"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("")
    for row in rows:
        table.add_row(row.name, f"{row.p50_ms:.1f}", f"{row.p95_ms:.1f}", str(row.runs), row.remark)
    console.print(table)
    weight = served.weight
    for line in (
        f"model {figures['model']}, {figures['model_mb']} MB on disk; device {figures['device']}",
        f"memory: server {weight.server_mb:.0f} MB, worker {weight.worker_mb:.0f} MB resident",
        f"start to ready: {served.ready_seconds:.1f} s",
        f"machine: {figures['machine']}; torch {figures['torch']}, {figures['threads']} threads; "
        f"load average before {figures['load_average_before']}",
        "the uncached reference drew the same codes"
        if figures["uncached_draws_the_same"]
        else "the uncached reference drew OTHER codes than the cached loop",
    ):
        console.print(line, highlight=False, soft_wrap=True)


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
