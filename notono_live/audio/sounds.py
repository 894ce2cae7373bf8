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

RELEASE_SECONDS = 1.0  # notes end with the sound of a released key (NSynth: 3 s held, then 1 s)
SHORTEST_LOOP_SECONDS = 0.1
LONGEST_LOOP_SECONDS = 1.5
CROSSFADE_SECONDS = 0.05
ATTACK_SECONDS = 0.3  # what comes before is no part of a loop
QUIET = 0.02  # −34 dB of the loudest: the sound has died away
LENGTH_WORTH = 0.02  # what a loop of the full length gains over the shortest, in likeness
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
    if not len(samples) or not np.isfinite(samples).all():
        raise OutOfRange("a sound needs samples, and finite ones")
    if rate_hz != host_rate_hz:
        samples = np.asarray(soxr.resample(samples, rate_hz, host_rate_hz), dtype=np.float32)
    frames = len(samples)
    end, length = find_loop(samples, host_rate_hz)
    image = np.zeros(image_frames(frames, length), np.float32)
    held = image[FRONT : FRONT + frames]
    held[:] = samples
    taper = min(frames, round(TAPER_SECONDS * host_rate_hz))
    held[frames - taper :] *= np.linspace(1, 0, taper, dtype=np.float32)
    if length:
        loop = looped(samples, end, length, round(CROSSFADE_SECONDS * host_rate_hz))
        begin = loop_offset(frames)
        image[begin : begin + length] = loop
        image[begin - FRONT : begin] = loop[-FRONT:]
        image[begin + length :] = loop[:BACK]
    return Sound(pitch, frames, end, length, image)


def find_loop(samples: np.ndarray, rate_hz: int) -> tuple[int, int]:
    """(end, length) in frames; length 0 for a sound too short, or silent by the end of its held
    part.

    The end is fixed, one crossfade before the release; the start is where the sound is most like
    what follows the end, in shape (so pitch and phase agree) and in level. Likeness 2ab/(a² + b²)
    is 1 for the same samples, 0 for unrelated ones.
    """
    fade = round(CROSSFADE_SECONDS * rate_hz)
    end = len(samples) - round(RELEASE_SECONDS * rate_hz) - fade
    first = max(round(ATTACK_SECONDS * rate_hz), end - round(LONGEST_LOOP_SECONDS * rate_hz))
    last = end - round(SHORTEST_LOOP_SECONDS * rate_hz)
    if last <= first or _died_away(samples, end, fade):
        return 0, 0
    after = samples[end : end + fade].astype(np.float64)
    before = samples[first : last + fade].astype(np.float64)
    size = 1 << (len(before) + fade).bit_length()
    spectrum = np.fft.rfft(before, size) * np.conj(np.fft.rfft(after, size))
    products = np.fft.irfft(spectrum, size)[: last - first]
    energies = np.cumsum(np.concatenate(([0.0], before**2)))
    sums = energies[fade : fade + last - first] - energies[: last - first] + after @ after
    lengths = np.arange(last - first, 0, -1) / (last - first)
    start = first + int(np.argmax(2 * products / sums + LENGTH_WORTH * lengths))
    return end, end - start


def looped(samples: np.ndarray, end: int, length: int, fade: int) -> np.ndarray:
    """(length,) what follows the end, crossfading into the samples from end − length on.

    The weights keep the power of what they mix: their sum is 1 where both are alike.
    """
    fade = min(fade, length, len(samples) - end)
    after, loop = samples[end : end + fade], samples[end - length : end].copy()
    norm = float(np.sqrt((after @ after) * (loop[:fade] @ loop[:fade])))
    likeness = max(0.0, float(after @ loop[:fade]) / norm) if norm else 1.0
    up = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, fade, endpoint=False))
    power = np.sqrt(up**2 + (1 - up) ** 2 + 2 * likeness * up * (1 - up))
    loop[:fade] = (after * (1 - up) + loop[:fade] * up) / power
    return loop


def _died_away(samples: np.ndarray, end: int, fade: int) -> bool:
    whole = len(samples) // fade * fade
    loudest = np.sqrt((samples[:whole].reshape(-1, fade) ** 2).mean(axis=1).max())
    return bool(np.sqrt((samples[end : end + fade] ** 2).mean()) <= QUIET * loudest)
