"""Where long work may be ended. Any thread or process."""

from __future__ import annotations

from collections.abc import Callable

Pause = Callable[[], None]  # called between two pieces of work; may raise to end it


def no_pause() -> None:
    """Nobody ends this work."""
