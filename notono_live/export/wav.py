"""WAV files that samplers understand: 24-bit PCM with root note and story, put in place whole.

Runs on any thread, off the event loop: it writes and syncs files. Chunks stand in the order
`fmt `, `smpl`, `inst`, `LIST`, `data`, all little-endian, odd sizes padded with one zero byte.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from notono_live.errors import FileTrouble
from notono_live.notes.loops import Loop
from notono_live.whole_file import beside

HEAD_BYTES = 4096  # what stands before the sound is shorter
FULL_SCALE = 2**23 - 1  # the largest 24-bit sample


@dataclass(frozen=True, slots=True)
class Story:
    """What a file says of itself: root note (MIDI 0..127), INFO texts by their four letters, what
    to repeat while a key is held, and the keys and velocities it is meant for."""

    unity_note: int
    texts: Mapping[str, str]
    loop: Loop | None = None
    lowest: int = 0
    highest: int = 127
    softest: int = 1
    loudest: int = 127


def wav_bytes(samples: np.ndarray, rate_hz: int, story: Story) -> bytes:
    """A mono file of `samples`, (frames,) float, full scale ±1; louder ones are clipped.

    >>> wav_bytes(np.zeros(2, np.float32), 48_000, Story(60, {}))[:4]
    b'RIFF'
    """
    chunks = (
        _chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, rate_hz, rate_hz * 3, 3, 24)),
        _chunk(b"smpl", _sampler(rate_hz, story.unity_note, story.loop)),
        _chunk(b"inst", _instrument(story)),
        _chunk(b"LIST", _info(story.texts)),
        _chunk(b"data", pcm24(samples)),
    )
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _chunk(name: bytes, payload: bytes) -> bytes:
    return name + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)


def _sampler(rate_hz: int, unity_note: int, loop: Loop | None) -> bytes:
    """All 36 bytes even without a loop: libsndfile drops the root note of a shorter chunk. A loop
    goes forward for ever; both its ends are heard.

    >>> _sampler(16_000, 60, Loop(100, 63_999))[8:16].hex()
    '24f400003c000000'
    """
    period_ns = round(1e9 / rate_hz)
    head = struct.pack("<9I", 0, 0, period_ns, unity_note, 0, 0, 0, int(loop is not None), 0)
    return head + (struct.pack("<6I", 0, 0, *loop, 0, 0) if loop is not None else b"")


def _instrument(story: Story) -> bytes:
    """Note, cents, decibels, keys, velocities."""
    ends = story.lowest, story.highest, story.softest, story.loudest
    return struct.pack("<BbbBBBB", story.unity_note, 0, 0, *ends)


def _info(texts: Mapping[str, str]) -> bytes:
    return b"INFO" + b"".join(
        _chunk(name.encode("ascii"), text.encode("ascii", "replace") + b"\0")
        for name, text in texts.items()
    )


def told_by(path: Path) -> tuple[int, dict[str, str]]:
    """What one of our files says of itself: rate in Hz and INFO texts; (0, {}) where it is missing,
    cut short or somebody else's."""
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD_BYTES)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return 0, {}
    texts, rate_hz = {}, 0
    try:
        whole = head[:4] == b"RIFF" and struct.unpack_from("<I", head, 4)[0] == size - 8
        for name, start, length in _chunks(head, 12) if whole else ():
            if name == b"fmt ":
                rate_hz = struct.unpack_from("<I", head, start + 4)[0]
            elif name == b"LIST":
                for key, at, bytes_long in _chunks(head[: start + length], start + 4):
                    text = head[at : at + bytes_long].rstrip(b"\0")
                    texts[key.decode("ascii")] = text.decode("ascii", "replace")
    except (struct.error, UnicodeDecodeError):
        return 0, {}
    return rate_hz, texts


def loop_of(path: Path) -> Loop | None:
    """The loop in one of our files, if it has one. Raises FileTrouble."""
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise FileTrouble(f"{path} cannot be read: {error.strerror}") from error
    for name, start, length in _chunks(head, 12):
        if name == b"smpl" and length >= 60:
            return Loop(*struct.unpack_from("<II", head, start + 44))
    return None


def _chunks(content: bytes, start: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and length of each chunk's payload, as far as the content goes."""
    while start + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, start)
        yield name, start + 8, length
        start += 8 + length + length % 2


def pcm24(samples: np.ndarray) -> bytes:
    """
    >>> pcm24(np.array([0.0, 1.0, -1.0])).hex()
    '000000ffff7f010080'
    """
    whole = np.rint(np.clip(samples, -1.0, 1.0).astype(np.float64) * FULL_SCALE).astype("<i4")
    return bytes(whole.view(np.uint8).reshape(-1, 4)[:, :3].tobytes())


def replace_file(path: Path, content: bytes, sync: bool = True) -> None:
    """Put a whole file in place. Without `sync` a power cut, though not the end of this process,
    may still cost it. Raises FileTrouble."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside(path) as new, open(new, "xb") as file:
            file.write(content)
            file.flush()
            if sync:
                os.fsync(file.fileno())
    except OSError as error:
        raise FileTrouble(f"{path} cannot be written: {error.strerror}") from error
