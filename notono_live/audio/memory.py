"""Where prepared sounds lie in the audio process: one run of samples, so that all voices are read
at once. Owned by the control thread; the audio callback only reads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from notono_live.audio.messages import Carry
from notono_live.audio.sounds import FRONT, image_frames, loop_offset

FIRST_FRAMES = 1 << 24  # 64 MiB of addresses; pages are taken when they are written


@dataclass(frozen=True, slots=True)
class Place:
    """A sound in memory. `start` and `loop_start` are where sample 0 and the loop's lie."""

    id: int
    pitch: float
    frames: int
    loop_end: int
    loop_frames: int
    start: int
    loop_start: int


class Memory:
    """`samples` is read by the callback, afresh for every block: growing replaces it by a longer
    copy, and what lies where stays so."""

    def __init__(self, frames: int = FIRST_FRAMES) -> None:
        self.samples = np.zeros(frames, np.float32)
        self._free: list[tuple[int, int]] = [(0, frames)]  # (begin, end), in order, never touching
        self._taken: dict[int, tuple[int, int]] = {}

    def take(self, sound: Carry) -> tuple[Place, memoryview]:
        """Room for a sound's image; and the room itself, as bytes to be written."""
        frames = image_frames(sound.frames, sound.loop_frames)
        begin = self._room(frames)
        self._taken[sound.id] = (begin, begin + frames)
        place = Place(
            sound.id,
            sound.pitch,
            sound.frames,
            sound.loop_end,
            sound.loop_frames,
            begin + FRONT,
            begin + loop_offset(sound.frames),
        )
        return place, self.samples[begin : begin + frames].data.cast("B")

    def give_back(self, sound_id: int) -> None:
        """No voice reads it any more."""
        spans = sorted([*self._free, self._taken.pop(sound_id)])
        self._free = [spans[0]]
        for begin, end in spans[1:]:
            if begin == self._free[-1][1]:
                self._free[-1] = (self._free[-1][0], end)
            else:
                self._free.append((begin, end))

    def _room(self, frames: int) -> int:
        for index, (begin, end) in enumerate(self._free):
            if end - begin >= frames:
                self._free[index : index + 1] = [(begin + frames, end)] * (end - begin > frames)
                return begin
        self._grow(frames)
        return self._room(frames)

    def _grow(self, frames: int) -> None:
        old = len(self.samples)
        longer = np.zeros(old + max(old, frames), np.float32)
        longer[:old] = self.samples
        self.samples = longer
        self._taken[-1] = (old, len(longer))
        self.give_back(-1)
