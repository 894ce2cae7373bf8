"""How large the networks of a bundle are: a table for the trainings that begin. Pure values.

`tiny` has an eighth of the weights, for small machines and tests: 2.8 million, 5.6 MB. It keeps all
512 codes of either layer, so that notes, masks and messages are what they are with any other.
"""

from __future__ import annotations

from dataclasses import dataclass

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
