"""The loop every training shares: time budget, looks at how far it is, metrics file, progress bar.

Training process only. A task knows its model and its data; the loop knows the clock. Where several
ranks train together rank 0 keeps the clock and the disk, and the others follow.
"""

from __future__ import annotations

import contextlib
import csv
import math
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from notono_live.errors import FileTrouble
from notono_live.plot import can_draw
from notono_live.training.checkpoints import Clock, Task, resumed, save
from notono_live.training.mean import WeightMean
from notono_live.training.pictures import curves
from notono_live.training.ranks import Ranks
from notono_live.whole_file import clear_unfinished


@dataclass(frozen=True)
class Budget:
    """How long to train in all (earlier sittings counted in), and how often to look up. Minutes are
    of work: on a CPU, of its own time a thread.

    The learning rate warms up over the first `warm_up`, holds, and cools down by a half cosine over
    the last `cool_down` of `minutes`; all three are shares of the whole. Looks up at most every
    `look_up_seconds`, and so seldom that it takes no more than `look_up_share` of the time: on a
    slow core a codec's took fifty seconds of every five minutes.
    """

    minutes: float
    learning_rate: float
    warm_up: float = 0.02
    cool_down: float = 0.4
    look_up_seconds: float = 240.0
    look_up_share: float = 0.1
    log_every_steps: int = 20

    def rate(self, seconds: float) -> float:
        """Learning rate after `seconds` of training.

        >>> budget = Budget(minutes=10, learning_rate=1.0)
        >>> [round(budget.rate(60 * m), 3) for m in (0.1, 3, 8, 10)]
        [0.5, 1.0, 0.5, 0.001]
        """
        done = seconds / (60 * self.minutes)
        if done < self.warm_up:
            return self.learning_rate * max(done / self.warm_up, 0.01)
        left = min(max((1 - done) / self.cool_down, 0), 1)
        return self.learning_rate * max(0.5 - 0.5 * math.cos(math.pi * left), 1e-3)

    def until_next_look(self, took: float) -> float:
        """Seconds to train after a look that took so many.

        >>> budget = Budget(minutes=10, learning_rate=1.0)
        >>> [round(budget.until_next_look(seconds)) for seconds in (3, 80)]
        [240, 720]
        """
        return max(self.look_up_seconds, took * (1 / self.look_up_share - 1))


def run(task: Task, folder: Path, budget: Budget, ranks: Ranks | None = None) -> dict[str, float]:
    """Train until the budget is spent or somebody interrupts; returns the last validation.

    Leaves in `folder`: last.pt (resumes), best.pt (lowest validation loss), metrics.csv,
    curves.png, pictures/. What is validated, pictured and kept as the best are mean weights; the
    training goes on from its own.
    """
    ranks = ranks or Ranks(torch.device("cpu"))
    folder.mkdir(parents=True, exist_ok=True)
    clock, mean = resumed(task, folder)
    _together(clock, folder, ranks)
    if not ranks.leads:
        del mean  # the leader keeps it
        _follow(task, clock, budget, ranks)
        return {}
    clear_unfinished(folder)  # a checkpoint has a hundred megabytes
    if not can_draw():
        print("no pictures and curves: pip install matplotlib for them")
    metrics = _Metrics(folder / "metrics.csv")
    looked, busy = clock.seconds, budget.look_up_seconds
    validation: dict[str, float] = {}
    with _stoppable() as stop, _bar() as bar:
        line = bar.add_task(
            folder.name, total=60 * budget.minutes, note="", completed=int(clock.seconds)
        )
        while clock.seconds < 60 * budget.minutes and not stop.asked:
            seconds, _ = ranks.from_leader(_news(clock, False, ranks)).tolist()
            started = _worked(ranks.device)
            seen = _one_step(task, clock, budget.rate(seconds))
            mean.follow()
            clock.seconds += _worked(ranks.device) - started
            if clock.step % budget.log_every_steps == 0:
                metrics.write("train", clock, seen)
                bar.update(line, completed=int(clock.seconds), note=_words(clock.step, seen))
            if clock.seconds - looked > busy:
                looked, started = clock.seconds, _worked(ranks.device)
                validation = _look_up(task, folder, clock, mean, metrics)
                busy = budget.until_next_look(_worked(ranks.device) - started)
        ranks.from_leader(_news(clock, True, ranks))
        validation = _look_up(task, folder, clock, mean, metrics)
        bar.update(line, completed=int(clock.seconds), note=_words(clock.step, validation))
    return validation


def _worked(device: torch.device) -> float:
    """Seconds at work: a CPU that others use too, or a training that was suspended, has not trained
    meanwhile."""
    if device.type == "cpu":
        return time.process_time() / torch.get_num_threads()
    return time.perf_counter()


def _one_step(task: Task, clock: Clock, rate: float) -> dict[str, float]:
    for group in task.optimizer.param_groups:
        group["lr"] = rate
    seen = task.step(clock.step)
    clock.step += 1
    return seen


def _together(clock: Clock, folder: Path, ranks: Ranks) -> None:
    """FileTrouble where this rank goes on from elsewhere than rank 0: it sees another folder."""
    theirs = int(ranks.from_leader(torch.tensor([clock.step], device=ranks.device)))
    if theirs != clock.step:
        raise FileTrouble(
            f"rank {ranks.rank} found step {clock.step} in {folder}, rank 0 step {theirs}: "
            "all machines must share that folder"
        )


def _follow(task: Task, clock: Clock, budget: Budget, ranks: Ranks) -> None:
    """Step when rank 0 steps, at its clock, until it says that all is over. A signal to this rank
    alone changes nothing: torchrun tells all of them, and rank 0 decides."""
    with _stoppable():
        while True:
            seconds, over = ranks.from_leader(_news(clock, False, ranks)).tolist()
            if over:
                return
            _one_step(task, clock, budget.rate(seconds))


def _news(clock: Clock, over: bool, ranks: Ranks) -> torch.Tensor:
    """What rank 0 tells before each step: the time, and whether all is over."""
    return torch.tensor([clock.seconds, float(over)], device=ranks.device)


def _look_up(
    task: Task, folder: Path, clock: Clock, mean: WeightMean, metrics: _Metrics
) -> dict[str, float]:
    # Before the look: torchrun gives a training that is to end 30 seconds, and a look takes longer.
    save(folder / "last.pt", task, clock, mean)
    with mean.in_place():
        validation = task.validate()
        better = task.adverse or validation["loss"] < clock.best
        clock.best = min(clock.best, validation["loss"])
        if better:
            save(folder / "best.pt", task, clock)
        metrics.write("valid", clock, validation)
        if not can_draw():
            return validation
        (folder / "pictures").mkdir(exist_ok=True)
        task.picture(folder / "pictures" / f"step_{clock.step:07d}.png")
    curves(folder / "curves.png", metrics.path)
    return validation


class _Metrics:
    """metrics.csv: one number a row, so that new names need no new columns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            path.write_text("split,step,seconds,name,value\n")

    def write(self, split: str, clock: Clock, values: dict[str, float]) -> None:
        with self.path.open("a", newline="") as file:
            for name, value in values.items():
                csv.writer(file).writerow(
                    [split, clock.step, f"{clock.seconds:.1f}", name, f"{value:.6g}"]
                )


class _Stop:
    asked = False


@contextlib.contextmanager
def _stoppable() -> Iterator[_Stop]:
    """Ctrl-C and SIGTERM finish the step, save and end; a second one ends at once."""
    stop = _Stop()

    def ask(number: int, frame: object) -> None:
        stop.asked = True
        signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"), refresh_per_second=1,
    )  # fmt: skip


def _words(step: int, values: dict[str, float]) -> str:
    return f"step {step} " + " ".join(f"{name} {value:.4g}" for name, value in values.items())
