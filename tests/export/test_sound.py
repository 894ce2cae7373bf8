"""Files in: any rate, any channels, and every kind of trouble named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from notono_live.errors import FileTrouble
from notono_live.export.sound import read_sound


def tone(seconds: float, rate_hz: int) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate_hz)) / rate_hz)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG"])
def test_any_rate_and_format_is_read(tmp_path: Path, rate_hz: int, kind: str) -> None:
    path = tmp_path / f"a.{kind.lower()}"
    soundfile.write(path, tone(5, rate_hz), rate_hz, format=kind)
    samples = read_sound(path)
    assert samples.dtype == np.float32
    assert abs(len(samples) - 80_000) <= 2
    spectrum = np.abs(np.fft.rfft(samples[:64_000]))
    assert abs(int(spectrum.argmax()) / 4 - 440) < 1


def test_channels_are_averaged(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    left = tone(4, 16_000)
    soundfile.write(path, np.stack([left, np.zeros_like(left)], axis=1), 16_000, subtype="FLOAT")
    assert np.allclose(read_sound(path), left / 2, atol=1e-6)


def test_short_sounds_are_padded_to_four_seconds(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.full(160, 0.5), 16_000, subtype="FLOAT")
    samples = read_sound(path)
    assert len(samples) == 64_000
    assert np.array_equal(samples[:160], np.full(160, 0.5, np.float32))
    assert not samples[160:].any()


def bad_files(folder: Path) -> dict[str, Path]:
    def write(name: str, samples: np.ndarray, rate_hz: int = 16_000) -> Path:
        soundfile.write(folder / name, samples, rate_hz, subtype="FLOAT")
        return folder / name

    (folder / "text.wav").write_text("this is no sound")
    (folder / "nothing.wav").write_bytes(b"")
    whole = write("whole.wav", tone(4, 16_000)).read_bytes()
    (folder / "headless.wav").write_bytes(whole[40:])
    nan = tone(4, 16_000)
    nan[8_000] = np.nan
    return {
        "no sound file": folder / "text.wav",
        "no sound file that can be read": folder / "nothing.wav",
        "no sound file that": folder / "headless.wav",
        "holds no samples": write("empty.wav", np.zeros(0)),
        "is silent": write("silent.wav", np.zeros(64_000)),
        "infinite samples from 0.500 s": write("nan.wav", nan),
        "longer than 60 s": write("long.wav", np.zeros(8_000 * 600), 8_000),
        "rate of 10 Hz": write("slow.wav", np.ones(100), 10),
        "can be read": folder / "missing.wav",
    }


def test_every_trouble_is_named(tmp_path: Path) -> None:
    for words, path in bad_files(tmp_path).items():
        with pytest.raises(FileTrouble) as caught:
            read_sound(path)
        assert words in str(caught.value)
        assert path.name in str(caught.value)


def test_a_file_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(8, 16_000), 16_000)
    path.write_bytes(path.read_bytes()[:150_000])
    assert 64_000 <= len(read_sound(path)) <= 75_000
