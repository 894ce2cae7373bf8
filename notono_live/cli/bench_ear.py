"""An ear on JACK: when a client's sound begins, as another client hears it. Runs on JACK's thread;
asked from the main thread."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Any

from notono_live.errors import TimedOut

AUDIBLE = 1e-5  # of full scale: −100 dB
PATIENCE_SECONDS = 10.0


class Ear:
    """Listens to a JACK client's outputs from `with` on. ImportError or an error of JACK's own
    where there is no JACK."""

    def __init__(self, client: str = "notono-live") -> None:
        import jack

        self._jack: Any = jack.Client("notono-ear", no_start_server=True)
        self._source = client
        self._ports = [self._jack.inports.register(f"in_{side}") for side in (1, 2)]
        self._loud_at = 0.0  # when the last block with sound was heard, monotonic seconds
        self._first_at = 0.0  # when the sound that was waited for began
        self._waiting = False
        self._begun = threading.Event()
        self._jack.set_process_callback(self._hear)

    @property
    def block_seconds(self) -> float:
        return float(self._jack.blocksize / self._jack.samplerate)

    def __enter__(self) -> Ear:
        self._jack.activate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := self._jack.get_ports(f"^{self._source}:", is_output=True)):
            if time.monotonic() > deadline:
                raise TimedOut(f"{self._source} has no outputs on JACK")
            time.sleep(0.05)
        for source, port in zip(found, self._ports, strict=False):
            self._jack.connect(source, port)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._jack.deactivate()
        self._jack.close()

    def wait_for_silence(self, seconds: float = 0.05) -> None:
        """Until nothing has been heard for so long; TimedOut when it never is quiet."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() - self._loud_at < seconds:
            if time.monotonic() > deadline:
                raise TimedOut("it does not fall silent; is something else playing?")
            time.sleep(0.005)

    def expect(self) -> None:
        """From now on the next sound is the one."""
        self._begun.clear()
        self._waiting = True

    def first_sound(self) -> float:
        """When the block that began the sound was heard, monotonic seconds."""
        if not self._begun.wait(PATIENCE_SECONDS):
            raise TimedOut(f"nothing was heard of {self._source} in {PATIENCE_SECONDS:g} s")
        return self._first_at

    def _hear(self, frames: int) -> None:
        if any(abs(port.get_array()).max() > AUDIBLE for port in self._ports):
            self._loud_at = time.monotonic()
            if self._waiting:
                self._first_at, self._waiting = self._loud_at, False
                self._begun.set()
