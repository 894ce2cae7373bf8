"""`notono-live render SPEC.toml`: a whole library of notes, without a server. Runs on the main
thread; torch is imported when the spec has been read."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from notono_live.config import DEVICES
from notono_live.export.library import Draw, Library, Planned
from notono_live.export.library_spec import Spec, read_spec
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Note


def add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("spec", type=Path, metavar="SPEC.toml", help="families, pitches, velocities, takes")
    add("--out", type=Path, default=Path("out/libraries"), help="folder (%(default)s)")
    add("--model", default="default", metavar="NAME|DIR", help="bundle (%(default)s)")
    add("--device", choices=DEVICES, default="auto", help="where the model computes (%(default)s)")


def render(arguments: Namespace) -> int:
    """Draws what is missing; the same line again goes on after an interruption."""
    spec = read_spec(arguments.spec)
    from notono_live.model.bundle import load_inpainter

    inpainter = load_inpainter(arguments.model, arguments.device)
    constraint = Constraint.nothing_kept()

    def draw(batch: Sequence[Planned]) -> Sequence[Note]:
        labels = [planned.conditioning for planned in batch]
        samplings = [replace(spec.sampling, seed=planned.seed) for planned in batch]
        return inpainter.inpaint_batch(None, constraint, labels, samplings)

    return fill(spec, arguments.out, inpainter.name, draw)


def fill(spec: Spec, out: Path, model: str, draw: Draw) -> int:
    """Fill a library with a progress bar on stderr."""
    library = Library(spec, out, model)
    screen = Console(stderr=True)
    look = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *look, console=screen, transient=True, disable=not screen.is_terminal
    ) as progress:
        done = len(library.plan) - len(library.begin())
        bar = progress.add_task(spec.name, total=len(library.plan), completed=done)
        drawn = library.fill(draw, lambda count: progress.update(bar, advance=count))
    print(f"{library.folder}: {len(library.plan)} files, {drawn} of them new", file=sys.stdout)
    return 0
