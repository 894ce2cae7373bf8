"""All ways in over the network, opened and closed together. Runs on the event loop."""

from __future__ import annotations

from notono_live.config import Settings
from notono_live.engine.engine import Engine
from notono_live.errors import FileTrouble
from notono_live.transports.osc import OscServer
from notono_live.transports.reception import Reception
from notono_live.transports.tcp import TcpServer

TRIES = 8  # to find a port that is free for UDP and for TCP


class Doors:
    """OSC over UDP and TCP at one port."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        self._reception = Reception(engine)
        self._udp = OscServer(settings.osc, self._reception)
        self._tcp = TcpServer(settings.osc, self._reception, self._udp)

    async def open(self) -> int:
        """Bind, and return the port of OSC; FileTrouble when it is taken."""
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
        for target in self._settings.osc.targets:
            host, _, number = target.rpartition(":")
            self._engine.bus.greet(self._udp.peer(host.strip("[]"), int(number)))
        return port

    async def close(self) -> None:
        self._tcp.close()
        self._udp.close()
        self._reception.close()
