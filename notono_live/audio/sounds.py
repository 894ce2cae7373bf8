"""A note made ready for playing: the host's rate, a loop, an end without a click. Pure functions
of arrays; the server prepares on a thread of its own.

A loop leaves the sound where its held part ends, and goes round in a copy whose first frames are a
crossfade from what would have come next; so a voice can enter the loop, and go on without one,
without a seam.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import soxr

from notono_live.errors import OutOfRange
from notono_live.notes.loops import CROSSFADE_SECONDS, find_loop, looped

TAPER_SECONDS = 0.003  # at the very end
FRONT, BACK = 1, 4  # frames around each run of samples that interpolation may read


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """One pitch of a slot at the host's rate.

    `image`, (FRONT + frames + BACK [+ FRONT + loop_frames + BACK],) float32: the samples between
    silence, then the loop between its own neighbours. The loop is entered after `loop_end` frames;
    it stands for the samples from loop_end − loop_frames on. Without one, loop_frames is 0.
    """

    pitch: float
    frames: int
    loop_end: int
    loop_frames: int
    image: np.ndarray = field(repr=False)

    @property
    def samples(self) -> np.ndarray:
        return self.image[FRONT : FRONT + self.frames]

    @property
    def loop(self) -> np.ndarray:
        begin = loop_offset(self.frames)
        return self.image[begin : begin + self.loop_frames]


def loop_offset(frames: int) -> int:
    """Where the loop begins in an image."""
    return FRONT + frames + BACK + FRONT


def image_frames(frames: int, loop_frames: int) -> int:
    return FRONT + frames + BACK + (FRONT + loop_frames + BACK if loop_frames else 0)


def prepare(samples: np.ndarray, rate_hz: int, pitch: float, host_rate_hz: int) -> Sound:
    """`samples`, (frames,) float32 mono, as a Sound that is `pitch` when played as it is.

    Raises OutOfRange for no samples, and for NaN and infinite ones.
    """
    held = at_rate(samples, rate_hz, host_rate_hz)
    return assembled(held, pitch, host_rate_hz, find_loop(held, host_rate_hz))


def at_rate(samples: np.ndarray, rate_hz: int, host_rate_hz: int) -> np.ndarray:
    """The same at the host's rate; raises as `prepare` does."""
    if not len(samples) or not np.isfinite(samples).all():
        raise OutOfRange("a sound needs samples, and finite ones")
    if rate_hz == host_rate_hz:
        return samples
    return np.asarray(soxr.resample(samples, rate_hz, host_rate_hz), dtype=np.float32)


def assembled(samples: np.ndarray, pitch: float, rate_hz: int, loop_at: tuple[int, int]) -> Sound:
    """Samples with a loop that ends at a frame and has so many, (0, 0) for none, as a Sound."""
    frames, (end, length) = len(samples), loop_at
    image = np.zeros(image_frames(frames, length), np.float32)
    held = image[FRONT : FRONT + frames]
    held[:] = samples
    taper = min(frames, round(TAPER_SECONDS * rate_hz))
    held[frames - taper :] *= np.linspace(1, 0, taper, dtype=np.float32)
    if length:
        loop = looped(samples, end, length, round(CROSSFADE_SECONDS * rate_hz))
        begin = loop_offset(frames)
        image[begin : begin + length] = loop
        image[begin - FRONT : begin] = loop[-FRONT:]
        image[begin + length :] = loop[:BACK]
    return Sound(pitch, frames, end, length, image)
