"""MIDI in: ports' bytes to requests and sound, parameters back to lights and rings. Runs on the
event loop; decides nothing.

MIDI is one more client of the table of what can be asked: what its knobs send is parsed, checked
and answered like any message. Only the keys go to the player directly.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from notono_live.config import Settings
from notono_live.engine.engine import Engine
from notono_live.errors import NotonoError
from notono_live.protocol import addresses, midi_defaults
from notono_live.protocol import notifications as told
from notono_live.protocol.commands import Command, Request
from notono_live.protocol.controls import Controls
from notono_live.protocol.midi_keys import Hands, Keys, Playing
from notono_live.protocol.midi_maps import Maps
from notono_live.protocol.midi_rings import PERIOD_SECONDS, Rings
from notono_live.protocol.midi_router import PACE_SECONDS, Router
from notono_live.protocol.notifications import Notification
from notono_live.protocol.wire import Message
from notono_live.transports import midi_files
from notono_live.transports.midi_desk import MidiDesk
from notono_live.transports.midi_ports import Came, Closed, NoMidi, Opened, Said, Using, Wish
from notono_live.transports.midi_process import PortProcess, Ports

MOST_COMPLAINTS = 100  # different ones that are remembered, so that each is told once

log = logging.getLogger("notono.midi")


@dataclass(frozen=True, slots=True)
class MidiPeer:
    """All of MIDI, as the engine knows it: one client that hears the answers to what it asked."""

    hear: Callable[[Notification], None] = field(compare=False, repr=False)
    host: str = "127.0.0.1"
    is_local: bool = True
    ear: str = "midi"

    def at_port(self, port: int) -> MidiPeer:
        return self

    def tell(self, notification: Notification) -> None:
        self.hear(notification)


class MidiTransport:
    """Keys, knobs and lights of all ports. `announce` hears of each port that opens. A mistake in
    a map is a BadArguments from here."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        playing: Playing,
        announce: Callable[[str], None] = lambda line: None,
        ports: Ports | None = None,
    ) -> None:
        midi = settings.midi
        bindings, without = midi_files.own(settings)
        self._off = midi.off
        self._feedback = midi.feedback
        self._engine = engine
        self._announce = announce
        self._ports = ports or PortProcess(Wish(midi.inputs, midi.api, midi.virtual))
        self._peer = MidiPeer(self._heard)
        self._complaints: set[str] = set()
        self._open: dict[str, None] = {}
        self.maps = Maps(
            bindings,
            midi_files.boxes(midi.maps),
            midi_defaults.bindings(len(engine.bank), midi.channel),
            midi_defaults.parameters(midi.channel),
            without,
        )
        hands = Hands(self._do, playing, self._complain)
        self.keys = Keys(hands, len(engine.bank), midi.outside, midi.note_sets_pitch)
        self.router = Router(
            self.maps,
            self.keys,
            playing,
            lambda: engine.controls,
            self._say,
            midi.channel,
            midi.program_map,
        )
        self._rings = Rings(self.maps, midi.virtual)
        self._desk = MidiDesk(engine, self.maps, midi_files.home(settings), self._bound)
        self._pace: asyncio.TimerHandle | None = None
        self._draw: asyncio.TimerHandle | None = None
        start = replace(engine.controls, midi_notes=midi.notes, midi_takeover=midi.takeover)
        engine.knobs.put(start)
        engine.knobs.watchers.append(self._moved)
        if not self._off:
            engine.serve(self._desk.handlers)

    async def run(self) -> None:
        """Hear MIDI until cancelled; at once done where it is switched off or there is none."""
        if self._off:
            return
        try:
            await self._ports.run(self.hear)
        finally:
            await self.close()

    async def close(self) -> None:
        """Let go of all that is held, and wait for the file that must be whole."""
        self._announce = lambda line: None
        for port in list(self._open):
            self.hear(Closed(port))
        for timer in (self._pace, self._draw):
            if timer is not None:
                timer.cancel()
        await self._desk.close()

    def hear(self, message: Said) -> None:
        """All that the ports say."""
        match message:
            case Came(port, data):
                self._came(port, data)
            case Opened(port):
                self._opened(port)
            case Closed(port):
                self._open.pop(port, None)
                self._rings.closed(port)
                self.router.lost(port)
                self._tell(f"{port} is closed")
            case Using(api):
                log.info("MIDI is %s's", api)
            case NoMidi(text):
                self._tell(f"none; {text}")

    def _opened(self, port: str) -> None:
        self._open[port] = None
        box = self.maps.box(port)
        self._tell(f"{port} is open, {f'a {box.name}' if box else 'with the default map'}")
        if self._feedback:
            self._rings.opened(port)
            self._draw_soon()

    def _tell(self, text: str) -> None:
        log.info("%s", text)
        self._announce(f"midi: {text}")

    def _came(self, port: str, data: bytes) -> None:
        touches = self.router.read(port, data)
        if not self._desk.takes(port, touches):
            self.router.feed(port, touches)
            self._pace_on()

    def _pace_on(self) -> None:
        if self.router.paced and self._pace is None:
            self._pace = asyncio.get_running_loop().call_later(PACE_SECONDS, self._tick)

    def _tick(self) -> None:
        self._pace = None
        self.router.tick()
        self._pace_on()

    def _say(self, message: Message) -> None:
        try:
            for each in addresses.expand(message, len(self._engine.bank)):
                request = addresses.parse(each)
                if request is not None:
                    self._engine.handle(request, self._peer)
        except NotonoError as error:
            self._complain(error)

    def _do(self, command: Command, request_id: int) -> None:
        self._engine.handle(Request(command, request_id), self._peer)

    def _heard(self, notification: Notification) -> None:
        """Answers to what MIDI asked for."""
        match notification:
            case told.Done("slot/render", job):
                self.keys.drawn(job)
            case told.Fail(verb, job, _, _, text):
                if verb == "slot/render":
                    self.keys.not_drawn(job)
                self._warn(f"{verb}: {text}")

    def _complain(self, error: NotonoError) -> None:
        self._warn(str(error))

    def _warn(self, text: str) -> None:
        """Once: a key that cannot sound is struck again and again."""
        if text not in self._complaints:
            if len(self._complaints) == MOST_COMPLAINTS:
                self._complaints.clear()
            self._complaints.add(text)
            log.warning("%s", text)

    def _moved(self, before: Controls, after: Controls) -> None:
        if self._feedback and self._open:
            self._rings.moved(self._open, self.router.cause, before, after)
            self._draw_soon()

    def _bound(self) -> None:
        """Other bindings, so other rings."""
        for port in self._open if self._feedback else ():
            self._rings.opened(port)
        self._draw_soon()

    def _draw_soon(self) -> None:
        """The first change is drawn at once, those that follow as often as a ring may move."""
        if self._draw is None and self._rings.due:
            self._draw_now()

    def _draw_now(self) -> None:
        self._draw = None
        if self._rings.due:
            for port, data in self._rings.draw(self._engine.controls):
                self._ports.send(port, data)
            self._draw = asyncio.get_running_loop().call_later(PERIOD_SECONDS, self._draw_now)
