"""What the slots sound like, prepared and brought to the audio process in the order it was offered.
Runs on the event loop; preparing and sending on one thread.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import numpy as np

from notono_live.audio import messages as told
from notono_live.audio.prepared import Preparer
from notono_live.errors import NotonoError

PIECE_BYTES = 65_536

log = logging.getLogger("notono.audio")


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """One pitch of a slot, as it came; the samples are kept, to be prepared again for another
    device."""

    id: int
    pitch: float
    samples: np.ndarray = field(repr=False)
    rate_hz: int
    label: int


class Carrier:
    """`slot in carrier`: whether it has been offered anything."""

    def __init__(self) -> None:
        self._offers: dict[int, tuple[Offer, ...]] = {}
        self._ids = itertools.count(1)
        self._waiting: dict[int, None] = {}  # slots to be brought, in order
        self._wake = asyncio.Event()

    def __contains__(self, slot: int) -> bool:
        return slot in self._offers

    def offer(
        self, slot: int, pitch: float, samples: np.ndarray, rate_hz: int, label: int, fresh: bool
    ) -> None:
        """See `Player.offer`."""
        offer = Offer(next(self._ids), pitch, samples, rate_hz, label)
        old = () if fresh else self._offers.get(slot, ())
        self._offers[slot] = (*(other for other in old if other.pitch != pitch), offer)
        self._bring_soon(slot)

    def withdraw(self, slot: int) -> None:
        if self._offers.pop(slot, None) is not None:
            self._bring_soon(slot)

    def _bring_soon(self, slot: int) -> None:
        self._waiting[slot] = None
        self._wake.set()

    async def run(self, pipe: Connection, rate_hz: int, hands: ThreadPoolExecutor) -> None:
        """Bring a process all there is, and then what comes, one slot after another. `hands` is
        one thread; a process that has ended ends this too."""
        brought: set[int] = set()
        preparer = Preparer(rate_hz)
        self._waiting = dict.fromkeys(self._offers)
        self._wake.set()
        while True:
            await self._wake.wait()
            if not self._waiting:
                self._wake.clear()
                continue
            slot = next(iter(self._waiting))
            del self._waiting[slot]
            bring = functools.partial(self._bring, slot, pipe, preparer, brought)
            try:
                await asyncio.get_running_loop().run_in_executor(hands, bring)
            except OSError:
                return  # the process has ended
            except NotonoError as error:
                log.warning("slot %d keeps its sound: %s", slot, error)

    def _bring(self, slot: int, pipe: Connection, preparer: Preparer, brought: set[int]) -> None:
        """Runs on a thread: prepare what a slot has, send it, and say that it is complete.

        Stops where the slot has been given something else meanwhile, which is brought next.
        """
        offers = self._offers.get(slot, ())
        if not offers:
            preparer.forget(slot)
        for offer in offers:
            if offer.id in brought:
                continue
            sound = preparer.prepare(slot, offer.samples, offer.rate_hz, offer.pitch)
            if self._offers.get(slot, ()) is not offers:
                return
            pipe.send(
                told.Carry(
                    slot, offer.id, offer.pitch, sound.frames, sound.loop_end, sound.loop_frames
                )
            )
            image = sound.image.data.cast("B")
            for begin in range(0, len(image), PIECE_BYTES):
                pipe.send_bytes(image[begin : begin + PIECE_BYTES])
            brought.add(offer.id)
        label = offers[-1].label if offers else 0
        pipe.send(told.Assign(slot, tuple(offer.id for offer in offers), label))
