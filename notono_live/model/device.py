"""Which device draws fastest: one real step timed on what is there. Worker process; torch."""

from __future__ import annotations

import time
from dataclasses import dataclass

import torch

from notono_live.errors import OutOfRange
from notono_live.model.transformer import Prior

STEPS_TIMED = 12


@dataclass(frozen=True)
class Choice:
    device: torch.device
    why: str  # one line for a person


def present() -> list[str]:
    """Names of the devices torch can use here, the CPU first."""
    found = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return found


def choose(name: str, prior: Prior) -> Choice:
    """`auto`, or one of cpu, cuda, mps → the device; OutOfRange when it is not there.

    Auto times one step of `prior` on each: small steps can be slower on a laptop's GPU than on its
    CPU."""
    here = present()
    if name != "auto":
        if name not in here:
            raise OutOfRange(f"device {name!r} is not here; choose auto or one of {' '.join(here)}")
        return Choice(torch.device(name), f"{name}, as asked")
    if len(here) == 1:
        return Choice(torch.device("cpu"), "cpu, the only device here")
    times = {device: step_seconds(prior, torch.device(device)) for device in here}
    best = min(times, key=times.__getitem__)
    measured = ", ".join(f"{device} {1e3 * s:.2f} ms" for device, s in times.items())
    return Choice(torch.device(best), f"{best}, the fastest step of {measured}")


@torch.inference_mode()
def step_seconds(prior: Prior, device: torch.device) -> float:
    """Median seconds of one cached step of one note on `device`; leaves `prior` there."""
    prior = prior.to(device)
    config = prior.config
    cache = prior.new_cache(1)
    memory = torch.zeros(1, 1, config.width, device=device)
    codes = torch.zeros(1, 1, config.codes_per_step, dtype=torch.int64, device=device)
    times = []
    for _ in range(STEPS_TIMED):
        started = time.perf_counter()
        state = prior.advance(codes, memory, cache)[:, 0]
        int(prior.turn_logits(state, 0).argmax())  # waits for the device
        times.append(time.perf_counter() - started)
    return sorted(times)[STEPS_TIMED // 2]
