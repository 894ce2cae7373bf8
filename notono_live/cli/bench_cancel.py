"""How soon a cancel is honoured, at any moment of every kind of work. Main thread."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import soundfile

from notono_live.cli.bench_client import Client
from notono_live.cli.timing import Row
from notono_live.errors import ModelFailed
from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.protocol.commands import Atom

DROPPED, DROPPED_SECONDS = "bench-dropped.wav", 60
ALL_TOP = "x" + 32 * "f"
ANSWERED, FREE = "cancel of any work: answered", "cancel of any work: model free"


@dataclass(frozen=True, slots=True)
class Kind:
    """Work that takes the model a while, on slots that hold a note of four seconds."""

    name: str
    verb: str
    atoms: tuple[Atom, ...]


KINDS = (
    Kind("region of 1 s", "slot/regenerate", (1, "both", 1.0, 2.0)),
    Kind("full note", "slot/generate", (2,)),
    Kind("eight takes", "slot/takes", (1, 8)),
    Kind("keymap", "slot/keymap", (1, 36, 51, 1)),
    Kind("erased cells", "slot/erase", (1, "top", ALL_TOP, 6.0)),
    Kind("dropped minute", "slot/load", (3, DROPPED)),
)


def free_after(kind: Kind) -> str:
    """The name of a kind's row."""
    return f"cancel of {kind.name}: model free"


def measure_cancel(
    client: Client, sounds: Path, runs: int, tell: Callable[[str], None]
) -> list[Row]:
    """Of all work, to the answer; of each kind and of all, until the model could do something
    else. Slots 1 and 2 hold a note; `sounds` is the folder that slot/load looks in."""
    chance, answers, rows, all_free = random.Random(0), [], [], []
    _drop(sounds)
    for kind in KINDS:
        tell(f"cancel: {kind.name}")
        longest = client.ask(kind.verb, *kind.atoms)
        moments = (0.0, *(chance.uniform(0, longest) for _ in range(3 * runs)))
        tries = (_once(client, kind, moment) for moment in moments)
        found = list(islice((once for once in tries if once is not None), runs))
        free = [freed for _, freed, _ in found]
        moment = max(found, key=lambda once: once[1])[2]
        answers += [answered for answered, _, _ in found]
        all_free += free
        remark = f"slowest {1000 * moment:.0f} ms into {1000 * longest:.0f}"
        rows.append(Row.of(free_after(kind), free, remark))
    return [Row.of(ANSWERED, answers), *rows, Row.of(FREE, all_free)]


def _once(client: Client, kind: Kind, moment: float) -> tuple[float, float, float] | None:
    """Seconds from the datagram to the answer, to a model that is free, and at which moment after
    the work was asked for; None where it was done already."""
    client.send(kind.verb, *kind.atoms)
    time.sleep(moment)
    started = time.perf_counter()
    client.send("cancel", -1)
    while True:
        name, atoms = client.hear("cancel")
        if (name, atoms[0]) == ("done", "cancel"):
            break
        if name == "fail" and atoms[3] != "cancelled":
            raise ModelFailed(f"{kind.verb}: {atoms[-1]}")
    answered = time.perf_counter() - started
    while client.running():
        pass
    free = time.perf_counter() - started
    client.send("sync", 1)
    client.wait("synced")
    return (answered, free, moment) if atoms[-1] else None


def _drop(sounds: Path) -> None:
    """A minute of noise where slot/load finds it."""
    noise = np.random.default_rng(0).uniform(-0.1, 0.1, DROPPED_SECONDS * SAMPLE_RATE_HZ)
    sounds.mkdir(exist_ok=True)
    soundfile.write(sounds / DROPPED, noise, SAMPLE_RATE_HZ)
