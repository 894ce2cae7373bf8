"""`/notono/auto 1`: the region is drawn again by itself whenever a control settles. Runs on the
event loop.

A knob that rests for a moment has settled; one that keeps moving is followed as fast as the model
goes. One drawing of our own is under way at a time, and takes the knobs as they are when it begins:
the newest always wins, and a sweep is heard as it goes and not only when it ends.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import fields

from notono_live.engine.bus import Asked, House
from notono_live.engine.desk import Desk, Ticket
from notono_live.engine.knobs import Knobs
from notono_live.engine.orders import Orders
from notono_live.errors import NotonoError
from notono_live.protocol import commands as ask
from notono_live.protocol.controls import Controls

log = logging.getLogger("notono.engine")

REST_SECONDS = 0.08  # a control that has not moved for so long has settled
PATIENCE_SECONDS = 0.25  # one that keeps moving is not waited for any longer

# What a drawing depends on. The slot does not: to look at another is not to change it.
DRAWN_FROM = (
    "instrument", "pitch", "dynamics", "temperature", "top_p", "top_k", "guidance", "seed",
    "retrigger", "layer", "start_seconds", "length_seconds", "low", "width",
)  # fmt: skip
assert set(DRAWN_FROM) <= {field.name for field in fields(Controls)}


class Auto:
    """Watches the knobs, and asks for what a hand on `regenerate` would ask for."""

    def __init__(self, knobs: Knobs, orders: Orders, desk: Desk) -> None:
        self._knobs = knobs
        self._orders = orders
        self._desk = desk
        self._house = House()
        self._restless_since: float | None = None  # the first move not yet followed
        self._timer: asyncio.TimerHandle | None = None
        self._drawing = False  # a drawing of ours is under way
        knobs.watchers.append(self._moved)
        desk.watchers.append(self._ended)

    def close(self) -> None:
        self._restless_since = None
        self._set_timer(None)

    def _moved(self, before: Controls, after: Controls) -> None:
        if not after.auto:
            return self.close()
        if all(getattr(before, name) == getattr(after, name) for name in DRAWN_FROM):
            return
        now = asyncio.get_running_loop().time()
        if self._restless_since is None:
            self._restless_since = now
        if not self._drawing:
            patience = self._restless_since + PATIENCE_SECONDS - now
            self._set_timer(max(0.0, min(REST_SECONDS, patience)))

    def _set_timer(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop() if seconds is not None else None
        self._timer = loop.call_later(seconds or 0.0, self._draw) if loop else None

    def _draw(self) -> None:
        """An empty slot is filled; a locked one, or a model that is not ready, is left in peace."""
        self._restless_since, self._timer = None, None
        try:
            if self._orders.slot(0).take is None:
                self._orders.generate(ask.SlotGenerate(0), Asked("generate", self._house))
            else:
                self._orders.regenerate(ask.SlotRegenerate(0), Asked("regenerate", self._house))
        except NotonoError as error:
            log.debug("auto: %s", error)
        else:
            self._drawing = True

    def _ended(self, ticket: Ticket) -> None:
        if ticket.peer is self._house:
            self._drawing = False
            if self._restless_since is not None:
                self._set_timer(0.0)
