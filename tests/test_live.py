"""The whole instrument: OSC in, sound out, heard by another program on a real JACK server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from jackd import JackRecorder, JackServer
from peers import Client, ServerProcess

ROOT = 60
SLOT, OTHER = 1, 2


@pytest.fixture
def live(jack: JackServer, tmp_path: Path) -> Iterator[ServerProcess]:
    flags = ("--audio", "auto")
    with ServerProcess("toy", tmp_path / "out", *flags, environment=jack.environment) as server:
        yield server


@pytest.fixture
def hand(live: ServerProcess) -> Iterator[Client]:
    """A client once the server plays, with a note in two slots."""
    client = Client(live.port)
    until_audio(client, "playing")
    client.ask("slot/generate", SLOT, ROOT, "organ", 1)
    client.ask("slot/generate", OTHER, ROOT, "organ", 2)
    wait_for_sound(client)
    yield client
    client.close()


def until_audio(client: Client, state: str) -> str:
    """Wait until the server says so; the text it says."""
    for name, atoms in client.heard:
        if name == "audio" and atoms[0] == state:
            return str(atoms[1])
    return str(client.wait("audio", state).atoms[1])


def wait_for_sound(client: Client) -> None:
    """Until the sounds are under the keys: a stage of stats."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        client.send("stats")
        if client.wait("stats.reply", "swap").atoms[1] >= 2:
            client.wait("done", "stats")
            return
        client.wait("done", "stats")
        time.sleep(0.05)
    raise TimeoutError("the sounds never came under the keys")


def largest_step(samples: np.ndarray) -> float:
    return float(np.abs(np.diff(samples, axis=0)).max())


def test_a_note_asked_for_over_osc_is_heard_as_the_slots_file_has_it(
    jack: JackServer, live: ServerProcess, hand: Client
) -> None:
    hand.send("loop", 0)
    with JackRecorder(jack) as recorder:
        hand.send("play", ROOT, 127, SLOT)
        recorder.hear(1.5)
    left = recorder.heard.samples[:, 0]
    file, rate_hz = soundfile.read(live.out / "slots" / "slot01.wav")
    assert rate_hz == jack.rate_hz
    begin = int((np.abs(left) > 0).argmax())
    heard = left[begin + 480 : begin + 48_000]  # past the 2 ms in which a note fades in
    error, best = min(
        (float(np.abs(heard - file[at : at + len(heard)]).max()), at) for at in range(460, 500)
    )
    assert error < 1e-3, best


def test_redrawing_a_slot_under_a_held_note_makes_no_step(
    jack: JackServer, live: ServerProcess, hand: Client
) -> None:
    path = live.out / "slots" / "slot01.wav"
    files = [soundfile.read(path)[0]]
    with JackRecorder(jack) as recorder:
        hand.send("play", ROOT, 127, SLOT)
        for seed in range(6):
            recorder.hear(0.15)
            hand.ask("slot/regenerate", SLOT, "both", 0, 4, 0, 1, "organ", ROOT, seed)
            files.append(soundfile.read(path)[0])
        recorder.hear(0.2)
    heard = recorder.heard.samples
    sounding = np.abs(heard).max(axis=1) > 0
    assert sounding[sounding.argmax() :].mean() > 0.99  # it never stopped
    own = max(largest_step(file) for file in files)
    assert largest_step(heard) < 2 * max(own, 2 * np.pi * 440 / 48_000)  # the toy's steepest sine


def test_a_killed_sound_server_is_told_outlived_and_come_back_to(
    jack: JackServer, live: ServerProcess, hand: Client
) -> None:
    jack.kill()
    lost = until_audio(hand, "lost")
    assert "again" in lost
    hand.send("ping", 7)
    hand.wait("pong", 7)
    fail = hand.ask("play", ROOT, 100, SLOT)
    assert fail.name == "fail"
    assert fail.atoms[3] == "not-ready"
    assert hand.ask("slot/generate", 3, 50, "bass", 3).name == "done"
    hand.heard.clear()
    jack.start()
    until_audio(hand, "playing")
    wait_for_sound(hand)
    with JackRecorder(jack) as recorder:
        hand.send("play", ROOT, 127, SLOT)
        recorder.hear(0.5)
    assert np.abs(recorder.heard.samples).max() > 0.01


def test_with_the_sound_server_dead_the_server_still_ends(
    jack: JackServer, live: ServerProcess, hand: Client
) -> None:
    jack.kill()
    time.sleep(0.3)
    begun = time.monotonic()
    code, _ = live.stop()
    assert code == 0
    assert time.monotonic() - begun < 10


def test_what_is_heard_can_be_recorded(jack: JackServer, live: ServerProcess, hand: Client) -> None:
    assert hand.ask("record", 0).atoms[3] == "range"
    begun = hand.ask("record", 1, "evening take")
    assert begun.name == "done"
    hand.send("play", ROOT, 127, SLOT)
    time.sleep(0.5)
    ended = hand.ask("record", 0)
    assert ended.name == "done"
    path = Path(str(ended.atoms[3]))
    assert path == live.out / "sounds" / "evening take.wav"
    samples, rate_hz = soundfile.read(path)
    assert rate_hz == jack.rate_hz
    assert len(samples) > 0.3 * rate_hz
    assert np.abs(samples).max() > 0.01


def test_a_knob_swept_with_auto_on_ends_in_its_last_value(hand: Client) -> None:
    hand.send("slot", OTHER)
    hand.send("auto", 1)
    for number in range(500):
        hand.send("pitch", 24 + number % 61)
        time.sleep(0.002)
    hand.send("pitch", 55)
    deadline = time.monotonic() + 30
    pitch = -1
    while pitch != 55 and time.monotonic() < deadline:
        time.sleep(0.2)
        hand.send("list/slots")
        pitch = int(hand.wait("list/slots.reply", OTHER).atoms[2])
        hand.wait("done", "list/slots")
    assert pitch == 55
    drawn = [
        heard for heard in hand.heard if heard.name == "done" and heard.atoms[0] == "regenerate"
    ]
    assert 1 <= len(drawn) < 100
