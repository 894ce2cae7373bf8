"""`/notono/stats`: the times of each stage, and what was counted since the start. On the event
loop."""

from __future__ import annotations

from notono_live.engine.ahead import Ahead
from notono_live.engine.bus import Asked, Bus, Handlers
from notono_live.engine.desk import Desk
from notono_live.engine.figures import STAGES
from notono_live.engine.instrument import Instrument
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told

MODULUS = 1_000_000  # Pure Data's numbers are exact below it


class Stats:
    """Counts requests; all else it asks of those who know."""

    def __init__(self, bus: Bus, desk: Desk, player: Instrument, ahead: Ahead) -> None:
        self.requests = 0
        self._ahead = ahead
        self._bus = bus
        self._desk = desk
        self._player = player
        self.handlers: Handlers = {ask.Stats: self._tell}

    def _tell(self, command: ask.Stats, asked: Asked) -> None:
        figures = self._desk.figures
        for stage in STAGES:
            count, newest = figures.count(stage), figures.last(stage)
            row = told.StageIs(stage, count, *figures.percentiles(stage), newest)
            self._bus.answer(asked.peer, row)
        self._bus.answer(asked.peer, self._counters())
        ahead = self._ahead
        counts = ahead.hits % MODULUS, ahead.misses % MODULUS, len(ahead), ahead.bytes / 1e6
        self._bus.answer(asked.peer, told.AheadIs(*counts))
        self._bus.report(asked.peer, told.Done(asked.verb, asked.id, 0, (len(STAGES),)))

    def _counters(self) -> told.CountersAre:
        sound = self._player.counters
        return told.CountersAre(
            queue=self._desk.queue_length,
            running=int(self._desk.running),
            clients=self._bus.clients,
            dropouts=sound.dropouts,
            voices=sound.voices,
            frames=sound.frames % MODULUS,
            requests=self.requests % MODULUS,
            fails=self._desk.figures.fails,
        )
