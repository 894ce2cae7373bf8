"""Telling the local network that we are here, so that TouchOSC and others find us by name. Runs on
the event loop. Best effort: a network without multicast costs a line of log and nothing more.
"""

from __future__ import annotations

import logging
import socket
from ipaddress import ip_address

import psutil
from zeroconf import Error, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

NAME = "notono-live"
OSC, OSCQUERY = "_osc._udp.local.", "_oscjson._tcp.local."

log = logging.getLogger("notono.mdns")


class Advertiser:
    """Services by type and port, on the addresses others can reach."""

    def __init__(self, host: str, services: dict[str, int]) -> None:
        self._host = host
        self._services = services
        self._zeroconf: AsyncZeroconf | None = None

    async def open(self, interfaces: list[str] | None = None) -> None:
        """`interfaces`: addresses to speak from; by default those that are told."""
        addresses = interfaces or reachable(self._host)
        if not addresses:
            log.info("no network to advertise on")
            return
        try:
            self._zeroconf = AsyncZeroconf(interfaces=addresses)
            for kind, port in self._services.items():
                info = ServiceInfo(
                    kind,
                    f"{NAME} {socket.gethostname()}.{kind}",
                    port=port,
                    parsed_addresses=addresses,
                    server=f"{NAME}-{socket.gethostname()}.local.",
                )
                await self._zeroconf.async_register_service(info, allow_name_change=True)
        except (OSError, Error) as error:
            log.warning("not advertised on the network: %s: %s", type(error).__name__, error)

    async def close(self) -> None:
        if self._zeroconf is not None:
            await self._zeroconf.async_unregister_all_services()
            await self._zeroconf.async_close()


def reachable(host: str) -> list[str]:
    """The IPv4 addresses under which others reach a server on `host`; none on loopback."""
    if host not in ("0.0.0.0", "::", ""):
        return [] if ip_address(host).is_loopback else [host]
    found = [
        entry.address
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family == socket.AF_INET
    ]
    return [address for address in found if not ip_address(address).is_loopback]
