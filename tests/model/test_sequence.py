"""Sequence order, runs and windows."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from notono_live.model.sampling import sample
from notono_live.model.sequence import runs, to_codemap, to_sequence, windows
from notono_live.notes.codemap import Layer
from notono_live.notes.note import Sampling


@pytest.mark.parametrize("layer", Layer)
def test_a_codemap_survives_the_sequence(layer: Layer) -> None:
    side = 1 if layer is Layer.TOP else 2
    cells = torch.randint(0, 512, (3, 32 * side, 5 * side))
    sequence = to_sequence(cells, layer)
    assert sequence.shape == (3, 160, side * side)
    assert torch.equal(to_codemap(sequence, layer), cells)


def test_time_is_outer_frequency_inner_and_low_first() -> None:
    top = torch.zeros(1, 32, 4, dtype=torch.int64)
    top[0, 3, 2] = 1
    assert to_sequence(top, Layer.TOP)[0, 2 * 32 + 3, 0] == 1
    bottom = torch.zeros(1, 64, 8, dtype=torch.int64)
    bottom[0, 7, 4] = 1
    assert to_sequence(bottom, Layer.BOTTOM)[0, 2 * 32 + 3].tolist() == [0, 1, 0, 0]


def test_runs_cover_the_sequence_once() -> None:
    for seed in range(20):
        masked = torch.rand(50, generator=torch.Generator().manual_seed(seed)) < 0.5
        found = list(runs(masked))
        assert found[0].start == 0
        assert found[-1].stop == 50
        for run, after in pairwise(found):
            assert run.stop == after.start
            assert run.masked != after.masked
        assert all((masked[r.start : r.stop] == r.masked).all() for r in found)


@pytest.mark.parametrize("columns", [4, 5, 6, 9, 60])
def test_windows_draw_every_column_once_in_order_and_inside_themselves(columns: int) -> None:
    drawn = []
    for window in windows(columns):
        assert 0 <= window.start <= window.first < window.last <= window.start + 4 <= columns
        drawn += range(window.first, window.last)
    assert drawn == list(range(columns))


def test_sampling_follows_the_distribution() -> None:
    logits = torch.tensor([[0.5, 2.0, -1.0, 1.0]]).expand(40_000, -1)
    numbers = torch.rand(40_000, generator=torch.Generator().manual_seed(0))
    share = torch.bincount(sample(logits, numbers, Sampling(1.0, top_p=0)), minlength=4) / 40_000
    assert torch.allclose(share, torch.softmax(logits[0], -1), atol=0.01)
    cold = sample(logits, numbers, Sampling(temperature=0.5, top_p=0))
    assert torch.allclose(
        torch.bincount(cold, minlength=4) / 40_000, torch.softmax(2 * logits[0], -1), atol=0.01
    )


def test_top_k_and_top_p_leave_only_the_likeliest() -> None:
    logits = torch.tensor([[0.5, 2.0, -1.0, 1.0]]).expand(1000, -1)
    numbers = torch.linspace(0, 0.99999, 1000)
    assert set(sample(logits, numbers, Sampling(1.0, top_k=2)).tolist()) == {1, 3}
    assert set(sample(logits, numbers, Sampling(1.0, top_p=0.7)).tolist()) == {1, 3}  # 0.61, 0.22
    assert set(sample(logits, numbers, Sampling(1.0, top_p=0.5)).tolist()) == {1}
    assert set(sample(logits, numbers, Sampling(1.0, top_k=1)).tolist()) == {1}
