"""The engine decides: a request becomes a change of state, a job, or a refusal. On the event loop.

`handle` never waits: between a datagram and its effect there is no await, so what comes in one
bundle is seen by nobody half done. Each part below knows its own commands; the engine owns the
parts and the table of who handles what.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from notono_live.audio.messages import Assigned, AudioHeard, Lost, Recorded
from notono_live.audio.messages import Playing as PlayerIs
from notono_live.config import Settings
from notono_live.engine.ahead import Ahead
from notono_live.engine.archive import Archive
from notono_live.engine.auto import Auto
from notono_live.engine.bus import Asked, Bus, Handlers, Peer
from notono_live.engine.desk import Desk, JobRunner
from notono_live.engine.errands import Errands
from notono_live.engine.instrument import Instrument, Silence
from notono_live.engine.jobs import Heard, Ready
from notono_live.engine.keymap import Keymaps
from notono_live.engine.knobs import Knobs
from notono_live.engine.maker import Maker
from notono_live.engine.orders import Orders
from notono_live.engine.playing import Playing
from notono_live.engine.publisher import Publisher
from notono_live.engine.scenes import Scenes
from notono_live.engine.session import Session
from notono_live.engine.slots import SlotBank
from notono_live.engine.speculation import Speculation
from notono_live.engine.stats import Stats
from notono_live.engine.strokes import Strokes
from notono_live.engine.takes import Takes
from notono_live.errors import Denied, NotonoError
from notono_live.export.shelf import Shelf
from notono_live.protocol import notifications as told
from notono_live.protocol.addresses import name_of
from notono_live.protocol.asked import PROTOCOL
from notono_live.protocol.commands import Request
from notono_live.protocol.controls import Controls

log = logging.getLogger("notono.engine")


class Engine:
    """Owns the parts. `stop` is called when a client asks the server to quit."""

    def __init__(
        self,
        settings: Settings,
        worker: JobRunner,
        shelf: Shelf,
        stop: Callable[[], None],
        player: Instrument | None = None,
    ) -> None:
        self.bus = Bus(settings.osc.max_clients, settings.osc.client_timeout_seconds)
        self.archive = Archive(shelf.out, settings.bank.keep_takes)
        self.bank = SlotBank(settings.bank.slots, settings.bank.history, self.archive.fetch)
        self.knobs = Knobs(self.bus, lambda controls: self.bank[controls.slot])
        self.desk = Desk(self.bus, worker, settings.bank.max_jobs)
        self.player = player or Silence()
        self.playing = Playing(self.bus, self.knobs, self.bank, shelf, self.player)
        self.publisher = Publisher(
            self.bus, self.desk, shelf, self.archive, worker, self.playing.heard
        )
        self.ahead = Ahead(settings.model.speculate_mb * 1_000_000)
        self.maker = Maker(self.desk, shelf, worker, self.playing, self.publisher, self.ahead)
        self.orders = Orders(self.bus, self.knobs, self.bank, self.maker, shelf)
        self.session = Session(
            self.bus, self.knobs, self.bank, self.desk, shelf, worker, self.player, stop
        )
        self.strokes = Strokes(self.bus, self.orders, self.maker)
        self.takes = Takes(
            self.bus,
            self.desk,
            self.orders,
            self.maker,
            self.playing,
            self.publisher,
            shelf,
        )
        self.keymaps = Keymaps(
            self.desk, self.orders, self.bank, self.playing, self.publisher, shelf
        )
        self.errands = Errands(self.bus, self.desk)
        self.auto = Auto(self.knobs, self.orders, self.desk)
        self.speculation = Speculation(
            settings.model, self.knobs, self.orders, self.desk, self.ahead
        )
        self.scenes = Scenes(
            self.bus,
            self.desk,
            self.knobs,
            self.bank,
            self.archive,
            self.publisher,
            shelf.out / "scenes",
            self.auto.close,
        )
        self.stats = Stats(self.bus, self.desk, self.player, self.ahead)
        self.session.greetings.append(self.playing.greeting)
        self._handlers: Handlers = {}
        parts = (
            self.knobs,
            self.orders,
            self.strokes,
            self.takes,
            self.keymaps,
            self.session,
            self.playing,
            self.stats,
            self.scenes,
        )
        for part in parts:
            self.serve(part.handlers)

    @property
    def controls(self) -> Controls:
        return self.knobs.controls

    def serve(self, handlers: Handlers) -> None:
        """Give commands to a part; no command has two."""
        assert not self._handlers.keys() & handlers.keys()
        self._handlers |= handlers

    def handle(self, request: Request, peer: Peer) -> None:
        """Do what is asked, or tell the peer why not, in which case nothing has changed."""
        self.bus.heard(peer, time.monotonic())
        self.stats.requests += 1
        asked = Asked(name_of(request.command), peer, request.id)
        try:
            handler = self._handlers.get(type(request.command), _nobody)
            handler(request.command, asked)
        except NotonoError as error:
            self._refuse(request, asked, error)
        except Exception as error:
            log.exception("%s failed", asked.verb)
            self._refuse(request, asked, NotonoError(f"{type(error).__name__}: {error}"))

    @contextlib.contextmanager
    def bundle(self) -> Iterator[None]:
        """What is handled inside came together."""
        with self.bus.bundle(), self.desk.gathering():
            yield

    def refuse(self, verb: str, peer: Peer, error: NotonoError) -> None:
        """Tell a peer why what it sent is no request at all."""
        self.bus.heard(peer, time.monotonic())
        self.bus.report(peer, told.Fail(verb, 0, 0, error.code, str(error)))

    def hear(self, message: Heard) -> None:
        """All that the worker says."""
        if isinstance(message, Ready):
            self.ahead.clear()
            hello = told.Hello(PROTOCOL, message.name, message.device, message.velocities)
            self.bus.broadcast(hello)
        self.desk.hear(message)

    def hear_sound(self, message: AudioHeard) -> None:
        """All that the player says."""
        match message:
            case PlayerIs(device, rate_hz, block_frames):
                block = (
                    f"blocks of {block_frames} frames" if block_frames else "blocks as they come"
                )
                self.playing.hear("playing", f"{device} at {rate_hz} Hz in {block}")
            case Lost(text):
                self.playing.hear("lost", text)
            case Assigned(slot, label):
                for stage, seconds in self.playing.swapped(slot, label).items():
                    self.desk.figures.took(stage, seconds)
            case Recorded(path, _, _, trouble):
                self.playing.recorded(path, trouble)

    def restore(self, fresh: bool) -> None:
        """Begin where the last server ended, or with empty slots. Before anybody is heard."""
        restored = self.archive.restore(self.bank, fresh)
        self.publisher.restore(restored)
        self.archive.tend(restored)
        self.archive.prune()

    async def close(self) -> None:
        """End all that is under way, and wait for the files that must be whole."""
        self.speculation.close()
        self.desk.close()
        await self.maker.finish()
        await self.archive.close()

    def _refuse(self, request: Request, asked: Asked, error: NotonoError) -> None:
        slot = getattr(request.command, "slot", None)
        number = 0 if slot is None else slot or self.controls.slot
        fail = told.Fail(asked.verb, asked.id, number, error.code, str(error))
        self.bus.report(asked.peer, fail)


def _nobody(command: Any, asked: Asked) -> None:
    raise Denied(f"{asked.verb} is switched off in this server; see its settings")
