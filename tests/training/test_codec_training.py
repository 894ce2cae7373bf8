"""The codec's training: what it begins from, and what it is blamed for."""

from __future__ import annotations

import argparse
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from test_data import make_dataset
from tiny import tiny_bundle

from notono_live.errors import BadArguments, FileTrouble, ModelFailed
from notono_live.model.bundle import save
from notono_live.model.vqvae import VQVAEConfig
from notono_live.training import train_vqvae
from notono_live.training.augment import varied
from notono_live.training.beginnings import codec_start
from notono_live.training.calibrate import lifted
from notono_live.training.data import load
from notono_live.training.losses import (
    ENERGY_FLOOR,
    LossWeights,
    attack_error,
    attacks,
    balanced_pull,
    energy_error,
    prominence,
    reconstruction_loss,
)
from notono_live.training.ranks import Ranks, half_precision
from notono_live.training.sizes import SIZES

TINY = VQVAEConfig((8, 8, 16, 16), (1, 1, 1), (1, 1, 1), code_width=8)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dataset(tmp_path_factory.mktemp("data") / "d", range(40, 60), velocity=75)


def task(data: Path, config: VQVAEConfig = TINY) -> train_vqvae.VQVAETask:
    split = load(data, held_out=0.0)
    return train_vqvae.VQVAETask(
        split.train, split.valid, 4, 0, Ranks(torch.device("cpu")), config
    )  # fmt: skip


@pytest.fixture(scope="module")
def checkpoint(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two steps, as `train vqvae` leaves it."""
    run = tmp_path_factory.mktemp("run")
    parser = argparse.ArgumentParser()
    train_vqvae.add_arguments(parser)
    words = [str(data), "--run", str(run), "--minutes", "0.001", "--batch", "4"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(train_vqvae, "VQVAE", lambda config: tiny_bundle().vqvae)
        assert train_vqvae.main(parser.parse_args(words)) == 0
    return run / "vqvae" / "best.pt"


def test_a_larger_decoder_begins_as_the_smaller_one_it_came_from(
    data: Path, checkpoint: Path
) -> None:
    small, large = task(data), task(data, replace(TINY, decoder_blocks=(2, 1, 2), fine_blocks=1))
    for one in (small, large):
        one.begin_from(checkpoint)
    image = small._image(small._audio(small.valid_notes[:2]))
    with torch.no_grad():
        assert torch.equal(small.model(image).image, large.model(image).image)
    for mine, theirs in zip(small.learners, large.learners, strict=True):
        assert torch.equal(mine.total, theirs.total)
    assert large.step(0)["loss"] > 0


def test_a_training_of_no_minutes_takes_a_models_codec_as_it_is(data: Path, tmp_path: Path) -> None:
    """So that priors of one's own can learn its codes, as the README says."""
    parser = argparse.ArgumentParser()
    train_vqvae.add_arguments(parser)
    words = [data, "--run", tmp_path, "--from", "tiny", "--size", "tiny", "--minutes", 0]
    assert train_vqvae.main(parser.parse_args([*map(str, words), "--batch", "4"])) == 0
    kept, given = (codec_start(path) for path in (tmp_path / "vqvae" / "best.pt", Path("tiny")))
    assert kept.config == given.config
    assert all(torch.equal(kept.weights[name], given.weights[name]) for name in given.weights)


def test_a_decoder_can_learn_alone_and_every_note_keeps_its_codes(
    data: Path, checkpoint: Path
) -> None:
    split = load(data, held_out=0.0)
    ranks = Ranks(torch.device("cpu"))
    tuned = train_vqvae.VQVAETask(
        split.train, split.valid, 4, 0, ranks, codec_start(checkpoint).config, keep_codes=True
    )  # fmt: skip
    tuned.begin_from(checkpoint)
    image = tuned._image(tuned._audio(tuned.valid_notes))
    before = *tuned.model.encode(image), tuned.model(image).image
    for step in range(3):
        assert tuned.step(step)["restarts"] == 0
    after = *tuned.model.encode(image), tuned.model(image).image
    assert torch.equal(before[0], after[0])
    assert torch.equal(before[1], after[1])
    assert not torch.equal(before[2], after[2])


def test_codes_that_are_kept_may_get_a_larger_decoder_and_no_other_encoder(
    data: Path, checkpoint: Path
) -> None:
    split = load(data, held_out=0.0)
    told = split.train, split.valid, 4, 0, Ranks(torch.device("cpu"))
    before = task(data)
    before.begin_from(checkpoint)
    larger = train_vqvae.VQVAETask(
        *told, replace(TINY, decoder_blocks=(2, 1, 1), fine_blocks=1), keep_codes=True
    )
    larger.begin_from(checkpoint)
    image = before._image(before._audio(before.valid_notes))
    for one, other in zip(before.model.encode(image), larger.model.encode(image), strict=True):
        assert torch.equal(one, other)
    assert larger.step(0)["loss"] > 0
    deeper = replace(TINY, encoder_blocks=(2, 1, 1))
    with pytest.raises(FileTrouble, match="another shape"):
        train_vqvae.VQVAETask(*told, deeper, keep_codes=True).begin_from(checkpoint)
    higher = replace(TINY, decoder_blocks=(1, 1, 2))  # the bottom is quantised given the top
    with pytest.raises(FileTrouble, match="another shape"):
        train_vqvae.VQVAETask(*told, higher, keep_codes=True).begin_from(checkpoint)


def test_a_training_begins_in_the_size_that_is_asked_for_and_keeps_it(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says so: the line that it prints makes the same again."""
    parser = argparse.ArgumentParser()
    train_vqvae.add_arguments(parser)
    words = [str(data), "--run", str(tmp_path), "--minutes", "0.001", "--batch", "2"]
    for size in ("tiny", "default"):
        assert train_vqvae.main(parser.parse_args([*words, "--size", size])) == 0
        assert codec_start(tmp_path / "vqvae" / "last.pt").config == SIZES["tiny"].codec
        assert " --size tiny " in capsys.readouterr().out
    words[2] = str(tmp_path / "other")
    start = ["--from", str(tmp_path / "vqvae" / "last.pt")]
    with pytest.raises(FileTrouble, match="another shape, say --size tiny: "):
        train_vqvae.main(parser.parse_args([*words, *start]))
    kept = parser.parse_args([*words, *start, "--keep-codes"])
    assert train_vqvae.main(kept) == 0
    assert " --size tiny " in capsys.readouterr().out


def test_a_training_of_no_known_size_names_none(
    data: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = argparse.ArgumentParser()
    train_vqvae.add_arguments(parser)
    shutil.copytree(checkpoint.parent, tmp_path / "vqvae")
    words = [str(data), "--run", str(tmp_path), "--minutes", "0.001", "--batch", "2"]
    assert train_vqvae.main(parser.parse_args(words)) == 0
    assert "--size" not in capsys.readouterr().out


def test_a_training_begins_with_a_model_as_with_a_checkpoint(data: Path, tmp_path: Path) -> None:
    """With its lift left out, which makes up for what this training is to mend."""
    bundle = tiny_bundle()
    bundle.vqvae = lifted(bundle.vqvae, (0.1, 0.2))
    save(bundle, tmp_path / "m")
    begun = task(data)
    begun.begin_from(tmp_path / "m")
    assert begun.model.config.lift == ()
    for name, weight in begun.model.state_dict().items():
        assert torch.equal(weight, bundle.vqvae.state_dict()[name].half().float()), name
    for learner in begun.learners:
        assert learner.started
        assert torch.equal(learner.total, learner.quantizer.entries)
    assert begun.step(0)["loss"] > 0
    with pytest.raises(ModelFailed, match="no model"):
        task(data).begin_from(tmp_path / "absent")
    with pytest.raises(FileTrouble, match="not a readable checkpoint"):
        task(data).begin_from(tmp_path / "absent.pt")


def test_a_critic_without_an_ear_is_refused(data: Path, tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    train_vqvae.add_arguments(parser)
    with pytest.raises(BadArguments, match="--ear"):
        train_vqvae.main(parser.parse_args([str(data), "--run", str(tmp_path), "--critic"]))


def test_a_prior_is_no_codec(tmp_path: Path) -> None:
    path = tmp_path / "last.pt"
    torch.save({"task": {"config": {"layer": "top", "width": 16}}}, path)
    with pytest.raises(FileTrouble, match="of no codec"):
        codec_start(path)


def test_keeping_codes_needs_a_checkpoint(data: Path, tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    train_vqvae.add_arguments(parser)
    words = [str(data), "--run", str(tmp_path), "--keep-codes"]
    with pytest.raises(BadArguments, match="--from"):
        train_vqvae.main(parser.parse_args(words))


def test_a_checkpoint_of_another_shape_is_refused_in_words(data: Path, checkpoint: Path) -> None:
    for config in (replace(TINY, code_width=4), replace(TINY, encoder_blocks=(0, 0, 0))):
        with pytest.raises(FileTrouble, match="another shape"):
            task(data, config).begin_from(checkpoint)


def levels() -> torch.Tensor:
    """(1, 1024, 64): a partial that begins at frame 20, over a floor."""
    level = torch.full((1, 1024, 64), 0.1)
    level[:, 300:304, 20:] = 0.8
    return level


def test_an_attack_is_where_levels_rise() -> None:
    attack = attacks(levels())
    assert attack[0, 302, 17:23].min() == 1
    assert attack[0, 302, 30:].max() == 0
    assert attack[0, 500].max() < 1, "a note that begins with the first frame is heard there"
    falling = levels().flip(2)
    assert attacks(falling)[0, 302, 35:55].max() == 0


def test_prominence_is_one_on_a_partial_and_less_beside_it() -> None:
    shape = prominence(levels())
    assert shape[0, 301, 40] == 1
    assert shape[0, 299, 40] < 0.01
    assert shape[0, 600, 40] == 1


def test_energy_is_missed_where_noise_is_drawn_at_its_mean_level() -> None:
    torch.manual_seed(0)
    noise = 0.6 + 0.05 * torch.randn(2, 1024, 64)
    flat = torch.full_like(noise, float(noise.mean()))
    assert energy_error(noise, noise) == 0
    assert energy_error(noise, flat) > 0.005
    louder = flat + (torch.logsumexp(19 * noise.flatten(), 0) - np.log(noise.numel())) / 19
    assert energy_error(noise, louder - noise.mean()) < 0.2 * energy_error(noise, flat)
    quiet = torch.full_like(noise, ENERGY_FLOOR - 0.1)
    assert energy_error(quiet, 0.5 * quiet) == 0


def test_every_share_of_the_blame_can_be_asked_for() -> None:
    torch.manual_seed(0)
    image = torch.rand(1, 2, 1024, 128)
    made = tiny_bundle().vqvae(image)
    bare = LossWeights(onset=0.0, energy=0.0, peaks=False)
    plain = reconstruction_loss(image, made, bare).total
    for more in (replace(bare, onset=1.0), replace(bare, energy=1.0)):
        assert reconstruction_loss(image, made, more).total > plain
    assert reconstruction_loss(image, made, replace(bare, peaks=True)).total != plain


def test_a_step_moves_the_codec_as_the_whole_blame_would_in_one_backward_pass(data: Path) -> None:
    """Blame meets at the decoded image and goes on from there once."""
    stepped, plain = task(data), task(data)
    stepped.step(0)
    batch, dice = plain.lessons.of(0)
    image = plain.spectrogram(varied(torch.from_numpy(batch.audio), dice))
    with half_precision(plain.device):
        made = plain.model(image)
    reconstruction_loss(image, made, plain.weights).total.backward()
    torch.nn.utils.clip_grad_norm_(plain.model.parameters(), 1.0)
    for (name, one), two in zip(
        stepped.model.named_parameters(), plain.model.parameters(), strict=True
    ):
        assert (one.grad is None) == (two.grad is None), name
        if one.grad is not None and two.grad is not None:
            assert torch.allclose(one.grad, two.grad, rtol=2e-2, atol=1e-4), name


def test_a_critic_pulls_as_strongly_as_all_else_whatever_its_scores_are_worth() -> None:
    torch.manual_seed(0)
    target, wanted = torch.rand(2, 3, 8, 8), torch.rand(2, 3, 8, 8)
    image = torch.rand(2, 3, 8, 8, requires_grad=True)

    def pull(worth: float, share: float) -> torch.Tensor:
        distance, scores = (image - target).square().mean(), (image - wanted).abs().mean()
        return balanced_pull(image, distance, worth * scores, share)

    alone = balanced_pull(image, (image - target).square().mean(), None, 1.0)
    assert torch.equal(pull(1.0, 0.0), alone)
    assert torch.allclose(pull(1.0, 1.0), pull(1000.0, 1.0), atol=1e-6)
    for share in (0.5, 1.0):
        added = pull(1.0, share) - alone
        assert float(added.norm()) == pytest.approx(share * float(alone.norm()), rel=1e-4)


def test_an_attack_is_missed_where_it_comes_slower_and_not_where_a_note_has_long_begun() -> None:
    seconds = torch.arange(32_000) / 16_000
    tone = torch.sin(2 * torch.pi * 440 * seconds)[None]
    real = tone * (seconds > 0.5)
    slower = tone * ((seconds - 0.5) / 0.05).clamp(0, 1)
    earlier = tone * (seconds > 0.45)
    assert attack_error(real, real) == 0
    assert attack_error(real, slower) > 0.02
    assert attack_error(real, earlier) > 0.02
    faded = real * (1 - 0.9 * (seconds > 0.8))
    assert attack_error(real, faded) < 1e-6
    assert torch.isfinite(attack_error(torch.zeros_like(real), real))
