"""The ear that teaches a codec: what it learns, what it hears in a decoded sound."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from test_judge import note
from tiny import tiny_bundle

from notono_live.errors import FileTrouble, OutOfRange
from notono_live.model.spectrogram import Spectrogram, SpectrogramConfig
from notono_live.model.vqvae import VQVAEConfig, circular
from notono_live.training import critic, train_vqvae
from notono_live.training import ear as ear_module
from notono_live.training.augment import hissed
from notono_live.training.data import load
from notono_live.training.ear import VIEW, Ear, EarTask, trained_ear
from notono_live.training.loop import Budget, run
from notono_live.training.losses import spectral_errors
from notono_live.training.ranks import Ranks

CPU = Ranks(torch.device("cpu"))
INSTRUMENTS = {"flute_acoustic_001": False, "bass_acoustic_002": True}
TINY = VQVAEConfig((8, 8, 16, 16), (1, 1, 1), (1, 1, 1), code_width=8)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two instruments, one pure and one bright, at eight pitches."""
    root = tmp_path_factory.mktemp("notes")
    (root / "audio").mkdir()
    entries = {}
    for instrument, bright in INSTRUMENTS.items():
        family = instrument.split("_")[0]
        for pitch in range(40, 72, 4):
            name = f"{instrument}-{pitch:03d}-100"
            soundfile.write(root / "audio" / f"{name}.wav", note(pitch, bright), 16_000)
            entries[name] = {
                "pitch": pitch,
                "velocity": 100,
                "instrument_str": instrument,
                "instrument_family": {"bass": 0, "flute": 2}[family],
                "instrument_family_str": family,
            }
    (root / "examples.json").write_text(json.dumps(entries))
    return root


def arguments(*words: object) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    ear_module.add_arguments(parser)
    return parser.parse_args([str(word) for word in words])


@pytest.fixture(scope="module")
def checkpoint(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ear of a step or two, as `train ear` leaves it."""
    run = tmp_path_factory.mktemp("run")
    words = data, "--run", run, "--minutes", "0.001", "--batch", "4", "--held-out", "0"
    assert ear_module.main(arguments(*words)) == 0
    assert (run / "ear" / "pictures").is_dir()
    return run / "ear" / "best.pt"


def test_an_ear_learns_to_tell_instruments_apart(data: Path) -> None:
    split = load(data, held_out=0.0)
    task = EarTask(split.train, split.valid, 8, 0, CPU)
    assert sorted(task.kins) == sorted(INSTRUMENTS)
    first = task.validate()["loss"]
    for step in range(50):
        task.step(step)
    seen = task.validate()
    assert seen["kin"] == 1
    assert seen["loss"] < first


def test_what_it_names_does_not_depend_on_the_level() -> None:
    ear = Ear(2)
    sound = torch.from_numpy(note(60, True))[None]
    loud, soft = ear.decibels(sound), ear.decibels(0.1 * sound)
    assert loud.shape == (1, VIEW.bands, VIEW.hops)
    levels = [ear_module.levels_of(x, ear_module.loudest_of(x)) for x in (loud, soft)]
    assert levels[0].max() == pytest.approx(1)
    assert torch.allclose(*levels, atol=1e-3)
    silence = ear.decibels(torch.zeros(1, 64_000))
    assert ear_module.levels_of(silence, ear_module.loudest_of(silence)).max() == 0


def test_a_note_is_heard_as_itself_and_more_unlike_the_more_it_is_changed(
    checkpoint: Path,
) -> None:
    ear = trained_ear(checkpoint)
    sound = torch.from_numpy(np.stack([note(52, True), note(64, False)]))
    hiss = torch.randn(sound.shape, generator=torch.Generator().manual_seed(0))
    apart = [ear.distance(sound, sound + share * hiss).item() for share in (0, 1e-3, 1e-2)]
    assert apart[0] == 0
    assert 0 < apart[1] < apart[2]
    # Beyond four seconds nobody listens: a codec's columns reach a little further.
    longer = torch.nn.functional.pad(sound, (0, 1536), value=0.5)
    assert ear.distance(sound, longer).item() == 0


def test_spectra_tell_other_sounds_and_not_what_lies_far_under_one() -> None:
    sound = torch.from_numpy(np.stack([note(52, True), note(64, False)]))
    hiss = torch.randn(sound.shape, generator=torch.Generator().manual_seed(0))
    silence = torch.zeros_like(sound)
    assert sum(spectral_errors(sound, sound).values()) == 0
    for name in ("spectra", "mel"):
        assert spectral_errors(sound, sound + 1e-7 * hiss)[name] < 1e-3
        assert spectral_errors(sound, sound + 1e-2 * hiss)[name] > 0.02
        assert spectral_errors(sound, -sound)[name] < 1e-6
        assert torch.isfinite(spectral_errors(silence, hiss)[name])
    # Other noise of the same colour is another spectrum, and nearly the same mel bands.
    noises = torch.randn(2, 1, 64_000, generator=torch.Generator().manual_seed(1))
    errors = spectral_errors(*noises)
    assert errors["mel"] < 0.6 * errors["spectra"]


def test_the_blame_for_a_sound_reaches_the_image_it_was_made_from(checkpoint: Path) -> None:
    """Silent frames, silent bins and the mask of the advance included."""
    spectrogram = Spectrogram(SpectrogramConfig(phase_iterations=1))
    sound = torch.from_numpy(note(52, True))[None]
    image = spectrogram(sound)
    raw = tiny_bundle().vqvae(image).image.detach()
    raw[..., :10] = 0
    raw[:, 0, 500:] = -1
    raw.requires_grad_()
    made = spectrogram.synthesise(circular(raw))
    blame = spectral_errors(sound, made[:, :64_000])["spectra"]
    blame = blame + trained_ear(checkpoint).distance(sound, made)
    (gradient,) = torch.autograd.grad(blame, raw)
    assert gradient.isfinite().all()
    sounding = raw[0, 0] > 0
    assert (gradient[0, 0][sounding] != 0).float().mean() > 0.95
    assert gradient[0, 1:, 50:200, 20:].abs().amax() > 0


def test_a_codec_that_an_ear_listens_to_comes_to_sound_more_alike(
    data: Path, checkpoint: Path
) -> None:
    split = load(data, held_out=0.0)
    ear = trained_ear(checkpoint)
    weights = {name: weight.clone() for name, weight in ear.state_dict().items()}
    alone, heard = (
        train_vqvae.VQVAETask(split.train, split.valid, 4, 0, CPU, TINY, ear=listening)
        for listening in (None, ear)
    )
    assert alone.measure != heard.measure, "their losses cannot be compared"
    before, seen = heard.validate(), alone.step(0)
    told = heard.step(0)
    parts = {name: told[name] for name in ("spectra", "mel", "attack", "ear")}
    shares = train_vqvae.LossWeights()
    added = sum(getattr(shares, name) * value for name, value in parts.items())
    assert told["loss"] == pytest.approx(seen["loss"] + added, rel=1e-4)
    grown = [
        sum(float(w.grad.square().sum()) for w in task.model.decode_both.parameters())
        for task in (alone, heard)
    ]
    assert grown[1] > 1.1 * grown[0], "what is heard moves the decoder"
    for step in range(1, 16):
        heard.step(step)
    after = heard.validate()
    assert sum(after[name] < before[name] for name in parts) >= 3
    assert all(torch.equal(weights[name], now) for name, now in ear.state_dict().items())
    assert heard.spectrogram.config == train_vqvae.HEARD


def test_an_adversary_listens_too_after_its_head_start_and_goes_on_where_it_stopped(
    data: Path, checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(critic, "HEAD_START", 1)
    split = load(data, held_out=0.0)

    def adverse() -> train_vqvae.VQVAETask:
        ear = trained_ear(checkpoint)
        return train_vqvae.VQVAETask(
            split.train, split.valid, 4, 0, CPU, TINY, ear=ear, adverse=True
        )

    task = adverse()
    first, second = task.step(0), task.step(1)
    assert first["critic"] == first["likeness"] == 0
    assert second["likeness"] > 0
    assert 0 <= second["told_apart"] <= 1
    run(task, tmp_path, Budget(1e-9, 1e-3))
    again = adverse()
    run(again, tmp_path, Budget(1e-9, 1e-3))
    assert task.hearing.adversary is not None
    assert again.hearing.adversary is not None
    mine, theirs = (t.hearing.adversary.critic.state_dict() for t in (task, again))
    assert all(torch.equal(weight, theirs[name]) for name, weight in mine.items())
    saved = [torch.load(tmp_path / name, weights_only=True) for name in ("last.pt", "best.pt")]
    assert saved[0]["clock"]["step"] == saved[1]["clock"]["step"], "the newest is the best"


def test_hiss_is_on_half_of_the_notes_and_far_below_them() -> None:
    sound = torch.from_numpy(np.stack([note(52, True)] * 64))
    added = (hissed(sound, torch.Generator().manual_seed(1)) - sound).square().mean(1).sqrt()
    assert 20 < (added > 0).sum() < 44
    assert added.max() < 10 ** (-34 / 20) * sound.abs().max()


def test_an_ear_goes_on_where_it_stopped_and_says_its_line(
    data: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = checkpoint.parent.parent
    steps = torch.load(checkpoint, weights_only=True)["clock"]["step"]
    words = data, "--run", run, "--minutes", "0.02", "--batch", "4", "--held-out", "0"
    assert ear_module.main(arguments(*words)) == 0
    assert torch.load(run / "ear" / "last.pt", weights_only=True)["clock"]["step"] > steps
    assert f"notono-live train ear {data} --run {run} --minutes 0.02 " in capsys.readouterr().out


def test_an_ear_does_not_go_on_with_other_instruments(data: Path, checkpoint: Path) -> None:
    split = load(data, held_out=0.0)
    one = tuple(note for note in split.train if note.kin.startswith("flute"))
    task = EarTask(one, split.train, 4, 0, CPU)
    state = torch.load(checkpoint, weights_only=True)["task"]
    with pytest.raises(FileTrouble, match=r"learned 2 instruments.*other ones \(1\)"):
        task.load_state_dict(state)
    strangers = tuple(note for note in split.train if note.kin.startswith("bass"))
    with pytest.raises(OutOfRange, match="none is of an instrument"):
        EarTask(one, strangers, 4, 0, CPU)


def test_another_checkpoint_is_no_ear(tmp_path: Path) -> None:
    path = tmp_path / "last.pt"
    torch.save({"task": {"config": {}, "model": {}}}, path)
    with pytest.raises(FileTrouble, match="of no ear"):
        trained_ear(path)
