"""The HTTP API of the original NOTONO under /notono/, so that its web page works with this server.
Runs on the event loop; bodies are read on threads.

Nothing is kept from one request to the next. A request whose client goes away is taken back. Pages
of other origins may ask only if the settings name them, or if this machine serves them. Where a
token is asked for, it can be a part of the address: /token/TOKEN/notono/.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

from notono_live.engine.errands import Errands
from notono_live.errors import (
    BadArguments,
    Busy,
    Cancelled,
    FileTrouble,
    NotonoError,
    NotReady,
    OutOfRange,
    TimedOut,
)
from notono_live.notes.codemap import WINDOW_COLUMNS, Layer
from notono_live.notes.conditioning import Conditioning
from notono_live.notes.note import Note
from notono_live.protocol import original, original_query
from notono_live.protocol.original_query import Query
from notono_live.transports import bodies

T = TypeVar("T")

BASE = "/notono/"
WITH_TOKEN = "/token/{token}"
BODY_BYTES = 2 << 20  # a minute's codes and labels have some 250 kB
AUDIO_BYTES = 64 << 20  # a minute of stereo at 96 kHz in 64-bit floats
UPLOADS = 2  # sounds that arrive at once
REQUESTS = 16  # at once
LOOK_SECONDS = 0.1  # how often we look whether a client is still there
ROUTES = {
    "generate": ("GET", "POST"),
    "sample-from-dataset": ("GET", "POST"),
    "sample-from-dataset-audio": ("GET", "POST"),
    "analyze-audio": ("POST",),
    "timerange-change": ("POST",),
    "erase": ("POST",),
    "get-audio": ("POST",),
    "get-spectrogram-image": ("POST",),
    "top-conditioned-sample": ("POST",),
}

STATUS: dict[type[NotonoError], int] = {
    BadArguments: 400,
    OutOfRange: 400,
    FileTrouble: 422,
    Busy: 503,
    NotReady: 503,
    Cancelled: 503,
    TimedOut: 504,
}

log = logging.getLogger("notono.web")


class Api:
    """Its routes."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands
        self._uploads = 0
        self._requests = 0
        self._works: dict[str, Work] = {
            "generate": self._generate,
            "sample-from-dataset": self._sample,
            "sample-from-dataset-audio": self._sample_audio,
            "analyze-audio": self._analyze,
            "timerange-change": self._change,
            "erase": self._erase,
            "get-audio": self._audio,
            "get-spectrogram-image": self._image,
            "top-conditioned-sample": self._pack,
        }

    def add_to(self, app: web.Application, otherwise: Handler) -> None:
        """`otherwise` answers what OSCQuery asks at the same addresses."""

        def route(work: Work) -> Handler:
            async def serve(request: web.Request) -> web.StreamResponse:
                return await (self._serve(request, work) if asks(request) else otherwise(request))

            return serve

        for name, methods in ROUTES.items():
            for method in methods:
                work = route(self._works[name])
                app.router.add_route(method, BASE + name, work)
                app.router.add_route(method, WITH_TOKEN + BASE + name, work)

    async def _serve(self, request: web.Request, work: Work) -> web.Response:
        if self._requests >= REQUESTS:
            return bodies.refused(
                503, f"{REQUESTS} requests are being answered already; ask again soon"
            )
        self._requests += 1
        try:
            query = original_query.read_query(request.query)
            response = await while_there(request, work(request, query))
            response.headers["Cache-Control"] = "no-store"  # a GET draws too
            return response
        except NotonoError as error:
            return bodies.refused(STATUS.get(type(error), 500), str(error))
        finally:
            self._requests -= 1

    async def _generate(self, request: web.Request, query: Query) -> web.Response:
        said = query.brush.conditioning
        note = await self._errands.draw("generate", said, query.sampling, WINDOW_COLUMNS)
        return await self._answered("generate", note, query)

    async def _sample(self, request: web.Request, query: Query) -> web.Response:
        note = await self._sampled(query)
        return await self._answered("sample-from-dataset", note, query)

    async def _sample_audio(self, request: web.Request, query: Query) -> web.Response:
        wav = await self._errands.wav(await self._sampled(query))
        return web.Response(body=wav, content_type="audio/wav")

    async def _sampled(self, query: Query) -> Note:
        """There is no data set behind a server: the model draws a note as one might be there."""
        columns = query.duration_top or WINDOW_COLUMNS
        said = query.sampled()
        return await self._errands.draw("sample-from-dataset", said, query.sampling, columns)

    async def _analyze(self, request: web.Request, query: Query) -> web.Response:
        if self._uploads >= UPLOADS:
            raise Busy(f"{UPLOADS} sounds are being sent already; send this one in a moment")
        self._uploads += 1
        try:
            content = await bodies.field(request, "audio", AUDIO_BYTES)
        finally:
            self._uploads -= 1
        note = await self._errands.read("analyze-audio", content, query.brush.conditioning)
        return await self._answered("analyze-audio", note, query)

    async def _change(self, request: web.Request, query: Query) -> web.Response:
        layer = Layer(query.layer or Layer.TOP)
        sound = await _sound(request, layer)
        cells = sound.cells(layer, query.start_index_top or 0)
        note = await self._errands.redraw(
            "timerange-change",
            sound.note,
            cells,
            query.brush,
            query.sampling,
            bool(query.uniform_sampling),
        )
        return await self._answered("timerange-change", note, query)

    async def _erase(self, request: web.Request, query: Query) -> web.Response:
        """The client erases on the top grid, whatever it says of the layer."""
        sound = await _sound(request, Layer.TOP)
        cells = sound.cells(Layer.TOP, query.start_index_top or 0)
        note = await self._errands.erase("erase", sound.note, cells, query.gain)
        return await self._answered("erase", note, query)

    async def _audio(self, request: web.Request, query: Query) -> web.Response:
        sound = await _sound(request)
        note = await self._errands.heard("get-audio", sound.note)
        return _media(request, await self._errands.wav(note), "audio/wav")

    async def _image(self, request: web.Request, query: Query) -> web.Response:
        sound = await _sound(request)
        note = await self._errands.heard("get-spectrogram-image", sound.note)
        return _media(
            request, await self._pictured("get-spectrogram-image", note, query), "image/png"
        )

    async def _pack(self, request: web.Request, query: Query) -> web.Response:
        sound = await _sound(request)
        family = query.brush.conditioning.family
        labels = [Conditioning(pitch, family) for pitch in query.pitches]
        verb = "top-conditioned-sample"
        content = await self._errands.pack(verb, sound.note, labels, query.sampling)
        return web.Response(body=content, content_type="application/zip")

    async def _answered(self, verb: str, note: Note, query: Query) -> web.Response:
        png = await self._pictured(verb, note, query)
        wav = await self._errands.wav(note)
        body = await asyncio.to_thread(lambda: json.dumps(original.answer(note, wav, png)))
        return web.Response(text=body, content_type="application/json")

    async def _pictured(self, verb: str, note: Note, query: Query) -> bytes:
        return await self._errands.picture(verb, note, query.spectrogram_image_colormap or "")


Work = Callable[[web.Request, Query], Coroutine[Any, Any, web.Response]]


def asks(request: web.Request) -> bool:
    """Whether this API is asked. Asked to `generate` by a GET without any of its words, OSCQuery
    tells of its own address of that name."""
    before, _, name = request.path.rpartition(BASE)
    if before and not before.startswith("/token/"):
        return False
    told_of = name == "generate" and request.method in ("GET", "HEAD")
    return name in ROUTES and (not told_of or original_query.asks(request.query))


async def while_there(request: web.Request, work: Coroutine[Any, Any, T]) -> T:
    """The outcome of some work, which is cancelled when the client goes away."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await asyncio.wait([task], timeout=LOOK_SECONDS)
            if request.transport is None or request.transport.is_closing():
                break
    finally:
        task.cancel()
        await asyncio.wait([task])
    if task.cancelled():
        log.debug("%s: nobody waits for %s any more", request.remote, request.path)
        raise web.HTTPServiceUnavailable(text="nobody is there to be told")
    return task.result()


async def _sound(request: web.Request, masked: Layer | None = None) -> original.Sound:
    content = await bodies.whole(request, BODY_BYTES)
    return await asyncio.to_thread(original.read_sound, content, masked)


def _media(request: web.Request, content: bytes, kind: str) -> web.Response:
    """The clients of 2022 read base64 in a text, and always send words in the query; those of
    2021 send none and read the bytes."""
    if original_query.asks(request.query):
        content = base64.b64encode(content)
    return web.Response(body=content, content_type=kind)
