"""The engine decides: a request becomes a change of state, a job, or a refusal. On the event loop.

`handle` never waits: between a datagram and its effect there is no await, so what comes in one
bundle is seen by nobody half done.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from notono_live import __version__
from notono_live.config import Settings
from notono_live.engine.bus import Bus, Peer
from notono_live.engine.desk import Desk, JobRunner
from notono_live.engine.jobs import Heard, Ready
from notono_live.engine.maker import NO_PATH, Asked, Maker, seeded
from notono_live.engine.slots import Slot, SlotBank
from notono_live.errors import Denied, NotonoError
from notono_live.export.shelf import Shelf
from notono_live.notes.conditioning import FAMILIES, Conditioning, Family
from notono_live.notes.constraint import Region
from notono_live.notes.note import Sampling
from notono_live.protocol import commands as ask
from notono_live.protocol import notifications as told
from notono_live.protocol.addresses import name_of
from notono_live.protocol.asked import PROTOCOL
from notono_live.protocol.commands import Atom, Request
from notono_live.protocol.controls import BY_NAME, PARAMETERS, Controls, layer_of

log = logging.getLogger("notono.engine")


class Engine:
    """Owns the controls and the slots. `stop` is called when a client asks the server to quit."""

    def __init__(
        self, settings: Settings, worker: JobRunner, shelf: Shelf, stop: Callable[[], None]
    ) -> None:
        self.bus = Bus(settings.osc.max_clients, settings.osc.client_timeout_seconds)
        self.controls = Controls()
        self.bank = SlotBank(settings.bank.slots, settings.bank.history)
        self.desk = Desk(self.bus, worker, settings.bank.max_jobs)
        self.maker = Maker(self.bus, self.desk, shelf, worker)
        self._worker = worker
        self._shelf = shelf
        self._stop = stop

    def handle(self, request: Request, peer: Peer) -> None:
        """Do what is asked, or tell the peer why not, in which case nothing has changed."""
        self.bus.heard(peer, time.monotonic())
        asked = Asked(name_of(request.command), peer, request.id)
        try:
            self._dispatch(request.command, asked)
        except NotonoError as error:
            self._refuse(request, asked, error)
        except Exception as error:
            log.exception("%s failed", asked.verb)
            self._refuse(request, asked, NotonoError(f"{type(error).__name__}: {error}"))

    def refuse(self, verb: str, peer: Peer, error: NotonoError) -> None:
        """Tell a peer why what it sent is no request at all."""
        self.bus.heard(peer, time.monotonic())
        self.bus.report(peer, told.Fail(verb, 0, 0, error.code, str(error)))

    def hear(self, message: Heard) -> None:
        """All that the worker says."""
        if isinstance(message, Ready):
            self.bus.broadcast(told.Hello(PROTOCOL, message.name, message.device))
        self.desk.hear(message)

    async def close(self) -> None:
        """End all that is under way, and wait for the files that must be whole."""
        self.desk.close()
        await self.maker.finish()

    def _refuse(self, request: Request, asked: Asked, error: NotonoError) -> None:
        slot = getattr(request.command, "slot", None)
        number = 0 if slot is None else slot or self.controls.slot
        fail = told.Fail(asked.verb, asked.id, number, error.code, str(error))
        self.bus.report(asked.peer, fail)

    def _dispatch(self, command: ask.Command, asked: Asked) -> None:
        match command:
            case ask.Set(parameter, values):
                self._set(parameter, values)
            case ask.Get(parameter):
                self._answer(asked, told.ParameterIs(parameter, self._value(parameter)))
            case ask.Generate():
                self._generate(ask.SlotGenerate(0), asked)
            case ask.Regenerate():
                self._regenerate(ask.SlotRegenerate(0), asked)
            case ask.SlotGenerate():
                self._generate(command, asked)
            case ask.SlotRegenerate():
                self._regenerate(command, asked)
            case ask.SlotRender():
                self._render(command, asked)
            case ask.SlotLoad(number, name, pitch, instrument):
                labels = Conditioning(pitch, Family.named(instrument or "none"))
                self.maker.load(asked, self._slot(number), name, labels)
            case ask.SlotSave(number, name):
                self.maker.save(asked, self._slot(number), name)
            case ask.SlotCopy(number, target):
                self._copy(self._slot(number), self._slot(target), asked)
            case ask.SlotClear(number):
                slot = self._slot(number)
                slot.filled()
                self.maker.change(asked, slot, lambda: slot.put(None))
            case ask.SlotUndo(number):
                self.maker.change(asked, self._slot(number), self._slot(number).undo)
            case ask.SlotRedo(number):
                self.maker.change(asked, self._slot(number), self._slot(number).redo)
            case ask.SlotLock(number, locked):
                self._lock(self._slot(number), locked, asked)
            case ask.Cancel(job):
                count = self.desk.cancel(self.bus.owner(asked.peer), job)
                self._done(asked, 0, count)
            case ask.Sync(id):
                self.desk.sync(asked.peer, id)
            case ask.Notify():
                self._notify(command, asked)
            case ask.Ping(atoms):
                self._answer(asked, told.Pong(atoms))
            case ask.Version():
                self._answer(asked, self._version())
            case ask.Status():
                self._answer(asked, self._status())
            case ask.ListParameters():
                self._list(asked, [_parameter_row(name) for name in BY_NAME])
            case ask.ListSlots():
                self._list(asked, [self._slot_row(slot) for slot in self.bank])
            case ask.ListInstruments():
                rows = [told.InstrumentRow(family.number, str(family)) for family in FAMILIES]
                self._list(asked, rows)
            case ask.Quit():
                self._quit(asked)

    def _slot(self, number: int) -> Slot:
        return self.bank[number or self.controls.slot]

    def _sampling(self, seed: int | None) -> Sampling:
        now = self.controls
        wanted = now.seed if seed is None else seed
        return Sampling(now.temperature, now.top_k, now.top_p, now.guidance, seeded(wanted))

    def _conditioning(self, pitch: int | None, instrument: str | None) -> Conditioning:
        """What was not said comes from the controls."""
        now = self.controls
        return Conditioning(
            now.pitch if pitch is None else pitch, Family.named(instrument or now.instrument)
        )

    def _generate(self, command: ask.SlotGenerate, asked: Asked) -> None:
        conditioning = self._conditioning(command.pitch, command.instrument)
        slot = self._slot(command.slot)
        self.maker.generate(asked, slot, conditioning, self._sampling(command.seed))

    def _regenerate(self, command: ask.SlotRegenerate, asked: Asked) -> None:
        now = self.controls
        layer = layer_of(command.layer or now.layer)
        seconds = now.start_seconds, now.end_seconds
        if command.start_seconds is not None and command.end_seconds is not None:
            seconds = command.start_seconds, command.end_seconds
        band = now.low, now.high
        if command.low is not None and command.high is not None:
            band = command.low, command.high

        def region(columns: int) -> Region:
            return Region.spanning(layer, seconds, band, columns)

        conditioning = self._conditioning(command.pitch, command.instrument)
        slot = self._slot(command.slot)
        self.maker.regenerate(asked, slot, region, conditioning, self._sampling(command.seed))

    def _render(self, command: ask.SlotRender, asked: Asked) -> None:
        labels = Conditioning(command.pitch, Family.named(command.instrument or "none"))
        self.maker.render(asked, self._slot(command.slot), labels, self._sampling(None))

    def _copy(self, source: Slot, target: Slot, asked: Asked) -> None:
        take = source.filled()
        self.maker.change(asked, target, lambda: target.put(take))

    def _lock(self, slot: Slot, locked: bool, asked: Asked) -> None:
        slot.locked = locked
        done = told.Done(asked.verb, asked.id, slot.number, (int(locked),))
        self.bus.publish(asked.peer, done)

    def _value(self, parameter: str) -> tuple[Atom, ...]:
        return BY_NAME[parameter].get(self.controls)

    def _set(self, parameter: str, values: tuple[Atom, ...]) -> None:
        """Every listener hears of each address whose value became another, and of no other."""
        before, after = self.controls, BY_NAME[parameter].put(self.controls, *values)
        self.bank[after.slot]  # refuses a slot that is not there
        if after == before:
            return
        self.controls = after
        for row in PARAMETERS:
            value = row.get(after)
            if value != row.get(before):
                self.bus.broadcast(told.ParameterIs(row.name, value))

    def _answer(self, asked: Asked, notification: told.Notification) -> None:
        self.bus.answer(asked.peer, notification)

    def _done(self, asked: Asked, slot: int, *values: Atom) -> None:
        self.bus.report(asked.peer, told.Done(asked.verb, asked.id, slot, values))

    def _list(self, asked: Asked, rows: Sequence[told.Notification]) -> None:
        for row in rows:
            self._answer(asked, row)
        self._done(asked, 0, len(rows))

    def _notify(self, command: ask.Notify, asked: Asked) -> None:
        """To a new listener goes all there is to know, so that a page of knobs can draw itself."""
        if not command.on:
            self._done(asked, 0, 0)
            self.bus.ignore(asked.peer, command.port)
            return
        client = self.bus.listen(asked.peer, command.port, time.monotonic())
        log.info("client %d is %s %s", client, asked.peer, command.name or "")
        self._done(asked, 0, client)
        for row in PARAMETERS:
            self._answer(asked, told.ParameterIs(row.name, row.get(self.controls)))
        for slot in self.bank:
            self._answer(asked, self._slot_row(slot))

    def _version(self) -> told.VersionReply:
        major, minor, patch = (int(part) for part in __version__.split(".")[:3])
        return told.VersionReply("notono-live", major, minor, patch, PROTOCOL, self._worker.name)

    def _status(self) -> told.StatusReply:
        desk = self.desk
        return told.StatusReply(
            ready=int(self._worker.state),
            queue=desk.queue_length,
            running=int(desk.running),
            load=desk.figures.load(time.monotonic()),
            last_ms=desk.figures.last_ms,
            p95_ms=desk.figures.p95_ms,
            xruns=0,
            clients=self.bus.clients,
            slots=len(self.bank),
            out_hz=float(self._shelf.rate_hz),
            loaded_slots=sum(slot.take is not None for slot in self.bank),
        )

    def _slot_row(self, slot: Slot) -> told.SlotRow:
        take, path = slot.take, str(self._shelf.slot_path(slot.number))
        if take is None:
            return told.SlotRow(
                slot.number, "none", -1, 0.0, slot.revision, int(slot.locked), NO_PATH
            )
        return told.SlotRow(
            slot.number,
            take.instrument,
            take.pitch,
            take.note.seconds,
            slot.revision,
            int(slot.locked),
            path,
        )

    def _quit(self, asked: Asked) -> None:
        if not asked.peer.is_local:
            raise Denied("quit is heard from the server's own machine only")
        self._done(asked, 0)
        self._stop()


def _parameter_row(name: str) -> told.ParameterRow:
    row = BY_NAME[name]
    tags = "".join(argument.tag for argument in row.arguments)
    first = row.arguments[0]
    return told.ParameterRow(name, tags, first.range, first.unit or "-", row.help)
