"""How levels waver is learned as a distribution, beside a codec that stays as it is."""

from __future__ import annotations

import argparse
import csv
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from test_data import make_dataset
from test_training import prior_task
from tiny import tiny_bundle

from notono_live.errors import FileTrouble
from notono_live.model.bundle import load as load_bundle
from notono_live.notes.codemap import Layer
from notono_live.training import make_bundle, train_shimmer
from notono_live.training.beginnings import code_mark, codec_start
from notono_live.training.data import load
from notono_live.training.energy_distance import energy_distance
from notono_live.training.loop import Budget, run
from notono_live.training.ranks import Ranks
from notono_live.training.shimmers import codec_to_ship
from notono_live.training.train_shimmer import SLOW_FRAMES, ShimmerTask, fast

CPU = Ranks(torch.device("cpu"))
SHAPE = (2, 128, 64)


def wavering(seed: int, size: float = 1.0, lasts: int = 3, dips: bool = False) -> torch.Tensor:
    """Noise that lasts so many frames."""
    noise = torch.randn(*SHAPE, generator=torch.Generator().manual_seed(seed))
    smooth = torch.nn.functional.avg_pool1d(noise, lasts, 1, lasts // 2) * lasts**0.5
    if dips:
        smooth = (1.6 - smooth.exp()) / 1.8
    return size * smooth


@pytest.mark.parametrize(
    "other",
    [{"size": 0.0}, {"size": 0.7}, {"size": 1.4}, {"lasts": 1}, {"lasts": 5}, {"dips": True}],
    ids=str,
)
def test_of_all_draws_those_are_nearest_that_waver_as_real_ones_do(
    other: dict[str, float],
) -> None:
    """None at all, which would be the mean, is not."""

    def apart(**kind: float) -> float:
        seeds = ((seed, 100 + seed, 200 + seed) for seed in range(4))
        found = [
            energy_distance(wavering(a), wavering(b, **kind), wavering(c, **kind))  # type: ignore[arg-type]
            for a, b, c in seeds
        ]
        return float(torch.stack(found).mean())

    assert apart() < apart(**other)


def test_what_lasts_is_left_as_it_was_decoded() -> None:
    heard = torch.ones(1, 4, 128)
    heard[:, :, 100:] = 0
    slow = torch.full((1, 4, 128), 0.3) * heard
    assert fast(slow, heard).abs().max() < 1e-6
    quick = 0.1 * (-1.0) ** torch.arange(128) * heard
    inside = slice(SLOW_FRAMES, 100 - SLOW_FRAMES)
    assert fast(slow + quick, heard)[..., inside].std() == pytest.approx(0.1, rel=0.1)
    assert fast(slow + quick, heard)[..., 100:].abs().max() == 0


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notes that are noise, whose levels waver more than any codec says."""
    notes = make_dataset(tmp_path_factory.mktemp("noises") / "d", range(40, 52))
    for seed, path in enumerate(sorted((notes / "audio").iterdir())):
        sound = 0.2 * np.random.default_rng(seed).standard_normal(64_000)
        soundfile.write(path, sound, 16_000)
    return notes


@pytest.fixture
def codec(tmp_path: Path) -> Path:
    """A run whose codec decodes one level everywhere, whatever the codes."""
    vqvae = tiny_bundle().vqvae
    last = vqvae.decode_both[-2]
    torch.nn.init.zeros_(last.weight)  # type: ignore[arg-type]
    last.bias.data[:16] = 0.7  # type: ignore[union-attr, index]
    state = {
        "config": asdict(vqvae.config),
        "spectrogram": asdict(tiny_bundle().spectrogram),
        "model": vqvae.state_dict(),
    }
    (tmp_path / "vqvae").mkdir()
    torch.save(
        {"task": state, "clock": {"step": 7, "seconds": 90.0}}, tmp_path / "vqvae" / "best.pt"
    )
    (tmp_path / "vqvae" / "metrics.csv").write_text("split,step,seconds,name,value\n")
    return tmp_path


def task(data: Path, codec: Path) -> ShimmerTask:
    notes = load(data, held_out=0.0)
    return ShimmerTask(notes.train, notes.valid, 4, 0, CPU, *train_shimmer.trained_codec(codec), 1)


def train(data: Path, codec: Path, minutes: float = 0.003) -> int:
    parser = argparse.ArgumentParser()
    train_shimmer.add_arguments(parser)
    words = data, "--run", codec, "--minutes", minutes, "--batch", 4, "--blocks", 1
    return train_shimmer.main(parser.parse_args([*map(str, words), "--held-out", "0"]))


def test_it_learns_to_waver_as_much_as_what_it_hears_and_the_codec_stays(
    data: Path, codec: Path
) -> None:
    learning = task(data, codec)
    before = {name: value.clone() for name, value in learning.vqvae.state_dict().items()}
    first = learning.validate()
    assert first["drawn_db"] == 0
    for step in range(30):
        learning.step(step)
    seen = learning.validate()
    assert seen["loss"] < 0.9 * first["loss"]
    assert seen["drawn_db"] == pytest.approx(seen["real_db"], rel=0.35)
    assert seen["real_db"] == pytest.approx(5.6, abs=0.5), "the logarithm of an exponential"
    for name, value in learning.vqvae.state_dict().items():
        assert torch.equal(value, before[name]) is not name.startswith("shimmer."), name


def test_it_goes_on_where_it_stopped_and_beside_no_other_codec(data: Path, codec: Path) -> None:
    assert train(data, codec) == 0
    assert train(data, codec, minutes=0.006) == 0
    with (codec / "shimmer" / "metrics.csv").open() as file:
        looks = [float(row["value"]) for row in csv.DictReader(file) if row["name"] == "loss"]
    assert len(looks) >= 2
    assert (codec / "shimmer" / "pictures").is_dir()
    best = torch.load(codec / "vqvae" / "best.pt")
    best["task"]["model"]["decode_both.0.bias"] += 1
    torch.save(best, codec / "vqvae" / "best.pt")
    with pytest.raises(FileTrouble, match="learned around another codec"):
        train(data, codec, minutes=0.01)
    with pytest.raises(FileTrouble, match="learned around another codec"):
        codec_to_ship(codec)


def test_a_bundle_wavers_and_who_goes_on_from_it_begins_without(data: Path, codec: Path) -> None:
    """Codes and priors are those of before."""
    train(data, codec)
    for layer in Layer:
        run(prior_task(layer), codec / f"prior_{layer}", Budget(1e-9, 1e-3))
    parser = argparse.ArgumentParser()
    make_bundle.add_arguments(parser)
    words = [str(codec / "mine"), "--run", str(codec), "--shimmer-gain", "0.5"]
    assert make_bundle.main(parser.parse_args(words)) == 0
    bundle = load_bundle(codec / "mine")
    assert (bundle.vqvae.config.shimmer_blocks, bundle.vqvae.config.shimmer_gain) == (1, 0.5)
    assert bundle.about["training"]["shimmer"]["steps"] >= 1
    start, before = codec_start(codec / "mine"), codec_start(codec / "vqvae" / "best.pt")
    assert start.config == before.config
    assert start.weights.keys() == before.weights.keys()
    assert code_mark(bundle.vqvae.state_dict()) == code_mark(start.weights)
