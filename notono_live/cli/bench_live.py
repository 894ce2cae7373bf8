"""`notono-live bench live`: how the server answers and sounds while its model works. Main thread.

A real server in a process of its own, on whatever sound output there is, asked over UDP by this
process, which sends and listens and does nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from notono_live.cli.bench_client import Client, Where, serving
from notono_live.cli.bench_ear import Ear
from notono_live.cli.bench_held import REGION, hold, times_of
from notono_live.config import DEVICES

MODULUS = 1_000_000  # of the frames that stats counts
BURST = 2000  # messages back to back
SWEEP_HZ = 500  # knob messages a second


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    name: str
    value: str
    remark: str = ""


def add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--model", default="default", metavar="NAME|DIR", help="bundle (%(default)s)")
    add("--device", choices=DEVICES, default="auto", help="where the model computes (%(default)s)")
    add("--audio", default="auto", metavar="OUTPUT", help="as serve's (%(default)s)")
    add("--block", type=int, default=128, help="frames a block, where we may say (%(default)s)")
    add("--seconds", type=float, default=60.0, help="of sound, each with and without the model")
    add("--voices", type=int, default=32, help="held at once (%(default)s)")
    add("--runs", type=int, default=200, help="pings, notes, edits (%(default)s)")
    add("--json", type=Path, metavar="FILE", help="write the figures here too")


def bench_live(arguments: Namespace) -> int:
    """Measure, print the table, write the figures."""
    console = Console()
    flags = ("--audio", arguments.audio, "--block", str(arguments.block))
    load_average = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory() as out,
        console.status("starting a server") as status,
        serving(Where(arguments.model, arguments.device), Path(out), *flags) as (_, port),
        contextlib.closing(Client(port)) as client,
    ):
        figures = measure(client, arguments, status.update)
        client.send("quit")
    table = Table(box=SIMPLE)
    table.add_column("live", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("")
    for figure in figures:
        table.add_row(figure.name, figure.value, figure.remark)
    console.print(table)
    console.print(f"load average before: {load_average:.2f}", highlight=False)
    if arguments.json is not None:
        written = [asdict(figure) for figure in figures]
        arguments.json.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(client: Client, arguments: Namespace, tell: Callable[[str], None]) -> list[Figure]:
    runs, seconds = arguments.runs, arguments.seconds
    client.send("notify", 1)
    output = client.wait("audio")
    client.send("notify", 0)
    client.wait("done")
    for slot in (1, 2):
        client.ask("slot/generate", slot, 60, "organ", slot)  # an organ's note can be held
    tell("pings")
    figures = [_percentiles("ping, idle", _pings(client, runs))]
    figures += [_percentiles("ping, model at work", _pings(client, runs, busy=True))]
    tell("a burst, a sweep")
    figures += [_burst(client), *_sweep(client, min(10.0, seconds))]
    if output[0] != "playing":
        figures.append(Figure("sound", "none", str(output[1])))
    else:
        figures.append(Figure("sound", "playing", str(output[1])))
        tell("notes")
        figures.append(_note_on(client, runs))
        tell(f"{arguments.voices} voices without the model")
        quiet = _held(client, seconds, arguments.voices, busy=False)
        tell(f"{arguments.voices} voices while the model works")
        figures += [*quiet, *_held(client, seconds, arguments.voices, busy=True)]
        tell(f"from the datagram to the sound, beside {arguments.voices} voices")
        figures += _heard(client, runs, arguments.voices)
    return [*figures, *_stages(client)]


def _percentiles(name: str, seconds: list[float], remark: str = "") -> Figure:
    p50, p95, p99 = np.percentile(np.array(seconds) * 1e3, (50, 95, 99))
    return Figure(name, f"{p50:.1f} / {p95:.1f} / {p99:.1f} ms", remark or "p50 / p95 / p99")


def _pings(client: Client, runs: int, busy: bool = False) -> list[float]:
    """Every 10 ms; the model at work draws one second after another."""
    took, jobs = [], 0
    for number in range(runs):
        if busy and jobs == 0:
            client.send(REGION.verb, *REGION.atoms)
            jobs = 1
        started = time.perf_counter()
        client.send("ping", number)
        while True:
            name, atoms = client.hear("ping")
            if name == "pong" and atoms == (number,):
                took.append(time.perf_counter() - started)
                break
            jobs -= name in ("done", "fail")
        time.sleep(0.01)
    _finish(client)
    return took


def _burst(client: Client) -> Figure:
    """Sent as fast as the system lets us; every single one is answered."""
    before = client.stats().counters["requests"]
    for number in range(BURST):
        client.send("norm/temperature", number / BURST)
    received = (client.stats().counters["requests"] - before) % MODULUS - 1
    return Figure(f"{BURST} messages back to back", str(received), "received")


def _sweep(client: Client, seconds: float) -> list[Figure]:
    """A knob with `auto` on, turned at 500 messages a second."""
    client.send("slot", 2)
    client.send("region/time", 0.0, 4.0)  # all of it, so that its pitch is the last one's
    client.send("auto", 1)
    before = _slot(client, 2)[4]
    started = time.perf_counter()
    for number in range(round(seconds * SWEEP_HZ)):
        client.send("pitch", 24 + number % 61)
        due = started + (number + 1) / SWEEP_HZ
        time.sleep(max(0.0, due - time.perf_counter()))
    client.send("pitch", 55)
    client.rest()
    client.send("auto", 0)
    after = _slot(client, 2)
    return [
        Figure(f"knob at {SWEEP_HZ}/s for {seconds:g} s", f"{after[4] - before} drawings"),
        Figure("and the last of them has pitch", str(after[2]), "55 was the last value"),
    ]


def _slot(client: Client, number: int) -> tuple[Any, ...]:
    """A slot's row: slot, instrument, pitch, seconds, revision, locked, path."""
    client.send("list/slots")
    found: tuple[Any, ...] = ()
    while (answer := client.hear("list/slots"))[0] != "done":
        if answer[0] == "list/slots.reply" and answer[1][0] == number:
            found = answer[1]
    return found


def _note_on(client: Client, runs: int) -> Figure:
    """From the datagram to the block in which another JACK client hears the note begin."""
    name = "note-on to sound"
    try:
        ear = Ear()
    except Exception as error:
        return Figure(name, "not measured", f"needs JACK and JACK-Client: {error}")
    took = []
    with ear:
        for _ in range(runs):
            client.send("slot/choke", 1)
            ear.wait_for_silence()
            time.sleep(random.uniform(0, 2 * ear.block_seconds))
            ear.expect()
            started = time.monotonic()
            client.send("play", 60, 100, 1)
            took.append(ear.first_sound() - started)
        client.send("slot/choke", 1)
        block_ms = 1000 * ear.block_seconds
    return _percentiles(name, took, f"p50 / p95 / p99; a block is {block_ms:.1f} ms")


def _held(client: Client, seconds: float, voices: int, busy: bool) -> list[Figure]:
    """Notes of slot 1 held while slot 2 is redrawn back to back, or is not."""
    for number in range(voices):
        client.send("play", 36 + number, 40, 1)
    time.sleep(0.5)
    begun, before, edits = time.monotonic(), client.stats().counters, 0
    frames, last = 0, before["frames"]
    while time.monotonic() - begun < seconds:
        if busy:
            client.ask(REGION.verb, *REGION.atoms)
            edits += 1
        else:
            time.sleep(0.25)
        counters = client.stats().counters
        frames, last = frames + (counters["frames"] - last) % MODULUS, counters["frames"]
    after, wall = client.stats().counters, time.monotonic() - begun
    frames += (after["frames"] - last) % MODULUS
    client.send("panic")
    client.wait("done")
    what = f"{edits} edits of slot 2" if busy else "no edits"
    late = after["dropouts"] - before["dropouts"]
    return [
        Figure(f"{voices} voices, {what}", f"{frames / wall:.0f} frames/s", f"over {wall:.0f} s"),
        Figure("late blocks meanwhile", str(late), f"{after['voices']} voices at the end"),
    ]


def _heard(client: Client, runs: int, voices: int) -> list[Figure]:
    """From the datagram of a redraw to its sound under the keys, and to its file."""
    client.send("listen", "/notono/changed")
    client.wait("done")
    hold(client, voices)
    rows = times_of(client, REGION, runs, voices)
    client.send("ignore", "/notono/changed")
    client.wait("done")
    hold(client, 0)
    return [
        Figure(row.name, f"{row.p50_ms:.1f} / {row.p95_ms:.1f} / {row.p99_ms:.1f} ms")
        for row in rows
    ]


def _stages(client: Client) -> list[Figure]:
    """What the server says of itself."""
    return [
        Figure(
            f"stage {name}",
            f"{stage.p50_ms:.1f} / {stage.p95_ms:.1f} / {stage.p99_ms:.1f} ms",
            f"last {stage.count}",
        )
        for name, stage in client.stats().stages.items()
        if stage.count
    ]


def _finish(client: Client) -> None:
    """Until all that was asked for has ended."""
    number = random.randrange(1, MODULUS)
    client.send("sync", number)
    while client.wait("synced") != (number,):
        pass
