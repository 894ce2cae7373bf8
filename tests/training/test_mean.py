"""What a training leaves is the mean of its weights, and it goes on from its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from notono_live.training.loop import Budget, run
from notono_live.training.mean import RECENT, WeightMean


class Walking:
    """A weight that is 1, 2, 3 … after so many steps, whatever the rate."""

    measure, unheard, adverse = "steps", "", False

    def __init__(self) -> None:
        self.learned: nn.Module = nn.Linear(1, 1, bias=False)
        self.weight.zero_()
        self.optimizer: torch.optim.Optimizer = torch.optim.SGD(self.learned.parameters(), lr=1)
        self.validated: list[float] = []

    @property
    def weight(self) -> torch.Tensor:
        return self.learned.get_parameter("weight").detach()

    def step(self, step: int) -> dict[str, float]:
        self.weight.add_(1)
        return {"loss": float(self.weight)}

    def validate(self) -> dict[str, float]:
        self.validated.append(float(self.weight))
        return {"loss": -self.validated[-1]}

    def picture(self, path: Path) -> None:
        path.touch()

    def state_dict(self) -> dict[str, Any]:
        return self.learned.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.learned.load_state_dict(state)


def mean_of(steps: int) -> float:
    """Of 1, 2 … steps: all that was, again at each step, and a share of it given up for the new."""
    shares = np.zeros(steps)
    for step in range(1, steps + 1):
        shares *= 1 - min(1, RECENT / step)
        shares[step - 1] = min(1, RECENT / step)
    assert shares.sum() == pytest.approx(1)
    return float(shares @ np.arange(1, steps + 1))


def test_it_is_of_the_last_tenth_of_the_steps() -> None:
    task = Walking()
    mean = WeightMean(task.learned)
    for step in range(1, 2001):
        task.step(step)
        mean.follow()
        if step in (1, RECENT, 57, 2000):
            assert float(mean.means["weight"]) == pytest.approx(mean_of(step), rel=1e-5)
    assert 0.88 * 2000 < mean_of(2000) < 0.92 * 2000


def test_the_best_is_the_mean_and_the_training_goes_on_from_its_own_weights(
    tmp_path: Path,
) -> None:
    sittings = [Walking(), Walking()]
    for minutes, task in zip((0.002, 0.004), sittings, strict=True):
        run(task, tmp_path, Budget(minutes, 1.0))
        last, best = (
            torch.load(tmp_path / name, weights_only=True) for name in ("last.pt", "best.pt")
        )
        steps = last["clock"]["step"]
        assert float(last["task"]["weight"]) == float(task.weight) == steps
        assert float(best["task"]["weight"]) == pytest.approx(mean_of(steps), rel=1e-4)
        assert task.validated == [float(best["task"]["weight"])]


def test_what_does_not_move_stays_to_the_last_bit_and_what_is_counted_is_not_averaged() -> None:
    module = nn.BatchNorm1d(3)
    mean = WeightMean(module)
    for _ in range(30):
        module(torch.randn(8, 3))
        mean.follow()
    assert torch.equal(mean.means["weight"], module.weight)
    assert "num_batches_tracked" not in mean.means
    running = module.running_mean
    assert running is not None
    newest = running.clone()
    with mean.in_place():
        assert not torch.equal(running, newest)
        assert int(module.num_batches_tracked or 0) == 30
    assert torch.equal(running, newest)
