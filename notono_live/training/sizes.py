"""How large the networks of a bundle are: a table for the trainings that begin. Pure values.

`tiny` has a seventh of the weights, for small machines and tests: 2.8 million, 5.7 MB. It keeps all
512 codes of either layer, so that notes, masks and messages are what they are with any other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from notono_live.model.transformer import PriorConfig
from notono_live.model.vqvae import VQVAEConfig
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import VELOCITIES


@dataclass(frozen=True)
class PriorSize:
    width: int
    heads: int
    encoder_layers: int
    backbone_layers: int
    depth_layers: int


@dataclass(frozen=True)
class Size:
    codec: VQVAEConfig
    prior: PriorSize

    def prior_of(self, layer: Layer) -> PriorConfig:
        size = self.prior
        return PriorConfig(
            layer,
            size.width,
            size.heads,
            size.encoder_layers,
            size.backbone_layers,
            size.depth_layers,
            velocities=len(VELOCITIES),
            families_apart=True,
        )


DEFAULT = "default"
SIZES = {
    # Two blocks more of the decoder than the first bundle's cost 3.3 ms a note on two cores, two
    # phase iterations fewer save 2.8.
    DEFAULT: Size(
        VQVAEConfig(decoder_blocks=(3, 2, 2), fine_blocks=1),
        PriorSize(width=256, heads=4, encoder_layers=2, backbone_layers=4, depth_layers=2),
    ),
    "tiny": Size(
        VQVAEConfig(
            widths=(32, 64, 96, 96),
            encoder_blocks=(1, 1, 1),
            decoder_blocks=(2, 2, 1),
            code_width=32,
        ),
        PriorSize(width=96, heads=3, encoder_layers=1, backbone_layers=4, depth_layers=1),
    ),
}


def size_of(config: VQVAEConfig | PriorConfig) -> str | None:
    """The name of the size that a network has, whatever it knows of velocity and families and
    makes up for or adds in decoding; None where it has none of them.

    >>> size_of(VQVAEConfig()), size_of(SIZES["tiny"].prior_of(Layer.TOP))
    (None, 'tiny')
    """
    for name, size in SIZES.items():
        same: VQVAEConfig | PriorConfig
        if isinstance(config, VQVAEConfig):
            same = replace(
                size.codec,
                lift=config.lift,
                shimmer_blocks=config.shimmer_blocks,
                shimmer_width=config.shimmer_width,
                shimmer_gain=config.shimmer_gain,
            )
        else:
            same = replace(
                size.prior_of(config.layer),
                velocities=config.velocities,
                families_apart=config.families_apart,
            )
        if config == same:
            return name
    return None


def flag_of(config: VQVAEConfig | PriorConfig) -> str:
    """`--size` as a line says it that makes the same again; nothing where no size is."""
    size = size_of(config)
    return f" --size {size}" if size else ""


def other_shape(
    checkpoint: Path,
    theirs: VQVAEConfig | PriorConfig,
    ours: VQVAEConfig | PriorConfig,
    why: object,
) -> str:
    """What to say where a training cannot begin with a checkpoint's weights."""
    size, cure = size_of(theirs), ""
    if size is None:
        cure = f" that no --size ({', '.join(SIZES)}) has"
    elif size != size_of(ours):
        cure = f", say --size {size}"
    return f"{checkpoint} is of another shape{cure}: {why}"
