"""Who hears what, and for how long."""

from __future__ import annotations

import pytest
from toys import Listener

from notono_live.engine.bus import QUIET_SECONDS, Bus
from notono_live.errors import Busy
from notono_live.protocol.notifications import Synced


def test_far_clients_are_dropped_after_long_silence_and_near_ones_never() -> None:
    bus = Bus(max_clients=8, timeout_seconds=600)
    near, far, lively = Listener(), Listener("10.0.0.2", 5), Listener("10.0.0.3", 5)
    for listener in (near, far, lively):
        bus.listen(listener, None, now=0.0)
    bus.heard(lively, now=599.0)
    bus.heard(near, now=601.0)
    bus.broadcast(Synced(1))
    assert (near.heard, far.heard, lively.heard) == ([Synced(1)], [], [Synced(1)])


def test_another_socket_of_a_host_is_a_sign_of_life() -> None:
    bus = Bus(max_clients=8, timeout_seconds=600)
    far = Listener("10.0.0.2", 5)
    bus.listen(far, 9701, now=0.0)
    bus.heard(Listener("10.0.0.2", 6), now=500.0)
    bus.heard(Listener(), now=700.0)
    assert bus.clients == 1


def test_a_quiet_client_makes_room_and_a_lively_one_does_not() -> None:
    bus = Bus(max_clients=2, timeout_seconds=600)
    for port in (1, 2):
        bus.listen(Listener(port=port), None, now=0.0)
    with pytest.raises(Busy, match="2 clients listen already"):
        bus.listen(Listener(port=3), None, now=QUIET_SECONDS - 1)
    bus.heard(Listener(port=1), now=QUIET_SECONDS)
    assert bus.listen(Listener(port=3), None, now=QUIET_SECONDS + 1) == 2
    assert bus.clients == 2


def test_registering_from_ever_new_ports_takes_no_more_memory() -> None:
    bus = Bus(max_clients=2, timeout_seconds=600)
    for port in range(1000, 2000):
        assert bus.listen(Listener(port=port), 9701, now=0.0) == 1
    assert bus.clients == 1
    assert len(bus._homes) <= 8 * 2 + 1


def test_a_client_that_moves_is_heard_at_its_new_port_only() -> None:
    bus = Bus(max_clients=2, timeout_seconds=600)
    sender = Listener(port=1)
    bus.listen(sender, 9701, now=0.0)
    bus.listen(sender, 9702, now=0.0)
    bus.broadcast(Synced(1))
    assert sender.at_port(9701).heard == []
    assert sender.at_port(9702).heard == [Synced(1)]
