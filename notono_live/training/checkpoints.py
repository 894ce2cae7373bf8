"""A training on disk: what it goes on from, and the best that it was. Training process only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import nn

from notono_live.errors import FileTrouble
from notono_live.training.mean import WeightMean
from notono_live.whole_file import beside


class Task(Protocol):
    """A training of what is `learned`. `step` returns numbers to log; `validate` at least `loss`.
    Losses of the same `measure` can be compared: where it is another than before, the best so far
    is not. Of a task that is `adverse` the newest is the best: an adversary wants more than the
    loss says. `unheard` marks the notes that it validates on: one that goes on keeps them."""

    learned: nn.Module
    measure: str
    unheard: str
    adverse: bool
    optimizer: torch.optim.Optimizer

    def step(self, step: int) -> dict[str, float]: ...
    def validate(self) -> dict[str, float]: ...
    def picture(self, path: Path) -> None: ...
    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state: dict[str, Any]) -> None: ...


@dataclass
class Clock:
    """Steps and seconds of work since the beginning, and the lowest validation loss."""

    step: int = 0
    seconds: float = 0.0
    best: float = math.inf


def resumed(task: Task, folder: Path) -> tuple[Clock, WeightMean]:
    """Where the training stopped, or at its beginning; the mean begins there, too, where the
    checkpoint has none. FileTrouble where it has learned what it would be validated on, and where
    what it learned is of another make."""
    path = folder / "last.pt"
    if not path.exists():
        return Clock(), WeightMean(task.learned)
    state = load_checkpoint(path)
    if state.get("unheard", task.unheard) != task.unheard:
        raise FileTrouble(
            f"{path} keeps other notes for validation: it may have learned those that it would now "
            "be judged by; go on with its notes, --seed and --held-out, or give another --run"
        )
    try:
        task.load_state_dict(state["task"])
        clock, mean = Clock(**state["clock"]), WeightMean(task.learned)
        if "mean" in state:
            mean.load_state_dict(state["mean"])
    except (KeyError, RuntimeError, ValueError) as error:
        why = str(error).splitlines()[0].rstrip(":")
        raise FileTrouble(
            f"{path} is of another training ({why}): go on with the options it began with, "
            "or give another --run"
        ) from error
    clock.best = _best_of(folder / "best.pt", task.measure)
    return clock, mean


def _best_of(path: Path, measure: str) -> float:
    """The loss of the best so far, which is written after what it was the best of."""
    if not path.exists():
        return math.inf
    state = load_checkpoint(path)
    best: float = state["clock"]["best"]
    return best if state.get("measure") == measure else math.inf


def load_checkpoint(path: Path) -> dict[str, Any]:
    """FileTrouble where it is none."""
    try:
        loaded: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise FileTrouble(f"{path}: not a readable checkpoint ({error}); train it first") from error
    return loaded


def save(path: Path, task: Task, clock: Clock, mean: WeightMean | None = None) -> None:
    """The file is there whole or not at all. What is to go on has a mean beside it."""
    state = {
        "task": task.state_dict(), "clock": vars(clock),
        "measure": task.measure, "unheard": task.unheard,
    }  # fmt: skip
    if mean is not None:
        state["mean"] = mean.state_dict()
    with beside(path) as new:
        torch.save(state, new)
