"""Masks, codebook, loss and the loop that every training shares."""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny import tiny_bundle

from notono_live.errors import FileTrouble
from notono_live.model.quantize import Quantizer
from notono_live.model.transformer import PriorConfig
from notono_live.model.vqvae import VQVAEConfig
from notono_live.notes.codemap import CODES, Layer
from notono_live.notes.conditioning import UNKNOWN, velocity_class
from notono_live.training import train_prior
from notono_live.training.codebook import CodebookLearner
from notono_live.training.codes import Codes
from notono_live.training.loop import Budget, run
from notono_live.training.losses import reconstruction_loss
from notono_live.training.masks import KINDS, draw_mask
from notono_live.training.ranks import Ranks
from notono_live.training.sizes import SIZES, PriorSize, Size
from notono_live.training.train_prior import (
    KIN,
    STRANGER,
    PriorTask,
    _of_the_same,
    prior_of,
    puzzle,
)


def some_codes(count: int = 40) -> Codes:
    rng = np.random.default_rng(0)
    return Codes(
        rng.integers(0, 512, (count, 32, 4)).astype(np.int16),
        rng.integers(0, 512, (count, 64, 8)).astype(np.int16),
        rng.integers(24, 85, count).astype(np.int16),
        (np.arange(count) % 8 % 4).astype(np.int16),
        rng.integers(1, 128, count).astype(np.int16),
        (np.arange(count) % 8).astype(np.int16),
    )


def test_all_kinds_of_masks_come_and_none_is_empty() -> None:
    rng = np.random.default_rng(0)
    drawn = [draw_mask(rng, (32, 4)) for _ in range(500)]
    assert {kind for _, kind in drawn} == {function.__name__ for function, _ in KINDS}
    assert all(mask.any() for mask, kind in drawn if kind != "bernoulli")
    assert sum(share for _, share in KINDS) == pytest.approx(1)


@pytest.mark.parametrize("layer", Layer)
def test_a_puzzle_labels_every_cell_with_the_note_its_code_is_from(layer: Layer) -> None:
    codes = some_codes()
    asked = puzzle(np.random.default_rng(1), codes, layer, 200)
    maps = codes.top if layer is Layer.TOP else codes.bottom
    strangers = 0
    for i in range(200):
        for cells in (asked.mask[i], ~asked.mask[i]):
            hidden = (asked.codes[i][cells] == CODES).any()
            if cells.sum() < 3 or (asked.pitch[i] < 0).all() or hidden:
                continue
            owner = (maps == asked.codes[i])[:, cells].all(1).nonzero()[0]
            assert len(owner) == 1
            assert (asked.pitch[i][cells] == codes.pitch[owner[0]]).all()
            said = UNKNOWN, velocity_class(codes.velocity[owner[0]])
            assert len(np.unique(asked.velocity[i][cells])) == 1
            assert asked.velocity[i][cells][0] in said
        strangers += len(np.unique(asked.pitch[i])) > 1
    assert strangers > 20


@pytest.mark.parametrize("layer", Layer)
def test_around_a_shape_of_another_family_a_puzzle_hides_all(layer: Layer) -> None:
    codes = some_codes()
    maps = codes.top if layer is Layer.TOP else codes.bottom
    asked = puzzle(np.random.default_rng(2), codes, layer, 400)
    seen = {True: 0, False: 0}
    for i in range(400):
        mask = asked.mask[i]
        if mask.all() or not mask.any() or (asked.family[i] == UNKNOWN).all():
            continue
        apart = asked.family[i][mask][0] != asked.family[i][~mask][0]
        assert ((asked.codes[i][~mask] == CODES) == apart).all()
        assert (asked.codes[i][mask] < CODES).all()
        if layer is Layer.BOTTOM:
            under = mask.reshape(32, 2, 4, 2).any((1, 3))
            assert ((asked.top[i][~under] == CODES) == apart).all()
            assert (asked.top[i][under] < CODES).all()
        seen[bool(apart)] += 1
    assert min(seen.values()) > 40
    assert maps.max() < CODES


def test_nothing_is_hidden_from_a_prior_that_sees_all_families() -> None:
    codes = some_codes()
    asked = puzzle(np.random.default_rng(2), codes, Layer.BOTTOM, 200, families_apart=False)
    assert asked.codes.max() < CODES
    assert asked.top.max() < CODES


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
    assert torch.equal(*told)
    hidden = torch.tensor(CODES)
    assert not any(table(hidden).any() for table in (*after.prior.previous, after.prior.given))
    for step in range(4):
        after.step(step)
    assert all(table(hidden).any() for table in (*after.prior.previous, after.prior.given))


def test_a_shape_in_a_puzzle_is_often_of_the_same_instrument() -> None:
    codes = some_codes()
    asked = puzzle(np.random.default_rng(5), codes, Layer.TOP, 2000)
    owners = {tuple(note[:, end]): i for i, note in enumerate(codes.top) for end in (0, 3)}
    ends = [
        (note[:, 0], note[:, 3])
        for note, mask in zip(asked.codes, asked.mask, strict=True)
        if mask[:, 0].all() != mask[:, 3].all() and (mask.all(0) == mask.any(0)).all()
    ]
    seen = [(owners.get(tuple(a)), owners.get(tuple(b))) for a, b in ends]
    others = [(a, b) for a, b in seen if a is not None and b is not None and a != b]
    # An instrument has five notes here, a family ten, of forty; other families are hidden.
    related, strange = KIN * 4 / 5, STRANGER * 9 / 40
    assert len(others) / len(seen) == pytest.approx(related + strange, abs=0.05)
    alike = np.mean([codes.kin[a] == codes.kin[b] for a, b in others])
    assert alike == pytest.approx((related + strange * 4 / 9) / (related + strange), abs=0.1)
    rng = np.random.default_rng(3)
    for kin in range(8):
        notes = np.flatnonzero(codes.kin == kin)
        drawn = _of_the_same(rng, codes.kin, np.repeat(notes, 40))
        assert set(drawn.tolist()) == set(notes.tolist())


def test_each_label_is_forgotten_alone_and_all_of_them_together() -> None:
    count = 4000
    asked = puzzle(np.random.default_rng(1), some_codes(), Layer.TOP, count)
    maps = (asked.pitch, asked.family, asked.velocity)
    unknown = [tuple((labels[i] == UNKNOWN).all() for labels in maps) for i in range(count)]
    shares = {kinds: number / count for kinds, number in Counter(unknown).items()}
    expected = {
        (False, False, False): 0.8 * 0.8,
        (False, False, True): 0.8 * 0.2,
        (True, False, False): 0.05 * 0.8,
        (False, True, False): 0.05 * 0.8,
        (True, False, True): 0.05 * 0.2,
        (False, True, True): 0.05 * 0.2,
        (True, True, True): 0.1 * 0.9,
        (True, True, False): 0.1 * 0.1,
    }
    assert shares == pytest.approx(expected, abs=0.025)
    assert all(shares.values()), "every kind of forgetting comes"


def test_dead_entries_come_back_to_life() -> None:
    torch.manual_seed(0)
    quantizer = Quantizer(64, 4)
    quantizer.entries[:] = torch.tensor([1.0, 0, 0, 0])
    learner = CodebookLearner(quantizer)
    learner.started = True
    learner.use[:] = 1e-3
    learner.use[0] = 100
    for _ in range(3):
        learner.learn(quantizer(torch.randn(8, 4, 8, 8)))
    codes = quantizer(torch.randn(8, 4, 8, 8)).codes
    assert len(codes.unique()) > 48


def test_entries_move_to_the_mean_of_what_chose_them() -> None:
    quantizer = Quantizer(2, 2)
    learner = CodebookLearner(quantizer, decay=0.5)
    x = torch.tensor([[1.0, 0.05], [1.0, -0.05], [-1.0, 0.05], [-1.0, -0.05]])
    seen_from = x.T.reshape(1, 2, 4, 1)
    quantizer.entries[:] = torch.tensor([[0.5, 0.5], [-0.5, 0.5]])
    learner.started = True
    learner.use[:] = 2
    learner.total[:] = 2 * quantizer.entries
    for _ in range(30):
        learner.learn(quantizer(seen_from))
    mean = torch.nn.functional.normalize(x)[:2].mean(0)
    assert torch.allclose(quantizer.entries[0], mean, atol=1e-2)


def test_the_loss_is_least_for_the_truth_and_ignores_frequencies_in_silence() -> None:
    image = torch.rand(1, 2, 1024, 128)
    image[:, 0, 512:] = 0
    made = tiny_bundle().vqvae(image)
    angle = image[:, 1] * torch.pi
    made.image = torch.stack((image[:, 0], angle.cos(), angle.sin()), 1)
    made.top.commitment = made.bottom.commitment = torch.zeros(())
    perfect = reconstruction_loss(image, made).total
    assert perfect < 1e-6
    made.image[:, 1:, 512:] = 0
    assert reconstruction_loss(image, made).total < 1e-6
    made.image[:, 1:, :512] = 0
    assert reconstruction_loss(image, made).total > 0.1


def prior_task(layer: Layer = Layer.TOP, velocities: int = 5, width: int = 16) -> PriorTask:
    config = PriorConfig(
        layer, width, heads=2, encoder_layers=1, backbone_layers=1, velocities=velocities
    )
    return PriorTask(config, some_codes(), some_codes(), 8, 0, Ranks(torch.device("cpu")))


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
    run(prior_task(velocities=0), old / "prior_top", Budget(1e-9, 1e-3))
    words = "--minutes", "0.01", "--batch", "8", "--device", "cpu"
    assert train(old, *words) == 0
    assert prior_of(old / "prior_top" / "last.pt").velocities == 0
    start = str(old / "prior_top" / "last.pt")
    assert train(new, *words, "--from", start) == 0
    assert prior_of(new / "prior_top" / "last.pt").velocities == 5
    assert f"--from {start} --size default " in capsys.readouterr().out
    assert train(new, *words, "--size", "tiny") == 0
    assert prior_of(new / "prior_top" / "last.pt").width == 16  # it goes on as it began
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


def test_the_best_checkpoint_is_the_one_with_the_lowest_loss(tmp_path: Path) -> None:
    class Wavering:
        """Losses 3, 1, 2 at the three looks."""

        measure = "looks"
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1)
        looks = 0

        def step(self, step: int) -> dict[str, float]:
            return {"loss": 0.0}

        def validate(self) -> dict[str, float]:
            self.looks += 1
            return {"loss": [3.0, 1.0, 2.0][min(self.looks, 3) - 1]}

        def picture(self, path: Path) -> None:
            path.touch()

        def state_dict(self) -> dict[str, Any]:
            return {"looks": self.looks}

        def load_state_dict(self, state: dict[str, Any]) -> None:
            self.looks = state["looks"]

    def best() -> int:
        task = Wavering()
        run(task, tmp_path, Budget(1e-9, 1.0))
        return int(torch.load(tmp_path / "best.pt", weights_only=True)["task"]["looks"])

    assert [best() for _ in range(3)] == [1, 2, 2]
    Wavering.measure = "other looks"
    assert best() == 4, "a loss that is measured otherwise is no worse than one of before"
