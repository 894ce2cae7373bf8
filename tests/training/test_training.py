"""The loop that every training shares, with a prior in it."""

from __future__ import annotations

import argparse
import csv
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from some_codes import some_codes

from notono_live.errors import FileTrouble
from notono_live.model.transformer import PriorConfig
from notono_live.model.vqvae import VQVAEConfig
from notono_live.notes.codemap import CODES, Layer
from notono_live.notes.conditioning import UNKNOWN
from notono_live.training import loop, train_prior
from notono_live.training.beginnings import prior_start
from notono_live.training.loop import Budget, run
from notono_live.training.puzzles import puzzle
from notono_live.training.ranks import Ranks
from notono_live.training.sizes import SIZES, PriorSize, Size
from notono_live.training.train_prior import VALIDATION_NOTES, PriorTask


def test_to_a_prior_that_saw_all_a_hidden_code_is_at_first_nothing(tmp_path: Path) -> None:
    before = prior_task(Layer.BOTTOM)
    run(before, tmp_path, Budget(1e-9, 1e-3))
    config = replace(before.prior.config, families_apart=True)
    ranks = Ranks(torch.device("cpu"))
    after = PriorTask(config, some_codes(), some_codes(), 8, 0, ranks)
    after.begin_from(tmp_path / "last.pt")
    asked = puzzle(np.random.default_rng(3), some_codes(), Layer.BOTTOM, 8, False)
    with torch.no_grad():
        told = [task._answer(asked, task.answering)[0] for task in (before, after)]
    assert torch.equal(*told), (told[0] - told[1]).abs().max()
    hidden = torch.tensor(CODES)
    assert not any(table(hidden).any() for table in (*after.prior.previous, after.prior.given))
    for step in range(4):
        after.step(step)
    assert all(table(hidden).any() for table in (*after.prior.previous, after.prior.given))


def prior_task(
    layer: Layer = Layer.TOP,
    velocities: int = 5,
    width: int = 16,
    codec: str = "",
    notes: int = 40,
) -> PriorTask:
    config = PriorConfig(
        layer, width, heads=2, encoder_layers=1, backbone_layers=1, velocities=velocities
    )
    codes = some_codes(notes)
    return PriorTask(config, codes, codes, 8, 0, Ranks(torch.device("cpu")), codec)


def logged_steps(folder: Path) -> list[int]:
    rows = csv.DictReader((folder / "metrics.csv").read_text().splitlines())
    return [int(row["step"]) for row in rows]


@pytest.mark.parametrize("layer", Layer)
def test_a_prior_learns_and_a_training_resumes_where_it_stopped(
    layer: Layer, tmp_path: Path
) -> None:
    task = prior_task(layer)
    task.optimizer.param_groups[0]["lr"] = 0.03
    losses = [task.step(0)["loss"] for _ in range(60)]
    assert losses[-1] < losses[0] - 0.5, "the same puzzle over and over is learned"
    budget = Budget(minutes=0.02, learning_rate=1e-3, look_up_seconds=1e9, log_every_steps=1)
    run(task, tmp_path, budget)
    steps = max(logged_steps(tmp_path))
    assert {"last.pt", "best.pt", "curves.png", "pictures"} <= {p.name for p in tmp_path.iterdir()}
    again = prior_task(layer)
    run(again, tmp_path, Budget(minutes=0.04, learning_rate=1e-3, log_every_steps=1))
    resumed = logged_steps(tmp_path)
    assert max(resumed) > steps
    assert sorted(set(resumed)) == list(range(1, max(resumed) + 1)), "no step twice, none left out"


def answers(task: PriorTask, velocity: int) -> torch.Tensor:
    """Logits of the holes of one puzzle, whose known velocities are all said to be `velocity`."""
    asked = task._puzzle(np.random.default_rng(3), some_codes(), 8)
    asked.velocity = np.full_like(asked.velocity, velocity)
    with torch.no_grad():
        return task._answer(asked, task.answering)[0]


@pytest.mark.parametrize("layer", Layer)
def test_a_prior_that_begins_from_one_without_velocity_answers_as_it_until_it_has_learned(
    layer: Layer, tmp_path: Path
) -> None:
    before = prior_task(layer, velocities=0)
    for step in range(3):
        before.step(step)
    run(before, tmp_path, Budget(1e-9, 1e-3))
    after = prior_task(layer)
    assert not torch.equal(answers(before, 3), answers(after, 3))
    after.begin_from(tmp_path / "last.pt")
    for velocity in (UNKNOWN, 0, 4):
        assert torch.equal(answers(before, velocity), answers(after, velocity))
    for step in range(3):
        after.step(step)
    assert not torch.equal(answers(after, 0), answers(after, 4)), "now it looks at the velocity"
    run(after, tmp_path / "on", Budget(1e-9, 1e-3))
    again = prior_task(layer)
    again.begin_from(tmp_path / "on" / "last.pt")
    assert torch.equal(answers(after, 4), answers(again, 4))


def test_a_prior_begins_from_none_of_another_shape_or_layer(tmp_path: Path) -> None:
    run(prior_task(), tmp_path, Budget(1e-9, 1e-3))
    for task, words in (
        (prior_task(width=32), r"of another shape that no --size \(default, tiny\) has: "),
        (prior_task(velocities=0), r"of another shape.*velocity"),
        (prior_task(Layer.BOTTOM), "of the top prior"),
    ):
        with pytest.raises(FileTrouble, match=words):
            task.begin_from(tmp_path / "last.pt")


def train(run: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    train_prior.add_arguments(parser)
    return train_prior.main(parser.parse_args(["top", "--run", str(run), *words]))


def test_a_new_training_knows_velocity_and_an_old_one_goes_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through the front door, with priors as small as those of the other tests."""
    size = Size(VQVAEConfig(), PriorSize(16, 2, 1, 1, 2))
    monkeypatch.setitem(SIZES, "default", size)
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        parts = {
            f"{split}_{name}": values
            for split in ("train", "valid")
            for name, values in vars(some_codes(600)).items()
        }
        np.savez(folder / "codes.npz", **parts)
    run(prior_task(velocities=0, notes=600), old / "prior_top", Budget(1e-9, 1e-3))
    words = "--minutes", "0.01", "--batch", "8", "--device", "cpu"
    assert train(old, *words) == 0
    assert prior_start(old / "prior_top" / "last.pt", Layer.TOP)[0].velocities == 0
    start = str(old / "prior_top" / "last.pt")
    assert train(new, *words, "--from", start) == 0
    assert prior_start(new / "prior_top" / "last.pt", Layer.TOP)[0].velocities == 5
    assert f"--from {start} --size default " in capsys.readouterr().out
    assert train(new, *words, "--size", "tiny") == 0
    config, _ = prior_start(new / "prior_top" / "last.pt", Layer.TOP)
    assert config.width == 16, "it goes on as it began"
    assert "--size default " in capsys.readouterr().out
    tiny = tmp_path / "tiny"
    tiny.mkdir()
    (tiny / "codes.npz").write_bytes((new / "codes.npz").read_bytes())
    with pytest.raises(FileTrouble, match="another shape, say --size default: "):
        train(tiny, *words, "--size", "tiny", "--from", str(new / "prior_top" / "last.pt"))


def test_a_spoiled_checkpoint_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "last.pt").write_bytes(b"nonsense")
    with pytest.raises(FileTrouble, match="not a readable checkpoint"):
        run(prior_task(), tmp_path, Budget(0.01, 1e-3))


@pytest.mark.parametrize("other", [{"width": 32}, {"layer": Layer.BOTTOM}])
def test_a_run_of_another_make_is_refused_in_words_and_kept(
    tmp_path: Path, other: dict[str, Any]
) -> None:
    run(prior_task(), tmp_path, Budget(1e-9, 1e-3))
    before = (tmp_path / "last.pt").read_bytes()
    complaint = r"last\.pt is of another training \(.+\): .* or give another --run"
    with pytest.raises(FileTrouble, match=complaint):
        run(prior_task(**other), tmp_path, Budget(0.01, 1e-3))
    assert (tmp_path / "last.pt").read_bytes() == before


def test_the_best_checkpoint_is_the_one_with_the_lowest_loss(tmp_path: Path) -> None:
    class Wavering:
        """Losses 3, 1, 2 at the first three looks of all sittings."""

        learned: torch.nn.Module = torch.nn.Linear(1, 1)
        measure = "looks"
        unheard = ""
        adverse = False
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1)
        looks = 0

        def step(self, step: int) -> dict[str, float]:
            return {"loss": 0.0}

        def validate(self) -> dict[str, float]:
            Wavering.looks += 1
            return {"loss": [3.0, 1.0, 2.0][min(self.looks, 3) - 1]}

        def picture(self, path: Path) -> None:
            path.touch()

        def state_dict(self) -> dict[str, Any]:
            return {"looks": self.looks}

        def load_state_dict(self, state: dict[str, Any]) -> None:
            assert state["looks"] < self.looks, "what is gone on from was kept before its look"

    def best() -> int:
        task = Wavering()
        run(task, tmp_path, Budget(1e-9, 1.0))
        return int(torch.load(tmp_path / "best.pt", weights_only=True)["task"]["looks"])

    assert [best() for _ in range(3)] == [1, 2, 2]
    Wavering.measure = "other looks"
    assert best() == 4, "a loss that is measured otherwise is no worse than one of before"


class Signalled:
    """A training that is sent signals in its third step."""

    def __init__(self, *numbers: signal.Signals) -> None:
        self.task, self.numbers, self.steps = prior_task(), numbers, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.task, name)

    def step(self, step: int) -> dict[str, float]:
        self.steps += 1
        if self.steps == 3:
            for number in self.numbers:
                signal.raise_signal(number)
        return self.task.step(step)


def step_in(path: Path) -> int:
    return int(torch.load(path, weights_only=True)["clock"]["step"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_training_ends_after_its_step_and_goes_on_there(
    number: signal.Signals, tmp_path: Path
) -> None:
    handlers = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    seen = run(Signalled(number), tmp_path, Budget(60, 1e-3, log_every_steps=1))
    assert seen["loss"] > 0
    assert step_in(tmp_path / "last.pt") == step_in(tmp_path / "best.pt") == 3
    assert handlers == [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    run(Signalled(number), tmp_path, Budget(60, 1e-3, log_every_steps=1))
    assert step_in(tmp_path / "last.pt") == 6
    assert sorted(set(logged_steps(tmp_path))) == [1, 2, 3, 4, 5, 6]


def test_a_training_goes_on_with_the_notes_that_it_was_not_to_hear(tmp_path: Path) -> None:
    run(prior_task(), tmp_path, Budget(1e-9, 1e-3))
    last = (tmp_path / "last.pt").read_bytes()
    with pytest.raises(FileTrouble, match="--seed and --held-out, or give another --run"):
        run(prior_task(notes=41), tmp_path, Budget(1, 1e-3))
    assert (tmp_path / "last.pt").read_bytes() == last
    state = torch.load(tmp_path / "last.pt", weights_only=True)
    del state["unheard"]  # as it was before checkpoints had it
    torch.save(state, tmp_path / "last.pt")
    run(prior_task(notes=41), tmp_path, Budget(1e-9, 1e-3))


def test_what_a_killed_training_had_begun_to_write_is_cleared_away(tmp_path: Path) -> None:
    stale = tmp_path / ".best.pt.1.2.tmp"
    stale.write_bytes(b"half")
    run(prior_task(), tmp_path, Budget(1e-9, 1e-3))
    assert not stale.exists()


def test_a_second_interrupt_ends_it_at_once(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(Signalled(signal.SIGINT, signal.SIGINT), tmp_path, Budget(60, 1e-3))


def test_a_look_that_is_cut_off_costs_no_step(tmp_path: Path) -> None:
    """torchrun kills 30 seconds after it has told a training to end."""
    task = Signalled(signal.SIGTERM)

    def killed() -> dict[str, float]:
        raise KeyboardInterrupt

    task.validate = killed  # type: ignore[method-assign, attr-defined]
    with pytest.raises(KeyboardInterrupt):
        run(task, tmp_path, Budget(60, 1e-3))
    assert step_in(tmp_path / "last.pt") == 3
    assert not (tmp_path / "best.pt").exists()


def test_a_training_needs_nothing_that_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(loop, "can_draw", lambda: False)
    run(Signalled(signal.SIGTERM), tmp_path, Budget(60, 1e-3))
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"last.pt", "best.pt", "metrics.csv"}
    assert "pip install matplotlib" in capsys.readouterr().out


def test_batches_may_be_larger_than_what_is_validated(tmp_path: Path) -> None:
    config = PriorConfig(Layer.TOP, 16, heads=2, encoder_layers=1, backbone_layers=1)
    ranks = Ranks(torch.device("cpu"))
    many = PriorTask(config, some_codes(), some_codes(), VALIDATION_NOTES + 8, 0, ranks)
    assert many.validate()["loss"] > 0
