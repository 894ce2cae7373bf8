"""A bundle of the real architecture with random weights, small enough for tests."""

from __future__ import annotations

import torch

from notono_live.model.bundle import Bundle
from notono_live.model.inpainter import NeuralInpainter
from notono_live.model.spectrogram import Spectrogram, SpectrogramConfig
from notono_live.model.transformer import Prior, PriorConfig
from notono_live.model.vqvae import VQVAE, VQVAEConfig
from notono_live.notes.codemap import Layer


def tiny_bundle(seed: int = 0, velocities: int = 0, families_apart: bool = False) -> Bundle:
    """With `velocities`, priors that have learned what velocity is: each class means something.
    With `families_apart` they look at nothing that is of another family."""
    torch.manual_seed(seed)
    vqvae = VQVAE(VQVAEConfig((8, 8, 16, 16), (1, 1, 1), (1, 1, 1), code_width=8))
    priors = {
        layer: Prior(
            PriorConfig(
                layer,
                width=16,
                heads=2,
                encoder_layers=1,
                backbone_layers=2,
                velocities=velocities,
                families_apart=families_apart,
            )
        )
        for layer in Layer
    }
    for prior in priors.values():
        if prior.velocity is not None:
            torch.nn.init.normal_(prior.velocity.weight)
    return Bundle("tiny", SpectrogramConfig(), vqvae, priors, {"purpose": "tests"})


def tiny_inpainter(
    seed: int = 0, velocities: int = 0, weights: str = "auto", families_apart: bool = False
) -> NeuralInpainter:
    bundle = tiny_bundle(seed, velocities, families_apart)
    parts = Spectrogram(bundle.spectrogram), bundle.vqvae, bundle.priors
    return NeuralInpainter("tiny", *parts, torch.device("cpu"), weights)
