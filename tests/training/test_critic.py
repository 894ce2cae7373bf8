"""The decoder's adversary: what it learns to tell apart, and what it then blames a decoder for."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from test_judge import note

from notono_live.training.critic import HEAD_START, VIEWS, Adversary, Critic
from notono_live.training.ranks import Ranks

CPU = Ranks(torch.device("cpu"))


def beating(pitch: int) -> np.ndarray:
    """A note whose partials swell six times a second."""
    time = np.arange(64_000) / 16_000
    return (note(pitch, True) * (0.55 + 0.45 * np.sin(2 * np.pi * 6 * time))).astype(np.float32)


@pytest.fixture(scope="module")
def pairs() -> tuple[torch.Tensor, torch.Tensor]:
    """Notes that beat, and what the mean of them is like: the same notes, which do not."""
    pitches = (44, 60)
    real, smooth = ([make(pitch) for pitch in pitches] for make in (beating, lambda p: note(p, 1)))
    return torch.from_numpy(np.stack(real)), torch.from_numpy(np.stack(smooth))


@pytest.fixture(scope="module")
def taught(pairs: tuple[torch.Tensor, torch.Tensor]) -> Adversary:
    torch.manual_seed(0)
    adversary = Adversary(CPU)
    assert all(error == 0 for error in adversary.blame(*pairs).values()), "it knows nothing yet"
    told = [adversary.learn(*pairs, rate=4e-3)["told_apart"] for _ in range(60)]
    assert told[0] < 0.6 < told[-1]
    adversary.critic.steps.fill_(HEAD_START)
    return adversary


def test_a_critic_learns_what_real_notes_do_and_decoded_ones_do_not(
    taught: Adversary, pairs: tuple[torch.Tensor, torch.Tensor]
) -> None:
    real, smooth = pairs
    same, other = taught.blame(real, real), taught.blame(real, smooth)
    assert same["likeness"] == 0
    assert other["likeness"] > 0.01
    assert other["critic"] > same["critic"] + 0.5


def test_who_follows_its_blame_comes_to_sound_like_the_real_ones(
    taught: Adversary, pairs: tuple[torch.Tensor, torch.Tensor]
) -> None:
    """A depth of beating, as a decoder might have it, moves from none towards the real one."""
    real, smooth = pairs
    time = torch.arange(64_000) / 16_000
    depth = torch.zeros((), requires_grad=True)
    made = smooth * (1 - depth * (0.5 - 0.5 * torch.sin(2 * torch.pi * 6 * time)))
    blame = taught.blame(real, made)
    (gradient,) = torch.autograd.grad(blame["critic"] + blame["likeness"], depth)
    assert gradient < 0
    assert all(weight.grad is None or weight.requires_grad for weight in taught.critic.parameters())


def test_what_it_hears_is_beside_the_real_note_and_silence_is_nothing() -> None:
    real, critic = torch.from_numpy(note(52, True))[None], Critic()
    for view, levels in zip(VIEWS, critic.levels_beside(real, torch.zeros_like(real)), strict=True):
        assert levels.shape == (2, view.bands, view.hops)
        theirs, ours = levels
        assert theirs.max() == pytest.approx(1, abs=1e-4)
        assert ours.abs().max() == 0
    assert all(levels.isfinite().all() for levels in critic.levels_beside(0 * real, real))


def test_a_decoded_note_is_compared_with_its_own_original_alone(
    taught: Adversary, pairs: tuple[torch.Tensor, torch.Tensor]
) -> None:
    """So that a batch's blame is the mean of its notes'."""
    real, smooth = pairs
    both = float(taught.blame(real, smooth)["critic"])
    each = [float(taught.blame(real[[i]], smooth[[i]])["critic"]) for i in range(len(real))]
    assert both == pytest.approx(np.mean(each), rel=1e-2)


def test_it_goes_on_where_it_stopped(
    taught: Adversary, pairs: tuple[torch.Tensor, torch.Tensor]
) -> None:
    again = Adversary(CPU)
    again.load_state_dict(taught.state_dict())
    one, other = (adversary.blame(*pairs) for adversary in (taught, again))
    assert one == other
