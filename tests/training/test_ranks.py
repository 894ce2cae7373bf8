"""Two processes that train one codec with gloo, as torchrun starts them."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from test_data import make_dataset
from test_training import prior_task
from torchrun import on_two_ranks
from two_ranks import INTERRUPTED_AFTER, trained

from notono_live.errors import FileTrouble
from notono_live.model.quantize import Quantizer
from notono_live.training.codebook import CodebookLearner
from notono_live.training.loop import Budget, run
from notono_live.training.ranks import Ranks

PROGRAM = Path(__file__).with_name("two_ranks.py")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dataset(tmp_path_factory.mktemp("data") / "d", range(40, 72))


@pytest.fixture(scope="module")
def ranks(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """The folder of the run, and what each of the two saved."""
    out = tmp_path_factory.mktemp("out")
    paths = os.pathsep.join(str(PROGRAM.parents[level]) for level in (0, 1, 2))
    done = on_two_ranks(str(PROGRAM), str(data), str(out), PYTHONPATH=paths)
    assert "FutureWarning" not in done.stderr
    return out, [torch.load(out / f"{rank}.pt", weights_only=True) for rank in range(2)]


def test_both_ranks_end_with_the_same_weights_and_codebooks(ranks: tuple[Path, list[Any]]) -> None:
    one, other = ranks[1]
    assert one["loss"] != other["loss"], "each rank reads other notes"
    for name, weight in one["weights"].items():
        assert torch.equal(weight, other["weights"][name]), name
    for mine, theirs in zip(one["codebooks"], other["codebooks"], strict=True):
        assert torch.equal(mine["use"], theirs["use"])
        assert torch.equal(mine["total"], theirs["total"])
    for prior, same in zip(one["priors"], other["priors"], strict=True):
        for name, weight in prior.items():
            assert torch.equal(weight, same[name]), name
    for part in ("ear", "critic", "shimmer"):
        for name, weight in one[part].items():
            assert torch.equal(weight, other[part][name]), name


def test_two_ranks_have_the_gradient_of_one_that_reads_all_their_notes(
    ranks: tuple[Path, list[Any]], data: Path, tmp_path: Path
) -> None:
    alone = trained(data, tmp_path, Ranks(torch.device("cpu")))
    for one, two in zip(alone["gradients"], ranks[1][0]["gradients"], strict=True):  # type: ignore[call-overload]
        assert torch.allclose(one, two, rtol=1e-2, atol=1e-5)


def test_only_rank_0_writes_and_every_step_is_written_once(
    ranks: tuple[Path, list[Any]],
) -> None:
    folder = ranks[0] / "run"
    assert {"last.pt", "best.pt", "metrics.csv", "pictures"} <= {p.name for p in folder.iterdir()}
    rows = csv.DictReader((folder / "metrics.csv").read_text().splitlines())
    steps = [int(row["step"]) for row in rows if row["split"] == "train" and row["name"] == "loss"]
    assert steps == list(range(1, len(steps) + 1))


def test_both_ranks_go_on_where_both_were_and_end_when_the_first_is_interrupted(
    ranks: tuple[Path, list[Any]],
) -> None:
    folder = ranks[0] / "run"
    rows = list(csv.DictReader((folder / "metrics.csv").read_text().splitlines()))
    looks = [int(row["step"]) for row in rows if (row["split"], row["name"]) == ("valid", "loss")]
    assert looks[-1] == looks[-2] + INTERRUPTED_AFTER


def test_ranks_that_go_on_from_different_steps_are_told_to_share_a_folder(tmp_path: Path) -> None:
    class Elsewhere(Ranks):
        def from_leader(self, tensor: torch.Tensor) -> torch.Tensor:
            return tensor + 7

    with pytest.raises(FileTrouble, match=r"rank 1 found step 0 in .*, rank 0 step 7"):
        run(prior_task(), tmp_path, Budget(1, 1e-3), Elsewhere(torch.device("cpu"), 1, 2))


def test_a_codebook_learns_from_what_all_ranks_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    class Twice(Ranks):
        """As if another rank had seen the very same."""

        def sum(self, *tensors: torch.Tensor) -> None:
            for tensor in tensors:
                tensor *= 2

    torch.manual_seed(0)
    seen = torch.randn(2, 4, 4, 4)
    uses = []
    for ranks in (Ranks(torch.device("cpu")), Twice(torch.device("cpu"))):
        torch.manual_seed(1)
        quantizer = Quantizer(8, 4)
        learner = CodebookLearner(quantizer, dead_share=0.0, ranks=ranks)
        learner.started = True
        learner.learn(quantizer(seen))
        uses.append(learner.use.sum())
    assert uses[1] == pytest.approx(2 * uses[0])
