"""What a reconstruction is blamed for. Training process only; plain functions of tensors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import torch
from torch.nn import functional as fn

from notono_live.model.vqvae import Reconstruction
from notono_live.notes.codemap import SAMPLE_RATE_HZ
from notono_live.training.bands import band_matrix

NATS = 19.0  # a level from 0 to 1, in natural-log power; the default spectrogram's span
ENERGY_PATCHES = ((32, 4), (64, 32))  # mel bins × frames
ENERGY_FLOOR = 0.25  # level below which energies are not compared
ONSET_FRAMES = 2  # an attack is blamed so many frames before and after
ONSET_RISE = 0.15  # levels in two frames (12 dB) that make a full attack
SPECTRA = (512, 1024, 4096)  # FFT sizes a decoded sound is compared at: none is the codec's
SPECTRA_RANGE = 15.0  # 65 dB
MELS = ((64, 512), (80, 1024), (160, 4096))  # bands and FFT size
MEL_BEND_HZ = 700.0
ENVELOPE_SAMPLES, ENVELOPE_HOP = 256, 32  # 16 ms, every second one
QUIETEST_PEAK = 0.01  # of an envelope: of quieter notes less is missed
ATTACK_BEGINS = 0.1  # of the envelope's peak
ATTACK_SECONDS = 0.25  # so long after that it is watched
PARTIAL_BINS = 9  # mel bins a partial's peak is looked for in


@dataclass(frozen=True)
class LossWeights:
    """`quiet` is the share of blame a pixel at the floor keeps beside one at full level; `onset`
    the extra share of one in an attack; `energy` blames the power of patches, which levels alone
    leave too low: the mean of a noise's logarithms is 2.5 dB below the logarithm of its mean. With
    `peaks` the phase advance counts by the amplitude against the nearest partial's, too. `spectra`,
    `mel`, `attack` and `ear` are for the decoded sound, where it is listened to, `likeness` where
    an adversary does; `critic` is how strongly that pulls at a decoded image beside all other
    blame."""

    squared: float = 4.0
    absolute: float = 1.0
    advance: float = 2.0
    commitment: float = 0.25
    quiet: float = 0.3
    onset: float = 1.0
    energy: float = 1.0
    peaks: bool = True
    spectra: float = 2.0
    mel: float = 4.0
    attack: float = 0.2
    ear: float = 0.1
    critic: float = 1.0
    likeness: float = 0.5


@dataclass
class Blame:
    total: torch.Tensor
    level: torch.Tensor  # mean absolute error of the level, 0..1
    advance: torch.Tensor  # amplitude-weighted squared error on the unit circle, 0..4
    energy: torch.Tensor  # mean absolute error of the patches' energies, in levels
    commitment: torch.Tensor  # with its gradient, which does not pass through the image


def reconstruction_loss(
    target: torch.Tensor, made: Reconstruction, weights: LossWeights | None = None
) -> Blame:
    """`target` is Mel-IF (B, 2, 1024, T).

    Errors of the phase advance count by the square of the *target's* level: the paper ignores them
    where the sound is quiet (§3.2); weighting by amplitude helped beyond the threshold.
    """
    weights = weights or LossWeights()
    level, advance = target[:, 0], target[:, 1] * math.pi
    made_level, cosine, sine = made.image.float().unbind(1)
    difference = made_level - level
    heard = level.clamp(0, 1)
    emphasis = weights.quiet + (1 - weights.quiet) * heard
    if weights.onset:
        emphasis = emphasis * (1 + weights.onset * attacks(level))
    error = (
        emphasis * (weights.absolute * difference.abs() + weights.squared * difference**2)
    ).mean()
    loud = heard.square()
    if weights.peaks:
        loud = loud * prominence(level)
    circle = (cosine - torch.cos(advance)) ** 2 + (sine - torch.sin(advance)) ** 2
    turned = (loud * circle).mean() / loud.mean().clamp_min(1e-6)
    energy = energy_error(level, made_level)
    commitment = made.top.commitment + made.bottom.commitment
    total = (
        error
        + weights.advance * turned * heard.square().mean()
        + weights.energy * energy
        + weights.commitment * commitment
    )
    return Blame(
        total,
        difference.abs().mean().detach(),
        turned.detach(),
        energy.detach(),
        commitment,
    )


def balanced_pull(
    decoded: torch.Tensor, total: torch.Tensor, critic: torch.Tensor | None, share: float
) -> torch.Tensor:
    """The gradient that a decoded image gets, of its shape: that of `total`, and the critic's made
    `share` times as long, whatever the critic's scores are worth (as Esser et al. 2021, §3.1, weigh
    theirs); without one, or where it says nothing yet, that of `total` alone.

    >>> image = torch.tensor([3.0, 0.0], requires_grad=True)
    >>> distance, critic = image[0], 10 * image[1]
    >>> balanced_pull(image, distance, critic, 0.5).tolist()
    [1.0, 0.5]
    """
    if critic is None or not critic.requires_grad:
        return torch.autograd.grad(total, decoded)[0]
    (pull,) = torch.autograd.grad(total, decoded, retain_graph=True)
    (theirs,) = torch.autograd.grad(critic, decoded)
    length = theirs.norm().clamp_min(1e-12)
    return pull + share * pull.norm() / length * theirs


def attacks(level: torch.Tensor) -> torch.Tensor:
    """(B, F, T) levels → 0..1 of the same shape: how much of an attack is near."""
    rise = fn.pad(level[..., 2:] - level[..., :-2], (1, 1)).clamp_min(0)
    rise[..., 0] = level[..., 1]  # a note may begin in the first frame
    near = fn.max_pool1d(rise, 2 * ONSET_FRAMES + 1, stride=1, padding=ONSET_FRAMES)
    return (near / ONSET_RISE).clamp(max=1)


def prominence(level: torch.Tensor) -> torch.Tensor:
    """(B, F, T) levels → 0..1: amplitude against that of the nearest partial's peak."""
    peak = fn.max_pool2d(level[:, None], (PARTIAL_BINS, 1), 1, (PARTIAL_BINS // 2, 0))[:, 0]
    return torch.exp(NATS / 2 * (level - peak))


def energy_error(level: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of the log powers of patches, in levels; () float32."""
    worst = torch.zeros((), device=level.device)
    for patch in ENERGY_PATCHES:
        before, after = (
            torch.log(fn.avg_pool2d(torch.exp(NATS * x.clamp(max=1.2))[:, None], patch)) / NATS
            for x in (level, made)
        )
        difference = after.clamp_min(ENERGY_FLOOR) - before.clamp_min(ENERGY_FLOOR)
        worst = worst + (before * difference.abs()).mean()
    return worst / len(ENERGY_PATCHES)


def spectral_errors(real: torch.Tensor, made: torch.Tensor) -> dict[str, torch.Tensor]:
    """Mean absolute differences of log powers of two batches of samples, (B, frames) each, in
    levels; () float32 each. What lies SPECTRA_RANGE nats under a note's loudest bin is silence.

    `spectra`: of bins, every FFT size of SPECTRA counting alike (Yamamoto et al. 2020, without the
    convergence term). `mel`: of the bands of MELS (Kong et al. 2020; Kumar et al. 2023 for several
    sizes): what an ear makes of bins that it does not tell apart. A listener by cepstra, which are
    of such bands, named no more families when spectra and an ear alone had been listened to.
    """
    sizes = sorted({*SPECTRA, *(size for _, size in MELS)})
    powers = {size: [power(sound, size, size // 4) for sound in (real, made)] for size in sizes}
    spectra = [_log_error(*powers[size]) for size in SPECTRA]
    mel = []
    for bands, size in MELS:
        matrix = _mel_bands(bands, size, real.device)
        theirs, ours = (matrix @ bins for bins in powers[size])
        mel.append(_log_error(theirs, ours))
    return {"spectra": torch.stack(spectra).mean(), "mel": torch.stack(mel).mean()}


@cache
def _mel_bands(bands: int, size: int, device: torch.device) -> torch.Tensor:
    return band_matrix(bands, size, MEL_BEND_HZ).to(device)


def power(sound: torch.Tensor, size: int, hop: int) -> torch.Tensor:
    """(B, frames) → (B, size / 2 + 1, T)."""
    window = torch.hann_window(size, device=sound.device)
    spectrum = torch.stft(sound, size, hop, window=window, return_complex=True)
    return spectrum.real**2 + spectrum.imag**2


def floor_of(powers: torch.Tensor) -> torch.Tensor:
    """(B, bins, T) → (B, 1, 1): what is under it is silence beside a note's loudest bin."""
    return powers.amax((1, 2), keepdim=True).clamp_min(1e-6) * math.exp(-SPECTRA_RANGE)


def _log_error(theirs: torch.Tensor, ours: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of logarithms above the real one's floor, in levels."""
    floor = floor_of(theirs)
    return ((theirs + floor).log() - (ours + floor).log()).abs().mean() / NATS


def attack_error(real: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of the envelopes of two batches of samples, (B, frames) each, up to
    a while after each note has begun, in shares of the real one's peak; ().

    Spectra do not see it: of four seconds an attack is a hundredth. Without, a decoder that was
    blamed for spectra alone let partials begin at other times each, and attacks took 1.6 times as
    long.
    """
    theirs, ours = (_envelope(sound) for sound in (real, made))
    peak = theirs.amax(1, keepdim=True).clamp_min(QUIETEST_PEAK)
    since = (theirs >= ATTACK_BEGINS * peak).cummax(1).values.cumsum(1)
    watched = since < ATTACK_SECONDS * SAMPLE_RATE_HZ / ENVELOPE_HOP
    apart = ((ours - theirs).abs() / peak * watched).sum(1) / watched.sum(1).clamp_min(1)
    return apart.mean()


def _envelope(samples: torch.Tensor) -> torch.Tensor:
    """(B, M) root mean square around every ENVELOPE_HOP-th sample."""
    squares = fn.pad(samples.square(), (ENVELOPE_SAMPLES // 2, ENVELOPE_SAMPLES // 2))
    mean = fn.avg_pool1d(squares[:, None], ENVELOPE_SAMPLES, ENVELOPE_HOP)[:, 0]
    return (mean + 1e-10).sqrt()
