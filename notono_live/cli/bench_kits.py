"""What a keyboard's files take, drawn in one batch and one after another. Main thread; a real
server in a process of its own, that does nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from notono_live.cli.bench_client import Client
from notono_live.cli.timing import Row

LOWEST_KEY = 24
KEYS = (16, 61)  # a set of pads; a keyboard
SLOW_SHARE = 10  # once for so many runs


def names(keys: int) -> tuple[str, str]:
    """Of the rows: one after another, in one batch."""
    return f"{keys} keys: slot/render of each", f"{keys} keys: slot/keymap"


def measure_kits(client: Client, runs: int, tell: Callable[[str], None]) -> Iterator[Row]:
    """The same notes of slot 1 written both ways, by turns, from the first datagram to the last
    done; rows of `names`."""
    for keys in KEYS:
        alone, together = names(keys)
        tell(f"{keys} keys, one after another and in one batch")
        took: dict[str, list[float]] = {alone: [], together: []}
        for _ in range(max(1, runs // SLOW_SHARE)):
            started = time.perf_counter()
            for key in range(LOWEST_KEY, LOWEST_KEY + keys):
                client.ask("slot/render", 1, key)
            took[alone].append(time.perf_counter() - started)
            took[together].append(
                client.ask("slot/keymap", 1, LOWEST_KEY, LOWEST_KEY + keys - 1, 1)
            )
        rows = [Row.of(name, seconds, "files in place") for name, seconds in took.items()]
        yield from rows
