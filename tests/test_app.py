"""The whole server in a process of its own, spoken to by real programs over UDP."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile
from peers import PATIENCE_SECONDS, Client, Heard, ServerProcess
from toys import CRASH_SEED

from notono_live import app, config
from notono_live.export.sound import read_sound
from notono_live.export.wav import told_by

Find = Callable[[str], str]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[ServerProcess]:
    """A toy server for one test alone."""
    with ServerProcess("toy", tmp_path / "out") as server:
        yield server


class Oscdump:
    """liblo's oscdump on a port of its own: a client that did not grow up in this house."""

    def __init__(self, path: str, port: int) -> None:
        self.port = port
        self.process = subprocess.Popen([path, "-L", str(port)], stdout=subprocess.PIPE, text=True)
        self.lines: list[str] = []

    def wait(self, *words: str) -> str:
        """The next line with all these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if all(word in line for word in words):
                return line
        raise AssertionError(f"oscdump ended; it printed {self.lines}")

    def __enter__(self) -> Oscdump:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.process.kill()
        self.process.communicate()


def free_port() -> int:
    client = Client(1, notify=False)
    client.close()
    return client.port


def test_oscsend_makes_a_note_and_redraws_a_region_of_it(
    served: ServerProcess, program: Find
) -> None:
    oscsend = program("oscsend")

    def send(address: str, *arguments: str) -> None:
        where = ["127.0.0.1", str(served.port)]
        subprocess.run([oscsend, *where, address, *arguments], check=True)

    with Oscdump(program("oscdump"), free_port()) as dump:
        time.sleep(0.3)  # it says nothing when it listens
        send("/notono/notify", "ii", "1", str(dump.port))
        dump.wait("/notono/done", '"notify"')
        send("/notono/slot/generate", "iis", "1", "60", "guitar")
        line = dump.wait("/notono/done", '"slot/generate"')
        path = Path(line.split('"')[3])
        before, rate = soundfile.read(path)
        assert (rate, before.ndim) == (48_000, 1)
        assert np.abs(before).max() > 0.001
        send("/notono/slot/regenerate", "isffffsi", "1", "top", "1", "2", "0", "1", "bass", "48")
        line = dump.wait("/notono/done", '"slot/regenerate"')
        after, _ = soundfile.read(line.split('"')[3])
        assert len(before) == len(after)
        levels = meter(before, after, rate)
        print(f"change in dB by half second: {np.round(levels, 1).tolist()}")
        inside, outside = levels[2:4].max(), max(levels[0], levels[6:].max())
        assert inside > outside + 20
        send("/notono/slot/rendr", "i", "1")
        assert "did you mean" in dump.wait("/notono/fail", '"slot/rendr"')
        send("/notono/notify", "ii", "0", str(dump.port))


def meter(before: np.ndarray, after: np.ndarray, rate: int) -> np.ndarray:
    """Level of the difference against the sound, dB, in each half second."""
    half = rate // 2
    pieces = len(before) // half
    loudness = np.sqrt(np.mean(before**2)) + 1e-9
    difference = (after - before)[: pieces * half].reshape(pieces, half)
    return np.asarray(20 * np.log10(np.sqrt(np.mean(difference**2, axis=1)) / loudness + 1e-9))


def test_the_same_seed_gives_the_same_file(client: Client) -> None:
    files = []
    for seed in (5, 6, 5):
        done = client.ask("slot/generate", 2, 60, "reed", seed)
        assert done.name == "done", done
        assert done.atoms[5] == seed
        files.append(soundfile.read(str(done.atoms[3]))[0])
    assert np.array_equal(files[0], files[2])
    assert not np.array_equal(files[0], files[1])


def test_a_real_sound_is_loaded_redrawn_undone_and_saved(
    served: ServerProcess, client: Client
) -> None:
    seconds = np.arange(44_100 * 4) / 44_100
    tone = 0.3 * np.sin(2 * np.pi * 220 * seconds) * np.exp(-seconds)
    source = served.out / "sounds" / "tone.flac"
    soundfile.write(source, np.stack([tone, tone], axis=1), 44_100)
    done = client.ask("slot/load", 3, "tone.flac", 57, "string")
    assert done.name == "done", done
    path, revision = str(done.atoms[3]), int(done.atoms[4])
    loaded = Path(path).read_bytes()
    assert client.ask("slot/regenerate", 3, "bottom", 0, 1).name == "done"
    assert Path(path).read_bytes() != loaded
    undone = client.ask("slot/undo", 3)
    assert undone.atoms[4] == revision + 2
    assert soundfile.read(path)[0].tobytes() == read_again(loaded, served.out)
    saved = client.ask("slot/save", 3, "kept")
    assert saved.atoms[3] == str(served.out / "sounds" / "kept.wav")
    assert (saved.atoms[5], saved.atoms[6], saved.atoms[7]) == (48_000.0, 57, "string")
    assert len(read_sound(Path(str(saved.atoms[3])))) >= 64_000


def read_again(content: bytes, folder: Path) -> bytes:
    path = folder / "again.wav"
    path.write_bytes(content)
    return bytes(soundfile.read(path)[0].tobytes())


def test_bad_files_are_answered_and_leave_the_slot_alone(
    served: ServerProcess, client: Client
) -> None:
    sounds = served.out / "sounds"
    (sounds / "text.wav").write_text("no sound")
    (sounds / "nothing.wav").write_bytes(b"")
    soundfile.write(sounds / "silent.wav", np.zeros(64_000), 16_000)
    soundfile.write(sounds / "long.wav", np.zeros(8_000 * 600), 8_000)
    nan = np.full(64_000, np.nan)
    soundfile.write(sounds / "nan.wav", nan, 16_000, subtype="FLOAT")
    for name, code, words in (
        ("text.wav", "io", "no sound file"),
        ("nothing.wav", "io", "no sound file"),
        ("silent.wav", "io", "silent"),
        ("long.wav", "io", "longer than 60 s"),
        ("nan.wav", "io", "NaN"),
        ("missing.wav", "io", "no file missing.wav"),
        ("/etc/passwd", "denied", "leave out /"),
        ("../out/slots/slot01.wav", "denied", ".."),
    ):
        fail = client.ask("slot/load", 5, name)
        assert fail.name == "fail", (name, fail)
        assert fail.atoms[3] == code
        assert words in str(fail.atoms[4])
    soundfile.write(sounds / "tick.wav", np.full(160, 0.5), 16_000)
    assert client.ask("slot/load", 5, "tick.wav").atoms[4] == 1


def test_the_newest_of_many_gestures_wins(client: Client) -> None:
    client.ask("slot/generate", 4, 60, "organ", 1)
    for seed in range(10, 18):
        client.send("slot/regenerate", 4, "bottom", 0, 1, 0, 1, "organ", 60, seed)
    client.send("sync", 99)
    client.wait("synced", 99)
    ends = [
        h for h in client.heard if h.name in ("done", "fail") and h.atoms[0] == "slot/regenerate"
    ]
    assert len(ends) == 8
    assert [h.atoms[5] for h in ends if h.name == "done"][-1] == 17
    assert all(h.atoms[3] == "superseded" for h in ends if h.name == "fail")


def test_a_listener_is_told_all_there_is(client: Client) -> None:
    names = {heard.name for heard in client.heard}
    assert {"pitch", "instrument", "region/time", "list/slots.reply", "norm/pitch"} <= names
    client.send("version")
    version = client.wait("version.reply")
    assert version.atoms[:5] == ("notono-live", 0, 1, 0, 1)
    client.send("list/params")
    done = client.wait("done", "list/params")
    rows = [heard for heard in client.heard if heard.name == "list/params.reply"]
    assert len(rows) == done.atoms[3]
    client.send("status")
    assert client.wait("status.reply").atoms[0] == 1


def test_latency_from_datagram_to_done(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    """The figures are printed; the bound only catches what has gone badly wrong."""
    assert client.ask("slot/generate", 6, 60, "bass", 1).name == "done"
    times, pings = [], []
    for seed in range(20):
        began = time.perf_counter()
        client.ask("slot/regenerate", 6, "both", 0, 1, 0, 1, "bass", 60, seed)
        times.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        client.send("ping", seed)
        client.wait("pong", seed)
        pings.append((time.perf_counter() - began) * 1000)
    with capsys.disabled():
        for what, ms in (("regenerate to done", times), ("ping to pong", pings)):
            middle, high = np.percentile(ms, [50, 95])
            print(f"\n  {what}: p50 {middle:.1f} ms, p95 {high:.1f} ms", end="")
    assert np.median(pings) < 100


def test_a_crash_of_the_model_is_a_failed_job_and_a_restart(own: ServerProcess) -> None:
    client = Client(own.port)
    fail = client.ask("slot/generate", 1, 60, "bass", CRASH_SEED)
    assert (fail.name, fail.atoms[3]) == ("fail", "model")
    assert client.wait("hello").atoms[1:] == ("toy", "cpu", 0)
    assert client.ask("slot/generate", 1).name == "done"
    client.close()


def test_quit_ends_it_all(own: ServerProcess) -> None:
    client = Client(own.port)
    children = psutil.Process(own.process.pid).children(recursive=True)
    client.send("quit")
    assert client.wait("done", "quit")
    assert own.ended() == (0, "")
    client.close()
    assert all_gone(children)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_signal_ends_it_with_its_worker(own: ServerProcess, number: signal.Signals) -> None:
    children = psutil.Process(own.process.pid).children(recursive=True)
    own.process.send_signal(number)
    code, errors = own.ended()
    assert code == (-number if number == signal.SIGKILL else 0)
    assert errors == ""
    assert all_gone(children)


def all_gone(processes: list[psutil.Process]) -> bool:
    assert processes
    _, alive = psutil.wait_procs(processes, timeout=PATIENCE_SECONDS / 6)
    return all(process.status() == psutil.STATUS_ZOMBIE for process in alive)


def test_a_server_that_cannot_start_says_why(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from toys import broken_loader

    settings = config.Settings(config.Osc(port=0), files=config.Files(tmp_path / "out"))
    assert app.serve(settings, broken_loader()) == 1
    assert capfd.readouterr().err == "notono-live: the toy has no weights; give it some\n"
    (tmp_path / "file").write_text("")
    settings = config.Settings(config.Osc(port=0), files=config.Files(tmp_path / "file" / "out"))
    assert app.serve(settings, broken_loader()) == 1
    assert "cannot be made" in capfd.readouterr().err


def test_replies_have_fixed_places(client: Client) -> None:
    client.ask("slot/generate", 7, 50, "flute", 3)
    rendered = client.ask("slot/render", 7)
    verb, job, slot, path, frames, rate, pitch, instrument, elapsed_ms = rendered.atoms
    assert (verb, slot, rate, pitch, instrument) == ("slot/render", 7, 48_000.0, 50, "flute")
    assert isinstance(job, int)
    assert isinstance(elapsed_ms, float)
    assert Path(str(path)).name == "slot07_r0001_flute_050.wav"
    assert Path(str(path)).is_absolute()
    assert soundfile.info(str(path)).frames == frames
    assert Heard("changed", (7, 1)) in client.heard


def test_a_row_never_tells_a_newer_note_than_its_file_is(own: ServerProcess) -> None:
    """A patch that reads a file under a newer revision does not read it again."""
    hand, eye = Client(own.port, notify=False), Client(own.port, notify=False)
    hand.ask("slot/generate", 1, 60, "guitar", 1)
    read: set[int] = set()
    for seed in range(40):
        hand.send("slot/regenerate", 1, "both", 0, 1, 0, 1, "bass", 48, seed)
        while True:  # one of them is asked between the note and its file
            eye.send("list/slots")
            *_, told, _locked, path = eye.wait("list/slots.reply", 1).atoms
            texts = told_by(Path(str(path)))[1]
            file_has = json.loads(texts["ICMT"])["revision"]
            assert told <= file_has
            read.add(file_has)
            eye.wait("done", "list/slots")
            if file_has >= seed + 2:
                break
    assert read >= set(range(2, 42))
    hand.close()
    eye.close()
