"""The audio process as the server sees it: kept alive, told what to play, fed with sounds. Runs on
the event loop, and nothing here waits there.

Three pipes: commands out, written from the loop itself, so that a note never stands behind a
sound; sounds out, from one thread that prepares them in the order they were offered; and back,
heard by another thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import IntEnum
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np

from notono_live import child
from notono_live.audio import messages as told
from notono_live.audio import process as audio_process
from notono_live.audio.carrier import Carrier
from notono_live.audio.messages import AudioHeard, Counters, Lost, Playing
from notono_live.config import Audio

NONE = "none"
OPENING_SECONDS = 20.0
SILENT_SECONDS = 5.0  # without a report, of which there are twenty a second
QUIT_SECONDS = 1.5
MOST_EARLY = 63
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2.0, 30.0  # between attempts that never worked
BACK_SECONDS, LONGEST_BACK_SECONDS = 1.0, 5.0  # and after it had worked
HELP = "install libportaudio2, start JACK, or say --audio none"
MAY_NOT = (
    "other programs may make the sound wait: this user may not have real-time threads "
    "(ulimit -r); a line '@audio - rtprio 95' in /etc/security/limits.conf lets the group audio"
)

log = logging.getLogger("notono.audio")


class State(IntEnum):
    OFF = 0
    OPENING = 1
    PLAYING = 2
    LOST = 3


class Player:
    """`hear` is called on the event loop with what becomes of the output and of recordings, and
    with each offer that has come under the voices."""

    def __init__(self, settings: Audio, hear: Callable[[AudioHeard], None]) -> None:
        self.state = State.OFF
        self.rate_hz = settings.rate_hz
        self.block_frames = settings.block_frames
        self.counters = Counters()
        self._settings = settings
        self._hear = hear
        self._carrier = Carrier()
        self._ready: set[int] = set()
        self._knobs: dict[tuple[type, int], told.Played] = {}
        self._early: list[told.NoteOn] = []  # notes of slots that are not ready
        self._recording: Path | None = None
        self._process: SpawnProcess | None = None
        self._commands: Connection | None = None
        self._trouble = ""  # why this process had to end, where known
        self._last_words = ""  # so that the same is not said again at every attempt
        self._waits = False  # said in the log already
        self._alarm: asyncio.TimerHandle | None = None
        self.gain(settings.gain_db)
        self.release(settings.release_seconds)

    async def run(self) -> None:
        """Keep the output alive until cancelled. One that is missing is said, and tried again."""
        if self._settings.output == NONE:
            await asyncio.get_running_loop().create_future()
        pause, longest = FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS
        self.state = State.OPENING
        try:
            while True:
                played = await self._one_life()
                self._lose(played)
                if played:
                    pause, longest = BACK_SECONDS, LONGEST_BACK_SECONDS
                await asyncio.sleep(pause)
                pause = min(longest, 2 * pause)
        finally:
            self.state = State.OFF

    def offer(
        self,
        slot: int,
        pitch: float,
        samples: np.ndarray,
        rate_hz: int,
        label: int = 0,
        fresh: bool = True,
    ) -> None:
        """A slot (1..) sounds like this at MIDI `pitch`: mono float32 (frames,), not changed by
        anyone from now on. It replaces the slot's other pitches if `fresh`, else joins them;
        voices that sound go over to it."""
        self._carrier.offer(slot, pitch, samples, rate_hz, label, fresh)

    def withdraw(self, slot: int) -> None:
        """A slot has no sound; its voices fade out."""
        self._carrier.withdraw(slot)
        self._ready.discard(slot)
        self._forget(slot=slot)

    def note_on(self, slot: int, note: float, velocity: int, channel: int = 0) -> None:
        """A note of a slot whose first sound is still being prepared begins when it is ready."""
        on = told.NoteOn(slot, note, velocity, channel)
        coming = slot in self._carrier and slot not in self._ready
        if coming and self.state is State.PLAYING:
            self._early = [*self._early[-MOST_EARLY:], on]
        else:
            self._tell(on)

    def note_off(self, note: float | None, channel: int = 0, slot: int = 0) -> None:
        """`note` None: every note; `slot` 0: in every slot."""
        self._forget(note, channel, slot)
        self._tell(told.NoteOff(note, channel, slot))

    def sustain(self, channel: int, on: bool) -> None:
        self._tell(told.Sustain(channel, on))

    def bend(self, channel: int, semitones: float) -> None:
        self._turn(told.Bend(channel, semitones), channel)

    def expression(self, channel: int, level: float) -> None:
        self._turn(told.Expression(channel, level), channel)

    def gain(self, db: float) -> None:
        self._turn(told.Gain(db))

    def pan(self, position: float) -> None:
        self._turn(told.Pan(position))

    def release(self, seconds: float) -> None:
        self._turn(told.Release(seconds))

    def loop(self, on: bool) -> None:
        self._turn(told.Loop(on))

    def choke(self, slot: int = 0) -> None:
        self._forget(slot=slot)
        self._tell(told.Choke(slot))

    def panic(self) -> None:
        self._early.clear()
        self._tell(told.Panic())

    def all_notes_off(self, channel: int = 0) -> None:
        self._forget(channel=channel or None)
        self._tell(told.AllNotesOff(channel))

    def all_sound_off(self, channel: int = 0) -> None:
        self._forget(channel=channel or None)
        self._tell(told.AllSoundOff(channel))

    def record(self, path: Path | None) -> None:
        """From here on into a WAV, which `hear` is told of when it is complete; None: stop."""
        if path is not None and self.state is not State.PLAYING:
            text = "there is no audio output to record"
            failed = told.Recorded(path, 0, self.rate_hz, text)
            asyncio.get_running_loop().call_soon(self._hear, failed)
            return
        if path is not None:
            self._recording = path
        self._tell(told.Record(path))

    def sounding(self, slot: int) -> bool:
        """As of the last report, a twentieth of a second ago at most."""
        return bool(self.counters.sounding >> slot & 1)

    def ready(self, slot: int) -> bool:
        """Whether a note would sound."""
        return slot in self._ready

    def _forget(self, note: float | None = None, channel: int | None = None, slot: int = 0) -> None:
        """Notes that wait for their sound, and have ended before it came; None, None, 0: all."""
        self._early = [
            on
            for on in self._early
            if note not in (None, on.note)
            or channel not in (None, on.channel)
            or slot not in (0, on.slot)
        ]

    def _turn(self, knob: told.Played, channel: int = 0) -> None:
        """What stays as it was put, for the next process too."""
        self._knobs[type(knob), channel] = knob
        self._tell(knob)

    def _tell(self, command: told.Told) -> None:
        if self.state is not State.PLAYING or self._commands is None:
            return
        try:
            self._commands.send(command)
        except BlockingIOError:
            self._give_up("the audio process does not listen any more")
        except OSError:
            pass  # it has ended, which is heard on the other pipe

    async def _one_life(self) -> bool:
        """Start a process and serve it until it ends; whether it ever played."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()
        context = multiprocessing.get_context("spawn")
        their_commands, self._commands = context.Pipe(duplex=False)
        their_sounds, sounds = context.Pipe(duplex=False)
        says, their_says = context.Pipe(duplex=False)
        theirs = (their_commands, their_sounds, their_says)
        if os.name == "posix":  # a pipe that is full shall be known, not waited for
            os.set_blocking(self._commands.fileno(), False)
        self._trouble = ""
        self._process = process = context.Process(
            target=audio_process.run,
            args=(*theirs, self._settings),
            daemon=True,
            name="notono-audio",
        )
        hands = ThreadPoolExecutor(1, "notono-audio")
        bringing: list[asyncio.Task[None]] = []

        def received(message: told.Said) -> None:
            self._received(message)
            if isinstance(message, Playing):
                work = self._carrier.run(sounds, message.rate_hz, hands)
                bringing.append(loop.create_task(work))

        ear = threading.Thread(target=child.listen, args=(says, loop, received, ended), daemon=True)
        starting = loop.run_in_executor(None, process.start)
        try:
            await asyncio.shield(starting)
            for pipe in theirs:
                pipe.close()
            self._arm(OPENING_SECONDS)
            ear.start()
            await ended
        finally:
            self._disarm()
            self._tell(told.Quit())
            played = bool(bringing)
            patience_seconds = QUIT_SECONDS if played else 0.0
            for task in bringing:
                task.cancel()
            self._commands.close()
            await asyncio.wait([starting])  # what is half started could not be ended
            await asyncio.to_thread(child.bury, process, (ear,), patience_seconds)
            hands.shutdown(wait=False)
            for pipe in (sounds, says):
                pipe.close()
        return played

    def _received(self, message: told.Said) -> None:
        self._arm(SILENT_SECONDS)
        if isinstance(message, Counters):
            self.counters = message
            return
        if isinstance(message, Lost):
            self._trouble = message.text
            return
        if isinstance(message, Playing):
            self.rate_hz, self.block_frames = message.rate_hz, message.block_frames
            self.state, self._last_words = State.PLAYING, ""
            if message.waits and not self._waits:
                log.info(MAY_NOT)
            self._waits = message.waits
            for knob in self._knobs.values():
                self._tell(knob)
        elif isinstance(message, told.Assigned):
            if message.slot not in self._carrier:
                return
            self._ready.add(message.slot)
            for on in [on for on in self._early if on.slot == message.slot]:
                self._tell(on)
            self._forget(slot=message.slot)
        elif message.path == self._recording:
            self._recording = None
        self._hear(message)

    def _lose(self, played: bool) -> None:
        """The process has ended: say why, once."""
        assert self._process is not None
        trouble = self._trouble or f"the audio process {child.how_it_ended(self._process)}"
        self.state = State.LOST
        self._ready.clear()
        self._early.clear()
        self.counters = Counters()
        if self._recording is not None:
            path, self._recording = self._recording, None
            self._hear(told.Recorded(path, 0, self.rate_hz, f"cut off: {trouble}"))
        if played:
            text = f"audio is lost: {trouble}; held notes are gone; it will be opened again"
        else:
            text = f"no audio output: {trouble}; the server runs on, silent; {HELP}"
        if text != self._last_words:
            self._last_words = text
            self._hear(Lost(text))

    def _arm(self, seconds: float) -> None:
        self._disarm()
        text = f"the audio process gave no sign of life for {seconds:g} s"
        self._alarm = asyncio.get_running_loop().call_later(seconds, self._give_up, text)

    def _disarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _give_up(self, text: str) -> None:
        assert self._process is not None
        self._trouble = text
        with contextlib.suppress(ValueError):  # it is buried already
            self._process.kill()
