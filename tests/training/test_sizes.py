"""A bundle of each size fits into what is promised of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from notono_live.model import bundle as bundles
from notono_live.model.spectrogram import SpectrogramConfig
from notono_live.model.transformer import Prior
from notono_live.model.vqvae import VQVAE
from notono_live.notes.codemap import Layer
from notono_live.training.sizes import SIZES


@pytest.mark.parametrize(("name", "most_mb"), [("default", 60), ("tiny", 6)])
def test_a_bundle_is_no_larger_than_its_size_allows(
    name: str, most_mb: int, tmp_path: Path
) -> None:
    size = SIZES[name]
    priors = {layer: Prior(size.prior_of(layer)) for layer in Layer}
    bundles.save(bundles.Bundle(name, SpectrogramConfig(), VQVAE(size.codec), priors, {}), tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < most_mb * 1e6
