"""Any sound file in, samples for the model out; and samples out at the host's rate.

Decoding and resampling take milliseconds to seconds, so these run on threads off the event loop.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
import soxr

from notono_live.errors import FileTrouble
from notono_live.notes.codemap import SAMPLE_RATE_HZ

LONGEST_SECONDS = 60
SHORTEST_FRAMES = 64_000  # four seconds at 16 kHz; shorter sounds are padded with silence
RATES_HZ = (1_000, 768_000)
SILENCE = 1e-5  # peak, −100 dB of full scale
BLOCK_FRAMES = 65_536


def read_sound(path: Path, cut: bool = False) -> np.ndarray:
    """A file libsndfile reads, as mono float32 (frames,) at 16 kHz, channels averaged.

    Shorter than four seconds: padded with silence. Raises FileTrouble for what is no sound file,
    is empty, longer than a minute, silent, or holds NaN or infinite samples; with `cut` the first
    minute is read of longer ones.
    """
    try:
        with soundfile.SoundFile(path) as file:
            rate_hz = _rate(path, file.samplerate)
            mono = _mono(path, file, cut)
    except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
        raise FileTrouble(f"{path.name} is no sound file that can be read: {error}") from error
    return _padded(resampled(mono, rate_hz, SAMPLE_RATE_HZ))


def resampled(samples: np.ndarray, rate_hz: int, wanted_hz: int) -> np.ndarray:
    """(frames,) float32 at another rate; the same array where the rate is the same."""
    if rate_hz == wanted_hz:
        return samples
    return np.asarray(soxr.resample(samples, rate_hz, wanted_hz), dtype=np.float32)


def _rate(path: Path, rate_hz: int) -> int:
    low, high = RATES_HZ
    if not low <= rate_hz <= high:
        raise FileTrouble(f"{path.name} has a rate of {rate_hz} Hz; {low} to {high} are read")
    return rate_hz


def _mono(path: Path, file: soundfile.SoundFile, cut: bool) -> np.ndarray:
    """Read by blocks, so that a file's claims about its size never become memory."""
    limit = LONGEST_SECONDS * file.samplerate
    blocks: list[np.ndarray] = []
    frames = 0
    for block in file.blocks(BLOCK_FRAMES, dtype="float32", always_2d=True):
        blocks.append(block.mean(axis=1))
        frames += len(block)
        if frames > limit and cut:
            break
        if frames > limit:
            raise FileTrouble(
                f"{path.name} is longer than {LONGEST_SECONDS} s, the most a note may last; cut it"
            )
    if frames == 0:
        raise FileTrouble(f"{path.name} holds no samples; choose another file")
    mono = np.concatenate(blocks)[:limit]
    if not np.isfinite(mono).all():
        seconds = np.flatnonzero(~np.isfinite(mono))[0] / file.samplerate
        raise FileTrouble(f"{path.name} has NaN or infinite samples from {seconds:.3f} s; mend it")
    if np.abs(mono).max() < SILENCE:
        raise FileTrouble(f"{path.name} is silent (peak below -100 dB); choose another file")
    return mono


def _padded(samples: np.ndarray) -> np.ndarray:
    return np.pad(samples, (0, max(0, SHORTEST_FRAMES - len(samples))))
