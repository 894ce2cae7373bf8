"""WAV files: byte for byte, and as libsndfile reads them."""

from __future__ import annotations

import shutil
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from notono_live.errors import FileTrouble
from notono_live.export.wav import Story, replace_file, wav_bytes

STORY = Story(60, {"INAM": "slot03 bass 60", "ISFT": "notono-live 0.1.0", "ICMT": '{"seed": 1}'})


def chunks(content: bytes) -> dict[str, bytes]:
    """Chunk name → payload, in order; every size is checked against the file's."""
    assert content[:4] == b"RIFF"
    assert content[8:12] == b"WAVE"
    assert int.from_bytes(content[4:8], "little") == len(content) - 8
    found, at = {}, 12
    while at < len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        found[content[at : at + 4].decode()] = content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    assert at == len(content)
    return found


def test_chunks_stand_in_order_and_say_what_they_should() -> None:
    found = chunks(wav_bytes(np.zeros(3, np.float32), 16_000, STORY))
    assert list(found) == ["fmt ", "smpl", "inst", "LIST", "data"]
    assert found["fmt "].hex() == "01000100803e000080bb000003001800"
    assert found["smpl"].hex() == "0" * 16 + "24f40000" + "3c000000" + "0" * 40
    assert found["inst"].hex() == "3c0000007f017f"
    assert len(found["data"]) == 9
    assert found["LIST"].startswith(b"INFOINAM\x0f\0\0\0slot03 bass 60\0")


@given(st.lists(st.floats(-1.5, 1.5, width=32), min_size=1, max_size=50))
def test_samples_come_back_to_within_a_step_and_clipped(values: list[float]) -> None:
    samples = np.array(values, np.float32)
    data = chunks(wav_bytes(samples, 48_000, STORY))["data"]
    whole = np.array(
        [int.from_bytes(data[at : at + 3], "little", signed=True) for at in range(0, len(data), 3)]
    )
    assert np.abs(whole / (2**23 - 1) - np.clip(samples, -1, 1)).max() <= 0.5 / (2**23 - 1) + 1e-9


def test_sndfile_info_reads_the_root_note(tmp_path: Path) -> None:
    program = shutil.which("sndfile-info")
    if program is None:
        pytest.skip("sndfile-info is not installed")
    path = tmp_path / "a.wav"
    replace_file(path, wav_bytes(np.zeros(480, np.float32), 48_000, STORY))
    told = subprocess.run([program, str(path)], capture_output=True, text=True, check=True).stdout
    assert "Midi Note    : 60" in told
    assert "INAM : slot03 bass 60" in told
    assert soundfile.info(path).subtype == "PCM_24"


def test_readers_never_see_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "slot01.wav"
    files = [wav_bytes(np.full(20_000, level, np.float32), 48_000, STORY) for level in (0.1, 0.2)]
    replace_file(path, files[0])
    over = threading.Event()
    seen: set[bytes] = set()

    def read() -> None:
        while not over.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(150):
        replace_file(path, files[turn % 2])
    over.set()
    reader.join()
    assert seen <= set(files)
    assert [p.name for p in tmp_path.iterdir()] == ["slot01.wav"]


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file where a folder should be")
    with pytest.raises(FileTrouble, match="cannot be written"):
        replace_file(tmp_path / "folder" / "a.wav", b"x")
    (tmp_path / "b.wav").mkdir()
    with pytest.raises(FileTrouble, match="cannot be written"):
        replace_file(tmp_path / "b.wav", b"x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.wav", "folder"]
