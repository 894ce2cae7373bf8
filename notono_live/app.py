"""The only file that knows everyone: settings → parts → one TaskGroup. Runs on the main thread.

Start: folders, socket, worker; ready is said when the model is warm. Stop is the same in reverse.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator

from notono_live.audio.messages import AudioHeard, Lost, Playing
from notono_live.audio.player import Player
from notono_live.config import Settings
from notono_live.engine.engine import Engine
from notono_live.engine.jobs import Heard, Inpainter, Loader, Ready
from notono_live.engine.logbook import Logbook
from notono_live.engine.looplag import watch_loop
from notono_live.engine.worker import Worker
from notono_live.errors import NotonoError
from notono_live.export.claim import claimed
from notono_live.export.shelf import Shelf
from notono_live.transports.doors import Doors
from notono_live.transports.midi import MidiTransport


def serve(settings: Settings, load: Loader | None = None) -> int:
    """Serve until told to stop; the process's exit code. `load` makes another model's inpainter."""
    code = 0
    _log_to_stderr()
    try:
        # Proactor loops, Windows' default, stop receiving after a send to a closed port.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(_serve(settings, load))
    except* NotonoError as group:
        code = 1
        print(f"notono-live: {'; '.join(_texts(group))}", file=sys.stderr)
    except* KeyboardInterrupt:
        code = 130
    return code


async def _serve(settings: Settings, load: Loader | None) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: KeyboardInterrupt does it
            loop.add_signal_handler(number, stopped.set)
    async with running(settings, load, stopped.set, _announce):
        await stopped.wait()


@contextlib.asynccontextmanager
async def running(
    settings: Settings,
    load: Loader | None = None,
    stop: Callable[[], None] = lambda: None,
    announce: Callable[[str], None] = lambda line: None,
) -> AsyncIterator[int]:
    """The server while the block runs; yields its UDP port. `announce` hears loading and ready."""
    shelf = Shelf(settings.files)
    shelf.prepare()
    with claimed(shelf.out):
        shelf.mend()
        async with _running(settings, shelf, load, stop, announce) as port:
            yield port


@contextlib.asynccontextmanager
async def _running(
    settings: Settings,
    shelf: Shelf,
    load: Loader | None,
    stop: Callable[[], None],
    announce: Callable[[str], None],
) -> AsyncIterator[int]:
    model = settings.model
    if load is None:
        on_cpu = functools.partial(_load, model.name, "cpu", model.weights)
        load = functools.partial(_load, model.name, model.device, model.weights)
        worker = Worker(load, model, on_cpu)
    else:
        worker = Worker(load, model)

    def hear_sound(message: AudioHeard) -> None:
        engine.hear_sound(message)
        if isinstance(message, Playing | Lost):
            announce(f"audio: {engine.playing.output.text}")

    player = Player(settings.audio, hear_sound)
    engine = Engine(settings, worker, shelf, stop, player)
    engine.restore(fresh=not settings.bank.restore)
    midi = MidiTransport(settings, engine, engine.playing, announce)
    doors = Doors(settings, engine)
    port = await doors.open()
    book = Logbook(engine.bus, engine.knobs)
    book.open()
    watch = asyncio.create_task(watch_loop(engine.desk.figures))
    place = doors.places

    def hear(message: Heard) -> None:
        engine.hear(message)
        if isinstance(message, Ready):
            steps = message.arithmetic.get("steps", "")
            sound = f"model {message.name}, device {message.device}"
            sound += f", steps by {steps}" if steps else ""
            announce(f"ready: {place}, {sound}, files in {shelf.out}")

    announce(f"loading: {place}, model {model.name}")
    if doors.page_url:
        announce(f"page: {doors.page_url}")
    try:
        async with asyncio.TaskGroup() as group:
            lives = (worker.run(hear), player.run(), midi.run())
            works = [group.create_task(life) for life in lives]
            try:
                yield port
            finally:
                await engine.close()
                for work in works:
                    work.cancel()
    finally:
        watch.cancel()
        book.close()
        await doors.close()


def _load(name: str, device: str, weights: str = "auto") -> Inpainter:
    """Runs in the worker's process, the only one that imports torch."""
    from notono_live.model.bundle import load_inpainter

    return load_inpainter(name, device, weights)


def _log_to_stderr() -> None:
    """Warnings and worse, whatever level clients listen from."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    logging.basicConfig(format="%(message)s", handlers=[handler])


def _announce(line: str) -> None:
    print(f"notono-live {line}", flush=True)


def _texts(group: BaseExceptionGroup[NotonoError]) -> Iterator[str]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _texts(error)
        else:
            yield str(error)
