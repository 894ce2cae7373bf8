"""What comes in, printed to stdout for who looks for a fault. Called on the event loop, prints on a
thread of its own, since a terminal or pipe that nobody reads would hold the loop.
"""

from __future__ import annotations

import contextlib
import queue
import sys
import threading

from notono_live.engine.bus import Peer
from notono_live.protocol.wire import Message

WAITING = 1000  # lines; more than that are dropped, and counted
PARSED, HEX = 1, 2  # bits of the level


class Dump:
    """`level` as in /notono/dumpOSC: 0 off, 1 parsed, 2 hex, 3 both."""

    def __init__(self) -> None:
        self.level = 0
        self._lines: queue.Queue[str | None] = queue.Queue(WAITING)
        self._thread: threading.Thread | None = None
        self._dropped = 0

    def set_level(self, level: int) -> None:
        self.level = level
        if level and self._thread is None:
            self._thread = threading.Thread(target=self._print, name="dumpOSC", daemon=True)
            self._thread.start()

    def show(self, packet: bytes, message: Message | None, peer: Peer) -> None:
        """One message as it came; None where it could not be read."""
        if self.level & PARSED:
            said = "unreadable" if message is None else _parsed(message)
            self._put(f"{peer} {said}")
        if self.level & HEX:
            for at in range(0, len(packet), 16):
                self._put(f"  {at:4d}  {packet[at : at + 16].hex(' ', 4)}")

    def close(self) -> None:
        """Print what waits, for a second at most."""
        self.level = 0
        if self._thread is not None:
            with contextlib.suppress(queue.Full):
                self._lines.put_nowait(None)
            self._thread.join(1.0)

    def _put(self, line: str) -> None:
        try:
            if self._dropped:
                self._lines.put_nowait(f"({self._dropped} lines dropped)")
                self._dropped = 0
            self._lines.put_nowait(line)
        except queue.Full:
            self._dropped += 1

    def _print(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # whoever read is gone
            while (line := self._lines.get()) is not None:
                sys.stdout.write(f"dumpOSC {line}\n")
                if self._lines.empty():
                    sys.stdout.flush()
            sys.stdout.flush()


def _parsed(message: Message) -> str:
    """Every text is quoted, so that none can act on a terminal."""
    return " ".join([ascii(message.address).strip("'"), *map(ascii, message.atoms)])
