"""What comes with a POST: read in full, but no more than may come, and no longer than it may take.
Runs on the event loop.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable

from aiohttp import BodyPartReader, web

from notono_live.errors import BadArguments

ARRIVE_SECONDS = 30.0  # for all of a body
CHUNK_BYTES = 1 << 16
PARTS = 16  # of a form, of which one is wanted


async def whole(request: web.Request, most: int, seconds: float | None = None) -> bytes:
    """A request's body, of at most so many bytes; ARRIVE_SECONDS if none are said."""
    if (request.content_length or 0) > most:
        raise _too_large(most, request.content_length or 0)
    return await _arrived(_limited(request.content.iter_chunked(CHUNK_BYTES), most), seconds)


async def field(request: web.Request, name: str, most: int) -> bytes:
    """One field of a form. What the client calls its file is not looked at."""
    return await _arrived(_field(request, name, most))


def refused(status: int, text: str) -> web.Response:
    return web.Response(text=_error(text), status=status, content_type="application/json")


async def _arrived(reading: Awaitable[bytes], seconds: float | None = None) -> bytes:
    patience = ARRIVE_SECONDS if seconds is None else seconds
    try:
        async with asyncio.timeout(patience):
            return await reading
    except TimeoutError:
        text = _error(f"the body did not arrive in {patience:g} s")
        raise web.HTTPRequestTimeout(text=text, content_type="application/json") from None


async def _limited(chunks: AsyncIterator[bytes], most: int) -> bytes:
    """Whatever the sender says of its length."""
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > most:
            raise _too_large(most, len(content))
    return bytes(content)


def _too_large(most: int, came: int) -> web.HTTPRequestEntityTooLarge:
    size = f"{most >> 20} MB" if most >> 20 else f"{most} bytes"
    text = _error(f"the body has more than {size}, the most it may")
    return web.HTTPRequestEntityTooLarge(most, came, text=text, content_type="application/json")


async def _field(request: web.Request, name: str, most: int) -> bytes:
    if request.content_type != "multipart/form-data":
        raise BadArguments(
            f"the body is {request.content_type}; send multipart/form-data with a field {name}"
        )
    try:
        form = await request.multipart()
        for _ in range(PARTS):
            part = await form.next()
            if part is None:
                break
            if isinstance(part, BodyPartReader) and part.name == name:
                return await _limited(_chunks(part), most)
    except (ValueError, AssertionError, RuntimeError, LookupError) as error:
        raise BadArguments(f"the form cannot be read: {error}") from None
    raise BadArguments(f"the form has no field {name}; send the file in it")


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(CHUNK_BYTES):
        yield chunk


def _error(text: str) -> str:
    return json.dumps({"ERROR": text})
