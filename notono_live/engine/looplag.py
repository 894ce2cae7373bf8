"""How late the event loop comes to a timer: what every answer has to wait for. Runs on the loop."""

from __future__ import annotations

import asyncio

from notono_live.engine.figures import Figures

EVERY_SECONDS = 0.02


async def watch_loop(figures: Figures, every_seconds: float = EVERY_SECONDS) -> None:
    """Keep the figures' stage `loop` up to date, until cancelled. The system's own timer is part
    of it: some tenth of a millisecond."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + every_seconds
        await asyncio.sleep(every_seconds)
        figures.took("loop", max(0.0, loop.time() - due))
