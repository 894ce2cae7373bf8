"""Variations of a batch of notes that keep pitch and family true: level, tone and a late start.

Training process only; torch. A few milliseconds a batch.
"""

from __future__ import annotations

import math

import torch

from notono_live.notes.codemap import HOP_FRAMES, SAMPLE_RATE_HZ

QUIETEST_GAIN = 0.35  # −9 dB, so that the codec hears levels too
TILT_DECIBELS = 3.0  # at most so much up or down at both ends of the band
TILT_LOW_HZ = 60.0  # below, the tilt goes no further
HISS_DECIBELS = (-80.0, -35.0)
LATEST_SAMPLES = HOP_FRAMES  # a note begins up to a frame late; its attack is never cut


def varied(audio: torch.Tensor, dice: torch.Generator) -> torch.Tensor:
    """(B, frames) samples → as many, each note varied in its own way."""
    return _later(_tilted(audio, dice) * _gains(audio, dice), dice)


def _gains(audio: torch.Tensor, dice: torch.Generator) -> torch.Tensor:
    gains = QUIETEST_GAIN + (1 - QUIETEST_GAIN) * torch.rand(len(audio), 1, generator=dice)
    return gains.to(audio.device)


def _tilted(audio: torch.Tensor, dice: torch.Generator) -> torch.Tensor:
    """Each note's spectrum leans by a straight line over log frequency and bends by half a wave:
    gentle enough that no partial stands out by it."""
    frames = audio.shape[-1]
    hz = torch.linspace(0, SAMPLE_RATE_HZ / 2, frames // 2 + 1, device=audio.device)
    octaves = torch.log2(hz.clamp_min(TILT_LOW_HZ) / TILT_LOW_HZ)
    place = 2 * octaves / octaves[-1] - 1  # −1 at the low end, 1 at the high
    lean, bend = (
        (2 * torch.rand(len(audio), 1, generator=dice) - 1).to(audio.device) for _ in range(2)
    )
    shape = lean * place + bend * torch.cos(math.pi * place) / 2
    decibels = TILT_DECIBELS * shape / 1.5
    # A boost must not clip: the loudest place of the curve is left where it was.
    decibels = decibels - decibels.amax(1, keepdim=True)
    return torch.fft.irfft(torch.fft.rfft(audio) * 10 ** (decibels / 20), n=frames)


def _later(audio: torch.Tensor, dice: torch.Generator) -> torch.Tensor:
    """Half of the notes begin a little later; the last samples fall off the end."""
    late = torch.randint(0, LATEST_SAMPLES, (len(audio),), generator=dice)
    late = late * (torch.rand(len(audio), generator=dice) < 0.5)
    moved = torch.zeros_like(audio)
    for note, (sound, by) in enumerate(zip(audio, late.tolist(), strict=True)):
        moved[note, by:] = sound[: len(sound) - by]
    return moved


def hissed(audio: torch.Tensor, dice: torch.Generator) -> torch.Tensor:
    """(B, frames) samples, half of the notes with white noise of any level in HISS_DECIBELS below
    their peaks."""
    quiet, loud = HISS_DECIBELS
    decibels = quiet + (loud - quiet) * torch.rand(len(audio), 1, generator=dice)
    share = 10 ** (decibels / 20) * (torch.rand(len(audio), 1, generator=dice) < 0.5)
    noise = torch.randn(audio.shape, generator=dice)
    return audio + audio.abs().amax(1, keepdim=True) * (share * noise).to(audio.device)
