"""A client at the other end of a connection: a peer that is gone when it closes. Runs on the event
loop.
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv6Address, ip_address
from typing import Protocol

from notono_live.engine.bus import Peer
from notono_live.protocol.notifications import Notification
from notono_live.transports.reception import Reception

UNREAD_BYTES = 1 << 18  # what may wait here for a client to read it
SENDING_BYTES = 1 << 18  # and what the system may keep of it, which would be megabytes


class Ports(Protocol):
    """What knows how to reach a UDP port of a host."""

    def peer(self, host: str, port: int) -> Peer: ...


class Connection:
    """Equal to itself alone. What sends for it is `send`, which never waits."""

    def __init__(self, reception: Reception, ports: Ports) -> None:
        self.host = ""
        self._reception = reception
        self._ports = ports

    @property
    def is_local(self) -> bool:
        return is_loopback(self.host)

    @property
    def ear(self) -> Connection:
        return self

    def at_port(self, port: int) -> Peer:
        """A client may speak here and listen over UDP."""
        return self._ports.peer(self.host, port)

    def tell(self, notification: Notification) -> None:
        self.send(self._reception.written(notification))

    def send(self, packet: bytes) -> None:
        raise NotImplementedError

    def opened(self, transport: asyncio.BaseTransport) -> None:
        self.host = str(transport.get_extra_info("peername")[0])
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENDING_BYTES)
        self._reception.engine.bus.connected(self)

    def closed(self) -> None:
        self._reception.engine.bus.gone(self)


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own.

    >>> is_loopback("127.0.0.1"), is_loopback("::ffff:127.0.0.1"), is_loopback("10.0.0.2")
    (True, True, False)
    """
    address = ip_address(host.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback
