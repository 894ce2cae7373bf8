"""All ways in over the network, opened and closed together. Runs on the event loop."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from notono_live.config import Settings
from notono_live.engine.engine import Engine
from notono_live.errors import FileTrouble
from notono_live.transports.connection import is_loopback
from notono_live.transports.osc import OscServer
from notono_live.transports.reception import Reception
from notono_live.transports.tcp import TcpServer

if TYPE_CHECKING:
    from notono_live.transports.mdns import Advertiser
    from notono_live.transports.web import WebServer

TRIES = 8  # to find a port that is free for UDP and for TCP

log = logging.getLogger("notono.osc")


class Doors:
    """OSC over UDP and TCP at one port, HTTP at another, and word of both on the network. OSC must
    be had; what lacks of the rest is a line of log."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        self._reception = Reception(engine)
        self._udp = OscServer(settings.osc, self._reception)
        self._tcp = TcpServer(settings.osc, self._reception, self._udp)
        self._web: WebServer | None = None
        self._advertiser: Advertiser | None = None
        self._advertising: asyncio.Task[None] | None = None
        self.places = ""  # where all are, for a line of text
        self.page_url = ""  # where a browser finds the page, if there is one

    async def open(self) -> int:
        """Bind, and return the port of OSC; FileTrouble when it is taken."""
        port = await self._open_osc()
        for target in self._settings.osc.targets:
            host, _, number = target.rpartition(":")
            self._engine.bus.greet(self._udp.peer(host.strip("[]"), int(number)))
        web_port = await self._open_web(port)
        host = self._settings.osc.host
        self.places = f"osc {host}:{port}"
        if web_port is not None:
            self.places += f", http {host}:{web_port}"
        if self._settings.osc.advertise and not is_loopback(self._udp.host):
            self._advertising = asyncio.create_task(self._advertise(port, web_port))
        return port

    async def close(self) -> None:
        if self._advertising is not None:
            self._advertising.cancel()
            await asyncio.wait([self._advertising])
        if self._advertiser is not None:
            await self._advertiser.close()
        if self._web is not None:
            await self._web.close()
        self._tcp.close()
        self._udp.close()
        self._reception.close()

    async def _open_osc(self) -> int:
        """One port for both; where any will do, one that is free for both."""
        for left in reversed(range(TRIES)):
            port = await self._udp.open()
            try:
                if self._settings.osc.max_connections:
                    await self._tcp.open(port)
                break
            except FileTrouble:
                self._udp.close()
                if self._settings.osc.port or not left:
                    raise
        return port

    async def _open_web(self, osc_port: int) -> int | None:
        if self._settings.web.port < 0:
            return None
        try:
            from notono_live.transports.web import WebServer

            self._web = WebServer(self._settings, osc_port, self._reception, self._udp)
            port = await self._web.open()
            self.page_url = self._web.page_url(port)
            return port
        except ImportError as error:
            log.warning("no HTTP: %s is missing; pip install aiohttp brings it", error.name)
        except FileTrouble as error:
            log.warning("no HTTP: %s", error)
        return None

    async def _advertise(self, osc_port: int, web_port: int | None) -> None:
        try:
            from notono_live.transports.mdns import OSC, OSCQUERY, Advertiser
        except ImportError as error:
            log.warning("no mDNS: %s is missing; pip install zeroconf brings it", error.name)
            return
        services = {OSC: osc_port} | ({} if web_port is None else {OSCQUERY: web_port})
        self._advertiser = Advertiser(self._udp.host, services)
        await self._advertiser.open()
