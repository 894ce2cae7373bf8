"""A codec and the shimmer that was learned around it, put together. Training process only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from notono_live.errors import FileTrouble
from notono_live.model.spectrogram import Spectrogram
from notono_live.model.vqvae import VQVAE
from notono_live.training.beginnings import Weights, codec_mark
from notono_live.training.checkpoints import load_checkpoint
from notono_live.training.codes import trained_codec


def with_shimmer(codec: VQVAE, blocks: int, gain: float = 1.0) -> VQVAE:
    """The same codec with a shimmer that draws nothing yet."""
    other = VQVAE(replace(codec.config, shimmer_blocks=blocks, shimmer_gain=gain))
    other.load_state_dict(codec.state_dict(), strict=False)
    return other.eval()


def weights_for(mark: str, state: dict[str, Any]) -> Weights:
    """The shimmer of a checkpoint's task; FileTrouble where it was learned around another codec
    than that of this `codec_mark`."""
    try:
        theirs, weights = state["codec"], state["model"]
    except (KeyError, TypeError) as error:
        raise FileTrouble(f"this checkpoint is of no shimmer ({error})") from error
    if theirs != mark:
        raise FileTrouble(
            "this shimmer was learned around another codec: move the run's shimmer folder away and "
            "run `train shimmer` again, or bring back the codec that it knew"
        )
    learned: Weights = weights
    return learned


def codec_to_ship(run: Path, gain: float = 1.0) -> tuple[Spectrogram, VQVAE]:
    """The best VQ-VAE of a run and its spectrogram, with the best of its shimmer if it has one."""
    spectrogram, codec = trained_codec(run)
    best = run / "shimmer" / "best.pt"
    if not best.exists():
        return spectrogram, codec
    state = load_checkpoint(best)["task"]
    weights = weights_for(codec_mark(codec.state_dict()), state)
    whole = with_shimmer(codec, state["blocks"], gain)
    assert whole.shimmer is not None
    whole.shimmer.load_state_dict(weights)
    return spectrogram, whole
