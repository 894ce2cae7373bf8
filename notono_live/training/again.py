"""The flags that all trainings share, and the line that goes on with a training where it stopped.
Training processes only."""

from __future__ import annotations

import argparse
import os


def add_shared_arguments(
    parser: argparse.ArgumentParser, minutes: float, batch: int, learning_rate: float = 1e-3
) -> None:
    """With what each is where nobody says otherwise."""
    add = parser.add_argument
    add("--minutes", type=float, default=minutes, help="in all, resumed time included")
    add("--batch", type=int, default=batch, help="notes a step and rank (%(default)s)")
    add("--learning-rate", type=float, default=learning_rate)
    add("--seed", type=int, default=0)
    add("--device", default="auto")


def line_again(training: str, args: argparse.Namespace) -> str:
    """`training`, "ear data --run runs/a", with the flags that all trainings share, as a shell
    starts it: with torchrun where that started as many processes on this machine.

    >>> args = argparse.Namespace(minutes=60.0, batch=8, learning_rate=1e-3, seed=0, device="cpu")
    >>> line_again("prior top --run runs/a", args)  # doctest: +NORMALIZE_WHITESPACE
    'notono-live train prior top --run runs/a --minutes 60 --batch 8 --learning-rate 0.001
    --seed 0 --device cpu'
    """
    count = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    program = f"torchrun --nproc-per-node {count} -m -- notono_live" if count > 1 else "notono-live"
    line = (
        f"{program} train {training} --minutes {args.minutes:g} --batch {args.batch} "
        f"--learning-rate {args.learning_rate:g} --seed {args.seed}"
    )
    if "held_out" in args:
        line += f" --held-out {args.held_out:g}"
    return line if args.device == "auto" else f"{line} --device {args.device}"
