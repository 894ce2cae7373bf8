"""The models that come with the project: how large they are, and that they obey."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from notono_live.model.bundle import load_inpainter
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.progress import ignore
from notono_live.notes.codemap import COLUMN_SAMPLES, Layer
from notono_live.notes.conditioning import Conditioning, Family
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Note, Retrigger, Sampling
from notono_live.training.fitness import wrong_pitch

MODELS = Path(__file__).parents[2] / "models"
MOST_MB = {"default": 60, "tiny": 6}
MIDDLE = Constraint.freeing(Region(Layer.TOP, 1, 3, 0, 32))
HELD = (Family.BRASS, Family.FLUTE, Family.REED, Family.STRING, Family.VOCAL)


@pytest.fixture(scope="module", params=MOST_MB)
def model(request: pytest.FixtureRequest) -> NeuralInpainter:
    return load_inpainter(request.param, "cpu")


def share_in_tune(sounds: list[np.ndarray], pitches: list[int]) -> float:
    in_tune = [wrong_pitch(s, p) is None for s, p in zip(sounds, pitches, strict=True)]
    return float(np.mean(in_tune))


@pytest.mark.parametrize("name", MOST_MB)
def test_it_is_no_larger_than_was_promised(name: str) -> None:
    weights = (MODELS / name).glob("*.safetensors")
    assert 0 < sum(path.stat().st_size for path in weights) < MOST_MB[name] * 1e6
    assert "MIT licence" in (MODELS / name / "README.md").read_text()


def test_new_notes_sound_at_the_pitch_that_was_asked_for(model: NeuralInpainter) -> None:
    asked = [Conditioning(pitch, family) for family in Family for pitch in (43, 62)]
    sounds = [note.samples for note in model.generate(asked, Sampling(seed=1), ignore)]
    pitches = [each.pitch or 0 for each in asked]
    assert share_in_tune(sounds, pitches) >= 0.9
    assert share_in_tune(sounds, [pitch + 6 for pitch in pitches]) < 0.3


def test_two_seconds_in_the_middle_take_their_own_pitch(model: NeuralInpainter) -> None:
    guitar = model.generate([Conditioning(41, Family.GUITAR)], Sampling(), ignore)[0]
    asked = [Conditioning(pitch, family) for family in HELD for pitch in (55, 66)]
    notes: list[Note] = [guitar] * len(asked)
    made = model.inpaint_batch(notes, MIDDLE, asked, [Sampling(seed=1)] * len(asked))
    begin = COLUMN_SAMPLES - 1_600  # `wrong_pitch` hears two seconds, from a tenth of one on
    sounds = [note.samples[begin:] for note in made]
    assert share_in_tune(sounds, [each.pitch or 0 for each in asked]) >= 0.8
    assert share_in_tune(sounds, [41] * len(asked)) < 0.5


def test_a_mallet_in_the_middle_of_an_organ_is_struck_there(model: NeuralInpainter) -> None:
    """Loudest in its first half second, and much louder than what one struck at the note's start
    had left by then."""
    organ = model.generate([Conditioning(60, Family.ORGAN)], Sampling(), ignore)[0]
    asked, notes = [Conditioning(pitch, Family.MALLET) for pitch in (67, 72)], [organ] * 2
    levels = {}
    for word in Retrigger:
        takes = [Sampling(seed=seed, retrigger=word) for seed in (1, 2)]
        made = model.inpaint_batch(notes, MIDDLE, asked, takes)
        inside = np.stack([note.samples for note in made])[:, COLUMN_SAMPLES : 3 * COLUMN_SAMPLES]
        levels[word] = np.sqrt(np.square(inside).reshape(2, 4, -1).mean(2))  # by half seconds
    struck = levels[Retrigger.INSTRUMENT]
    assert (struck.argmax(1) == 0).all()
    assert (struck[:, 0] > 2 * levels[Retrigger.OFF][:, 0]).all()
    assert np.array_equal(struck, levels[Retrigger.NOTE])
