"""Lines of the program's own log, told to who listens to /notono/log. Lines are written on any
thread and told on the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time

from notono_live.engine.bus import Bus
from notono_live.engine.knobs import Knobs
from notono_live.protocol.controls import Controls
from notono_live.protocol.notifications import LogLine

ROOT = "notono"  # the logger of all loggers here
A_SECOND = 20.0  # lines that are told, in the long run
AT_ONCE = 40.0  # and in a burst


class Logbook(logging.Handler):
    """Never waits, never tells what comes of its own telling, and tells no flood. From which level
    on it tells is a parameter, /notono/log/level."""

    def __init__(self, bus: Bus, knobs: Knobs) -> None:
        super().__init__()
        self._bus = bus
        self._knobs = knobs
        self._loop = asyncio.get_running_loop()
        self._logger = logging.getLogger(ROOT)
        self._usual_level = self._logger.level
        self._telling = False
        self._left = AT_ONCE
        self._at = time.monotonic()
        self._dropped = 0

    def open(self) -> None:
        self._obey(self._knobs.controls, self._knobs.controls)
        self._knobs.watchers.append(self._obey)
        self._logger.addHandler(self)

    def close(self) -> None:
        self._logger.removeHandler(self)
        self._logger.setLevel(self._usual_level)
        super().close()

    def _obey(self, before: Controls, after: Controls) -> None:
        level = logging.getLevelNamesMapping()[after.log_level.upper()]
        self.setLevel(level)
        self._logger.setLevel(min(level, self._usual_level or logging.WARNING))

    def filter(self, record: logging.LogRecord) -> bool:
        """Records with `untold` follow from telling, on some later turn of the loop."""
        return not self._telling and not getattr(record, "untold", False)

    def emit(self, record: logging.LogRecord) -> None:
        """Called with the handler's lock held."""
        now = time.monotonic()
        self._left = min(AT_ONCE, self._left + (now - self._at) * A_SECOND)
        self._at = now
        if self._left < 1:
            self._dropped += 1
            return
        self._left -= 1
        if self._dropped:
            self._pass_on("warning", f"{self._dropped} lines were too many to be told")
            self._dropped = 0
        self._pass_on(record.levelname.lower(), _text(record))

    def _pass_on(self, level: str, text: str) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._tell, level, text)

    def _tell(self, level: str, text: str) -> None:
        self._telling = True
        try:
            self._bus.broadcast(LogLine(level, text))
        finally:
            self._telling = False


def _text(record: logging.LogRecord) -> str:
    trouble = record.exc_info[1] if record.exc_info else None
    why = f": {type(trouble).__name__}: {trouble}" if trouble else ""
    return f"{record.getMessage()}{why}"
