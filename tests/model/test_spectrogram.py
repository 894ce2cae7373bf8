"""Mel-IF and its inverse, on sounds whose truth is known."""

from __future__ import annotations

import math

import pytest
import torch

from notono_live.model.pause import no_pause
from notono_live.model.spectrogram import (
    FFT_SIZE,
    Spectrogram,
    SpectrogramConfig,
    filtered,
    inverse_mel_matrix,
    mel_matrix,
)

SECONDS = torch.arange(65536) / 16000


INVERSES = {
    "each bin": SpectrogramConfig(),
    "each partial": SpectrogramConfig(phase_locking=True),
    "each partial, corrected": SpectrogramConfig(phase_locking=True, mel_corrections=2),
}


@pytest.fixture(params=INVERSES.values(), ids=INVERSES)
def spectrogram(request: pytest.FixtureRequest) -> Spectrogram:
    """Whose phases are each bin's own, or each partial's, and whose powers may be corrected."""
    return Spectrogram(request.param)


def note(midi: int) -> torch.Tensor:
    """(1, 65536): a decaying harmonic note with partials up to 7.5 kHz."""
    fundamental = 440 * 2 ** ((midi - 69) / 12)
    partials = range(1, int(7500 / fundamental) + 1)
    sound = sum(
        torch.sin(2 * math.pi * fundamental * k * SECONDS + k * k) / k for k in partials
    ) * torch.exp(-SECONDS)
    return (0.8 * sound / sound.abs().max())[None]


def energy(samples: torch.Tensor, low: float, high: float) -> torch.Tensor:
    spectrum = torch.fft.rfft(samples).abs().square()
    hz = torch.fft.rfftfreq(samples.shape[-1], 1 / 16000)
    return spectrum[..., (hz >= low) & (hz < high)].sum()


def test_shapes_and_ranges() -> None:
    image = Spectrogram()(note(60)[:, :64_000])
    assert image.shape == (1, 2, 1024, 128)
    assert image[:, 0].min() >= 0
    assert image[:, 0].max() < 1.1
    assert image[:, 1].abs().max() <= 1
    assert not image[:, 1][image[:, 0] == 0].any(), "no frequency where it is quiet"


def test_the_mel_matrix_has_the_published_rank_defects() -> None:
    """Two empty filters at the bottom; every inverse column sums to one where there is a filter."""
    matrix = mel_matrix(SpectrogramConfig())
    assert matrix.shape == (1024, 1024)
    assert not matrix[0].any()
    assert (matrix.sum(0) == 0).sum() == 2
    through = matrix @ inverse_mel_matrix(matrix)
    sounding = matrix.sum(1) > 0
    assert torch.allclose(through.sum(0)[sounding], torch.ones(int(sounding.sum())), atol=1e-3)


@pytest.mark.parametrize("midi", [36, 60, 84])
def test_the_inverse_keeps_every_band_within_a_decibel(spectrogram: Spectrogram, midi: int) -> None:
    """The original's inverse lost 7 to 13 dB above 2 kHz before any network."""
    sound = note(midi)
    again = spectrogram.synthesise(spectrogram(sound))
    for low, high in ((0, 1000), (1000, 2000), (2000, 4000), (4000, 7000)):
        gain = 10 * torch.log10(energy(again, low, high) / energy(sound, low, high))
        assert abs(gain) < 1.5, (low, high, float(gain))


@pytest.mark.parametrize("frames", [2, 16, 128])
def test_windows_add_up_as_in_torchs_own_inverse(frames: int) -> None:
    plain, dice = Spectrogram(), torch.Generator().manual_seed(0)
    stft = torch.randn(2, 1024, frames, dtype=torch.complex64, generator=dice)
    full = torch.nn.functional.pad(stft * plain.centring, (0, 1, 0, 1))
    theirs = torch.istft(full, FFT_SIZE, 512, window=plain.window, length=512 * frames)
    torch.testing.assert_close(plain.istft(stft), theirs, atol=1e-6, rtol=0)


@pytest.mark.parametrize("midi", [36, 60, 84])
def test_each_correction_brings_what_is_heard_nearer_to_what_was_asked(midi: int) -> None:
    """The measure that these corrections lower: the divergence of Kullback and Leibler."""
    plain = Spectrogram()
    power = filtered(plain.to_mel, plain.stft(note(midi)).abs().square())
    apart = []
    for corrections in range(5):
        often = Spectrogram(SpectrogramConfig(mel_corrections=corrections))
        linear = often.sharpened(power, no_pause)
        assert linear.min() >= 0
        heard = filtered(plain.to_mel, linear)
        ratio = torch.where(power > 0, power / heard, 1)
        apart.append(float((power * ratio.log() - power + heard).sum() / power.sum()))
    assert apart == sorted(apart, reverse=True)
    assert apart[2] < 0.4 * apart[0]


def test_a_partial_that_is_corrected_is_as_narrow_as_its_window_makes_it() -> None:
    tone = torch.sin(2 * math.pi * 500.0 * SECONDS)[None]  # in the middle of bin 64
    real = Spectrogram().stft(tone)[0, :, 64].abs().square()
    shares = []
    for corrections in (0, 2):
        made = Spectrogram(SpectrogramConfig(mel_corrections=corrections))
        column = made.linear(made(tone))[0, :, 64].abs().square()
        shares.append(float(column[64] / column.sum()))
    assert shares[0] < shares[1] < 1.02 * float(real[64] / real.sum())
    assert shares[1] > 0.9 * float(real[64] / real.sum())


@pytest.mark.parametrize("hz", [55.0, 440.3, 3001.7])
def test_a_tone_comes_back_at_its_frequency(spectrogram: Spectrogram, hz: float) -> None:
    tone = 0.5 * torch.sin(2 * math.pi * hz * SECONDS)[None]
    again = spectrogram.synthesise(spectrogram(tone))[0, 8192:-8192]
    spectrum = torch.fft.rfft(again * torch.hann_window(len(again))).abs()
    peak = int(spectrum.argmax())
    left, middle, right = spectrum[peak - 1 : peak + 2].log()
    offset = 0.5 * (left - right) / (left - 2 * middle + right)
    assert abs((peak + offset) * 16000 / len(again) - hz) < 0.1


def test_an_onset_stays_where_it_is(spectrogram: Spectrogram) -> None:
    sound = torch.zeros(1, 65536)
    sound[0, 20_000:] = note(60)[0, :45_536]
    again = spectrogram.synthesise(spectrogram(sound))
    before = again[0, :18_500].square().sum() / again.square().sum()
    assert before < 1e-3


def test_pinned_parts_stay_and_fresh_parts_come_from_the_image(spectrogram: Spectrogram) -> None:
    old, new = note(48), note(60)
    fresh = torch.zeros(1, 1024, 128)
    fresh[:, :, 40:80] = 1
    made = spectrogram.synthesise(spectrogram(new), old, fresh)
    assert (made - old)[0, : 38 * 512].abs().max() < 2e-3
    inside = slice(44 * 512, 76 * 512)
    assert energy(made[0, inside], 120, 140) < 0.1 * energy(old[0, inside], 120, 140)
    assert energy(made[0, inside], 250, 270) > 0.3 * energy(new[0, inside], 250, 270)


def test_silence_stays_silent(spectrogram: Spectrogram) -> None:
    image = spectrogram(torch.zeros(1, 65536))
    assert not image.any()
    assert spectrogram.synthesise(image).abs().max() < 1e-4
