"""A note's levels as a PNG, high frequencies on top. Runs on threads off the event loop."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

WIDEST = 4096  # pixels; a frame has four, or fewer in long notes
PER_FRAME = 4

# Matplotlib's viridis (CC0) at eight equal steps; linear between them.
VIRIDIS = ("440154", "472d7b", "3b528b", "2c728e", "21918c", "28ae80", "5ec962", "addc30", "fde725")


def png_bytes(level: np.ndarray, colours: str = "viridis") -> bytes:
    """A picture of (1024, frames) uint8 levels, a row of pixels for each mel bin.

    `Greys_alpha` is black ink on nothing, as the original's page lays over its background; any
    other word is viridis, which the original's first server drew.

    >>> png_bytes(np.zeros((1024, 128), np.uint8))[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    bins, frames = level.shape
    width = frames * max(1, min(PER_FRAME, WIDEST // frames))
    image = Image.fromarray(np.ascontiguousarray(level[::-1]))
    image = image.resize((width, bins), Image.Resampling.BILINEAR)
    out = io.BytesIO()
    if colours == "Greys_alpha":
        image.putpalette(bytes(3 * 256))
        image.save(out, "PNG", transparency=bytes(range(256)), compress_level=1)
    else:
        image.putpalette(_viridis())
        image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _viridis() -> bytes:
    """256 colours of three bytes."""
    steps = np.array([list(bytes.fromhex(colour)) for colour in VIRIDIS])
    at = np.linspace(0, len(steps) - 1, 256)
    channels = [np.interp(at, np.arange(len(steps)), channel) for channel in steps.T]
    return np.stack(channels, 1).round().astype(np.uint8).tobytes()
