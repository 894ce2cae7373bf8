"""Who hears what. Runs on the event loop.

A peer is whoever sent a message. It is answered where it asked to be answered (`notify` with a
port) or, failing that, as its transport sees fit. Listeners are a table, never "the last one who
spoke", so two clients on one machine do not silence each other. Each listener has the names of what
it wants to hear; answers to its own requests reach it whatever these are.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from notono_live.errors import Busy
from notono_live.protocol import answers
from notono_live.protocol.answers import EVERYTHING, NAMES
from notono_live.protocol.notifications import Fail, Hello, Notification

QUIET_SECONDS = 60.0  # a listener silent for so long may have to make room for another


class Peer(Hashable, Protocol):
    """One client as a transport knows it; equal to itself whenever it speaks again."""

    @property
    def host(self) -> str: ...
    @property
    def is_local(self) -> bool: ...
    @property
    def ear(self) -> Hashable: ...  # where what it is told arrives; peers may share one
    def at_port(self, port: int) -> Peer: ...
    def tell(self, notification: Notification) -> None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """By whom, under which verb, and with the client's own id or 0."""

    verb: str
    peer: Peer
    id: int = 0


# Who does what is asked: (command, by whom), raising NotonoError to refuse.
Handlers = dict[type[Any], Callable[[Any, Asked], None]]


@dataclass(frozen=True, slots=True)
class House:
    """The server itself, as one who asks: it hears nothing, and the listeners do in its place."""

    host: str = "the server"
    is_local: bool = True

    @property
    def ear(self) -> Hashable:
        return self.host

    def at_port(self, port: int) -> Peer:
        return self

    def tell(self, notification: Notification) -> None:
        pass


class Bus:
    """The listeners, and the way from each sender to where it listens."""

    def __init__(self, max_clients: int, timeout_seconds: float) -> None:
        self._max_clients = max_clients
        self._timeout_seconds = timeout_seconds
        self._homes: dict[Peer, Peer] = {}  # sender → where it listens
        self._ids: dict[Peer, int] = {}  # listener → client id
        self._wants: dict[Peer, frozenset[str]] = {}  # listener → names of what it hears
        self._heard: dict[Peer, float] = {}  # listener → when it last spoke, seconds
        self._connected: set[Peer] = set()  # of those we shall know when they are gone
        self._greeted: list[Peer] = []  # hear hello without having asked
        self._deaf: dict[Peer, None] = {}  # want no fail, the oldest first
        self._hushed: set[Peer] = set()  # want none in the bundle that is being done

    @property
    def clients(self) -> int:
        return len(self._ids)

    def listen(self, sender: Peer, port: int | None, now: float) -> int:
        """Everything goes to that port of the sender's host, or to where it sends from, from now
        on. The id of the client that listens there; the same when it asks again."""
        home = sender if port is None else sender.at_port(port)
        if self._homes.get(sender, home) != home:
            self.ignore(sender, None)
        return self._enter(sender, home, now, EVERYTHING)

    def follow(self, sender: Peer, now: float, names: frozenset[str]) -> int:
        """It hears these names too, where it is answered already; the id of the client."""
        return self._enter(sender, self.home(sender), now, names)

    def _enter(self, sender: Peer, home: Peer, now: float, names: frozenset[str]) -> int:
        if home not in self._ids:
            self._make_room(now)
            taken = self._ids.values()
            self._ids[home] = next(n for n in range(1, self._max_clients + 1) if n not in taken)
        self._homes[sender] = self._homes[home] = home
        self._wants[home] = self._wants.get(home, frozenset()) | names
        self._heard[home] = now
        self._trim()
        return self._ids[home]

    def ignore(self, sender: Peer, port: int | None, names: frozenset[str] = NAMES) -> None:
        """Tell it no more of these. One with nothing left to hear is a listener no more, unless it
        chose a port, where its answers go on arriving."""
        home = sender.at_port(port) if port is not None else self.home(sender)
        left = self._wants.get(home, frozenset()) - names
        if home in self._wants and (left or (names != NAMES and home != sender)):
            self._wants[home] = left
            return
        self._homes = {key: value for key, value in self._homes.items() if value != home}
        for table in (self._ids, self._wants, self._heard, self._deaf):
            table.pop(home, None)

    def connected(self, peer: Peer) -> None:
        """It is one of those that say when they go (`gone`), so silence tells nothing of it."""
        self._connected.add(peer)

    def alone(self, peer: Peer) -> None:
        """What it is reported is told to it alone, and it hears of nothing else, until it is
        gone."""
        self._homes[peer] = peer

    def gone(self, peer: Peer) -> None:
        """Its connection is closed. What it had registered elsewhere goes on being told there."""
        if self.home(peer) == peer:
            self.ignore(peer, None)
        self._homes.pop(peer, None)
        self._deaf.pop(peer, None)
        self._connected.discard(peer)

    def greet(self, peer: Peer) -> None:
        """Say hello there whenever the model is ready, so that a patch can register again."""
        self._greeted.append(peer)

    def mute(self, sender: Peer, mode: int) -> None:
        """Whether it hears of fail: 1 it does, 0 it does not, −1 not while this bundle is done."""
        home = self.home(sender)
        if mode < 0:
            self._hushed.add(home)
        elif mode > 0:
            self._deaf.pop(home, None)
        else:
            self._deaf[home] = None
            while len(self._deaf) > 8 * self._max_clients:
                del self._deaf[next(iter(self._deaf))]

    @contextlib.contextmanager
    def bundle(self) -> Iterator[None]:
        """What is handled inside came together."""
        try:
            yield
        finally:
            self._hushed.clear()

    def heard(self, sender: Peer, now: float) -> None:
        """Note a sign of life, and drop far clients that have long given none. A sender that is no
        listener may be another socket of one, so it speaks for all of its host."""
        if sender in self._homes:
            self._heard[self._homes[sender]] = now
        else:
            self._heard |= {peer: now for peer in self._ids if peer.host == sender.host}
        for peer, at in list(self._heard.items()):
            far = not (peer.is_local or peer in self._connected)
            if now - at > self._timeout_seconds and far:
                self.ignore(peer, None)

    def home(self, sender: Peer) -> Peer:
        return self._homes.get(sender, sender)

    def owner(self, sender: Peer) -> Hashable:
        """What `cancel` and `sync` mean by "mine": the listener, or else all of a host that never
        registered, since oscsend speaks from another port each time."""
        return self._homes.get(sender, sender.host)

    def answer(self, sender: Peer, notification: Notification) -> None:
        """To the sender alone."""
        self.home(sender).tell(notification)

    def report(self, sender: Peer, notification: Notification) -> None:
        """To the sender; one that never registered may be deaf (Max's udpsend, oscsend), so the
        listeners hear in its place as well."""
        if isinstance(notification, Fail) and not self._hears_fail(self.home(sender)):
            return
        if sender in self._homes:
            self.answer(sender, notification)
        else:
            self.publish(sender, notification)

    def publish(self, sender: Peer, notification: Notification) -> None:
        """To the sender and every listener, once at each ear."""
        _tell([self.home(sender), *self._hearers(notification)], notification)

    def broadcast(self, notification: Notification) -> None:
        """To every listener that wants it, once at each ear."""
        _tell(self._hearers(notification), notification)

    def _hearers(self, notification: Notification) -> list[Peer]:
        name = answers.name_of(notification)
        hearers = [peer for peer, names in self._wants.items() if name in names]
        if isinstance(notification, Fail):
            return [peer for peer in hearers if self._hears_fail(peer)]
        if isinstance(notification, Hello):
            hearers += [peer for peer in self._greeted if peer not in self._wants]
        return hearers

    def _hears_fail(self, peer: Peer) -> bool:
        return peer not in self._deaf and peer not in self._hushed

    def _make_room(self, now: float) -> None:
        """Busy when all places are taken by clients that spoke lately. Nothing tells us when a UDP
        client is gone, and a patch that is opened again may come from another port."""
        if len(self._ids) < self._max_clients:
            return
        loose = [peer for peer in self._ids if peer not in self._connected]
        quietest = min(loose, key=lambda peer: self._heard[peer], default=None)
        if quietest is None or now - self._heard[quietest] < QUIET_SECONDS:
            raise Busy(f"{self._max_clients} clients listen already; stop one with notify 0")
        self.ignore(quietest, None)

    def _trim(self) -> None:
        """Forget the oldest ways home: oscsend registers from another port each time."""
        ways = [sender for sender, home in self._homes.items() if sender != home]
        for sender in ways[: -8 * self._max_clients]:
            del self._homes[sender]


def _tell(hearers: list[Peer], notification: Notification) -> None:
    for peer in {peer.ear: peer for peer in hearers}.values():
        peer.tell(notification)
