"""A server that is killed while it works, and the one that comes after it."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from peers import Client, Heard, ServerProcess
from toys import toy_loader

from notono_live import app, config
from notono_live.protocol.commands import Atom

ClientOf = Callable[[ServerProcess], Client]


@pytest.fixture
def client_of() -> Iterator[ClientOf]:
    clients: list[Client] = []

    def make(server: ServerProcess) -> Client:
        clients.append(Client(server.port))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def rows(client: Client) -> list[tuple[Atom, ...]]:
    """What list/slots tells."""
    client.send("list/slots")
    client.wait("done", "list/slots")
    return [heard.atoms for heard in client.heard if heard.name == "list/slots.reply"][-16:]


def codes(client: Client, slot: int) -> list[Heard]:
    before = len(client.heard)
    client.send("codes", slot, "bottom")
    client.wait("done", "codes")
    return [heard for heard in client.heard[before:] if heard.name == "codes.reply"]


def kill(server: ServerProcess) -> None:
    server.process.send_signal(signal.SIGKILL)
    server.ended()


def test_a_killed_server_is_followed_by_one_that_knows_all_it_had_said(
    tmp_path: Path, client_of: ClientOf
) -> None:
    out = tmp_path / "out"
    with ServerProcess("toy", out) as server:
        client = client_of(server)
        for verb, *atoms in (
            ("slot/generate", 1, 60, "guitar", 7),
            ("slot/regenerate", 1, "top", 0, 1, 0, 0.5, "bass", 48, 8),
            ("slot/regenerate", 1, "bottom", 1, 2, 0, 1, "bass", 48, 9),
            ("slot/copy", 1, 2),
            ("slot/undo", 1),
            ("slot/mark", 1),
            ("slot/redo", 1),
            ("slot/generate", 4, 30, "reed", 3),
            ("slot/clear", 4),
            ("scene/save", "Before the end"),
            ("slot/lock", 2, 1),
        ):
            assert client.ask(verb, *atoms).name == "done"
        before, had = rows(client), codes(client, 1)
        files = {path.name: path.read_bytes() for path in (out / "slots").iterdir()}
        kill(server)
    assert sorted(files) == ["slot01.wav", "slot02.wav"]
    stamps = {path.name: path.stat().st_mtime_ns for path in (out / "slots").iterdir()}
    with ServerProcess("toy", out) as server:
        client = client_of(server)
        assert rows(client) == before
        assert codes(client, 1) == had
        assert {path.name: path.read_bytes() for path in (out / "slots").iterdir()} == files
        assert stamps == {path.name: path.stat().st_mtime_ns for path in (out / "slots").iterdir()}
        assert client.ask("slot/undo", 2).atoms[3] == "denied"
        assert client.ask("slot/compare", 1).atoms[5] == 8
        undone = [client.ask("slot/undo", 1).atoms[4:6] for _ in range(3)]
        assert undone == [(7, 8), (8, 7), (9, -1)]
        assert client.ask("slot/redo", 1).atoms[4:6] == (10, 7)
        assert client.ask("slot/undo", 4).atoms[4:6] == (3, 3)
        assert client.ask("scene/recall", 1).atoms[3:] == ("Before the end", 1)
        assert server.stop() == (0, "")
    with ServerProcess("toy", out, "--fresh") as server:
        client = client_of(server)
        assert all(revision == 0 for *_, revision, _, _ in rows(client))
        kill(server)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_moment_it_is_killed_at(tmp_path: Path, client_of: ClientOf, seed: int) -> None:
    """A revision that was told as done is there, with its file, and one never told may be."""
    out, rng = tmp_path / "out", random.Random(seed)
    with ServerProcess("toy", out) as server:
        client = client_of(server)
        assert client.ask("slot/generate", 1, 60, "bass", 1).name == "done"
        threading.Timer(0.1 + rng.random() / 2, kill, (server,)).start()
        told = asked = 1
        while server.process.poll() is None:
            client.send("slot/regenerate", 1, "bottom", 0, 1, 0, 1, "bass", 60, asked)
            asked += 1
            told = max(told, newest(client))
        told = max(told, newest(client))
    with ServerProcess("toy", out) as server:
        client = client_of(server)
        revision = rows(client)[0][4]
        assert isinstance(revision, int)
        assert told <= revision <= asked
        label = (out / "slots" / "slot01.wav").read_bytes()[:1000]
        assert f'"revision": {revision}}}'.encode() in label
        for _ in range(min(revision, 32)):
            assert client.ask("slot/undo", 1).name == "done"
        assert server.stop() == (0, "")


def newest(client: Client) -> int:
    """The newest revision that has been told as done by now."""
    revision = 0
    deadline = time.monotonic() + 0.02
    while time.monotonic() < deadline:
        try:
            heard = client.hear(0.005)
        except TimeoutError:
            break
        if heard.name == "done" and heard.atoms[0] == "slot/regenerate":
            revision = max(revision, int(heard.atoms[4]))
    return revision


def test_a_file_of_another_rate_or_from_before_is_made_again(
    tmp_path: Path, client_of: ClientOf
) -> None:
    out = tmp_path / "out"
    with ServerProcess("toy", out) as server:
        client = client_of(server)
        for slot in (1, 2, 3):
            client.ask("slot/generate", slot, 60, "bass", slot)
        client.ask("slot/clear", 3)
        kill(server)
    wav = out / "slots" / "slot01.wav"
    whole = wav.read_bytes()
    sound, _ = soundfile.read(wav)
    wav.write_bytes(whole[:-1000])
    (out / "slots" / "slot02.wav").replace(out / "slots" / "slot03.wav")
    with ServerProcess("toy", out, "--slots", "16") as server:
        assert np.array_equal(soundfile.read(wav)[0], sound)
        assert [p.name for p in sorted((out / "slots").iterdir())] == ["slot01.wav", "slot02.wav"]
        kill(server)
    with ServerProcess("toy", out, "--rate", "16000") as server:
        assert soundfile.info(wav).samplerate == 16_000
        kill(server)


def test_a_second_server_on_a_folder_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = config.Files(tmp_path / "out")
    with ServerProcess("toy", files.out) as server:
        settings = config.Settings(config.Osc(port=0), web=config.Web(port=-1), files=files)
        assert app.serve(settings, toy_loader()) == 1
        assert capfd.readouterr().err == (
            f"notono-live: {files.out} is in use by another server (process {server.process.pid}); "
            "stop that one, or give --out another folder\n"
        )
        kill(server)
    with ServerProcess("toy", files.out):
        pass
