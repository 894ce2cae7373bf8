"""Who hears what, and for how long."""

from __future__ import annotations

import pytest
from toys import Listener

from notono_live.engine.bus import QUIET_SECONDS, Bus
from notono_live.errors import Busy
from notono_live.protocol.answers import EVERYTHING
from notono_live.protocol.notifications import (
    Fail,
    Hello,
    LogLine,
    Notification,
    ParameterIs,
    Synced,
)


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


PITCH = ParameterIs("pitch", (60,))
FAIL = Fail("undo", 0, 1, "range", "nothing to undo")


def heard_of(bus: Bus, *notifications: Notification) -> None:
    for notification in notifications:
        bus.broadcast(notification)


def test_a_listener_hears_the_names_it_asked_for_and_no_others() -> None:
    bus = Bus(max_clients=8, timeout_seconds=600)
    one, two = Listener(port=1), Listener(port=2)
    bus.follow(one, 0.0, frozenset({"pitch"}))
    bus.listen(two, None, now=0.0)
    heard_of(bus, PITCH, Synced(1), LogLine("info", "words"))
    assert (one.heard, two.heard) == ([PITCH], [PITCH, Synced(1)])
    bus.follow(two, 0.0, frozenset({"log"}))
    bus.ignore(two, None, frozenset({"pitch"}))
    heard_of(bus, PITCH, LogLine("info", "words"))
    assert two.heard[2:] == [LogLine("info", "words")]


def test_who_has_nothing_left_to_hear_takes_no_place_unless_it_chose_a_port() -> None:
    bus = Bus(max_clients=8, timeout_seconds=600)
    one, two = Listener(port=1), Listener(port=2)
    bus.follow(one, 0.0, frozenset({"pitch"}))
    bus.ignore(one, None, frozenset({"pitch"}))
    assert bus.clients == 0
    bus.listen(two, 9701, now=0.0)
    bus.ignore(two, None, EVERYTHING)
    bus.broadcast(PITCH)
    bus.answer(two, Synced(1))
    assert two.at_port(9701).heard == [Synced(1)]


def test_listening_to_more_does_not_move_a_client_from_its_port() -> None:
    bus = Bus(max_clients=8, timeout_seconds=600)
    sender = Listener(port=1)
    bus.listen(sender, 9701, now=0.0)
    bus.follow(sender, 0.0, frozenset({"log"}))
    bus.broadcast(LogLine("info", "words"))
    assert sender.at_port(9701).heard == [LogLine("info", "words")]


def test_a_client_that_wants_no_fail_hears_none_and_others_do() -> None:
    bus = Bus(max_clients=8, timeout_seconds=600)
    one, two, stranger = Listener(port=1), Listener(port=2), Listener("10.0.0.9", 3)
    for listener in (one, two):
        bus.listen(listener, None, now=0.0)
    bus.mute(one, 0)
    bus.report(one, FAIL)
    bus.report(stranger, FAIL)
    assert (one.heard, two.heard, stranger.heard) == ([], [FAIL], [FAIL])
    bus.mute(one, 1)
    bus.report(one, FAIL)
    assert one.heard == [FAIL]


def test_fails_of_one_bundle_can_be_silenced() -> None:
    bus = Bus(max_clients=8, timeout_seconds=600)
    one = Listener(port=1)
    with bus.bundle():
        bus.mute(one, -1)
        bus.report(one, FAIL)
    assert one.heard == []
    bus.report(one, FAIL)
    assert one.heard == [FAIL]


def test_muting_from_ever_new_ports_takes_no_more_memory() -> None:
    bus = Bus(max_clients=2, timeout_seconds=600)
    for port in range(1000):
        bus.mute(Listener(port=port), 0)
    assert len(bus._deaf) == 16


def test_a_connection_is_never_timed_out_and_is_forgotten_when_it_closes() -> None:
    bus = Bus(max_clients=1, timeout_seconds=600)
    far = Listener("10.0.0.2", 5)
    bus.connected(far)
    bus.listen(far, None, now=0.0)
    bus.heard(Listener(), now=10_000.0)
    with pytest.raises(Busy):
        bus.listen(Listener(port=7), None, now=10_000.0)
    bus.gone(far)
    bus.broadcast(PITCH)
    assert (far.heard, bus.clients) == ([], 0)


def test_targets_hear_hello_and_all_once_they_register() -> None:
    bus = Bus(max_clients=2, timeout_seconds=600)
    target = Listener(port=9701)
    bus.greet(target)
    hello = Hello(1, "toy", "cpu", 0)
    heard_of(bus, hello, PITCH)
    assert target.heard == [hello]
    bus.listen(target, None, now=0.0)
    heard_of(bus, hello, PITCH)
    assert target.heard[1:] == [hello, PITCH]
