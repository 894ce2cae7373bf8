"""Prior: a Transformer over codes, whole (`forward`) and by one (`step`). Torch; worker or
training.

One class for both layers. A step is a top cell: the top prior draws 1 code a step, the bottom prior
the 2 × 2 patch beneath, with a small depth network for the four in order, so that a note is 128
steps on either layer and the chain rule stays exact.

- The *encoder* sees the whole window at once: kept codes before and after, masked ones as a mask
  token, labels, and for the bottom the top codes: p(c_i | c_<i, m ⊙ c_≥i) of the paper, on both
  layers.
- The *backbone* is causal; at each step it receives the codes of the step before, and the encoder's
  output at its own step.
- A kept code may be hidden: the encoder then reads a mask token there, the backbone a row that
  stands for it. What another instrument left around a region says nothing of what shall be
  in it; priors that saw it drew something between the two.
- Labels are per cell and used per cell. Beside their embeddings, a cell is told where the partials
  of its pitch fall in its band, since that is what its code mostly says.

Legend: B batch, S steps (≤ 128), P codes a step, D width, H heads, K codes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as fn

from notono_live.model.cache import KVCache
from notono_live.model.labels import Labels
from notono_live.model.sequence import ROWS, SIDE, to_sequence
from notono_live.notes.codemap import CODES, WINDOW_COLUMNS, Layer
from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW

STEPS = ROWS * WINDOW_COLUMNS
PITCHES = PITCH_HIGH - PITCH_LOW + 1


@dataclass(frozen=True)
class PriorConfig:
    layer: Layer
    width: int = 256
    heads: int = 4
    encoder_layers: int = 2
    backbone_layers: int = 4
    depth_layers: int = 2
    codes: int = CODES
    velocities: int = 0  # classes of velocity that it knows; 0: the label is not looked at
    families_apart: bool = False  # what is kept of another family is hidden from what is drawn

    @property
    def codes_per_step(self) -> int:
        return SIDE[self.layer] ** 2


class Attention(nn.Module):
    """Multi-head self-attention by plain products: at 128 steps its CPU backward costs about half
    of scaled_dot_product_attention's."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.project = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def split(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        batch, steps, width = x.shape
        heads = self.project(x).view(batch, steps, 3, self.heads, width // self.heads)
        query, key, value = heads.permute(2, 0, 3, 1, 4).unbind(0)
        return query * (width // self.heads) ** -0.5, key, value

    def attend(
        self,
        query: torch.Tensor,
        keys: torch.Tensor,
        values: torch.Tensor,
        forbidden: torch.Tensor | None,
    ) -> torch.Tensor:
        scores = query @ keys.transpose(-1, -2)  # (B, H, n, S)
        if forbidden is not None:
            scores = scores + forbidden
        mixed = torch.softmax(scores, -1) @ values
        return self.out(mixed.transpose(1, 2).flatten(2))


class TransformerLayer(nn.Module):
    """Pre-norm attention and a four times wider GELU layer."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.before_attention = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.before_mlp = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(approximate="tanh"), nn.Linear(4 * width, width)
        )

    def forward(
        self,
        x: torch.Tensor,
        forbidden: torch.Tensor | None = None,
        cache: KVCache | None = None,
        index: int = 0,
    ) -> torch.Tensor:
        query, keys, values = self.attention.split(self.before_attention(x))
        if cache is not None:
            keys, values = cache.write(index, keys, values)
        x = x + self.attention.attend(query, keys, values, forbidden)
        return x + self.mlp(self.before_mlp(x))


class DepthLayer(nn.Module):
    """One residual layer of the depth network."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 2 * width)
        self.narrow = nn.Linear(2 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.narrow(fn.gelu(self.wide(self.norm(x)), approximate="tanh"))


class Prior(nn.Module):
    harmonics: torch.Tensor
    causal: torch.Tensor

    def __init__(self, config: PriorConfig) -> None:
        super().__init__()
        self.config = config
        width, per_step, codes = config.width, config.codes_per_step, config.codes
        shown = codes + config.families_apart  # a hidden code has a row of its own, the last
        self.rows = nn.Embedding(ROWS, width)
        self.columns = nn.Embedding(WINDOW_COLUMNS, width)
        self.seen = nn.ModuleList(nn.Embedding(codes + 1, width) for _ in range(per_step))
        self.given = nn.Embedding(shown, width) if config.layer is Layer.BOTTOM else None
        self.pitch = nn.Embedding(PITCHES + 1, width)
        self.family = nn.Embedding(len(FAMILIES) + 1, width)
        table = harmonic_table(config.layer)
        self.register_buffer("harmonics", table, persistent=False)
        self.place_harmonics = nn.Linear(table.shape[-1], width, bias=False)
        self.encoder = nn.ModuleList(
            TransformerLayer(width, config.heads) for _ in range(config.encoder_layers)
        )
        self.encoded = nn.LayerNorm(width)
        self.start = nn.Parameter(torch.zeros(width))
        self.previous = nn.ModuleList(nn.Embedding(shown, width) for _ in range(per_step))
        self.backbone = nn.ModuleList(
            TransformerLayer(width, config.heads) for _ in range(config.backbone_layers)
        )
        self.drawn = nn.ModuleList(nn.Embedding(shown, width) for _ in range(per_step - 1))
        self.turn = nn.Embedding(per_step, width)
        self.depth = nn.Sequential(
            *(DepthLayer(width) for _ in range(config.depth_layers)), nn.LayerNorm(width)
        )
        self.head = nn.Linear(width, codes)
        mask = torch.full((STEPS, STEPS), float("-inf")).triu(1)
        self.register_buffer("causal", mask, persistent=False)
        for module in self.modules():
            if isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=0.1)
        self.velocity = nn.Embedding(config.velocities + 1, width) if config.velocities else None
        if self.velocity is not None:
            nn.init.zeros_(self.velocity.weight)  # one that learns on begins as it was without

    @property
    def mask_code(self) -> int:
        """What the encoder reads in place of a code that will be sampled; and, among the codes,
        what stands for one that is hidden."""
        return self.config.codes

    def look(
        self,
        codes: torch.Tensor,
        mask: torch.Tensor,
        labels: Labels,
        given: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """The encoder: (B, S, P) codes and mask (True = will be sampled), labels, top codes (B, S)
        for the bottom → (B, S, D), what each step may know beforehand."""
        x = self.shown(codes, mask, labels, given)
        for layer in self.encoder:
            x = layer(x)
        return self.encoded(x)

    def shown(
        self,
        codes: torch.Tensor,
        mask: torch.Tensor,
        labels: Labels,
        given: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """What the encoder reads: the sum of all that a step is told of, (B, S, D)."""
        shown = torch.where(mask, self.mask_code, codes)
        steps = torch.arange(codes.shape[1], device=codes.device)
        x = self.rows(steps % ROWS) + self.columns(steps // ROWS)
        for place, table in enumerate(self.seen):
            x = x + table(shown[..., place])
        if self.given is not None:
            assert given is not None, "the bottom prior needs the top codes"
            x = x + self.given(given)
        x = x + self.pitch(labels.pitch).mean(2) + self.family(labels.family).mean(2)
        if self.velocity is not None:
            x = x + self.velocity(labels.velocity).mean(2)
        return x + self.place_harmonics(self._harmonics_at(steps, labels.pitch))

    def _harmonics_at(self, steps: torch.Tensor, pitch: torch.Tensor) -> torch.Tensor:
        rows = (steps % ROWS).view(1, -1, 1).expand_as(pitch)
        places = torch.arange(pitch.shape[2], device=pitch.device).expand_as(pitch)
        return self.harmonics[pitch, rows, places].mean(2)

    def forward(self, codes: torch.Tensor, memory: torch.Tensor) -> torch.Tensor:
        """All steps at once, each seeing only codes before it: (B, S, P) → logits (B, S, P, K).

        The slow, obvious pass: stepping by cache must equal it.
        """
        return self.head(self.depth(self._turns(codes, memory)))

    def answer(self, codes: torch.Tensor, memory: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`forward` for the masked codes only, (N, K): training pays for what it learns from."""
        return self.head(self.depth(self._turns(codes, memory)[mask]))

    def states(self, codes: torch.Tensor, memory: torch.Tensor) -> torch.Tensor:
        """The backbone at all steps at once, each seeing only codes before it: (B, S, P) →
        (B, S, D)."""
        x = memory + self._shifted(codes)
        forbidden = self.causal[: x.shape[1], : x.shape[1]]
        for layer in self.backbone:
            x = layer(x, forbidden)
        return x

    def _turns(self, codes: torch.Tensor, memory: torch.Tensor) -> torch.Tensor:
        """(B, S, P, D): what the depth network knows before each code."""
        x = self.states(codes, memory)
        turns = [x + self.turn.weight[0]]
        for place in range(len(self.drawn)):
            x = self.draw(x, place, codes[..., place])
            turns.append(x + self.turn.weight[place + 1])
        return torch.stack(turns, 2)

    def _shifted(self, codes: torch.Tensor) -> torch.Tensor:
        """(B, S, P) codes → (B, S, D): at each step, what was drawn in the step before."""
        x = self._embedded(codes[:, :-1])
        start = self.start.to(x.dtype).expand(len(codes), 1, -1)
        return torch.cat((start, x), 1)

    def _embedded(self, codes: torch.Tensor) -> torch.Tensor:
        return sum((t(codes[..., p]) for p, t in enumerate(self.previous)), torch.zeros(()))

    def new_cache(self, batch: int, steps: int = STEPS) -> KVCache:
        config = self.config
        return KVCache(
            config.backbone_layers, batch, config.heads, steps,
            config.width // config.heads, self.start,
        )  # fmt: skip

    def advance(
        self, before: torch.Tensor | None, memory: torch.Tensor, cache: KVCache
    ) -> torch.Tensor:
        """n steps through the backbone: `before` (B, n, P) the codes of the step before each (None
        at the very first), `memory` (B, n, D) → (B, n, D). The same as `forward` saw, by cache."""
        x = self.start.expand(len(memory), 1, -1) if before is None else self._embedded(before)
        x = memory + x
        first, last = cache.length, cache.length + x.shape[1]
        forbidden = self.causal[first:last, :last] if x.shape[1] > 1 else None
        for index, layer in enumerate(self.backbone):
            x = layer(x, forbidden, cache, index)
        cache.advance(x.shape[1])
        return x

    def turn_logits(self, so_far: torch.Tensor, place: int) -> torch.Tensor:
        """(B, D), a step's state with its first `place` codes added by `draw` → logits (B, K)."""
        return self.head(self.depth(so_far + self.turn.weight[place]))

    def draw(self, so_far: torch.Tensor, place: int, code: torch.Tensor) -> torch.Tensor:
        """Add the code (B,) drawn at `place` to the step's state, for the next place's logits."""
        return so_far + self.drawn[place](code) if place < len(self.drawn) else so_far


def harmonic_table(layer: Layer) -> torch.Tensor:
    """(62, 32, P, 14): for pitch row (0 unknown), top row and place, where partials fall in the
    cell.

    In units of the fundamental, the band's edges a and b: sin and cos of 2πa and 2πb and of half of
    both (is a partial inside, where, and is its number odd), how many partials fit, and log a, log
    b."""
    side = SIDE[layer]
    rows = ROWS * side
    edges_hz = _band_edges_hz(rows)
    pitch = torch.arange(PITCH_LOW, PITCH_HIGH + 1)
    fundamental = 440 * 2 ** ((pitch - 69) / 12)
    low = edges_hz[:-1] / fundamental[:, None]  # (61, rows)
    high = edges_hz[1:] / fundamental[:, None]
    features = []
    for edge in (low, high):
        for turns in (2 * math.pi * edge, math.pi * edge):
            features += [torch.sin(turns), torch.cos(turns)]
        features.append(torch.log2(edge.clamp_min(0.05)) / 4)
    inside = torch.floor(high) - torch.floor(low)
    features += [(high - low).clamp_max(4), inside.clamp_max(4), torch.exp(-(high - low))]
    features.append((low < 1).float() * (high >= 1).float())
    table = torch.stack(features, -1)
    table = torch.cat((torch.zeros_like(table[:1]), table))  # (62, rows, 14)
    # Each place's row of the 2 × 2 patch, in sequence order.
    place_rows = to_sequence(torch.arange(side).view(1, side, 1).expand(1, side, side), layer)[0, 0]
    top_rows = torch.arange(ROWS)[:, None] * side + place_rows
    return table[:, top_rows]


def _band_edges_hz(rows: int, break_hz: float = 240.0) -> torch.Tensor:
    """(rows + 1,) edges of equal mel bands between 0 and 8 kHz."""
    highest = math.log1p(8000 / break_hz)
    return break_hz * torch.expm1(torch.linspace(0, highest, rows + 1))
