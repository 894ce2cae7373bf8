"""Lines of log that follow from telling lines of log end there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from toys import Listener

from notono_live.engine.bus import Bus
from notono_live.engine.knobs import Knobs
from notono_live.engine.logbook import Logbook
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told
from notono_live.transports.osc import UNTOLD

log = logging.getLogger("notono.test")


class Chatterbox(Listener):
    """Writes a line of log whenever it is told something, and another one later."""

    def tell(self, notification: told.Notification) -> None:
        super().tell(notification)
        log.error("told %s", notification)
        asyncio.get_running_loop().call_soon(lambda: log.error("was told", extra=UNTOLD))


@contextmanager
def logbook(bus: Bus, knobs: Knobs) -> Iterator[None]:
    book = Logbook(bus, knobs)
    book.open()
    try:
        yield
    finally:
        book.close()


def test_telling_never_leads_to_more_telling() -> None:
    async def work() -> None:
        bus = Bus(max_clients=2, timeout_seconds=600)
        peer = Chatterbox()
        bus.follow(peer, 0.0, frozenset({"log"}))
        with logbook(bus, Knobs(bus, lambda controls: None)):
            log.warning("once")
            for _ in range(10):
                await asyncio.sleep(0)
        assert peer.heard == [told.LogLine("warning", "once")]

    asyncio.run(work())


def test_the_level_is_a_parameter_and_ends_as_it_was() -> None:
    async def work() -> None:
        bus = Bus(max_clients=2, timeout_seconds=600)
        peer = Listener()
        bus.follow(peer, 0.0, frozenset({"log"}))
        knobs = Knobs(bus, lambda controls: None)

        async def told_at(level: str) -> list[told.Notification]:
            knobs.handlers[ask.Set](ask.Set("log/level", (level,)), None)  # type: ignore[arg-type]
            peer.heard.clear()
            for say in (log.debug, log.info, log.warning, log.error):
                say("line")
            await asyncio.sleep(0)
            return list(peer.heard)

        with logbook(bus, knobs):
            assert [len(await told_at(level)) for level in ("debug", "error", "info")] == [4, 1, 3]
        assert logging.getLogger("notono").level == logging.NOTSET
        log.error("nobody hears")
        await asyncio.sleep(0)
        assert len(peer.heard) == 3

    asyncio.run(work())
