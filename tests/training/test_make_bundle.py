"""A run's best networks become a bundle that loads and says what it cost."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from test_training import prior_task
from tiny import tiny_bundle

from notono_live.errors import FileTrouble
from notono_live.model.bundle import load
from notono_live.notes.codemap import Layer
from notono_live.training import make_bundle
from notono_live.training.loop import Budget, run


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the three trainings leave behind, in small."""
    folder = tmp_path_factory.mktemp("run")
    bundle = tiny_bundle()
    state = {
        "config": asdict(bundle.vqvae.config),
        "spectrogram": asdict(bundle.spectrogram),
        "model": bundle.vqvae.state_dict(),
    }
    (folder / "vqvae").mkdir()
    torch.save(
        {"task": state, "clock": {"step": 7, "seconds": 90.0}}, folder / "vqvae" / "best.pt"
    )  # fmt: skip
    rows = ["split,step,seconds,name,value", "valid,7,90.0,loss,0.25", "valid,9,99.0,loss,0.5"]
    (folder / "vqvae" / "metrics.csv").write_text("\n".join(rows) + "\n")
    for layer in Layer:
        run(prior_task(layer), folder / f"prior_{layer}", Budget(1e-9, 1e-3))
    return folder


def made(trained: Path, out: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    make_bundle.add_arguments(parser)
    return make_bundle.main(parser.parse_args([str(out), "--run", str(trained), *words]))


def test_a_bundle_holds_the_best_networks_and_tells_of_their_trainings(
    trained: Path, tmp_path: Path
) -> None:
    assert made(trained, tmp_path / "mine") == 0
    bundle = load(tmp_path / "mine")
    assert bundle.name == "mine"
    assert bundle.about["training"]["vqvae"] == {"minutes": 1.5, "steps": 7, "loss": 0.25}
    given = torch.randint(0, 512, (1, 32, 4)), torch.randint(0, 512, (1, 64, 8))
    with torch.inference_mode():
        image, expected = (b.vqvae.eval().decode(*given) for b in (bundle, tiny_bundle()))
    assert torch.allclose(image[:, 0], expected[:, 0], atol=0.01), "half precision"
    assert bundle.spectrogram.phase_iterations == tiny_bundle().spectrogram.phase_iterations


def test_phase_iterations_can_be_chosen(trained: Path, tmp_path: Path) -> None:
    made(trained, tmp_path / "mine", "--phase-iterations", "2")
    assert load(tmp_path / "mine").spectrogram.phase_iterations == 2


def test_figures_go_with_it_and_must_be_readable(trained: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    figures.write_text(json.dumps({"notes": 8}))
    made(trained, tmp_path / "mine", "--metrics", str(figures))
    assert load(tmp_path / "mine").about["metrics"] == {"notes": 8}
    figures.write_text("{")
    with pytest.raises(FileTrouble, match="evaluate --json"):
        made(trained, tmp_path / "mine", "--metrics", str(figures))
