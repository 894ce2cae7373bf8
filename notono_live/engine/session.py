"""What is asked about the server itself: who listens, how it is doing, what there is. Runs on the
event loop."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from notono_live import __version__
from notono_live.engine.bus import Asked, Bus, Handlers, Peer
from notono_live.engine.desk import Desk, JobRunner
from notono_live.engine.instrument import Instrument
from notono_live.engine.knobs import Knobs
from notono_live.engine.slots import Slot, SlotBank
from notono_live.errors import BadArguments, Denied
from notono_live.export.shelf import NO_PATH, Shelf
from notono_live.notes.conditioning import FAMILIES
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told
from notono_live.protocol.answers import EVERYTHING, name_of, names_matching
from notono_live.protocol.asked import PROTOCOL
from notono_live.protocol.commands import Atom
from notono_live.protocol.controls import BY_NAME

PING_MOST = 1000  # characters; answers are small, so that no path of the network cuts them

log = logging.getLogger("notono.engine")


class Session:
    """Handlers of what is no sound. `greetings` makes what a new listener is told besides the
    parameters and the slots; `stop` is called when a client asks the server to quit."""

    def __init__(
        self,
        bus: Bus,
        knobs: Knobs,
        bank: SlotBank,
        desk: Desk,
        shelf: Shelf,
        worker: JobRunner,
        player: Instrument,
        stop: Callable[[], None],
    ) -> None:
        self._bus = bus
        self._knobs = knobs
        self._bank = bank
        self._desk = desk
        self._shelf = shelf
        self._worker = worker
        self._player = player
        self._stop = stop
        self.greetings: list[Callable[[], list[told.Notification]]] = []
        self.handlers: Handlers = {
            ask.Notify: self._notify,
            ask.Listen: self._listen,
            ask.Ignore: self._ignore,
            ask.FailPosts: self._mute,
            ask.Ping: self._ping,
            ask.Version: lambda _, asked: self._answer(asked, self._version()),
            ask.Status: lambda _, asked: self._answer(asked, self._status()),
            ask.Sync: lambda sync, asked: self._desk.sync(asked.peer, sync.id),
            ask.Cancel: self._cancel,
            ask.ListParameters: lambda _, asked: self.list(asked, map(_parameter_row, BY_NAME)),
            ask.ListSlots: lambda _, asked: self.list(asked, map(self._slot_row, self._bank)),
            ask.ListInstruments: lambda _, asked: self.list(
                asked, [told.InstrumentRow(family.number, str(family)) for family in FAMILIES]
            ),
            ask.Quit: self._quit,
        }

    def list(self, asked: Asked, rows: Iterable[told.Notification]) -> None:
        """Rows, and then done with how many there were."""
        count = 0
        for row in rows:
            self._answer(asked, row)
            count += 1
        self.done(asked, 0, count)

    def done(self, asked: Asked, slot: int, *values: Atom) -> None:
        self._bus.report(asked.peer, told.Done(asked.verb, asked.id, slot, values))

    def _answer(self, asked: Asked, notification: told.Notification) -> None:
        self._bus.answer(asked.peer, notification)

    def _ping(self, command: ask.Ping, asked: Asked) -> None:
        if sum(len(atom) if isinstance(atom, str) else 4 for atom in command.atoms) > PING_MOST:
            raise BadArguments(f"ping came with more than {PING_MOST} characters; send fewer")
        self._answer(asked, told.Pong(command.atoms))

    def _cancel(self, command: ask.Cancel, asked: Asked) -> None:
        self.done(asked, 0, self._desk.cancel(self._bus.owner(asked.peer), command.job))

    def _notify(self, command: ask.Notify, asked: Asked) -> None:
        """To a new listener goes all there is to know, so that a page of knobs can draw itself."""
        if not command.on:
            self.done(asked, 0, 0)
            self._bus.ignore(asked.peer, command.port)
            return
        client = self._bus.listen(asked.peer, command.port, time.monotonic())
        log.info("client %d is %s %s", client, asked.peer, command.name or "")
        self.done(asked, 0, client)
        self._dump(asked.peer, EVERYTHING)

    def _listen(self, command: ask.Listen, asked: Asked) -> None:
        names = names_matching(command.pattern)
        self._bus.follow(asked.peer, time.monotonic(), names)
        self.done(asked, 0, len(names))
        self._dump(asked.peer, names)

    def _ignore(self, command: ask.Ignore, asked: Asked) -> None:
        names = names_matching(command.pattern)
        self.done(asked, 0, len(names))
        self._bus.ignore(asked.peer, None, names)

    def follow(self, peer: Peer, pattern: str) -> None:
        """As listen does, without a word of it: for transports with a way of their own to ask."""
        names = names_matching(pattern)
        self._bus.follow(peer, time.monotonic(), names)
        self._dump(peer, names)

    def unfollow(self, peer: Peer, pattern: str) -> None:
        self._bus.ignore(peer, None, names_matching(pattern))

    def _dump(self, peer: Peer, names: frozenset[str]) -> None:
        """What all that is told under these names is now."""
        now: list[told.Notification] = [*self._knobs.all()]
        if "changed" in names:  # as a row tells what has changed
            names |= {"list/slots.reply"}
        now += map(self._slot_row, self._bank)
        for greeting in self.greetings:
            now += greeting()
        for notification in now:
            if name_of(notification) in names:
                self._bus.answer(peer, notification)

    def _version(self) -> told.VersionReply:
        major, minor, patch = (int(part) for part in __version__.split(".")[:3])
        worker = self._worker
        said = PROTOCOL, worker.name, worker.velocities or 0
        return told.VersionReply("notono-live", major, minor, patch, *said)

    def _status(self) -> told.StatusReply:
        desk = self._desk
        return told.StatusReply(
            ready=int(self._worker.state),
            queue=desk.queue_length,
            running=int(desk.running),
            load=desk.figures.load(time.monotonic()),
            last_ms=desk.figures.last_ms,
            p95_ms=desk.figures.percentiles("total")[1],
            xruns=self._player.counters.dropouts,
            clients=self._bus.clients,
            slots=len(self._bank),
            out_hz=float(self._shelf.rate_hz),
            loaded_slots=sum(slot.take is not None for slot in self._bank),
        )

    def slot_file(self, number: int) -> Path:
        """Where a slot's note lies as a WAV file; UnknownSlot where there is none."""
        self._bank[number].filled()
        return self._shelf.slot_path(number)

    @property
    def sounds(self) -> Path:
        """The folder that slot/load looks in first."""
        return self._shelf.roots[0]

    def _slot_row(self, slot: Slot) -> told.SlotRow:
        """With the revision that the file has: who reads a file under a newer revision than it is
        of does not read it again."""
        take, path = slot.take, str(self._shelf.slot_path(slot.number))
        if take is None:
            return told.SlotRow(
                slot.number, "none", -1, 0.0, slot.placed, int(slot.locked), NO_PATH
            )
        return told.SlotRow(
            slot.number,
            take.instrument,
            take.pitch,
            take.note.seconds,
            slot.placed,
            int(slot.locked),
            path,
        )

    def _mute(self, command: ask.FailPosts, asked: Asked) -> None:
        self._bus.mute(asked.peer, command.mode)

    def _quit(self, command: ask.Quit, asked: Asked) -> None:
        if not asked.peer.is_local:
            raise Denied("quit is heard from the server's own machine only")
        self.done(asked, 0)
        self._stop()


def _parameter_row(name: str) -> told.ParameterRow:
    row = BY_NAME[name]
    tags = "".join(argument.tag for argument in row.arguments)
    first = row.arguments[0]
    return told.ParameterRow(name, tags, first.range, first.unit or "-", row.help)
