"""What a training can begin with: the checkpoint of another, or a model that is whole. Training
process only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from notono_live.errors import FileTrouble
from notono_live.model import bundle
from notono_live.model.spectrogram import SpectrogramConfig
from notono_live.model.transformer import PriorConfig
from notono_live.model.vqvae import VQVAEConfig
from notono_live.notes.codemap import Layer
from notono_live.training.checkpoints import load_checkpoint

Weights = dict[str, torch.Tensor]
SHIMMER = "shimmer."  # how levels waver: of one decoder, and learned after it
DECODING = ("place_bottom", "decode_both", SHIMMER)  # what codes pass through last, and alone


@dataclass(frozen=True)
class CodecStart:
    """A codec's shape, the spectrogram that it sees, its weights, and what its codebooks have
    learned from; () where nobody knows any more."""

    config: VQVAEConfig
    spectrogram: SpectrogramConfig
    weights: Weights
    learners: tuple[dict[str, Any], ...] = ()


def codec_start(path: Path) -> CodecStart:
    """Of a checkpoint, or of a model: its name or folder, without how loud it was made and how its
    levels waver, which are of its decoder as it is. FileTrouble for any other file, ModelFailed
    where there is none."""
    if _is_model(path):
        model = bundle.load(bundle.find(str(path)))
        config = replace(model.vqvae.config, lift=(), shimmer_blocks=0, shimmer_gain=1.0)
        every = model.vqvae.state_dict()
        weights = {name: every[name] for name in every if not name.startswith(SHIMMER)}
        return CodecStart(config, model.spectrogram, weights)
    state = load_checkpoint(path)
    try:
        task = state["task"]
        return CodecStart(
            VQVAEConfig.read(task["config"]),
            SpectrogramConfig(**task["spectrogram"]),
            task["model"],
            tuple(task.get("learners", ())),
        )
    except (KeyError, TypeError) as error:
        raise FileTrouble(f"{path} is of no codec ({error}); give a codec's") from error


def code_mark(weights: Weights) -> str:
    """16 hexadecimal digits of all that decides which codes a note has: a codec whose decoder alone
    has learned on keeps them, and priors that learned its codes still fit.

    >>> codec = {"encode.weight": torch.ones(2), "decode_both.weight": torch.ones(2)}
    >>> code_mark(codec) == code_mark(codec | {"decode_both.weight": torch.zeros(2)})
    True
    >>> code_mark(codec) == code_mark(codec | {"encode.weight": torch.zeros(2)})
    False
    """
    return _mark(weights, DECODING)


def codec_mark(weights: Weights) -> str:
    """16 hexadecimal digits of all that decides how a note is decoded, but for how levels waver."""
    return _mark(weights, (SHIMMER,))


def _mark(weights: Weights, without: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for name in sorted(weights):
        if not name.startswith(without):
            digest.update(name.encode() + weights[name].numpy().tobytes())
    return digest.hexdigest()[:16]


def learned_mark(path: Path) -> str:
    """The `code_mark` of the codec whose codes a prior's checkpoint has learned; "" where it does
    not say."""
    mark: str = load_checkpoint(path)["task"].get("codec", "")
    return mark


def prior_start(path: Path, layer: Layer) -> tuple[PriorConfig, Weights]:
    """As `codec_start`, of a prior; of the two of a model that of `layer`."""
    if _is_model(path):
        prior = bundle.load(bundle.find(str(path))).priors[layer]
        return prior.config, prior.state_dict()
    state = load_checkpoint(path)
    try:
        config = state["task"]["config"]
        read = PriorConfig(**{**config, "layer": Layer(config["layer"])})
        return read, state["task"]["model"]
    except (KeyError, TypeError, ValueError) as error:
        raise FileTrouble(f"{path} is of no prior ({error}); give a prior's") from error


def _is_model(path: Path) -> bool:
    return not path.is_file() and path.suffix != ".pt"
