"""Who hears what. Runs on the event loop.

A peer is whoever sent a message. It is answered where it asked to be answered (`notify` with a
port) or, failing that, as its transport sees fit. Listeners are a table, never "the last one who
spoke", so two clients on one machine do not silence each other.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Protocol

from notono_live.errors import Busy
from notono_live.protocol.notifications import Notification

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


class Bus:
    """The listeners, and the way from each sender to where it listens."""

    def __init__(self, max_clients: int, timeout_seconds: float) -> None:
        self._max_clients = max_clients
        self._timeout_seconds = timeout_seconds
        self._homes: dict[Peer, Peer] = {}  # sender → where it listens
        self._ids: dict[Peer, int] = {}  # listener → client id
        self._heard: dict[Peer, float] = {}  # listener → when it last spoke, seconds

    @property
    def clients(self) -> int:
        return len(self._ids)

    def listen(self, sender: Peer, port: int | None, now: float) -> int:
        """The id of the client that listens there from now on; the same when it asks again."""
        home = sender if port is None else sender.at_port(port)
        if self._homes.get(sender, home) != home:
            self.ignore(sender, None)
        if home not in self._ids:
            self._make_room(now)
            taken = self._ids.values()
            self._ids[home] = next(n for n in range(1, self._max_clients + 1) if n not in taken)
        self._homes[sender] = self._homes[home] = home
        self._heard[home] = now
        self._trim()
        return self._ids[home]

    def ignore(self, sender: Peer, port: int | None) -> None:
        """Tell it nothing more."""
        home = sender.at_port(port) if port is not None else self.home(sender)
        self._homes = {key: value for key, value in self._homes.items() if value != home}
        self._ids.pop(home, None)
        self._heard.pop(home, None)

    def heard(self, sender: Peer, now: float) -> None:
        """Note a sign of life, and drop far clients that have long given none. A sender that is no
        listener may be another socket of one, so it speaks for all of its host."""
        if sender in self._homes:
            self._heard[self._homes[sender]] = now
        else:
            self._heard |= {peer: now for peer in self._ids if peer.host == sender.host}
        for peer, at in list(self._heard.items()):
            if now - at > self._timeout_seconds and not peer.is_local:
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
        if sender in self._homes:
            self.answer(sender, notification)
        else:
            self.publish(sender, notification)

    def publish(self, sender: Peer, notification: Notification) -> None:
        """To the sender and every listener, once at each ear."""
        for peer in {peer.ear: peer for peer in (self.home(sender), *self._ids)}.values():
            peer.tell(notification)

    def broadcast(self, notification: Notification) -> None:
        """To every listener."""
        for peer in self._ids:
            peer.tell(notification)

    def _make_room(self, now: float) -> None:
        """Busy when all places are taken by clients that spoke lately. Nothing tells us when a UDP
        client is gone, and a patch that is opened again may come from another port."""
        if len(self._ids) < self._max_clients:
            return
        quietest = min(self._ids, key=lambda peer: self._heard[peer])
        if now - self._heard[quietest] < QUIET_SECONDS:
            raise Busy(f"{self._max_clients} clients listen already; stop one with notify 0")
        self.ignore(quietest, None)

    def _trim(self) -> None:
        """Forget the oldest ways home: oscsend registers from another port each time."""
        ways = [sender for sender, home in self._homes.items() if sender != home]
        for sender in ways[: -8 * self._max_clients]:
            del self._homes[sender]
