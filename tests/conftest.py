"""Fixtures with real processes. The models they serve are the toy and the tiny bundle;
NOTONO_TEST_MODELS="toy NAME|DIR" chooses others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from jackd import JackServer, jack_served
from peers import Client, ServerProcess

hypothesis.settings.register_profile("any machine", deadline=None)  # however busy it is
hypothesis.settings.load_profile("any machine")

# Threads of torch that wait sleep, as in the server: spinning, they would take the cores of the
# programs under test. Read when torch is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def models() -> list[str]:
    return os.environ.get("NOTONO_TEST_MODELS", "").split() or ["toy", "tiny"]


@pytest.fixture(scope="module", params=models())
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerProcess]:
    """One server for a module's tests, for each model."""
    with ServerProcess(request.param, tmp_path_factory.mktemp("served") / "out") as server:
        yield server


@pytest.fixture
def client(served: ServerProcess) -> Iterator[Client]:
    """A listener of its own for each test."""
    client = Client(served.port)
    yield client
    client.send("notify", 0)
    client.close()


@pytest.fixture
def program() -> Callable[[str], str]:
    """Finds a real program, or skips the test where there is none."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            pytest.skip(f"{name} is not installed")
        return path

    return find


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    """A server that loses no samples, not even of a client that is held up; the default of every
    client started here."""
    with jack_served(monkeypatch) as server:
        yield server
