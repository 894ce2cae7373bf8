"""The meter tells a change from a leak."""

from __future__ import annotations

import numpy as np
import pytest
from tiny import tiny_inpainter

from notono_live import meter
from notono_live.meter import SILENT_DECIBELS, measure
from notono_live.model.codec import FADE_BINS, FADE_FRAMES
from notono_live.model.progress import ignore
from notono_live.model.spectrogram import SpectrogramConfig
from notono_live.notes.codemap import SAMPLE_RATE_HZ, Layer
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.constraint import Constraint, Region
from notono_live.notes.note import Sampling

TIME = np.arange(4 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
NOTE = 0.3 * np.sin(2 * np.pi * 220 * TIME) + 0.3 * np.sin(2 * np.pi * 3000 * TIME)
SECOND = Constraint.freeing(Region(Layer.TOP, 1, 2, 0, 32))  # 1.024 to 2.048 s
LOW = Constraint.freeing(Region(Layer.TOP, 0, 4, 0, 8))  # below 343 Hz


def test_its_axis_and_overlap_are_the_models() -> None:
    assert SpectrogramConfig().break_hz == meter.BREAK_HZ
    assert FADE_FRAMES < meter.OVERLAP_FRAMES
    assert FADE_BINS < meter.OVERLAP_MEL_BINS


@pytest.mark.parametrize("edit", [SECOND, LOW], ids=["second", "low"])
def test_the_same_sound_is_silent_in_both(edit: Constraint) -> None:
    found = measure(NOTE, NOTE, edit)
    assert found.inside_decibels == found.outside_decibels == SILENT_DECIBELS


def test_a_click_far_from_the_region_is_a_leak() -> None:
    clicked = NOTE.copy()
    clicked[60_000] += 0.5
    found = measure(NOTE, clicked, SECOND)
    assert found.inside_decibels == SILENT_DECIBELS
    assert -60 < found.outside_decibels < -30


def test_a_partial_in_the_band_is_a_change_and_one_above_it_a_leak() -> None:
    louder = {hz: NOTE + 0.3 * np.sin(2 * np.pi * hz * TIME) for hz in (220, 3000)}
    inside, outside = (measure(NOTE, louder[hz], LOW) for hz in (220, 3000))
    assert inside.inside_decibels == pytest.approx(-3, abs=0.3)
    assert inside.outside_decibels < -50
    assert outside.outside_decibels == pytest.approx(-3, abs=0.3)
    assert outside.inside_decibels < -50


def test_everything_redrawn_leaves_nothing_outside() -> None:
    found = measure(NOTE, -NOTE, Constraint.nothing_kept())
    assert found.inside_decibels == pytest.approx(6, abs=0.1)
    assert found.outside_decibels == SILENT_DECIBELS


def test_silence_before_measures_as_silence() -> None:
    assert measure(NOTE * 0, NOTE, SECOND).inside_decibels == SILENT_DECIBELS


@pytest.mark.parametrize("edit", [SECOND, LOW], ids=["second", "low"])
def test_a_real_edit_changes_inside_and_hardly_leaks(edit: Constraint) -> None:
    inpainter = tiny_inpainter()
    note = inpainter.encode(NOTE.astype(np.float32), Conditioning(57), ignore)
    made = inpainter.inpaint(note, edit, Conditioning(45), Sampling(seed=1), ignore)
    found = measure(note.samples, made.samples, edit)
    assert found.inside_decibels > -20
    assert found.outside_decibels < -50
