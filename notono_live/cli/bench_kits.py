"""What a keyboard's files and a set of pads take, drawn in batches and one after another. Main
thread; a real server in a process of its own, that does nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from notono_live.cli.bench_client import Client
from notono_live.cli.timing import Row
from notono_live.errors import ModelFailed
from notono_live.notes.conditioning import Family
from notono_live.protocol.commands import Atom

LOWEST_KEY = 24
KEYS = (16, 61)  # a few; a keyboard
PADS = 16
# One after another, and in batches: the rows of each. Pads are as many slots filled with as many
# notes; where a seed is asked for, a slot is drawn by itself.
PAIRS = {
    **{f"{n} keys": (f"{n} keys: slot/render of each", f"{n} keys: slot/keymap") for n in KEYS},
    f"{PADS} pads": (f"{PADS} pads: generated, seeds said", f"{PADS} pads: generated, any seeds"),
}
SLOW_SHARE = 10  # once for so many runs


def measure_kits(client: Client, runs: int, tell: Callable[[str], None]) -> Iterator[Row]:
    """Both ways by turns, from the first datagram to the last done; rows of `PAIRS`. Leaves other
    notes in the slots."""
    ways = [(*PAIRS[f"{keys} keys"], *_keyboard(client, keys)) for keys in KEYS]
    ways.append((*PAIRS[f"{PADS} pads"], *_pads(client)))
    for alone, together, one_by_one, at_once in ways:
        tell(f"{alone}; {together}")
        took: dict[str, list[float]] = {alone: [], together: []}
        for _ in range(max(1, runs // SLOW_SHARE)):
            for name, work in ((alone, one_by_one), (together, at_once)):
                started = time.perf_counter()
                work()
                took[name].append(time.perf_counter() - started)
        yield from (Row.of(name, seconds, "files in place") for name, seconds in took.items())


Work = Callable[[], object]


def _keyboard(client: Client, keys: int) -> tuple[Work, Work]:
    def each() -> None:
        for key in range(LOWEST_KEY, LOWEST_KEY + keys):
            client.ask("slot/render", 1, key)

    return each, lambda: client.ask("slot/keymap", 1, LOWEST_KEY, LOWEST_KEY + keys - 1, 1)


def _pads(client: Client) -> tuple[Work, Work]:
    families = [str(family) for family in Family]
    asked: list[tuple[Atom, ...]] = [
        (slot, LOWEST_KEY + slot, families[slot % len(families)]) for slot in range(1, PADS + 1)
    ]
    said = [(*atoms, seed) for seed, atoms in enumerate(asked)]
    return (
        lambda: all_done(client, "slot/generate", said),
        lambda: all_done(client, "slot/generate", asked),
    )


def all_done(client: Client, verb: str, asked: Sequence[tuple[Atom, ...]]) -> None:
    """Ask for all in one bundle, and wait until each is done."""
    client.send_together(verb, asked)
    left = len(asked)
    while left:
        name, atoms = client.hear(verb)
        left -= name == "done"
        if name == "fail":
            raise ModelFailed(f"slot {atoms[2]}: {atoms[-1]}")
