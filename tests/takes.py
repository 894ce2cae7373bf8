"""Takes small enough to make by the hundred. Used by tests of slots and of what is kept of them."""

from __future__ import annotations

import numpy as np

from notono_live.notes.codemap import CODES, WINDOW_COLUMNS, Codemaps, Grid, Layer
from notono_live.notes.conditioning import FAMILIES, Conditioning, ConditioningMaps
from notono_live.notes.note import Note
from notono_live.notes.take import Take


def small_take(seed: int) -> Take:
    """Codes, labels and a few samples, all of them the seed's own."""
    rng = np.random.default_rng(seed)
    codes = (rng.integers(0, CODES, Grid.of(layer, WINDOW_COLUMNS).shape) for layer in Layer)
    labels = ConditioningMaps.filled(Conditioning(24 + seed % 60, FAMILIES[seed % 11]))
    return Take(Note(Codemaps(*codes), labels, rng.random(64, dtype=np.float32)), seed)
