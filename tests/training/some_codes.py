"""Codes of notes that nobody heard, for the trainings of priors."""

from __future__ import annotations

import numpy as np

from notono_live.training.codes import Codes


def some_codes(count: int = 40) -> Codes:
    rng = np.random.default_rng(0)
    return Codes(
        rng.integers(0, 512, (count, 32, 4)).astype(np.int16),
        rng.integers(0, 512, (count, 64, 8)).astype(np.int16),
        rng.integers(24, 85, count).astype(np.int16),
        (np.arange(count) % 8 % 4).astype(np.int16),
        rng.integers(1, 128, count).astype(np.int16),
        (np.arange(count) % 8).astype(np.int16),
    )
