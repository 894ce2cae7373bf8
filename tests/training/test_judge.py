"""The judge: what it hears, what it is taught with, and that it learns."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from notono_live.errors import FileTrouble
from notono_live.notes.conditioning import FAMILIES
from notono_live.training.data import load
from notono_live.training.judge import BANDS, FRAMES, Judge, disguised, judge_for, train_judge

SECONDS = np.arange(64_000) / 16_000
PITCHES = (40, 52, 64, 76)


def note(pitch: int, bright: bool) -> np.ndarray:
    hz = 440 * 2 ** ((pitch - 69) / 12)
    partials = range(1, 9) if bright else (1,)
    sound = sum(np.sin(2 * np.pi * hz * k * SECONDS) / k for k in partials)
    return (0.3 * np.exp(-SECONDS) * sound).astype(np.float32)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pure flutes and bright basses at four pitches, each at several levels."""
    root = tmp_path_factory.mktemp("notes")
    (root / "audio").mkdir()
    entries = {}
    for family, bright in (("flute", False), ("bass", True)):
        for pitch in PITCHES:
            for velocity in range(8):
                name = f"{family}_acoustic_000-{pitch:03d}-{velocity:03d}"
                sound = note(pitch, bright) * (0.3 + 0.08 * velocity)
                soundfile.write(root / "audio" / f"{name}.wav", sound, 16_000)
                entries[name] = {
                    "pitch": pitch,
                    "velocity": velocity,
                    "instrument_str": f"{family}_acoustic_000",
                    "instrument_family": [f.value for f in FAMILIES].index(family),
                    "instrument_family_str": family,
                }
    (root / "examples.json").write_text(json.dumps(entries))
    return root


def test_what_is_heard_does_not_depend_on_the_level() -> None:
    judge = Judge()
    sound = torch.from_numpy(note(60, True))[None]
    loud, soft = judge.hear(sound), judge.hear(0.1 * sound)
    assert loud.shape == (1, BANDS, FRAMES)
    assert loud.max() == pytest.approx(1)
    assert torch.allclose(loud, soft, atol=1e-3)
    assert judge.hear(torch.zeros(1, 64_000)).max() <= 1


def test_a_semitone_is_another_band() -> None:
    heard = Judge().hear(torch.from_numpy(np.stack([note(p, False) for p in (36, 37, 83, 84)])))
    loudest = heard[:, :, 8].argmax(1)
    assert len(set(loudest.tolist())) == 4


def test_disguises_differ_and_leave_the_partials_where_they_are() -> None:
    judge = Judge()
    heard = judge.hear(torch.from_numpy(note(60, True))[None]).expand(16, -1, -1)
    dice = torch.Generator().manual_seed(0)
    changed = disguised(heard, dice)
    assert changed.shape == heard.shape
    assert changed.min() >= 0
    assert changed.max() < 1.5
    assert len({round(float(note.sum()), 3) for note in changed}) == 16
    fundamental = int(heard[0, :, 8].argmax())
    near = changed[:, fundamental - 1 : fundamental + 2, :16].amax(1).mean(1)
    between = changed[:, fundamental - 20 : fundamental - 10, :16].mean((1, 2))
    assert (near > between).all()


def test_a_judge_learns_to_name_real_notes(data: Path, tmp_path: Path) -> None:
    notes = load(data, fraction=1.0).train
    judge = train_judge(notes, epochs=40)
    sounds = np.stack([note(pitch, bright) for pitch in PITCHES for bright in (False, True)])
    verdict = judge.listen(sounds)
    assert (verdict.pitch == np.repeat(PITCHES, 2)).mean() >= 0.75
    names = [FAMILIES[index] for index in verdict.family]
    assert np.mean(np.array(names) == np.tile(["flute", "bass"], 4)) >= 0.75
    assert (verdict.entropy >= 0).all()
    assert len(np.unique(verdict.features, axis=0)) == 8


def test_a_kept_judge_is_used_again_and_a_spoiled_one_refused(tmp_path: Path, data: Path) -> None:
    notes = load(data, fraction=1.0).train
    kept = tmp_path / "judge.pt"
    sounds = note(60, True)[None]
    first = judge_for(notes, kept, 0.1).listen(sounds)
    again = judge_for((), kept, 0.1).listen(sounds)
    assert np.array_equal(first.features, again.features)
    kept.write_bytes(b"nonsense")
    with pytest.raises(FileTrouble, match="no judge of this version"):
        judge_for((), kept, 0.1)
