"""The loop's lag is measured."""

from __future__ import annotations

import asyncio
import time

from notono_live.engine.figures import Figures
from notono_live.engine.looplag import watch_loop


def test_what_holds_the_loop_is_seen() -> None:
    async def work() -> Figures:
        figures = Figures()
        watch = asyncio.create_task(watch_loop(figures, every_seconds=0.005))
        await asyncio.sleep(0.05)
        free = figures.percentiles("loop")[0]
        time.sleep(0.2)
        await asyncio.sleep(0.02)
        assert figures.percentiles("loop")[2] > 100
        assert free < 100
        watch.cancel()
        return figures

    assert asyncio.run(work()).count("loop") >= 3
