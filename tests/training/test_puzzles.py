"""What a prior is asked in training: masks, shapes of other notes, labels."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from some_codes import some_codes

from notono_live.notes.codemap import CODES, Layer
from notono_live.notes.conditioning import UNKNOWN, velocity_class
from notono_live.training.masks import KINDS, draw_mask
from notono_live.training.puzzles import KIN, STRANGER, of_the_same, puzzle


def test_all_kinds_of_masks_come_and_none_is_empty() -> None:
    rng = np.random.default_rng(0)
    drawn = [draw_mask(rng, (32, 4)) for _ in range(500)]
    assert {kind for _, kind in drawn} == {function.__name__ for function, _ in KINDS}
    assert all(mask.any() for mask, kind in drawn if kind != "bernoulli")
    assert sum(share for _, share in KINDS) == pytest.approx(1)


@pytest.mark.parametrize("layer", Layer)
def test_a_puzzle_labels_every_cell_with_the_note_its_code_is_from(layer: Layer) -> None:
    codes = some_codes()
    asked = puzzle(np.random.default_rng(1), codes, layer, 200)
    maps = codes.top if layer is Layer.TOP else codes.bottom
    strangers = 0
    for i in range(200):
        for cells in (asked.mask[i], ~asked.mask[i]):
            hidden = (asked.codes[i][cells] == CODES).any()
            if cells.sum() < 3 or (asked.pitch[i] < 0).all() or hidden:
                continue
            owner = (maps == asked.codes[i])[:, cells].all(1).nonzero()[0]
            assert len(owner) == 1
            assert (asked.pitch[i][cells] == codes.pitch[owner[0]]).all()
            said = UNKNOWN, velocity_class(codes.velocity[owner[0]])
            assert len(np.unique(asked.velocity[i][cells])) == 1
            assert asked.velocity[i][cells][0] in said
        strangers += len(np.unique(asked.pitch[i])) > 1
    assert strangers > 20


@pytest.mark.parametrize("layer", Layer)
def test_around_a_shape_of_another_family_a_puzzle_hides_all(layer: Layer) -> None:
    codes = some_codes()
    maps = codes.top if layer is Layer.TOP else codes.bottom
    asked = puzzle(np.random.default_rng(2), codes, layer, 400)
    seen = {True: 0, False: 0}
    for i in range(400):
        mask = asked.mask[i]
        if mask.all() or not mask.any() or (asked.family[i] == UNKNOWN).all():
            continue
        apart = asked.family[i][mask][0] != asked.family[i][~mask][0]
        assert ((asked.codes[i][~mask] == CODES) == apart).all()
        assert (asked.codes[i][mask] < CODES).all()
        if layer is Layer.BOTTOM:
            under = mask.reshape(32, 2, 4, 2).any((1, 3))
            assert ((asked.top[i][~under] == CODES) == apart).all()
            assert (asked.top[i][under] < CODES).all()
        seen[bool(apart)] += 1
    assert min(seen.values()) > 40
    assert maps.max() < CODES


def test_nothing_is_hidden_from_a_prior_that_sees_all_families() -> None:
    codes = some_codes()
    asked = puzzle(np.random.default_rng(2), codes, Layer.BOTTOM, 200, families_apart=False)
    assert asked.codes.max() < CODES
    assert asked.top.max() < CODES


def test_a_shape_in_a_puzzle_is_often_of_the_same_instrument() -> None:
    codes = some_codes()
    asked = puzzle(np.random.default_rng(5), codes, Layer.TOP, 2000)
    owners = {tuple(note[:, end]): i for i, note in enumerate(codes.top) for end in (0, 3)}
    ends = [
        (note[:, 0], note[:, 3])
        for note, mask in zip(asked.codes, asked.mask, strict=True)
        if mask[:, 0].all() != mask[:, 3].all() and (mask.all(0) == mask.any(0)).all()
    ]
    seen = [(owners.get(tuple(a)), owners.get(tuple(b))) for a, b in ends]
    others = [(a, b) for a, b in seen if a is not None and b is not None and a != b]
    # An instrument has five notes here, a family ten, of forty; other families are hidden.
    related, strange = KIN * 4 / 5, STRANGER * 9 / 40
    assert len(others) / len(seen) == pytest.approx(related + strange, abs=0.05)
    alike = np.mean([codes.kin[a] == codes.kin[b] for a, b in others])
    assert alike == pytest.approx((related + strange * 4 / 9) / (related + strange), abs=0.1)
    rng = np.random.default_rng(3)
    for kin in range(8):
        notes = np.flatnonzero(codes.kin == kin)
        drawn = of_the_same(rng, codes.kin, np.repeat(notes, 40))
        assert set(drawn.tolist()) == set(notes.tolist())


def test_each_label_is_forgotten_alone_and_all_of_them_together() -> None:
    count = 4000
    asked = puzzle(np.random.default_rng(1), some_codes(), Layer.TOP, count)
    maps = (asked.pitch, asked.family, asked.velocity)
    unknown = [tuple((labels[i] == UNKNOWN).all() for labels in maps) for i in range(count)]
    shares = {kinds: number / count for kinds, number in Counter(unknown).items()}
    expected = {
        (False, False, False): 0.8 * 0.8,
        (False, False, True): 0.8 * 0.2,
        (True, False, False): 0.05 * 0.8,
        (False, True, False): 0.05 * 0.8,
        (True, False, True): 0.05 * 0.2,
        (False, True, True): 0.05 * 0.2,
        (True, True, True): 0.1 * 0.9,
        (True, True, False): 0.1 * 0.1,
    }
    assert shares == pytest.approx(expected, abs=0.025)
    assert all(shares.values()), "every kind of forgetting comes"
