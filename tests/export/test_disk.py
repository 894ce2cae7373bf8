"""What samplers read stays whole: 500 replacements under a reader in another process, a full disk,
a folder one may not write to, and names of all kinds."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from peers import ServerProcess
from takes import small_take

from notono_live.config import Files
from notono_live.errors import FileTrouble
from notono_live.export.kit import Dress, Tone, write_kit
from notono_live.export.shelf import Label, Shelf
from notono_live.export.wav import Story, replace_file, wav_bytes

STORY = Story(60, {"INAM": "x"})
READER = """
import hashlib, sys
seen, reads = set(), 0
print("reading", flush=True)
import os, select
while not select.select([sys.stdin], [], [], 0)[0]:
    with open(sys.argv[1], "rb") as file:
        seen.add(hashlib.sha256(file.read()).hexdigest())
    reads += 1
print(reads, *seen, flush=True)
"""


def test_another_process_never_reads_a_short_or_mixed_file(tmp_path: Path) -> None:
    path = tmp_path / "slot01.wav"
    files = [
        wav_bytes(np.full(length, level, np.float32), 48_000, STORY)
        for length, level in ((20_000, 0.1), (60_000, 0.2), (1_000, 0.3))
    ]
    replace_file(path, files[0])
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "reading\n"
    for turn in range(500):
        replace_file(path, files[turn % 3], sync=turn % 10 == 0)
    said, _ = reader.communicate("stop\n", timeout=60)
    reads, *seen = said.split()
    assert int(reads) > 100
    assert set(seen) <= {hashlib.sha256(content).hexdigest() for content in files}
    assert len(seen) > 1, "it read while they were replaced"
    assert [p.name for p in tmp_path.iterdir()] == ["slot01.wav"]


AS_ANOTHER = """
import os, resource, signal, sys
sys.path[:0] = {paths!r}
from pathlib import Path
from test_disk import tone
from notono_live.errors import NotonoError
from notono_live.export.kit import write_kit
{limit}
try:
    write_kit(Path({folder!r}), [tone(50), tone(62)])
except NotonoError as error:
    print(error.code, error)
"""
LIMITS = {
    "full": "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))",
    "read-only": "os.setuid(65534)",  # for root no folder is read-only
}


def tone(pitch: int) -> Tone:
    time = np.arange(65_536) / 16_000
    hz = 440 * 2 ** ((pitch - 69) / 12)
    return Tone((0.3 * np.sin(2 * np.pi * hz * time)).astype(np.float32), 16_000, pitch)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that another user reaches too, as pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("trouble", LIMITS)
def test_a_disk_that_takes_no_more_leaves_the_old_kit(trouble: str, place: Path) -> None:
    folder = place / "kit"
    write_kit(folder, [tone(48), tone(60)])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    if trouble == "read-only":
        place.chmod(0o555)
    limit = LIMITS[trouble] if os.getuid() == 0 or trouble == "full" else ""
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    script = AS_ANOTHER.format(paths=paths, limit=limit, folder=str(folder))
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60
    )
    assert said.stdout.startswith("io "), said
    assert "cannot be written" in said.stdout
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in place.iterdir()] == ["kit"]


KILLED = """
import os, signal, sys
sys.path[:0] = {paths!r}
from pathlib import Path
from test_disk import tone
from notono_live.export.kit import write_kit

def rename(*names, rename=os.rename, done=[]):
    if len(done) == {renames}:
        os.kill(os.getpid(), signal.SIGKILL)
    done.append(names)
    rename(*names)

def rmtree(*what, **how):
    os.kill(os.getpid(), signal.SIGKILL)

os.rename = rename
__import__("shutil").rmtree = rmtree
write_kit(Path({folder!r}), [tone(50), tone(62)])
"""


def no_room(file: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("renames", [0, 1, 2])
@pytest.mark.parametrize("after", ["a start", "another kit", "a disk that is full"])
def test_killed_while_a_kit_is_replaced_there_is_one_kit_again(
    renames: int, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its folder is renamed, when it has no name, and when the new one has it."""
    folder = tmp_path / "out" / "kits" / "live" / "a.b"
    write_kit(folder, [tone(48), tone(60)])
    old = {path.name: path.read_bytes() for path in folder.iterdir()}
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    script = KILLED.format(paths=paths, renames=renames, folder=str(folder))
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed
    assert folder.exists() == (renames != 1)
    assert len(list(folder.parent.iterdir())) == 2, "there is something to put in order"
    if after == "a start":
        with ServerProcess("toy", tmp_path / "out"):
            pass
    elif after == "another kit":
        write_kit(folder, [tone(50), tone(62)])
    else:
        with monkeypatch.context() as full:
            full.setattr(os, "fsync", no_room)
            with pytest.raises(FileTrouble, match="No space left"):
                write_kit(folder, [tone(50), tone(62)])
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    if after == "another kit" or renames == 2:
        assert {name for name in found if name.endswith("wav")} == {"a.b_050.wav", "a.b_062.wav"}
    else:
        assert found == old
    assert [path.name for path in folder.parent.iterdir()] == ["a.b"]


@pytest.mark.parametrize("name", ["two words", "naïve Flöte", "音", "a.b.c", "x" * 100])
def test_names_of_all_kinds_are_written_and_read_again(name: str, tmp_path: Path) -> None:
    shelf = Shelf(Files(tmp_path / "out put"))
    shelf.prepare()
    take = small_take(3)
    label = Label(1, 1, "flute", 60, 3, "toy")
    written = shelf.write_sound(name, take.note, label)
    assert written.path.name == f"{name}.wav"
    assert soundfile.info(written.path).frames == written.frames
    assert shelf.find_sound(f"{name}.wav") == written.path


@pytest.mark.parametrize("name", ["x" * 300, "folder/"])
def test_names_that_no_disk_takes_are_told(name: str, tmp_path: Path) -> None:
    shelf = Shelf(Files(tmp_path / "out"))
    shelf.prepare()
    (tmp_path / "out" / "sounds" / "folder" / ".wav").mkdir(parents=True)
    with pytest.raises(FileTrouble):
        shelf.write_sound(name, small_take(3).note, Label(1, 1, "flute", 60, 3, "toy"))


def test_a_kit_whose_folder_is_a_file_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / "kits").write_text("mine")
    with pytest.raises(FileTrouble, match="cannot be written"):
        write_kit(tmp_path / "kits" / "a", [tone(60)], Dress())
    assert (tmp_path / "kits").read_text() == "mine"
