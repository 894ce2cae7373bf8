"""OSC over UDP: datagrams to requests, notifications to datagrams. Runs on the event loop; decides
nothing.

Whoever sends is answered, in this order: at the port it registered with `notify` (the engine's bus
knows), at `reply_port` of its host if that is set, or where it sent from. The host is always the
sender's own, so nobody can make this server talk to a third.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from collections import defaultdict
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import cast

from notono_live.config import Osc
from notono_live.engine.engine import Engine
from notono_live.errors import FileTrouble, NotonoError
from notono_live.protocol import addresses, answers, wire
from notono_live.protocol.notifications import Notification

NTP_EPOCH_SECONDS = 2_208_988_800  # 1900 to 1970
AHEAD_SECONDS = 2.0  # bundles timed further ahead run at once: their sender's clock is wrong
BUFFER_BYTES = (4 << 20, 1 << 20)  # bursts are lost in the default receive buffer

log = logging.getLogger("notono.osc")


@dataclass(frozen=True, slots=True)
class OscPeer:
    """A client: its host, and the port it is answered at."""

    host: str
    port: int
    mouth: OscServer = field(compare=False, repr=False)
    chosen: bool = field(default=False, compare=False)  # it named the port itself

    @property
    def is_local(self) -> bool:
        return ip_address(self.host.partition("%")[0]).is_loopback

    @property
    def ear(self) -> tuple[str, int]:
        return self.host, self.port if self.chosen else self.mouth.reply_port or self.port

    def at_port(self, port: int) -> OscPeer:
        return OscPeer(self.host, port, self.mouth, chosen=True)

    def tell(self, notification: Notification) -> None:
        self.mouth.send(self.ear, notification)


class OscServer(asyncio.DatagramProtocol):
    """One UDP socket."""

    def __init__(self, settings: Osc, engine: Engine) -> None:
        self.reply_port = settings.reply_port
        self._settings = settings
        self._engine = engine
        self._transport: asyncio.DatagramTransport | None = None
        self._warned_of_clock = False

    async def open(self) -> int:
        """Bind, and return the port; FileTrouble when it is taken."""
        host, port = self._settings.host, self._settings.port
        loop = asyncio.get_running_loop()
        try:
            transport, _ = await loop.create_datagram_endpoint(
                lambda: self, local_addr=(host, port)
            )
        except OSError as error:
            raise FileTrouble(
                f"UDP {host}:{port} cannot be opened: {error.strerror}; "
                "stop what listens there or give another --port (0 takes a free one)"
            ) from error
        return int(transport.get_extra_info("sockname")[1])

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        _widen(transport.get_extra_info("socket"))

    def error_received(self, error: Exception) -> None:
        log.debug("a client's port is closed: %s", error)

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        peer = OscPeer(source[0], source[1], self)
        try:
            packets = wire.split(data)
        except NotonoError as error:
            self._engine.refuse("datagram", peer, error)
            return
        by_time: defaultdict[int, list[bytes]] = defaultdict(list)
        for time_tag, packet in packets:
            by_time[time_tag].append(packet)
        for time_tag, together in by_time.items():
            delay = self._delay(time_tag)
            if delay <= 0:
                self._take(together, peer)
            else:
                asyncio.get_running_loop().call_later(delay, self._take, together, peer)

    def _take(self, packets: list[bytes], peer: OscPeer) -> None:
        """What came together is done together; a bad message does not take the others with it."""
        for packet in packets:
            try:
                message = wire.read(packet)
            except NotonoError as error:
                self._engine.refuse("datagram", peer, error)
            else:
                self._obey(message, peer)

    def _obey(self, message: wire.Message, peer: OscPeer) -> None:
        verb = addresses.verb_of(message)
        if answers.is_told_only(verb):
            log.debug("%s came in from %s, not answered", verb, peer)
            return
        try:
            requests = [
                addresses.parse(each) for each in addresses.expand(message, len(self._engine.bank))
            ]
        except NotonoError as error:
            self._engine.refuse(verb, peer, error)
            return
        for request in requests:
            if request is not None:
                self._engine.handle(request, peer)

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

    def send(self, ear: tuple[str, int], notification: Notification) -> None:
        if self._transport is not None and not self._transport.is_closing():
            datagram = wire.write(answers.tell(notification))
            with contextlib.suppress(OSError):
                self._transport.sendto(datagram, ear)


def _widen(sock: socket.socket) -> None:
    for size in BUFFER_BYTES:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
            return
