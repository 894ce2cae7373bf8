"""What a player waits for: from the datagram to the sound under the keys, while many voices are
held. Main thread.

A server in a process of its own mixes held notes into an output all the while, so that the model
does not have the machine to itself.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from notono_live.cli.bench_cancel import measure_cancel
from notono_live.cli.bench_client import PATIENCE_SECONDS, Client, Stats, Where, serving
from notono_live.cli.bench_memory import Scales, Weight
from notono_live.cli.timing import Row
from notono_live.errors import NotReady, TimedOut
from notono_live.protocol.commands import Atom

VOICES = 32
QUIET_SECONDS = 20.0  # about as long as the edits after it take
LOWEST_KEY = 24
HOLDING_SECONDS = 2.0  # until the server knows which slots sound
SOUND = "/heard.wav"  # of an output that any machine has

FIRST, HEARD, FILE, DONE = "first heard", "all heard", "file in place", "done"


@dataclass(frozen=True, slots=True)
class Work:
    """Something to ask of slot 2, a seed to follow."""

    name: str
    verb: str
    atoms: tuple[Atom, ...]
    preview: str = "columns"


REGION = Work("region of 1 s", "slot/regenerate", (2, "both", 1.0, 2.0, 0.0, 1.0, "bass", 48))
ROUGHLY = Work("region of 1 s, coarse first", REGION.verb, REGION.atoms, "coarse")
WHOLE = Work("redrawn note", "slot/regenerate", (2, "both", 0.0, 4.0, 0.0, 1.0, "bass", 48))
NOTE = Work("full note", "slot/generate", (2, 48, "bass"))


@dataclass(frozen=True, slots=True)
class Held:
    rows: list[Row]
    late_quiet: float  # blocks of sound that came late, a minute, while nothing was drawn
    late_busy: float  # and while the region was redrawn back to back
    peak: Weight


def measure_held(where: Where, runs: int, tell: Callable[[str], None]) -> Held:
    """The region five times as often as said, roughly shown twice, whole notes half as often, a
    cancel of each kind of work a quarter as often."""
    tell("starting a server with sound")
    with sounding(where) as (client, scales, out):
        hold(client, VOICES)
        tell(f"{VOICES} voices held, nothing drawn")
        before = client.stats().counters["dropouts"]
        time.sleep(QUIET_SECONDS)
        quiet = client.stats().counters["dropouts"]
        rows, begun, half = [], time.monotonic(), max(1, runs // 2)
        for work, times in (
            (REGION, 5 * runs),
            (ROUGHLY, 2 * runs),
            (WHOLE, half),
            (NOTE, half),
        ):
            tell(f"{work.name}, beside {VOICES} voices, {times} times")
            rows += times_of(client, work, times)
        late = client.stats().counters["dropouts"] - quiet
        wall = time.monotonic() - begun
        rows += measure_cancel(client, out / "sounds", max(2, runs // 4), tell)
    return Held(rows, 60 * (quiet - before) / QUIET_SECONDS, 60 * late / wall, scales.peak)


@contextlib.contextmanager
def sounding(where: Where, audio: str = "") -> Iterator[tuple[Client, Scales, Path]]:
    """A server that plays into a file, or into `audio`, and its folder; asked to quit when the
    block has ended. Two slots of it hold an organ's note. NotReady where no output opens."""
    with tempfile.TemporaryDirectory() as out:
        flags = ("--audio", audio or f"file:{out}{SOUND}", "--midi", "none", "--http", "-1")
        with (
            serving(where, Path(out), *flags) as (process, port),
            contextlib.closing(Client(port)) as client,
        ):
            _await_output(client)
            for slot in (1, 2):
                client.ask("slot/generate", slot, 60, "organ", slot)
            client.send("listen", "/notono/changed")
            client.wait("done")
            with Scales(process.pid) as scales:
                yield client, scales, Path(out)
            client.send("quit")


def _await_output(client: Client) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        client.send("notify", 1)
        state, text = client.wait("audio")
        client.send("notify", 0)
        client.send("sync", 1)
        client.wait("synced")
        if state == "playing":
            return
        if state == "lost" or time.monotonic() > deadline:
            raise NotReady(f"without sound there is nothing to be heard: {text}")
        time.sleep(0.05)


def hold(client: Client, voices: int) -> None:
    """So many voices held: one of slot 2, the others of slot 1; none where there shall be none."""
    client.send("panic")
    client.wait("done")
    for number in range(voices):
        client.send("play", LOWEST_KEY + number, 40, 1 if number else 2)
    deadline = time.monotonic() + HOLDING_SECONDS
    while client.stats().counters["voices"] < voices and time.monotonic() < deadline:
        time.sleep(0.01)


def times_of(client: Client, work: Work, runs: int, voices: int = VOICES) -> list[Row]:
    """A row for each moment that can be waited for, of the datagram's way there and the answer's
    way back."""
    took: defaultdict[str, list[float]] = defaultdict(list)
    client.send("preview", work.preview)
    before = client.stats()
    for seed in range(runs):
        if before.counters["voices"] < voices:
            hold(client, voices)
        for moment, seconds in _once(client, work, seed, before).items():
            took[moment].append(seconds)
        before = client.stats()
    name = f"{work.name}, {voices} voices"
    return [Row.of(f"{name}: {moment}", seconds) for moment, seconds in took.items()]


def _once(client: Client, work: Work, seed: int, before: Stats) -> dict[str, float]:
    """Seconds to each moment. The server tells when the sound had gone over, on its own clock; its
    `total` and our `done` are the same moment. Where nothing is shown while it is drawn, the first
    of it is heard with the whole."""
    started, took = time.perf_counter(), dict[str, float]()
    client.send(work.verb, *work.atoms, seed)
    while DONE not in took:
        name, _ = client.hear(work.verb)
        if name in ("changed", "done"):
            took[FILE if name == "changed" else DONE] = time.perf_counter() - started
        elif name == "fail":
            raise NotReady(f"{work.name} failed; is something else asking this server?")
    stages = _when_heard(client, before).stages
    shown = stages["column"].last_ms != before.stages["column"].last_ms
    moments = {HEARD: "heard", FIRST: "column" if shown else "heard"}
    for moment, stage in moments.items():
        ago_ms = stages["total"].last_ms - stages[stage].last_ms
        took[moment] = took[DONE] - ago_ms / 1000
    return {moment: took[moment] for moment in (FIRST, HEARD, FILE, DONE)}


def _when_heard(client: Client, before: Stats) -> Stats:
    """The server's figures once the new sound is under the keys."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        now = client.stats()
        if now.stages["heard"].last_ms != before.stages["heard"].last_ms:
            return now
        if time.monotonic() > deadline:
            raise TimedOut("the new sound did not come under the keys")
        time.sleep(0.001)
