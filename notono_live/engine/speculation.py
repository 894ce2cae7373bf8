"""While all rests, what is likely to be asked for next is drawn ahead. Runs on the event loop.

Only after the first redraw, a few notes a rest, one at a time, and only while nobody waits for
anything: the first thing asked of the model ends it between two steps.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import os
from collections.abc import Iterator
from dataclasses import replace

import psutil

from notono_live.config import Model
from notono_live.engine.ahead import Ahead, Wish
from notono_live.engine.desk import Desk, Ticket
from notono_live.engine.jobs import Done, InpaintJob
from notono_live.engine.knobs import Knobs
from notono_live.engine.orders import Orders
from notono_live.errors import NotonoError
from notono_live.export.making import Drawn
from notono_live.notes.conditioning import FAMILIES, PITCH_HIGH, PITCH_LOW
from notono_live.protocol.controls import Controls

REST_SECONDS = 0.3  # without a knob turned or a work ended
MOST = 4  # drawings a rest

log = logging.getLogger("notono.engine")


class Speculation:
    """Watches knobs and tickets, and fills `ahead`."""

    def __init__(
        self, settings: Model, knobs: Knobs, orders: Orders, desk: Desk, ahead: Ahead
    ) -> None:
        self._mode = settings.speculate
        self._knobs = knobs
        self._orders = orders
        self._desk = desk
        self._ahead = ahead
        self._timer: asyncio.TimerHandle | None = None
        self._turned, self._up = "pitch", True  # the knob that moved last, and which way
        self._left = 0  # drawings of this rest
        if self._mode != "off":
            knobs.watchers.append(self._moved)
            desk.watchers.append(self._ended)

    def close(self) -> None:
        self._mode = "off"
        if self._timer is not None:
            self._timer.cancel()

    def _moved(self, before: Controls, after: Controls) -> None:
        if after.pitch != before.pitch:
            self._turned, self._up = "pitch", after.pitch > before.pitch
        elif after.instrument != before.instrument:
            self._turned, self._up = "instrument", _place(after) > _place(before)
        self._rest()

    def _ended(self, ticket: Ticket) -> None:
        self._rest()

    def _rest(self) -> None:
        """It begins now."""
        if self._mode == "off":
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(REST_SECONDS, self._rested)

    def _rested(self) -> None:
        self._left = MOST
        if not self._ahead.hits + self._ahead.misses:
            return  # nobody has redrawn anything yet
        if self._mode == "on":
            return self._next()
        looking = asyncio.get_running_loop().run_in_executor(None, has_power_to_spare)
        looking.add_done_callback(lambda found: self._next() if found.result() else None)

    def _next(self) -> None:
        """Draw the likeliest that is not there yet."""
        try:
            wish = next((w for w in self._likely() if w not in self._ahead), None)
        except NotonoError:
            return  # an empty slot, or a region outside of its note
        if wish is None or self._left == 0 or self._mode == "off":
            return
        drawn = Drawn(None, wish.base.columns, wish.region, wish.labels, wish.sampling)
        parts = wish.base, drawn.constraint, wish.labels, wish.sampling
        deliver = functools.partial(self._drawn, wish)
        if self._desk.ahead(lambda number: InpaintJob(number, *parts), deliver, self._failed):
            self._left -= 1

    def _drawn(self, wish: Wish, outcome: Done) -> None:
        self._ahead.put(wish, outcome.note)
        self._next()

    def _failed(self) -> None:
        """What nobody asked for may not cost anybody anything twice."""
        log.warning("drawing ahead failed; nothing more is drawn ahead")
        self.close()

    def _likely(self) -> Iterator[Wish]:
        """What a bare regenerate would draw: as the knobs stand, and one step away."""
        now = self._knobs.controls
        for controls in (now, *self._near(now)):
            yield self._orders.redraw(controls)

    def _near(self, now: Controls) -> list[Controls]:
        """One step of the knob that was turned last, on and back; then of the other."""
        turned = "pitch", "instrument"
        steps = (1, -1) if self._up else (-1, 1)
        return [
            moved
            for name in sorted(turned, key=lambda name: name != self._turned)
            for step in steps
            if (moved := _STEPPED[name](now, step)) is not None
        ]


def has_power_to_spare() -> bool:
    """Whether the machine hangs on the mains, as far as it can tell, and has another core."""
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return (battery is None or battery.power_plugged is not False) and (os.cpu_count() or 1) > 1


def _pitched(now: Controls, step: int) -> Controls | None:
    pitch = now.pitch + step
    return replace(now, pitch=pitch) if PITCH_LOW <= pitch <= PITCH_HIGH else None


def _played(now: Controls, step: int) -> Controls | None:
    place = _place(now) + step
    return replace(now, instrument=str(FAMILIES[place])) if 0 <= place < len(FAMILIES) else None


_STEPPED = {"pitch": _pitched, "instrument": _played}


def _place(controls: Controls) -> int:
    """−1 for none."""
    names = [str(family) for family in FAMILIES]
    return names.index(controls.instrument) if controls.instrument in names else -1
