"""`notono-live render SPEC.toml`: a whole library of notes, without a server. Runs on the main
thread; torch is imported when the spec has been read."""

from __future__ import annotations

import functools
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from notono_live.cli.render_ray import fill_with_ray
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
    add("--ray", metavar="ADDRESS", help="draw on a Ray cluster: its address, auto, or local")
    add("--device", choices=DEVICES, default="auto", help="where the model computes (%(default)s)")


def render(arguments: Namespace) -> int:
    """Draws what is missing; the same line again goes on after an interruption."""
    spec = read_spec(arguments.spec)
    from notono_live.model.bundle import find

    told = json.loads((find(arguments.model) / "model.json").read_text(encoding="utf-8"))
    velocities = min(prior.get("velocities", 0) for prior in told["priors"].values())
    load = functools.partial(loaded, arguments.model, arguments.device, spec)
    return fill(spec, arguments.out, told["name"], load, arguments.ray, velocities)


def loaded(model: str, device: str, spec: Spec) -> Draw:
    """What draws a batch of a library with a model; in a Ray worker it is called there."""
    from notono_live.model.bundle import load_inpainter

    inpainter = load_inpainter(model, device, spec.weights)

    def draw(batch: Sequence[Planned]) -> Sequence[Note]:
        labels = [planned.conditioning for planned in batch]
        samplings = [replace(spec.sampling, seed=planned.seed) for planned in batch]
        return inpainter.inpaint_batch(None, Constraint.nothing_kept(), labels, samplings)

    return draw


def fill(
    spec: Spec,
    out: Path,
    model: str,
    load: Callable[[], Draw],
    ray: str | None = None,
    velocities: int = 0,
) -> int:
    """Fill a library with a progress bar on stderr; `load` is called if anything is missing.
    `velocities`: those that the model tells apart."""
    library = Library(spec, out, model, velocities)
    missing = len(library.begin())
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
        total = len(library.plan)
        bar = progress.add_task(spec.name, total=total, completed=total - missing)

        def report(count: int) -> None:
            progress.update(bar, advance=count)

        if not missing:
            library.finish()
        elif ray is None:
            library.fill(load(), report)
        else:
            fill_with_ray(library, load, ray, report)
    print(f"{library.folder}: {total} files, {missing} of them new")
    return 0
