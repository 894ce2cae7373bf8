"""The line that goes on with a training."""

from __future__ import annotations

import argparse
import shlex

import pytest

from notono_live.training.again import line_again

SHARED = {"minutes": 0.5, "batch": 4, "learning_rate": 3e-4, "seed": 2, "held_out": 0.25}


def read_again(words: list[str]) -> dict[str, object]:
    parser = argparse.ArgumentParser()
    for name, value in (*SHARED.items(), ("device", "auto")):
        parser.add_argument("--" + name.replace("_", "-"), type=type(value))
    return {k: v for k, v in vars(parser.parse_args(words)).items() if v is not None}


@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_every_flag_that_trainings_share_comes_back(device: str) -> None:
    args = argparse.Namespace(**SHARED, device=device)
    program, *words = shlex.split(line_again("ear data", args))
    assert (program, words[:3]) == ("notono-live", ["train", "ear", "data"])
    assert read_again(words[3:]) == SHARED | ({"device": "cpu"} if device == "cpu" else {})


def test_a_training_on_several_ranks_goes_on_on_as_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "3")
    line = line_again("ear data", argparse.Namespace(**SHARED, device="auto"))
    assert line.startswith("torchrun --nproc-per-node 3 -m -- notono_live train ear data --minutes")
