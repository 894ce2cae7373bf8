"""The web page: its files, the table as JSON, its websocket, and sounds that are dropped on it.
Runs on the event loop.

The page speaks the same table as OSC, as JSON: {"address": "/notono/pitch", "args": [60]} both
ways, a list of them for a bundle. Where others can reach us a token is asked for: it comes once in
the page's address and is then a cookie.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from hmac import compare_digest
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pythonosc.osc_message import ParseError
from pythonosc.osc_message_builder import BuildError

from notono_live import page
from notono_live.engine import drops
from notono_live.engine.engine import Engine
from notono_live.errors import BadArguments, FileTrouble
from notono_live.protocol import answers, wire
from notono_live.protocol.notifications import Notification
from notono_live.protocol.page_table import page_table
from notono_live.transports import api, bodies
from notono_live.transports.sockets import Sockets, WebPeer

FOLDER = Path(page.__file__).parent
KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
COOKIE = "notono"
UPLOADS = 2  # at once
UPLOAD_SECONDS = 30.0  # for all of one to arrive
NONSENSE = (
    *(ValueError, TypeError, KeyError, OverflowError, RecursionError),
    *(BuildError, ParseError),  # the builder reads what it has built
)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), midi=(self)",
    "Cache-Control": "no-cache",
}


class Page:
    """What answers to the page. Its routes go below /page; `index` is for the root."""

    def __init__(self, engine: Engine, sockets: Sockets) -> None:
        self._engine = engine
        self._sockets = sockets
        self._files = {
            path.relative_to(FOLDER).as_posix(): path
            for path in FOLDER.rglob("*")
            if path.suffix in KINDS
        }
        self._table = json.dumps(page_table()).encode()
        self._uploads = asyncio.Semaphore(UPLOADS)

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/page/table.json", self._answer_table)
        app.router.add_get("/page/live", self._live)
        app.router.add_post("/page/sound", self._sound)
        app.router.add_get(r"/audio/slot/{slot:\d{1,3}}/take/{take:\d}.wav", self._take)
        app.router.add_get("/page/{name:.+}", self._file)

    async def index(self, request: web.Request) -> web.StreamResponse:
        return self._found("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._found(request.match_info["name"])

    def _found(self, name: str) -> web.FileResponse:
        """Only what lay in the folder at the start is served, so no name leads out of it."""
        if (path := self._files.get(name)) is None:
            raise web.HTTPNotFound(text="the page has no such file")
        kind = KINDS[path.suffix]
        return web.FileResponse(path, headers=HEADERS | {"Content-Type": kind})

    async def _answer_table(self, request: web.Request) -> web.Response:
        return web.Response(body=self._table, content_type="application/json", headers=HEADERS)

    async def _take(self, request: web.Request) -> web.FileResponse:
        """A take that can be chosen, as a file."""
        slot = self._engine.bank[int(request.match_info["slot"])]
        offer = self._engine.takes.offer(slot, int(request.match_info["take"]))
        return web.FileResponse(offer.path, headers=HEADERS | {"Content-Type": "audio/wav"})

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        return await self._sockets.serve(request, PagePeer)

    async def _sound(self, request: web.Request) -> web.Response:
        """Keep a sound file; its name here, for slot/load."""
        if self._uploads.locked():
            return _refused(503, f"{UPLOADS} sounds are being sent already; try again in a moment")
        async with self._uploads:
            try:
                content = await bodies.whole(request, drops.MOST_BYTES, UPLOAD_SECONDS)
                name = await asyncio.to_thread(drops.keep, self._engine.session.sounds, content)
            except FileTrouble as error:
                return _refused(422, str(error))
        return web.json_response({"name": name}, headers=HEADERS)


def _refused(status: int, text: str) -> web.Response:
    return web.json_response({"ERROR": text}, status=status, headers=HEADERS)


class PagePeer(WebPeer):
    """A page. What it says is written as OSC and taken in as from anybody else."""

    def __str__(self) -> str:
        return f"page {self.host}"

    def tell(self, notification: Notification) -> None:
        message = answers.tell(notification)
        atoms = [_plain(atom) for atom in message.atoms]
        self.send(json.dumps({"address": message.address, "args": atoms}).encode())

    async def put(self, ws: web.WebSocketResponse, packet: bytes) -> None:
        await ws.send_str(packet.decode())

    def take_text(self, text: str) -> None:
        try:
            packet = packed(text)
        except BadArguments as error:
            self._reception.engine.refuse("datagram", self, error)
        else:
            self._reception.take(packet, self)


def packed(text: str) -> bytes:
    """The OSC packet that a page's JSON stands for; BadArguments where it stands for none.

    >>> wire.read(packed('{"address": "/notono/pitch", "args": [60]}'))
    Message(address='/notono/pitch', atoms=(60,))
    """
    try:
        said = json.loads(text)
        parts = said if isinstance(said, list) and said else [said]
        packets = [_written(part) for part in parts[: wire.MAX_MESSAGES]]
    except NONSENSE as error:
        raise BadArguments(
            'what came is not {"address": "/notono/...", "args": [...]} or a list of such'
        ) from error
    return packets[0] if len(packets) == 1 else wire.bundle(packets)


def _written(said: Any) -> bytes:
    address, atoms = said["address"], said.get("args", [])
    sound = isinstance(address, str) and isinstance(atoms, list)
    if not (sound and all(isinstance(atom, int | float | str) for atom in atoms)):
        raise TypeError(said)
    return wire.write(wire.Message(address, tuple(atoms)))


def _plain(atom: Any) -> Any:
    """JSON has no infinity, and no number that is none."""
    return None if isinstance(atom, float) and atom - atom != 0 else atom


class Token:
    """What who is not at this machine must show. `text` is empty where nobody else can come."""

    def __init__(self, text: str, exposed: bool) -> None:
        self.text = (text or secrets.token_urlsafe(16)) if exposed else ""

    @property
    def query(self) -> str:
        return f"?token={self.text}" if self.text else ""

    def middleware(self) -> Middleware:
        """Guards the page, its sounds, and every request that changes something. What OSC may ask
        without a token, the OSCQuery tree may tell."""

        @web.middleware
        async def ask(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self.text or (request.method in ("GET", "HEAD") and _is_open(request)):
                return await handler(request)
            shown = request.query.get("token") or request.match_info.get("token")
            if not _same(shown or request.cookies.get(COOKIE, ""), self.text):
                text = "the address that the server printed at its start has a token; open that"
                raise web.HTTPForbidden(text=text)
            if shown and request.path == "/":
                known = web.HTTPSeeOther("/")
                known.set_cookie(COOKIE, shown, httponly=True, samesite="Lax")
                raise known
            return await handler(request)

        return ask


def _is_open(request: web.Request) -> bool:
    html = "text/html" in request.headers.get("Accept", "")
    tree = request.path.startswith("/notono") and not api.asks(request)
    return tree or (request.path == "/" and "token" not in request.query and not html)


def _same(shown: str, token: str) -> bool:
    return compare_digest(shown.encode("utf-8", "replace"), token.encode())
