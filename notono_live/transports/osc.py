"""OSC over UDP. Runs on the event loop; decides nothing.

Whoever sends is answered, in this order: at the port it registered with `notify` (the engine's bus
knows), at `reply_port` of its host if that is set, or where it sent from. The host is always the
sender's own, so nobody can make this server talk to a third.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from dataclasses import dataclass, field
from typing import cast

from notono_live.config import Osc
from notono_live.errors import FileTrouble
from notono_live.protocol.notifications import Notification
from notono_live.transports.connection import is_loopback
from notono_live.transports.reception import Reception

BUFFER_BYTES = (4 << 20, 1 << 20)  # bursts are lost in the default receive buffer
UNTOLD = {"untold": True}  # of log lines that would follow from telling log lines

log = logging.getLogger("notono.osc")


@dataclass(frozen=True, slots=True)
class OscPeer:
    """A client: its host, and the port it is answered at."""

    host: str
    port: int
    mouth: OscServer = field(compare=False, repr=False)
    chosen: bool = field(default=False, compare=False)  # it named the port itself

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        return is_loopback(self.host)

    @property
    def ear(self) -> tuple[str, int]:
        return self.host, self.port if self.chosen else self.mouth.reply_port or self.port

    def at_port(self, port: int) -> OscPeer:
        return self.mouth.peer(self.host, port)

    def tell(self, notification: Notification) -> None:
        self.mouth.send(self.ear, notification)


class OscServer(asyncio.DatagramProtocol):
    """One UDP socket."""

    def __init__(self, settings: Osc, reception: Reception) -> None:
        self.host = settings.host  # the address it is bound to, once it is
        self.reply_port = settings.reply_port
        self._settings = settings
        self._reception = reception
        self._transport: asyncio.DatagramTransport | None = None
        self._full = False  # more waits to be sent than the system takes

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
        self.host, port = transport.get_extra_info("sockname")[:2]
        return int(port)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def peer(self, host: str, port: int) -> OscPeer:
        """Who listens at a port of a host."""
        return OscPeer(host, port, self, chosen=True)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        widen(transport.get_extra_info("socket"))

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False

    def error_received(self, error: Exception) -> None:
        log.debug("a client's port is closed: %s", error, extra=UNTOLD)

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        self._reception.take(data, OscPeer(source[0], source[1], self))

    def send(self, ear: tuple[str, int], notification: Notification) -> None:
        """What the network cannot take now is dropped, as it may drop any datagram."""
        if self._transport is not None and not (self._full or self._transport.is_closing()):
            with contextlib.suppress(OSError):
                self._transport.sendto(self._reception.written(notification), ear)


def widen(sock: socket.socket, sizes: tuple[int, ...] = BUFFER_BYTES) -> int:
    """Ask for a receive buffer of the first size that is granted; the bytes there are then, which
    are fewer without an error where Linux's rmem_max is lower."""
    for size in sizes:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
            break
    granted = sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    if granted < sizes[-1]:
        log.warning(
            "the receive buffer is %d kB, so bursts of messages may be lost; "
            "sysctl -w net.core.rmem_max=%d allows more",
            granted // 1024,
            sizes[0],
        )
    return granted
