"""OSC over TCP: length-prefixed or SLIP, each connection answered in its own framing. Runs on the
event loop; decides nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import cast

from notono_live.config import Osc
from notono_live.errors import FileTrouble, NotonoError
from notono_live.protocol.framing import Framing, framing_of
from notono_live.transports.connection import UNREAD_BYTES, Connection, Ports
from notono_live.transports.reception import Reception

PACKETS_A_TURN = 16  # of one connection, then the others get theirs

log = logging.getLogger("notono.osc")


class TcpServer:
    """One listening socket and its connections."""

    def __init__(self, settings: Osc, reception: Reception, ports: Ports) -> None:
        self._settings = settings
        self._reception = reception
        self._ports = ports
        self._server: asyncio.Server | None = None
        self._full = False
        self.connections: set[TcpConnection] = set()

    async def open(self, port: int) -> None:
        """Bind; FileTrouble when the port is taken."""
        host = self._settings.host
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(
                lambda: TcpConnection(self, self._reception, self._ports), host, port
            )
        except OSError as error:
            raise FileTrouble(
                f"TCP {host}:{port} cannot be opened: {error.strerror}; "
                "stop what listens there or give another --port (0 takes a free one)"
            ) from error

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for connection in list(self.connections):
            connection.close()

    def admits(self, connection: TcpConnection) -> bool:
        full = len(self.connections) >= self._settings.max_connections
        if full and not self._full:
            log.warning("%s is refused: there are %d already", connection, len(self.connections))
        elif not full:
            self.connections.add(connection)
        self._full = full
        return not full


class TcpConnection(asyncio.Protocol, Connection):
    """A client and its stream. While its packets wait to be done it is not read from, so its end is
    seen after all that came before it is done."""

    def __init__(self, server: TcpServer, reception: Reception, ports: Ports) -> None:
        super().__init__(reception, ports)
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._framing: Framing | None = None
        self._waiting: deque[bytes] = deque()
        self._name = "tcp"

    def __str__(self) -> str:
        return self._name

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        host, port = transport.get_extra_info("peername")[:2]
        self._name = f"tcp {host}:{port}"
        if not self._server.admits(self):
            self._transport.abort()
            return
        self.opened(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._server.connections.discard(self)
        if not self._waiting:
            self.closed()

    def data_received(self, data: bytes) -> None:
        try:
            if self._framing is None:
                self._framing = framing_of(data[0])
            self._waiting += self._framing.feed(data)
        except NotonoError as error:
            log.info("%s is closed: %s", self, error)
            self._reception.engine.refuse("stream", self, error)
            self.close()
        else:
            self._work()

    def _work(self) -> None:
        """Some of what waits, and the rest after the others had their turn."""
        for _ in range(PACKETS_A_TURN):
            if self._waiting:
                self._reception.take(self._waiting.popleft(), self)
        if self._waiting:
            if self._transport is not None:
                self._transport.pause_reading()
            asyncio.get_running_loop().call_soon(self._work)
        elif self._transport is None:
            self.closed()
        else:
            self._transport.resume_reading()

    def send(self, packet: bytes) -> None:
        transport = self._transport
        if transport is None or transport.is_closing() or self._framing is None:
            return
        if transport.get_write_buffer_size() > UNREAD_BYTES:
            log.warning("%s is closed: it leaves %d bytes unread", self, UNREAD_BYTES)
            transport.abort()
            return
        transport.write(self._framing.wrap(packet))

    def close(self) -> None:
        """End it; what it has not read by now it will not get."""
        self._waiting.clear()
        if self._transport is not None:
            self._transport.close()
