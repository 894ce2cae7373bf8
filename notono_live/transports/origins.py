"""Whose pages a browser may let use a part of this server, and which answers they may read. Runs on
the event loop.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from notono_live.transports.bodies import refused

PREFLIGHT_SECONDS = 600  # that a browser may remember what it was told
ADMITTED: web.RequestKey[bool] = web.RequestKey("admitted", bool)  # by us, so no guard needs to ask


class Origins:
    """Pages that this machine serves, and those of the origins that the settings name. `part`: of
    which requests this is true."""

    def __init__(self, named: tuple[str, ...], part: Callable[[web.Request], bool]) -> None:
        self._named = frozenset(named)
        self._part = part

    def middleware(self) -> Middleware:
        """Answers that say what is wrong can be read by pages too."""

        @web.middleware
        async def cors(request: web.Request, handler: Handler) -> web.StreamResponse:
            origin = request.headers.get("Origin")
            if origin is None or not self._part(request):
                return await handler(request)
            if not self._admits(origin, request):
                text = f"pages of {origin} may not ask; add it to [web] origins if it should"
                return refused(403, text)
            headers = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
            if request.method == "OPTIONS":
                return web.Response(status=204, headers=headers | _preflight(request))
            request[ADMITTED] = True
            try:
                response = await handler(request)
            except web.HTTPException as refusal:
                refusal.headers.update(headers)
                raise
            response.headers.update(headers)
            return response

        return cors

    def _admits(self, origin: str, request: web.Request) -> bool:
        ours = f"{request.scheme}://{request.host}"
        return origin == ours or origin in self._named or is_this_machine(origin)


def is_this_machine(origin: str) -> bool:
    """
    >>> [is_this_machine(o) for o in ("http://localhost:8080", "https://[::1]", "http://a.example")]
    [True, True, False]
    >>> [is_this_machine(o) for o in ("null", "file://", "http://127.0.0.1.example")]
    [False, False, False]
    """
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
        here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
    return here and parts.scheme in ("http", "https")


def _preflight(request: web.Request) -> dict[str, str]:
    headers = {
        "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }
    if request.headers.get("Access-Control-Request-Private-Network") == "true":
        headers["Access-Control-Allow-Private-Network"] = "true"
    return headers
