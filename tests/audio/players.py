"""A player on an event loop of the test's own, and everything it was told."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

import numpy as np
import psutil

from notono_live.audio.messages import AudioHeard
from notono_live.audio.player import Player, State
from notono_live.config import Audio

PATIENCE_SECONDS = 30.0


class Listener:
    """Hears what the player says."""

    def __init__(self) -> None:
        self.heard: list[AudioHeard] = []

    def __call__(self, message: AudioHeard) -> None:
        self.heard.append(message)

    def of(self, kind: type) -> list[AudioHeard]:
        return [message for message in self.heard if isinstance(message, kind)]


def has_come(hear: Listener, message: AudioHeard) -> bool:
    return hear.heard[-1] == message


@contextlib.asynccontextmanager
async def playing(
    settings: Audio, hear: Callable[[AudioHeard], None] = lambda message: None, wait: bool = True
) -> AsyncIterator[Player]:
    """A player that plays while the block runs; it must be gone two seconds after it."""
    player = Player(settings, hear)
    running = asyncio.create_task(player.run())
    try:
        if wait:
            await until(lambda: player.state is State.PLAYING)
        yield player
    finally:
        began_at = time.monotonic()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        assert time.monotonic() - began_at < 2
        assert not audio_processes()


async def until(holds: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to be"
        await asyncio.sleep(0.005)


async def mixed(player: Player, seconds: float) -> None:
    """Until the counters, a twentieth of a second old at most, have gone on by so much sound."""
    enough = player.counters.frames + round(seconds * player.rate_hz)
    await until(lambda: player.counters.frames >= enough)


def audio_processes() -> list[psutil.Process]:
    """Children of this process that were spawned for audio, and live."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            alive = child.status() != psutil.STATUS_ZOMBIE
            if alive and "multiprocessing.spawn" in " ".join(child.cmdline()):
                found.append(child)
    return found


def tone(pitch_hz: float = 440.0, rate_hz: int = 48_000, seconds: float = 4.0) -> np.ndarray:
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    return (0.4 * np.sin(2 * np.pi * pitch_hz * t)).astype(np.float32)


def onset(samples: np.ndarray) -> int:
    """The first of (N, 2) frames that is not silent."""
    return int(np.flatnonzero(np.abs(samples).max(axis=1) > 0)[0])
