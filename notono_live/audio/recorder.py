"""What is heard, into a WAV. The audio callback copies each block into a ring; a thread of the
recorder's own writes it out. The file is whole after every write, so a killed process spoils none.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from notono_live.audio.messages import Recorded

RING_SECONDS = 4.0  # a disk may stand still for so long
WRITE_SECONDS = 0.05
HEADER = struct.Struct("<4sI4s4sIHHIIHHH4sII4sI")
MOST_FRAMES = (2**32 - 2**20) // 8  # RIFF counts bytes in 32 bits


class WavFile:
    """Two channels of 32-bit float. Raises OSError as files do."""

    def __init__(self, path: Path, rate_hz: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.frames = 0
        self._rate_hz = rate_hz
        self._file = open(path, "wb")  # noqa: SIM115
        self.write(np.zeros((0, 2), np.float32))

    def write(self, samples: np.ndarray) -> None:
        """(frames, 2) float32, added at the end."""
        self._file.seek(0, 2)
        self._file.write(samples.astype("<f4", copy=False).tobytes())
        self.frames += len(samples)
        self._file.seek(0)
        self._file.write(_header(self.frames, self._rate_hz))
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def _header(frames: int, rate_hz: int) -> bytes:
    """
    >>> len(_header(0, 48_000)) == HEADER.size == 58
    True
    """
    size = frames * 8
    form = (b"fmt ", 18, 3, 2, rate_hz, rate_hz * 8, 8, 32, 0)
    riff = (b"RIFF", HEADER.size - 8 + size, b"WAVE")
    return HEADER.pack(*riff, *form, b"fact", 4, frames, b"data", size)


class Recording:
    """One file, from its making to `finish`. `say` is called on its own thread when the file is
    complete."""

    def __init__(self, path: Path, rate_hz: int, say: Callable[[Recorded], None]) -> None:
        self._path = path
        self._rate_hz = rate_hz
        self._say = say
        self._ring = np.zeros((round(RING_SECONDS * rate_hz), 2), np.float32)
        self._head = self._tail = self._missed = 0
        self._finish = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def push(self, block: np.ndarray) -> None:
        """Called by the audio callback with every (frames, 2) block."""
        size, frames = len(self._ring), len(block)
        if self._head + frames - self._tail > size:
            self._missed += frames
            return
        at = self._head % size
        first = min(frames, size - at)
        self._ring[at : at + first] = block[:first]
        self._ring[: frames - first] = block[first:]
        self._head += frames

    def finish(self) -> None:
        """Once nothing is pushed any more; waits for nothing."""
        self._finish.set()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _write(self) -> None:
        """Runs on a thread."""
        frames, trouble = 0, ""
        try:
            file = WavFile(self._path, self._rate_hz)
            try:
                while not self._finish.wait(WRITE_SECONDS) and file.frames < MOST_FRAMES:
                    self._drain(file)
                self._drain(file)
            finally:
                frames = file.frames
                file.close()
        except OSError as error:
            trouble = f"{self._path} cannot be written: {error.strerror}; choose another folder"
        if self._missed and not trouble:
            trouble = f"the disk was too slow: {self._missed} frames are missing"
        self._say(Recorded(self._path, frames, self._rate_hz, trouble))

    def _drain(self, file: WavFile) -> None:
        head, size = self._head, len(self._ring)
        while self._tail < head:
            at = self._tail % size
            run = min(head - self._tail, size - at)
            file.write(self._ring[at : at + run])
            self._tail += run
