"""Websockets: a peer that is gone when its connection closes, and all of them, to be closed
together. Runs on the event loop.
"""

from __future__ import annotations

import asyncio
import json
import logging

from aiohttp import WSMsgType, web

from notono_live.errors import NotonoError
from notono_live.protocol.wire import MAX_DATAGRAM
from notono_live.transports.connection import UNREAD_BYTES, Connection, Ports
from notono_live.transports.reception import Reception

HEARTBEAT_SECONDS = 20.0  # a websocket that answers no ping is closed
CLOSE_SECONDS = 1.0  # what a client is given to end when the server does

log = logging.getLogger("notono.web")


class WebPeer(Connection):
    """A client at a websocket. OSC goes both ways in binary frames; text is OSCQuery's LISTEN and
    IGNORE."""

    def __init__(self, request: web.Request, reception: Reception, ports: Ports) -> None:
        super().__init__(reception, ports)
        self._request = request
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue()
        self._waiting_bytes = 0

    def __str__(self) -> str:
        return f"websocket {self.host}"

    def send(self, packet: bytes) -> None:
        self._waiting_bytes += len(packet)
        if self._waiting_bytes <= UNREAD_BYTES:
            self._waiting.put_nowait(packet)
        elif self._request.transport is not None and not self._request.transport.is_closing():
            log.warning("%s is closed: it leaves %d bytes unread", self, UNREAD_BYTES)
            self._request.transport.abort()

    async def write(self, ws: web.WebSocketResponse) -> None:
        """Send what waits, until the connection is closed."""
        try:
            while True:
                packet = await self._waiting.get()
                await self.put(ws, packet)
                self._waiting_bytes -= len(packet)
        except ConnectionError:
            log.debug("%s is gone", self)

    async def put(self, ws: web.WebSocketResponse, packet: bytes) -> None:
        await ws.send_bytes(packet)

    def take_bytes(self, packet: bytes) -> None:
        self._reception.take(packet, self)

    def take_text(self, text: str) -> None:
        """LISTEN and IGNORE; the proposal has no way to say that one went wrong."""
        try:
            asked = json.loads(text)
            command, path = asked["COMMAND"], asked["DATA"]
            session = self._reception.engine.session
            {"LISTEN": session.follow, "IGNORE": session.unfollow}[command](self, path)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NotonoError):
            log.info("%s sent a command that is not LISTEN or IGNORE of an address", self)


class Sockets:
    """The websockets that are open."""

    def __init__(self, reception: Reception, ports: Ports) -> None:
        self._reception = reception
        self._ports = ports
        self._open: set[web.WebSocketResponse] = set()

    async def serve(
        self, request: web.Request, kind: type[WebPeer] = WebPeer
    ) -> web.WebSocketResponse:
        """Talk to one client until it goes."""
        ws = web.WebSocketResponse(
            max_msg_size=MAX_DATAGRAM, heartbeat=HEARTBEAT_SECONDS, timeout=CLOSE_SECONDS
        )
        await ws.prepare(request)
        peer = kind(request, self._reception, self._ports)
        if request.transport is None:  # it went meanwhile
            return ws
        peer.opened(request.transport)
        self._open.add(ws)
        writing = asyncio.create_task(peer.write(ws))
        try:
            async for message in ws:
                if message.type is WSMsgType.BINARY:
                    peer.take_bytes(message.data)
                elif message.type is WSMsgType.TEXT:
                    peer.take_text(message.data)
                await asyncio.sleep(0)  # the others get their turn
        finally:
            self._open.discard(ws)
            writing.cancel()
            peer.closed()
        return ws

    async def close(self, app: web.Application) -> None:
        for ws in list(self._open):
            await ws.close(code=1001, message=b"the server stops")
