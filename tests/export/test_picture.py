"""A note's picture."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from notono_live.export.picture import WIDEST, png_bytes


def opened(level: np.ndarray, colours: str) -> Image.Image:
    return Image.open(io.BytesIO(png_bytes(level, colours)))


def test_low_frequencies_are_at_the_bottom_and_time_goes_right() -> None:
    level = np.zeros((1024, 128), np.uint8)
    level[:100, 64:] = 255
    image = opened(level, "Greys_alpha").convert("RGBA")
    assert image.size == (512, 1024)
    assert image.getpixel((500, 1020)) == (0, 0, 0, 255)
    for elsewhere in ((10, 1020), (500, 10)):
        assert image.getpixel(elsewhere) == (0, 0, 0, 0)


def test_viridis_goes_from_violet_to_yellow() -> None:
    ends = [opened(np.full((1024, 4), n, np.uint8), "").convert("RGB") for n in (0, 128, 255)]
    assert [image.getpixel((2, 500)) for image in ends] == [
        (0x44, 0x01, 0x54),
        pytest.approx((0x21, 0x91, 0x8C), abs=2),
        (0xFD, 0xE7, 0x25),
    ]


@pytest.mark.parametrize("frames", [128, 512, 1920])
def test_no_picture_is_wider_than_browsers_like(frames: int) -> None:
    assert frames <= opened(np.zeros((1024, frames), np.uint8), "").width <= WIDEST
