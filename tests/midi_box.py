"""A MIDI box on JACK, in a process of its own (`python midi_box.py NAME`): it sends what its stdin
says, and prints what it hears.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections import deque
from types import TracebackType

from jackd import JackServer


class MidiBox:
    """Plugged in from `with` on. JACK knows its two ends as NAME:NAME capture and playback."""

    def __init__(self, server: JackServer, name: str = "Box") -> None:
        self.port = f"{name}:{name} capture"
        self._process = subprocess.Popen(
            [sys.executable, __file__, name],
            env=os.environ | server.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> MidiBox:
        assert self.hears() == "plugged in"
        return self

    def send(self, *data: int) -> None:
        self._tell("send", *data)

    def turn(self, controller: int, count: int, each_seconds: float, last: int) -> None:
        """Returns at once; the knob is turned to and fro, and ends at `last`, where it has not been
        before if that is odd."""
        self._tell("turn", controller, count, each_seconds, last)

    def hears(self) -> str:
        """The next message, as hexadecimal bytes."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def unplug(self) -> None:
        """As a cable does it that is pulled out."""
        self._process.kill()
        self._process.wait()

    def _tell(self, *words: object) -> None:
        assert self._process.stdin is not None
        print(*words, file=self._process.stdin, flush=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with contextlib.suppress(BrokenPipeError, subprocess.TimeoutExpired):
            self._process.communicate(timeout=5)
        self.unplug()


def main(name: str) -> None:
    """Runs in the box's process, until its stdin closes."""
    import jack

    client = jack.Client(name, no_start_server=True)
    out = client.midi_outports.register(f"{name} capture")
    ear = client.midi_inports.register(f"{name} playback")
    waiting: deque[list[int]] = deque()

    @client.set_process_callback
    def process(frames: int) -> None:
        out.clear_buffer()
        while waiting:
            out.write_midi_event(0, waiting.popleft())
        for _, data in ear.incoming_midi_events():
            print(bytes(data).hex(), flush=True)

    with client:
        print("plugged in", flush=True)
        for line in sys.stdin:
            verb, *words = line.split()
            if verb == "send":
                waiting.append([int(word) for word in words])
            else:
                turn(waiting, int(words[0]), int(words[1]), float(words[2]), int(words[3]))


def turn(
    waiting: deque[list[int]], controller: int, count: int, each_seconds: float, last: int
) -> None:
    start = time.monotonic()
    for n in range(count):
        value = last if n == count - 1 else abs(n % 254 - 127) & ~1  # even
        waiting.append([0xB0, controller, value])
        time.sleep(max(0.0, start + (n + 1) * each_seconds - time.monotonic()))


if __name__ == "__main__":
    main(sys.argv[1])
