"""Who hears what. Runs on the event loop.

A peer is whoever sent a message. It is answered where it asked to be answered (`notify` with a
port) or, failing that, as its transport sees fit. Listeners are a table, never "the last one who
spoke", so two clients on one machine do not silence each other.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

from notono_live.errors import Busy
from notono_live.protocol.notifications import Done, Notification


class Peer(Hashable, Protocol):
    """One client as a transport knows it; equal to itself whenever it speaks again."""

    @property
    def host(self) -> str: ...
    @property
    def is_local(self) -> bool: ...
    def at_port(self, port: int) -> Peer: ...
    def tell(self, notification: Notification) -> None: ...


class Bus:
    """The listeners, and the way from each sender to where it listens."""

    def __init__(self, max_clients: int, timeout_seconds: float) -> None:
        self._max_clients = max_clients
        self._timeout_seconds = timeout_seconds
        self._homes: dict[Peer, Peer] = {}  # sender → where it listens
        self._ids: dict[Peer, int] = {}  # listener → client id
        self._heard: dict[str, float] = {}  # host → when it last spoke, seconds

    @property
    def clients(self) -> int:
        return len(self._ids)

    def listen(self, sender: Peer, port: int | None) -> int:
        """The id of the client that listens there from now on; the same when it asks again."""
        home = sender if port is None else sender.at_port(port)
        if self._homes.get(sender, home) != home:
            self.ignore(sender, None)
        if home not in self._ids:
            if len(self._ids) >= self._max_clients:
                raise Busy(f"{self._max_clients} clients listen already; stop one with notify 0")
            taken = self._ids.values()
            self._ids[home] = next(n for n in range(1, self._max_clients + 1) if n not in taken)
        self._homes[sender] = self._homes[home] = home
        self._trim()
        return self._ids[home]

    def _trim(self) -> None:
        """Forget the oldest ways home: oscsend registers from another port each time."""
        ways = [sender for sender, home in self._homes.items() if sender != home]
        for sender in ways[: -8 * self._max_clients]:
            del self._homes[sender]

    def ignore(self, sender: Peer, port: int | None) -> int:
        """The id of the client that stops listening, 0 if it did not listen."""
        home = sender.at_port(port) if port is not None else self._homes.get(sender, sender)
        self._homes = {key: value for key, value in self._homes.items() if value != home}
        return self._ids.pop(home, 0)

    def heard(self, sender: Peer, now: float) -> None:
        """Note a sign of life, and drop far clients that have long given none."""
        if sender.is_local or not self._ids:
            return
        self._heard[sender.host] = now
        for listener in [peer for peer in self._ids if not peer.is_local]:
            if now - self._heard.get(listener.host, now) > self._timeout_seconds:
                self.ignore(listener, None)
                self._heard.pop(listener.host, None)

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
        """How work goes. A sender that never registered may be deaf (Max's udpsend, oscsend), so
        the listeners hear in its place as well; and all of them hear what was done."""
        if sender in self._homes and not isinstance(notification, Done):
            return self.answer(sender, notification)
        for peer in dict.fromkeys((self.home(sender), *self._ids)):
            peer.tell(notification)

    def broadcast(self, notification: Notification) -> None:
        """To every listener."""
        for peer in self._ids:
            peer.tell(notification)
