"""A run's best networks become a bundle that loads and says what it cost."""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from test_data import make_dataset
from test_training import prior_task
from tiny import tiny_bundle

from notono_live.errors import FileTrouble, OutOfRange
from notono_live.model.bundle import load
from notono_live.model.spectrogram import Spectrogram, SpectrogramConfig
from notono_live.model.vqvae import VQVAE
from notono_live.notes.codemap import Layer
from notono_live.training import calibrate, make_bundle
from notono_live.training.beginnings import DECODING, code_mark, codec_start
from notono_live.training.data import load as load_notes
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
    assert all(prior.config.velocities == 5 for prior in bundle.priors.values())
    given = torch.randint(0, 512, (1, 32, 4)), torch.randint(0, 512, (1, 64, 8))
    with torch.inference_mode():
        image, expected = (b.vqvae.eval().decode(*given) for b in (bundle, tiny_bundle()))
    assert torch.allclose(image[:, 0], expected[:, 0], atol=0.01), "half precision"
    assert bundle.spectrogram.phase_iterations == tiny_bundle().spectrogram.phase_iterations


def test_the_inverse_of_a_bundle_can_be_chosen(trained: Path, tmp_path: Path) -> None:
    made(
        trained, tmp_path / "mine",
        "--phase-iterations", "2", "--noise-gain", "0.5", "--mel-corrections", "3",
    )  # fmt: skip
    spectrogram = load(tmp_path / "mine").spectrogram
    assert (spectrogram.phase_iterations, spectrogram.noise_gain) == (2, 0.5)
    assert spectrogram.mel_corrections == 3
    made(trained, tmp_path / "other")
    assert load(tmp_path / "other").spectrogram == tiny_bundle().spectrogram


@pytest.mark.parametrize(
    "words", [("--phase-iterations", "-1"), ("--mel-corrections", "-2"), ("--noise-gain", "nan")]
)
def test_an_inverse_that_there_is_not_is_refused(
    trained: Path, tmp_path: Path, words: tuple[str, str]
) -> None:
    with pytest.raises(OutOfRange, match=rf"{words[0]} {words[1]} is outside 0\.\.\d+"):
        made(trained, tmp_path / "mine", *words)
    assert not (tmp_path / "mine").exists()


def test_a_calibrated_codec_decodes_as_loud_as_its_notes(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A codec that loses levels on purpose: its reconstruction is its input, less 3 dB."""
    spectrogram = Spectrogram(SpectrogramConfig(phase_iterations=1))
    quieter = 3 * np.log(10) / 10 / spectrogram.span

    class Quiet(VQVAE):
        def encode(self, mel_if: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            return mel_if, mel_if

        def decode(self, top: torch.Tensor, bottom: torch.Tensor) -> torch.Tensor:
            level = (top[:, 0] - quieter).clamp_min(0)
            return torch.stack((level + self.lift * (level > 0), top[:, 1]), 1)

    data = tmp_path_factory.mktemp("noise")
    notes = make_dataset(data / "d", range(40, 44))
    for path in (notes / "audio").iterdir():
        noise = 0.1 * np.random.default_rng(0).standard_normal(64_000)
        soundfile.write(path, noise, 16_000)
    heard = load_notes(notes, fraction=1.0, held_out=0.0).train
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(calibrate, "VQVAE", Quiet)
        codec = Quiet(tiny_bundle().vqvae.config)
        before = calibrate.band_gains_db(spectrogram, codec, heard)
        after = calibrate.calibrated(spectrogram, codec, heard)
        assert before == pytest.approx(-3, abs=1.0)
        assert calibrate.band_gains_db(spectrogram, after, heard) == pytest.approx(0, abs=0.3)


def test_priors_of_another_codecs_codes_are_refused(trained: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(trained, mine)
    best = mine / "vqvae" / "best.pt"
    before = (mine / "prior_bottom" / "best.pt").read_bytes()
    task = prior_task(Layer.BOTTOM, codec=code_mark(codec_start(best).weights))
    run(task, mine / "prior_bottom", Budget(1e-9, 1e-3))
    assert (mine / "prior_bottom" / "best.pt").read_bytes() != before, "no nats of other codes"
    assert made(mine, tmp_path / "one") == 0

    def after(name: str) -> int:
        saved = torch.load(best, weights_only=True)
        saved["task"]["model"][name] += 1
        torch.save(saved, best)
        return made(mine, tmp_path / "other")

    decoding = next(name for name in tiny_bundle().vqvae.state_dict() if name.startswith(DECODING))
    assert after(decoding) == 0, "a decoder may learn on"
    with pytest.raises(FileTrouble, match=r"prior_bottom/best.pt has learned the codes of another"):
        after("quantize_top.entries")


def test_figures_go_with_it_and_must_be_readable(trained: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    figures.write_text(json.dumps({"notes": 8}))
    made(trained, tmp_path / "mine", "--metrics", str(figures))
    assert load(tmp_path / "mine").about["metrics"] == {"notes": 8}
    figures.write_text("{")
    with pytest.raises(FileTrouble, match="evaluate --json"):
        made(trained, tmp_path / "mine", "--metrics", str(figures))
