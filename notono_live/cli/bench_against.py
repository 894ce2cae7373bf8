"""Two releases by turns on one machine: this one, and another that git or a folder holds. Main
thread; each runs its own `bench` in a process of its own.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

import notono_live
from notono_live.engine.worker_process import PATIENT_THREADS
from notono_live.errors import BadArguments, ModelFailed

OURS = Path(notono_live.__file__).parent.parent
PATIENCE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Release:
    """`tree` holds the package; None: what the interpreter has installed."""

    name: str
    python: str
    tree: Path | None


@dataclass(frozen=True, slots=True)
class Ratio:
    """This release's p50 as a share of the other's: each run beside each, in the middle and at
    both ends.

    >>> Ratio.of("a step", [10.0, 12.0], [5.0, 6.0])
    Ratio(name='a step', theirs_ms=11.0, ours_ms=5.5, middle=0.5, least=0.417, most=0.6)
    """

    name: str
    theirs_ms: float
    ours_ms: float
    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, name: str, theirs_ms: list[float], ours_ms: list[float]) -> Ratio:
        ratios = sorted(mine / other for mine in ours_ms for other in theirs_ms)
        ends = (round(ratio, 3) for ratio in (median(ratios), ratios[0], ratios[-1]))
        return cls(name, median(theirs_ms), median(ours_ms), *ends)


def against(
    arguments: Namespace, tell: Callable[[str], None]
) -> tuple[dict[str, Any], list[Table | str]]:
    """Theirs, ours, theirs, ours …; the figures, and what to print of them."""
    from notono_live.model.bundle import find

    load_average = os.getloadavg()[0]
    model = str(find(arguments.model).absolute())  # the same for both, whatever each brings along
    ours = Release("this", sys.executable, OURS)
    with other_release(arguments.against) as theirs:
        weighs = _knows(theirs, "--weights")
        seen: dict[str, list[dict[str, float]]] = {theirs.name: [], ours.name: []}
        for number in range(arguments.rounds):
            for release in (theirs, ours):
                tell(f"round {number + 1} of {arguments.rounds}: {release.name}")
                chooses = weighs or release is ours
                seen[release.name].append(_p50s(release, model, arguments, chooses))
    first, second = seen.values()
    common = [name for name in second[0] if all(name in run for run in (*first, *second))]
    ratios = [
        Ratio.of(name, [run[name] for run in first], [run[name] for run in second])
        for name in common
    ]
    figures = {"against": theirs.name, "load_average_before": load_average, "runs": seen}
    only = set(second[0]) ^ set(first[0])
    lines = [f"{arguments.rounds} rounds by turns; load average before {load_average:.2f}"]
    if arguments.weights != "auto" and not weighs:
        lines.append(f"{theirs.name} knows no --weights: it drew as it does by itself")
    if only:
        lines.append(f"{len(only)} rows are in one of them alone")
    return figures, [_table(theirs.name, ratios), *lines]


@contextlib.contextmanager
def other_release(said: str) -> Iterator[Release]:
    """A release by its folder, its interpreter, or what git calls it; BadArguments where there is
    none such."""
    path = Path(said).expanduser().absolute()
    if path.is_file() and os.access(path, os.X_OK):
        yield Release(path.name, str(path), None)
    elif (path / "bin" / "python").exists():
        yield Release(path.name, str(path / "bin" / "python"), None)
    elif (path / "notono_live").is_dir():
        yield Release(path.name, sys.executable, path)
    else:
        with tempfile.TemporaryDirectory() as folder:
            packed = _git("archive", "--format=zip", said, "notono_live")
            if packed is None:
                raise BadArguments(
                    f"--against {said}: no tag or commit of the clone in {OURS}, no folder with "
                    "notono_live in it and no Python; name one of these"
                )
            with zipfile.ZipFile(io.BytesIO(packed)) as archive:
                archive.extractall(folder)
            yield Release(said, sys.executable, Path(folder))


def _git(*words: str) -> bytes | None:
    """What git says; None where it fails or is not there."""
    try:
        done = subprocess.run(["git", "-C", str(OURS), *words], capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _knows(release: Release, flag: str) -> bool:
    """Whether a release's bench has such a flag."""
    with tempfile.TemporaryDirectory() as folder:
        return flag in _bench(release, ["--help"], folder).stdout


def _bench(release: Release, words: list[str], folder: str) -> subprocess.CompletedProcess[str]:
    """A release's own bench, in an empty folder."""
    environment = PATIENT_THREADS | os.environ
    environment.pop("PYTHONPATH", None)
    if release.tree is not None:
        environment["PYTHONPATH"] = str(release.tree)
    return subprocess.run(
        [release.python, "-m", "notono_live", "bench", *words],
        env=environment, cwd=folder, capture_output=True, text=True,
        timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip


def _p50s(release: Release, model: str, arguments: Namespace, weighs: bool) -> dict[str, float]:
    """Milliseconds by row, of one run; `weighs`: whether the release lets choose the weights. It
    may end with 1 and have its figures all the same: something was slower than it must be."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        words = ["--model", model, "--device", arguments.device]
        words += ["--runs", str(arguments.runs), "--json", str(file)]
        if weighs:
            words += ["--weights", arguments.weights]
        if arguments.threads is not None:
            words += ["--threads", str(arguments.threads)]
        done = _bench(release, words, folder)
        if not file.exists():
            said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
            raise ModelFailed(f"the bench of {release.name} ended with {done.returncode}: {said}")
        rows = json.loads(file.read_text(encoding="utf-8"))["rows"]
    return {row["name"]: row["p50_ms"] for row in rows}


def _table(theirs: str, ratios: list[Ratio]) -> Table:
    table = Table(box=SIMPLE)
    table.add_column("p50, milliseconds")
    for title in (theirs, "this", "this / it", "spread"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in ratios:
        spread = f"{row.least:.2f} to {row.most:.2f}"
        times = f"{row.theirs_ms:.1f}", f"{row.ours_ms:.1f}"
        table.add_row(row.name, *times, f"{row.middle:.2f}", spread)
    return table
