"""The listener that is no network: what it hears, and whom it asks for the family of a note."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from notono_live.notes.conditioning import FAMILIES, Family
from notono_live.training.data import load
from notono_live.training.evaluation.cepstra import described
from notono_live.training.evaluation.neighbours import Neighbours, discriminants

SECONDS = np.arange(64_000) / 16_000
KINDS = {"flute": (1.0, 0.5), "bass": (0.6, 2.0), "organ": (0.8, 0.0)}  # brightness, decay


def note(family: str, pitch: int, dice: np.random.Generator) -> np.ndarray:
    bright, decay = KINDS[family]
    hz = 440 * 2 ** ((pitch - 69) / 12)
    partials = range(1, int(min(24, 7000 / hz)) + 1)
    rolled = (
        k ** -(4 * bright) * np.sin(2 * np.pi * (hz * k * SECONDS + dice.random()))
        for k in partials
    )
    return (0.3 * np.exp(-decay * SECONDS) * sum(rolled)).astype(np.float32)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root, dice = tmp_path_factory.mktemp("notes"), np.random.default_rng(0)
    (root / "audio").mkdir()
    entries = {}
    for family in KINDS:
        for pitch in range(40, 80):
            name = f"{family}_acoustic_000-{pitch:03d}-100"
            soundfile.write(root / "audio" / f"{name}.wav", note(family, pitch, dice), 16_000)
            entries[name] = {
                "pitch": pitch,
                "velocity": 100,
                "instrument_str": f"{family}_acoustic_000",
                "instrument_family": [f.value for f in FAMILIES].index(family),
                "instrument_family_str": family,
            }
    (root / "examples.json").write_text(json.dumps(entries))
    return root


def test_families_of_new_notes_are_those_of_their_neighbours(data: Path) -> None:
    known = Neighbours(load(data, fraction=1.0, held_out=0.0).train, described)
    dice = np.random.default_rng(1)
    families = list(KINDS) * 8
    sounds = np.stack([note(f, p, dice) for f, p in zip(families, range(44, 68), strict=True)])
    said = [FAMILIES[index].value for index in known.families(described(sounds))]
    assert np.mean(np.array(said) == np.array(families)) >= 0.9
    hiss = np.stack([dice.standard_normal(64_000).astype(np.float32)])
    assert FAMILIES[known.families(described(hiss))[0]] in {Family(family) for family in KINDS}
    assert len(known.families(described(np.zeros((1, 64_000), np.float32)))) == 1, (
        "silence is of some family"
    )


def test_what_is_described_does_not_depend_on_the_level() -> None:
    sound = note("bass", 50, np.random.default_rng(2))[None]
    loud, soft = described(sound), described(0.1 * sound)
    assert loud.shape == (1, 240)
    assert np.allclose(loud, soft, atol=1e-3)
    longer = np.pad(sound, ((0, 0), (0, 1536)), constant_values=0.5)
    assert np.allclose(described(longer), loud, atol=0.05), "four seconds are heard"


def test_discriminants_pull_instruments_apart_and_their_notes_together() -> None:
    dice = np.random.default_rng(3)
    kins = ["one", "two", "three"] * 200
    figures = dice.standard_normal((600, 5)) * (1, 1, 9, 1, 1)
    figures[:, 0] += np.tile((0, 3, 6), 200)
    placed = figures @ discriminants(figures, kins)
    assert placed.shape == (600, 2)
    groups = [placed[kin::3] for kin in range(3)]
    assert np.mean([group.std(0) for group in groups]) == pytest.approx(1, abs=0.1)
    apart = np.linalg.norm(groups[0].mean(0) - groups[2].mean(0))
    assert apart == pytest.approx(6, rel=0.15), "what only makes notes loud is not looked at"
