"""The audio process. Its main thread obeys the server and watches; PortAudio's thread mixes.

The callback shares the interpreter with nobody but this one thread and, while recording, the
recorder's. When the output dies the whole process ends: closing a stream whose JACK server is gone
hangs for ever.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections import deque
from multiprocessing.connection import Connection, wait
from pathlib import Path

import numpy as np

from notono_live.audio import messages as told
from notono_live.audio.memory import Memory, Place
from notono_live.audio.mixer import Mixer, Put
from notono_live.audio.output import Output, open_output
from notono_live.audio.recorder import Recording
from notono_live.child import die_with_parent
from notono_live.config import Audio
from notono_live.errors import NoDevice

TICK_SECONDS = 0.05  # between two reports
EAGER_SECONDS = 0.001  # while someone waits to hear that a sound is in place
DEAD_SECONDS, DEAD_BLOCKS = 0.5, 20  # without a callback, whichever is longer
FIRST_BLOCK_SECONDS = 3.0
CLOSE_SECONDS = 0.5
FINISH_SECONDS = 1.0  # for the last of a recording
TURN = 5  # of 99 among real-time threads, below JACK's own
SWITCH_SECONDS = 0.0005  # how long this thread may keep the callback from the interpreter

log = logging.getLogger("notono.audio")


def run(commands: Connection, sounds: Connection, says: Connection, settings: Audio) -> None:
    """Play until told to quit, the pipes close, or the output is lost."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when we end
    threading.Thread(target=die_with_parent, daemon=True).start()
    waits = not _go_first()
    _hush_libraries()
    sys.setswitchinterval(SWITCH_SECONDS)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            output = open_output(settings)
            Stage(output, settings, commands, sounds, says, waits).play()
        except NoDevice as error:
            says.send(told.Lost(str(error)))
    sys.stderr.flush()
    os._exit(0)  # PortAudio's own way out may hang


class Stage:
    """Everything that plays, and the control thread's loop around it."""

    def __init__(
        self,
        output: Output,
        settings: Audio,
        commands: Connection,
        sounds: Connection,
        says: Connection,
        waits: bool,
    ) -> None:
        self._output, self._waits = output, waits
        self._commands, self._sounds, self._says = commands, sounds, says
        self._saying = threading.Lock()  # the recorder's thread says something too
        self._memory = Memory()
        self._mixer = Mixer(self._memory, output.rate_hz, settings.voices)
        self._block = Block(self._mixer, output.rate_hz)
        self._latency_seconds = 0.0
        self._logged = ""  # the last error, so that the same is not logged twenty times a second
        self._told = 0  # commands given to the mixer
        self._places: dict[int, Place] = {}
        self._slots: dict[int, set[int]] = {}  # the sounds each has, and those still on the way
        self._room = memoryview(b"")  # of the sound that is arriving,
        self._arrived = 0  # so many bytes of it
        self._retiring: deque[tuple[int, int]] = deque()  # (told, sound id)
        self._assigning: deque[tuple[int, told.Assigned]] = deque()

    def play(self) -> None:
        """Raises NoDevice when the output cannot be started."""
        self._output.start(self._block.fill)
        self._await_first_block()
        block, rate_hz = self._block.longest, self._output.rate_hz
        found = self._output.latency_seconds
        self._latency_seconds = found if block / rate_hz < found < 10 else block / rate_hz
        gc.collect()
        gc.freeze()  # what is collected from here on is little, so collecting takes no time
        self._say(told.Playing(self._output.device, rate_hz, block, self._waits))
        trouble = self._serve(max(DEAD_SECONDS, DEAD_BLOCKS * block / rate_hz))
        if recording := self._record(None):
            recording.join(FINISH_SECONDS)
        if trouble:
            return self._say(told.Lost(trouble))
        closing = threading.Thread(target=self._output.close, daemon=True)
        closing.start()
        closing.join(CLOSE_SECONDS)

    def _await_first_block(self) -> None:
        deadline = time.monotonic() + FIRST_BLOCK_SECONDS
        while not self._block.frames:
            if time.monotonic() > deadline:
                raise NoDevice(f"{self._output.device} opens, but never asks for sound")
            time.sleep(0.002)

    def _serve(self, dead_seconds: float) -> str:
        """Until Quit, or the output stops: then why."""
        reported_at, frames, idle_seconds = time.monotonic(), 0, 0.0
        while True:
            pause = EAGER_SECONDS if self._assigning or self._mixer.inbox else TICK_SECONDS
            ready = wait([self._commands, self._sounds], pause)
            while self._commands.poll():
                if self._obey(self._commands.recv()):
                    return ""
            if self._sounds in ready:
                self._receive()
            self._confirm()
            elapsed = time.monotonic() - reported_at
            if elapsed < TICK_SECONDS:
                continue
            # No tick counts for more than two, so a machine that slept is no lost output.
            idle_seconds += min(elapsed, 2 * TICK_SECONDS)
            if self._block.frames != frames:
                frames, idle_seconds = self._block.frames, 0.0
            if idle_seconds > dead_seconds:
                return f"{self._output.device} has stopped asking for sound; has it ended?"
            reported_at = time.monotonic()
            self._report()

    def _obey(self, command: told.Told) -> bool:
        """Whether that was the last one."""
        if isinstance(command, told.Quit):
            return True
        if isinstance(command, told.Record):
            self._record(command.path)
        else:
            self._tell(command)
        return False

    def _record(self, path: Path | None) -> Recording | None:
        """Begin another recording, or none; returns the one that this finishes."""
        old = self._block.recording
        rate_hz = self._output.rate_hz
        self._block.recording = Recording(path, rate_hz, self._say) if path else None
        if old is not None:
            old.finish()
        return old

    def _tell(self, command: told.Played | Put) -> None:
        self._mixer.inbox.append(command)
        self._told += 1

    def _receive(self) -> None:
        """One message, or one piece of a sound: commands are looked at in between."""
        if self._arrived < len(self._room):
            self._arrived += self._sounds.recv_bytes_into(self._room, self._arrived)
            return
        message: told.Carried = self._sounds.recv()
        if isinstance(message, told.Carry):
            self._places[message.id], self._room = self._memory.take(message)
            self._arrived = 0
            self._slots.setdefault(message.slot, set()).add(message.id)
            return
        self._tell(Put(message.slot, tuple(self._places[id] for id in message.ids)))
        self._assigning.append((self._told, told.Assigned(message.slot, message.label)))
        old = self._slots.pop(message.slot, set()).difference(message.ids)
        self._slots[message.slot] = set(message.ids)
        self._retiring.extend((self._told, sound_id) for sound_id in sorted(old))

    def _confirm(self) -> None:
        while self._assigning and self._assigning[0][0] <= self._mixer.obeyed:
            self._say(self._assigning.popleft()[1])

    def _report(self) -> None:
        for _ in range(len(self._retiring)):
            since, sound_id = self._retiring.popleft()
            if since > self._mixer.obeyed or self._mixer.reads(sound_id):
                self._retiring.append((since, sound_id))
            else:
                self._memory.give_back(sound_id)
                del self._places[sound_id]
        block, mixer = self._block, self._mixer
        if block.error is not None and repr(block.error) != self._logged:
            self._logged = repr(block.error)
            log.error("mixing failed, and that block was silent", exc_info=block.error)
        peak, mixer.peak = mixer.peak, 0.0
        self._say(
            told.Counters(
                block.frames,
                block.callbacks,
                block.dropouts,
                mixer.lanes.sounding,
                peak,
                self._latency_seconds,
                mixer.slots_sounding(),
            )
        )

    def _say(self, message: told.Said) -> None:
        with self._saying:
            self._says.send(message)


class Block:
    """What the output calls for each block; counts what happened. Others only read."""

    def __init__(self, mixer: Mixer, rate_hz: int) -> None:
        self.frames = self.callbacks = self.dropouts = self.longest = 0
        self.error: Exception | None = None
        self.recording: Recording | None = None
        self._mixer = mixer
        self._rate_hz = rate_hz

    def fill(self, out: np.ndarray, late: bool) -> None:
        began_at = time.perf_counter()
        try:
            self._mixer.mix(out)
        except Exception as error:  # rather silence than an end of all sound
            self.error = error
            out.fill(0.0)
        if (recording := self.recording) is not None:
            recording.push(out)
        self.longest = max(self.longest, len(out))
        self.callbacks += 1
        self.dropouts += late or time.perf_counter() - began_at > len(out) / self._rate_hz
        self.frames += len(out)


def _go_first() -> bool:
    """Have every thread of this process run before any that is not real-time, where the user may
    (`ulimit -r`); False where not. All of them: the callback can wait for the interpreter that
    another one holds."""
    if hasattr(os, "sched_setscheduler"):  # macOS and Windows have no such call
        try:
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(TURN))
        except OSError:
            return False
    return True


def _hush_libraries() -> None:
    """PortAudio, ALSA and JACK print pages about devices that are not there. What Python says still
    reaches the server's stderr."""
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
