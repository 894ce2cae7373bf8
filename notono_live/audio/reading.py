"""All voices read from memory at once, each at its own pace. Lives in the audio callback; works in
buffers made beforehand.
"""

from __future__ import annotations

import numpy as np

from notono_live.audio.memory import Memory
from notono_live.audio.voices import Lanes

PIECE_FRAMES = 256  # longer blocks are mixed in pieces that stay in the cache


class Buffer:
    """One array, seen as (lanes, frames) of any size that fits."""

    def __init__(self, lanes: int, kind: type) -> None:
        self._flat: np.ndarray = np.zeros(lanes * PIECE_FRAMES, kind)

    def of(self, lanes: int, frames: int) -> np.ndarray:
        return self._flat[: lanes * frames].reshape(lanes, frames)


class Reader:
    """What `read` returns is overwritten by the next call."""

    def __init__(self, memory: Memory, lanes: Lanes) -> None:
        self._memory = memory
        self._lanes = lanes
        self._k = np.arange(PIECE_FRAMES, dtype=np.float64)
        self._doubles = [Buffer(lanes.size, np.float64) for _ in range(3)]
        self._index = Buffer(lanes.size, np.int64)
        self._floats = [Buffer(lanes.size, np.float32) for _ in range(6)]

    def read(self, steps: np.ndarray, frames: int) -> np.ndarray:
        """(lanes, frames) float32: each lane's next samples, while its step goes in a straight
        line to what (lanes,) `steps` say, in frames of sound for each frame heard."""
        return self._interpolate(self._positions(steps, frames))

    def _positions(self, steps: np.ndarray, frames: int) -> np.ndarray:
        """(lanes, frames) float64: where to read in memory, one frame early (`_interpolate`)."""
        lanes, n, k = self._lanes, self._lanes.count, self._k[:frames]
        at, around, laps = (b.of(n, frames) for b in self._doubles)
        drift = (steps - lanes.step[:n]) / (2 * frames)  # of a pace that is being bent
        np.multiply(drift[:, None], k, out=at)
        at += lanes.step[:n, None]
        at *= k
        at += lanes.position[:n, None]
        farthest = lanes.position[:n] + frames * np.maximum(steps, lanes.step[:n])
        looping = farthest >= lanes.entry[:n]
        if looping.any():
            np.subtract(at, lanes.entry[:n, None], out=around)
            inside = around >= 0
            np.multiply(around, 1 / lanes.loop_frames[:n, None], out=laps)
            np.floor(laps, out=laps)
            laps *= lanes.loop_frames[:n, None]
            around -= laps
            around += lanes.loop_start[:n, None] - 1
        np.minimum(at, lanes.frames[:n, None] + 1, out=at)
        at += lanes.start[:n, None] - 1
        if looping.any():
            np.copyto(at, around, where=inside)
        return at

    def _interpolate(self, at: np.ndarray) -> np.ndarray:
        """Catmull-Rom's cubic through four neighbours; on a sample, that sample itself."""
        shape, samples = at.shape, self._memory.samples
        index = self._index.of(*shape)
        t, y0, y1, y2, y3, c = (b.of(*shape) for b in self._floats)
        np.copyto(index, at, casting="unsafe")
        np.subtract(at, index, out=t, casting="unsafe")
        for offset, y in enumerate((y0, y1, y2, y3)):
            np.take(samples[offset:], index, out=y, mode="clip")
        np.subtract(y1, y2, out=c)  # t³ (3 (y1 − y2) + y3 − y0) / 2
        c *= 3
        c += y3
        c -= y0
        c *= t
        y3 *= -1  # t² (2 y0 − 5 y1 + 4 y2 − y3) / 2
        y3 += 2 * y0
        y3 -= 5 * y1
        y3 += 4 * y2
        c += y3
        c *= t
        y2 -= y0  # t (y2 − y0) / 2
        c += y2
        c *= t
        c *= 0.5
        y1 += c
        return y1
