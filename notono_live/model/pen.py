"""Pen, the priors' side of the model as Codec is the VQ-VAE's: it draws the codes that an edit
frees. Torch; worker process (or the command line)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from notono_live.model.beside import Foreign
from notono_live.model.drawing import (
    Canvas,
    DrawWindow,
    StepDone,
    draw,
    draw_at_once,
    draw_uniformly,
)
from notono_live.model.loops import fastest_loop
from notono_live.model.preview import Preview
from notono_live.model.progress import StepReport
from notono_live.model.transformer import Prior
from notono_live.notes.codemap import Layer
from notono_live.notes.conditioning import ConditioningMaps
from notono_live.notes.note import Note, Sampling


@dataclass(frozen=True)
class Way:
    """How an edit is drawn, in all of its stretches. In the layer `uniform` by no prior."""

    steps: StepReport
    loop: DrawWindow
    uniform: Layer | None = None


class Pen:
    """Both priors, on their device, and the loop that draws fastest there: `again` for parts of
    notes, `anew` for new ones, `at_once` for what may be rough; `loop` is what it is called.
    `velocities`: how many classes of velocity it tells apart, 0 none."""

    def __init__(self, priors: dict[Layer, Prior], device: torch.device, weights: str) -> None:
        self.priors = {layer: prior.to(device).eval() for layer, prior in priors.items()}
        self.velocities = min((p.config.velocities for p in priors.values()), default=0)
        self.knows_onsets = all(p.config.families_apart for p in priors.values())
        self.loop, self.again = fastest_loop(self.priors, device, weights)
        self.anew: DrawWindow = getattr(self.again, "anew", self.again)
        self.at_once: DrawWindow = getattr(self.again, "at_once", draw_at_once)
        self._device = device

    @torch.inference_mode()
    def draw(
        self,
        notes: Sequence[Note],
        labels: Sequence[ConditioningMaps],
        samplings: Sequence[Sampling],
        where: Foreign,
        way: Way,
        preview: Preview | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Top, then the bottom given the top → codes (B, 32, T), (B, 64, 2T). `labels` are the
        notes' after the edit; the preview follows the first of them."""
        drawn: dict[Layer, torch.Tensor] = {}
        for layer in Layer:
            given = drawn.get(Layer.TOP) if layer is Layer.BOTTOM else None
            canvas = self._canvas(layer, notes, labels, samplings, where, given)
            way.steps.again()
            if layer is way.uniform:
                draw_uniformly(canvas)
            watch: StepDone = way.steps
            if preview is not None and given is not None:
                watch = self._followed(preview, canvas, given, samplings[0], way.steps)
            drawn[layer] = draw(self.priors[layer], canvas, samplings[0], watch, way.loop)
        return drawn[Layer.TOP].cpu().numpy(), drawn[Layer.BOTTOM].cpu().numpy()

    def _canvas(
        self,
        layer: Layer,
        notes: Sequence[Note],
        labels: Sequence[ConditioningMaps],
        samplings: Sequence[Sampling],
        where: Foreign,
        given: torch.Tensor | None,
    ) -> Canvas:
        mask = where.constraint.top if layer is Layer.TOP else where.constraint.bottom
        maps = [m.top if layer is Layer.TOP else m.bottom for m in labels]
        return Canvas.of(
            self.priors[layer],
            self._stacked([n.codemaps.of(layer) for n in notes]),
            torch.from_numpy(np.array(mask)).to(self._device),
            self._stacked([m.pitch for m in maps]),
            self._stacked([m.family for m in maps]),
            self._stacked([m.velocity for m in maps]),
            given,
            samplings,
        ).begun(where.onset)

    def _followed(
        self,
        preview: Preview,
        canvas: Canvas,
        top: torch.Tensor,
        sampling: Sampling,
        steps: StepReport,
    ) -> StepDone:
        """`steps` that the preview sees, too; its outline, where wanted, is shown already."""
        if preview.coarse:
            prior = self.priors[Layer.BOTTOM]
            preview.outline(prior, canvas, top, sampling, self.at_once, steps.again)
        return preview.watching(canvas, top, steps)

    def _stacked(self, maps: list[np.ndarray]) -> torch.Tensor:
        return torch.from_numpy(np.stack(maps)).to(self._device)
