"""`train codes`: what it leaves, in parts and by several ranks."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from test_data import make_dataset
from tiny import tiny_bundle
from torchrun import on_two_ranks

from notono_live.errors import FileTrouble
from notono_live.model.spectrogram import SpectrogramConfig
from notono_live.training import codes
from notono_live.training.beginnings import code_mark, codec_start


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dataset(tmp_path_factory.mktemp("data") / "d", range(40, 60), velocity=75)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return codec_in(tmp_path / "run", seed=0)


def codec_in(run: Path, seed: int) -> Path:
    """A run whose codec has entries of its own."""
    vqvae = tiny_bundle().vqvae
    torch.manual_seed(seed)
    vqvae.quantize_top.entries += torch.randn_like(vqvae.quantize_top.entries)
    settings = {"config": asdict(vqvae.config), "spectrogram": asdict(SpectrogramConfig())}
    (run / "vqvae").mkdir(parents=True, exist_ok=True)
    best = run / "vqvae" / "best.pt"
    torch.save({"task": settings | {"model": vqvae.state_dict()}}, best)
    return run


def words(data: Path, run: Path) -> list[str]:
    return [str(data), "--run", str(run), "--held-out", "0", "--device", "cpu"]


def encoded(data: Path, run: Path) -> dict[str, np.ndarray]:
    parser = argparse.ArgumentParser()
    codes.add_arguments(parser)
    assert codes.main(parser.parse_args(words(data, run))) == 0
    return saved(run)


def saved(run: Path) -> dict[str, np.ndarray]:
    assert not (run / "codes.parts").exists()
    with np.load(run / "codes.npz") as arrays:
        return dict(arrays)


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) for k in one)


def test_codes_keep_the_labels_of_their_notes(data: Path, run: Path) -> None:
    encoded(data, run)
    train, valid = codes.read_codes(run)
    assert train.top.shape == (16, 32, 4)
    assert valid.bottom.shape == (4, 64, 8)
    assert sorted([*train.pitch, *valid.pitch]) == list(range(40, 60))
    assert set(train.velocity) == {75}
    assert set(train.family) == {3}


def test_codes_know_whose_they_are(data: Path, run: Path) -> None:
    encoded(data, run)
    codec = codec_start(run / "vqvae" / "best.pt").weights
    assert codes.mark_of(run) == code_mark(codec)
    with np.load(run / "codes.npz") as arrays:
        told = {name: arrays[name] for name in arrays if name != "codec"}
    np.savez(run / "codes.npz", **told)
    assert codes.mark_of(run) == "", "those of before there was a mark"
    assert len(codes.read_codes(run)[0]) == 16


class TornDown(Exception):
    pass


def test_an_interrupted_run_goes_on_with_the_part_it_was_at(
    data: Path, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = encoded(data, run)
    monkeypatch.setattr(codes, "PART_NOTES", 6)  # 6, 6, 4 and 4
    encode, done = codes.encode, []

    def ends_after_two(notes: tuple[object, ...], *more: object) -> object:
        if len(done) == 2:
            raise TornDown
        done.append(len(notes))
        return encode(notes, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(codes, "encode", ends_after_two)
    with pytest.raises(TornDown):
        encoded(data, run)
    assert same(whole, dict(np.load(run / "codes.npz"))), "the codes of before are still there"
    left: list[int] = []
    monkeypatch.setattr(
        codes, "encode", lambda notes, *more: left.append(len(notes)) or encode(notes, *more)
    )
    assert same(whole, encoded(data, run))
    assert done + left == [6, 6, 4, 4]


def test_parts_of_another_codec_are_not_taken(data: Path, run: Path) -> None:
    notes = {"train": codes.load(data, held_out=0.0).train}
    before = {part.path for part in codes.parts_of(run, notes)}
    codec_in(run, seed=1)
    assert before.isdisjoint({part.path for part in codes.parts_of(run, notes)})


def test_two_ranks_make_the_codes_of_one(data: Path, run: Path) -> None:
    alone = encoded(data, run)
    (run / "codes.npz").unlink()
    verb = ["-m", "--", "notono_live", "train", "codes"]
    done = on_two_ranks(*verb, *words(data, run), OMP_NUM_THREADS="1")
    assert same(alone, saved(run))
    assert done.stdout.count("16 + 4 notes") == 1


def test_without_a_codec_it_says_what_to_do(data: Path, tmp_path: Path) -> None:
    with pytest.raises(FileTrouble, match="train it first"):
        encoded(data, tmp_path)
