"""How much louder a codec should decode, band by band, to sound as loud as what it heard.

Training process only. Decoded levels lie a little low (they are means of logarithms), and partials
whose phases do not quite agree lose power in the inverse; both are the same for note after note.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import torch

from notono_live.model.spectrogram import Spectrogram
from notono_live.model.vqvae import VQVAE
from notono_live.notes.codemap import MEL_BINS, SAMPLE_RATE_HZ
from notono_live.training.data import Example, read_batch
from notono_live.training.evaluation.columns import median
from notono_live.training.evaluation.measures import power

POINTS = 9  # of the lift, along the mel axis
ROUNDS = 2
HEARD_SHARE = 1e-5  # of a note's power: bands with less do not count
MOST_DECIBELS = 4.0
BATCH = 16


def lifted(vqvae: VQVAE, lift: tuple[float, ...]) -> VQVAE:
    """The same network with another lift."""
    other = VQVAE(replace(vqvae.config, lift=lift))
    other.load_state_dict(vqvae.state_dict())
    return other.eval()


def calibrated(spectrogram: Spectrogram, vqvae: VQVAE, notes: tuple[Example, ...]) -> VQVAE:
    """`vqvae` with the lift that brings the median gain of each band of real `notes` to 0 dB."""
    lift = np.zeros(POINTS)
    for _ in range(ROUNDS):
        made = lifted(vqvae, tuple(lift.tolist()))
        gains = band_gains_db(spectrogram, made, notes)
        lift -= gains * math.log(10) / 10 / spectrogram.span
        most = MOST_DECIBELS * math.log(10) / 10 / spectrogram.span
        lift = np.clip(lift, -most, most)
    return lifted(vqvae, tuple(lift.round(5).tolist()))


@torch.inference_mode()
def band_gains_db(spectrogram: Spectrogram, vqvae: VQVAE, notes: tuple[Example, ...]) -> np.ndarray:
    """(POINTS,) median gain of the round trip in the band around each point of the lift; 0 where
    no note sounds."""
    bands = _bands(spectrogram.config.break_hz)
    before: list[np.ndarray] = []
    after: list[np.ndarray] = []
    for start in range(0, len(notes), BATCH):
        audio = read_batch(notes[start : start + BATCH]).audio
        top, bottom = vqvae.encode(spectrogram(torch.from_numpy(audio)))
        sound = spectrogram.synthesise(vqvae.decode(top, bottom))[:, : audio.shape[1]]
        for sums, samples in ((before, audio), (after, sound.numpy())):
            spectra = power(samples).sum(2)[:, 1:]
            sums.append(torch.stack([spectra[:, band].sum(1) for band in bands], 1).numpy())
    one, other = (np.maximum(np.concatenate(sums), 1e-20) for sums in (before, after))
    heard = one > HEARD_SHARE * one.sum(1, keepdims=True)
    gains = np.where(heard, 10 * np.log10(other / one), np.nan)
    return np.nan_to_num(np.array([median(band) for band in gains.T]))


def _bands(break_hz: float) -> list[slice]:
    """FFT bins (DC left out) nearest to each point of the lift, on the mel axis."""
    bins = 1024
    hz = np.arange(1, bins + 1) * SAMPLE_RATE_HZ / 2 / bins
    mel = np.log1p(hz / break_hz) / np.log1p(SAMPLE_RATE_HZ / 2 / break_hz) * MEL_BINS
    nearest = np.round(mel / MEL_BINS * (POINTS - 1)).astype(int)
    edges = np.searchsorted(nearest, np.arange(POINTS + 1))
    return [slice(int(a), int(b)) for a, b in pairwise(edges)]
