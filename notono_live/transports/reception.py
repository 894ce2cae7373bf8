"""What every OSC transport does with a packet that came in, and with a notification that goes out.
Runs on the event loop; decides nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict

from notono_live.engine.bus import Peer
from notono_live.engine.engine import Engine
from notono_live.errors import Busy, NotonoError
from notono_live.protocol import addresses, answers, wire
from notono_live.protocol import commands as ask
from notono_live.protocol.notifications import Notification
from notono_live.transports.dump import Dump

NTP_EPOCH_SECONDS = 2_208_988_800  # 1900 to 1970
AHEAD_SECONDS = 2.0  # bundles timed further ahead run at once: their sender's clock is wrong
MAX_AHEAD = 1024  # bundles that wait for their time

log = logging.getLogger("notono.osc")


class Reception:
    """One for all transports of a server."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._dump = Dump()
        self._ahead = 0
        self._warned_of_clock = False
        self._last: tuple[Notification, bytes] | None = None
        engine.serve({ask.DumpOsc: lambda command, _: self._dump.set_level(command.level)})

    def close(self) -> None:
        self._dump.close()

    def take(self, datagram: bytes, peer: Peer) -> None:
        """All that a packet asks for, now or at its time."""
        try:
            timed = wire.split(datagram)
        except NotonoError as error:
            self._dump.show(datagram, None, peer)
            self.engine.refuse("datagram", peer, error)
            return
        by_time: defaultdict[int, list[bytes]] = defaultdict(list)
        for time_tag, packet in timed:
            by_time[time_tag].append(packet)
        for time_tag, packets in by_time.items():
            delay = self._delay(time_tag)
            if delay <= 0:
                self._obey_all(packets, peer)
            elif self._ahead < MAX_AHEAD:
                self._ahead += 1
                asyncio.get_running_loop().call_later(delay, self._obey_later, packets, peer)
            else:
                full = Busy(f"{MAX_AHEAD} bundles wait for their time already; send them later")
                self.engine.refuse("datagram", peer, full)

    def written(self, notification: Notification) -> bytes:
        """Its packet. What is told to many is written once."""
        if self._last is None or self._last[0] is not notification:
            self._last = notification, wire.write(answers.tell(notification))
        return self._last[1]

    def _obey_later(self, packets: list[bytes], peer: Peer) -> None:
        self._ahead -= 1
        self._obey_all(packets, peer)

    def _obey_all(self, packets: list[bytes], peer: Peer) -> None:
        """What came together is done together; a bad message does not take the others with it."""
        with self.engine.bundle():
            for packet in packets:
                try:
                    message = wire.read(packet)
                except NotonoError as error:
                    self._dump.show(packet, None, peer)
                    self.engine.refuse("datagram", peer, error)
                else:
                    self._dump.show(packet, message, peer)
                    self._obey(message, peer)

    def _obey(self, message: wire.Message, peer: Peer) -> None:
        verb = addresses.verb_of(message)
        if answers.is_told_only(verb):
            log.debug("%s came in from %s, not answered", verb, peer)
            return
        try:
            requests = [
                addresses.parse(each) for each in addresses.expand(message, len(self.engine.bank))
            ]
        except NotonoError as error:
            self.engine.refuse(verb, peer, error)
            return
        for request in requests:
            if request is not None:
                self.engine.handle(request, peer)

    def _delay(self, time_tag: int) -> float:
        """Seconds until a time tag, 0 for past ones and for those too far ahead to be meant."""
        if time_tag <= wire.IMMEDIATELY:
            return 0.0
        delay = time_tag / 2**32 - NTP_EPOCH_SECONDS - time.time()
        if delay > AHEAD_SECONDS:
            if not self._warned_of_clock:
                log.warning("a bundle was timed %.1f s ahead and is run now: clocks differ", delay)
            self._warned_of_clock = True
            return 0.0
        return delay
