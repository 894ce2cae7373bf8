"""The codebook that learns, and the loss of images."""

from __future__ import annotations

import torch
from tiny import tiny_bundle

from notono_live.model.quantize import Quantizer
from notono_live.training.codebook import CodebookLearner
from notono_live.training.losses import reconstruction_loss


def test_dead_entries_come_back_to_life() -> None:
    torch.manual_seed(0)
    quantizer = Quantizer(64, 4)
    quantizer.entries[:] = torch.tensor([1.0, 0, 0, 0])
    learner = CodebookLearner(quantizer)
    learner.started = True
    learner.use[:] = 1e-3
    learner.use[0] = 100
    for _ in range(3):
        learner.learn(quantizer(torch.randn(8, 4, 8, 8)))
    codes = quantizer(torch.randn(8, 4, 8, 8)).codes
    assert len(codes.unique()) > 48


def test_entries_move_to_the_mean_of_what_chose_them() -> None:
    quantizer = Quantizer(2, 2)
    learner = CodebookLearner(quantizer, decay=0.5)
    x = torch.tensor([[1.0, 0.05], [1.0, -0.05], [-1.0, 0.05], [-1.0, -0.05]])
    seen_from = x.T.reshape(1, 2, 4, 1)
    quantizer.entries[:] = torch.tensor([[0.5, 0.5], [-0.5, 0.5]])
    learner.started = True
    learner.use[:] = 2
    learner.total[:] = 2 * quantizer.entries
    for _ in range(30):
        learner.learn(quantizer(seen_from))
    mean = torch.nn.functional.normalize(x)[:2].mean(0)
    assert torch.allclose(quantizer.entries[0], mean, atol=1e-2)


def test_the_loss_is_least_for_the_truth_and_ignores_frequencies_in_silence() -> None:
    image = torch.rand(1, 2, 1024, 128)
    image[:, 0, 512:] = 0
    made = tiny_bundle().vqvae(image)
    angle = image[:, 1] * torch.pi
    made.image = torch.stack((image[:, 0], angle.cos(), angle.sin()), 1)
    made.top.commitment = made.bottom.commitment = torch.zeros(())
    perfect = reconstruction_loss(image, made).total
    assert perfect < 1e-6
    made.image[:, 1:, 512:] = 0
    assert reconstruction_loss(image, made).total < 1e-6
    made.image[:, 1:, :512] = 0
    assert reconstruction_loss(image, made).total > 0.1
