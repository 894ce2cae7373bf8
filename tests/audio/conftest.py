"""JACK for the players that are heard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jackd import JackServer
from players import jack_served


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    """A server that loses no samples, the default of every client started here."""
    with jack_served(monkeypatch, sync=True) as server:
        yield server


@pytest.fixture
def patient_jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    """One that loses none of a client that is held up, either."""
    with jack_served(monkeypatch, sync=True, patient=True) as server:
        yield server
