"""A server of our own making for patches to listen to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pd_slot import FakeServer


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    server = FakeServer()
    yield server
    server.close()
