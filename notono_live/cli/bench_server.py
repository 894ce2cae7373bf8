"""What a client waits for: a real server in a process of its own, spoken to over UDP. Main
thread."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from notono_live.cli.bench_client import Client, Where, serving
from notono_live.cli.bench_kits import measure_kits
from notono_live.cli.bench_memory import Scales, Weight
from notono_live.cli.timing import Row


@dataclass(frozen=True, slots=True)
class Served:
    ready_seconds: float  # from starting the process to its ready line
    rows: list[Row]
    weight: Weight


def measure_server(where: Where, runs: int, tell: Callable[[str], None]) -> Served:
    """Start a server, edit and generate over UDP, weigh it, stop it. From the datagram's sending to
    the arrival of done, which the server sends when the slot's file is in place."""
    tell("starting a server")
    with tempfile.TemporaryDirectory() as out:
        started = time.perf_counter()
        with (
            serving(where, Path(out), "--audio", "none") as (process, port),
            contextlib.closing(Client(port)) as client,
        ):
            ready = time.perf_counter() - started
            client.ask("slot/generate", 1, 60, "guitar", 0)
            tell("one second, both layers, through the server")
            edits = [
                client.ask("slot/regenerate", 1, "both", 1.0, 2.0, 0.0, 1.0, "bass", 48, seed)
                for seed in range(runs)
            ]
            tell("full note, through the server")
            notes = [client.ask("slot/generate", 2, 48, "bass", seed) for seed in range(runs)]
            kits = list(measure_kits(client, runs, tell))
            weight = Scales(process.pid).now()
            client.send("quit")
    rows = [
        Row.of("region of 1 s: datagram to done", edits, "file at 48 kHz in place"),
        Row.of("full note: datagram to done", notes, "file at 48 kHz in place"),
        *kits,
    ]
    return Served(round(ready, 2), rows, weight)
