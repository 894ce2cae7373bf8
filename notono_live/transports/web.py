"""HTTP: the OSCQuery tree, slots as files, and a websocket that speaks OSC. Runs on the event loop.

Browsers let any page send requests to this machine, so a Host that is no address of ours and an
Origin that is not this very server are refused, and no GET changes anything. What asks for `/` as
HTML is given the page (`page.py`); the original's HTTP API (`api.py`) has rules of its own for who
may ask.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from notono_live.config import Settings
from notono_live.engine.engine import Engine
from notono_live.errors import BadArguments, FileTrouble, NotonoError, UnknownAddress, UnknownSlot
from notono_live.protocol import controls
from notono_live.protocol.oscquery import Tree, host_info
from notono_live.transports.api import Api, asks
from notono_live.transports.connection import Ports, is_loopback
from notono_live.transports.origins import ADMITTED, Origins
from notono_live.transports.page import Page, Token
from notono_live.transports.reception import Reception
from notono_live.transports.sockets import CLOSE_SECONDS, Sockets

BODY_BYTES = 4096  # nobody needs to send one

log = logging.getLogger("notono.web")

STATUS = {BadArguments: 400, UnknownAddress: 404, UnknownSlot: 404, FileTrouble: 404}


class WebServer:
    """One listening socket and its connections."""

    def __init__(
        self, settings: Settings, osc_port: int, reception: Reception, ports: Ports
    ) -> None:
        self._settings = settings
        self._token = Token(settings.web.token, exposed=not is_loopback(settings.osc.host))
        self._application = application(settings, osc_port, reception, ports, self._token)
        self._runner = web.AppRunner(
            self._application, access_log=None, handle_signals=False, shutdown_timeout=CLOSE_SECONDS
        )
        self._server: asyncio.Server | None = None
        self._full = False

    async def open(self) -> int:
        """Bind, and return the port; FileTrouble when it is taken."""
        host, port = self._settings.osc.host, self._settings.web.port
        await self._runner.setup()
        try:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(self._connection, host, port)
        except OSError as error:
            await self._runner.cleanup()
            raise FileTrouble(
                f"HTTP {host}:{port} cannot be opened: {error.strerror}; "
                "give another --http (0 takes a free one, -1 none)"
            ) from error
        return int(self._server.sockets[0].getsockname()[1])

    def page_url(self, port: int) -> str:
        """Where a browser of this machine, or of another that may come, finds the page."""
        host = self._settings.osc.host
        shown = socket.gethostname() if host in ("0.0.0.0", "::", "") else host
        shown = f"[{shown}]" if ":" in shown else shown
        return f"http://{shown}:{port}/{self._token.query}"

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._runner.cleanup()

    def _connection(self) -> asyncio.BaseProtocol:
        server = self._runner.server
        assert server is not None
        full = len(server.connections) >= self._settings.web.max_connections
        if full and not self._full:
            log.warning("more than %d HTTP connections are refused", len(server.connections))
        self._full = full
        return _Refusal() if full else server()


class _Refusal(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


def application(
    settings: Settings, osc_port: int, reception: Reception, ports: Ports, token: Token
) -> web.Application:
    """All that is served; add routes to its router for more."""
    api = Api(reception.engine.errands)
    origins = Origins(settings.web.origins, asks)
    guards = [origins.middleware(), _guard(settings.osc.host), token.middleware()]
    app = web.Application(client_max_size=BODY_BYTES, middlewares=guards)
    query = _Query(reception.engine, settings.osc.host, osc_port)
    sockets = Sockets(reception, ports)
    page = Page(reception.engine, sockets)

    async def slot_file(request: web.Request) -> web.StreamResponse:
        path = reception.engine.session.slot_file(int(request.match_info["number"]))
        return web.FileResponse(
            path, headers={"Content-Type": "audio/wav", "Cache-Control": "no-cache"}
        )

    async def root(request: web.Request) -> web.StreamResponse:
        """Three answers at one address, as OSCQuery wants its websocket at the tree's root."""
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await sockets.serve(request)
        if not request.query_string and "text/html" in request.headers.get("Accept", ""):
            return await page.index(request)
        return query.answer(request)

    async def below(request: web.Request) -> web.StreamResponse:
        return query.answer(request)

    app.router.add_get(r"/audio/slot/{number:\d{1,3}}.wav", slot_file)
    app.router.add_get("/", root)
    api.add_to(app, otherwise=below)
    app.router.add_get("/notono", below)
    app.router.add_get("/notono/{rest:.*}", below)
    page.add_to(app)
    app.on_shutdown.append(sockets.close)
    return app


def _refusal(status: int, text: str) -> web.Response:
    return web.json_response({"ERROR": text}, status=status)


def _guard(host: str) -> Middleware:
    """Who may come in, and what NotonoErrors become."""
    own = socket.gethostname().lower()
    names = {"localhost", host.lower(), own, f"{own}.local"}

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        came_to = request.headers.get("Host", "")
        if not is_ours(came_to, names):
            return _refusal(403, "the Host of this request is no name of this server")
        origin = request.headers.get("Origin")
        ours = origin is None or origin == f"{request.scheme}://{came_to}"
        if not ours and ADMITTED not in request:
            return _refusal(403, "requests from pages of other servers are refused")
        try:
            return await handler(request)
        except NotonoError as error:
            return _refusal(STATUS.get(type(error), 500), str(error))

    return guard


def is_ours(host: str, names: set[str]) -> bool:
    """Any address, and our own names: a foreign name that points here is another site's.

    >>> [is_ours(host, {"localhost"}) for host in ("localhost:9702", "[::1]:9702", "evil.example")]
    [True, True, False]
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
        if name in names:
            return True
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


class _Query:
    """GET of any address, whole or one attribute of it."""

    def __init__(self, engine: Engine, osc_host: str, osc_port: int) -> None:
        self._tree = Tree(lambda name: controls.BY_NAME[name].get(engine.controls))
        self._host_info = host_info(osc_host, osc_port)

    def answer(self, request: web.Request) -> web.Response:
        name = unquote(request.query_string).partition("&")[0].partition("=")[0]
        if name == "HOST_INFO":
            return _fresh(self._host_info)
        if not name:
            return _fresh(self._tree.node(request.path))
        attribute = self._tree.attribute(request.path, name)
        return web.Response(status=204) if attribute is None else _fresh(attribute)


def _fresh(data: Any) -> web.Response:
    return web.json_response(data, headers={"Cache-Control": "no-store"})
