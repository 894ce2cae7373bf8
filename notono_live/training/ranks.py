"""Several processes that train one model together, as torchrun starts them; or one alone.

Each rank reads other notes; gradients are averaged by DistributedDataParallel, codebook statistics
summed here. Rank 0 holds the clock, looks up and writes. Training processes only.
"""

from __future__ import annotations

import contextlib
import inspect
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

# What keeps DistributedDataParallel from broadcasting buffers, by the version of torch.
BUFFER_OPTIONS = ("forward_sync_buffers", "broadcast_buffers")


@dataclass(frozen=True, slots=True)
class Ranks:
    """This process's place among those that train: 0 ≤ rank < count."""

    device: torch.device
    rank: int = 0
    count: int = 1

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def place(self, step: int) -> int:
        """Of what all ranks do together, the number of what this one does at a step."""
        return step * self.count + self.rank

    def sharing(self, module: nn.Module) -> nn.Module:
        """`module`, its gradients averaged over all ranks after each backward pass.

        Buffers are not broadcast: codebooks are the same everywhere because what they learn from
        is. Running means are each rank's own, and rank 0's are kept.
        """
        if self.count == 1:
            return module
        ids = [self.device.index] if self.device.type == "cuda" else None
        known = inspect.signature(DistributedDataParallel.__init__).parameters
        options: dict[str, Any] = {next(name for name in BUFFER_OPTIONS if name in known): False}
        return DistributedDataParallel(module, device_ids=ids, **options)

    def sum(self, *tensors: torch.Tensor) -> None:
        """Each tensor becomes the sum of all ranks'."""
        if self.count > 1:
            for tensor in tensors:
                distributed.all_reduce(tensor)

    def meet(self) -> None:
        """Wait until all ranks are here."""
        self.sum(torch.zeros(1, device=self.device))

    def from_leader(self, tensor: torch.Tensor) -> torch.Tensor:
        """`tensor` becomes rank 0's."""
        if self.count > 1:
            distributed.broadcast(tensor, 0)
        return tensor


@contextlib.contextmanager
def joined(device: str = "auto") -> Iterator[Ranks]:
    """The ranks torchrun's environment tells of; alone without it. CUDA ranks take a unit each."""
    count = int(os.environ.get("WORLD_SIZE", "1"))
    chosen = device_for_training(device)
    if count == 1:
        yield Ranks(chosen)
        return
    if chosen.type == "cuda":
        chosen = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(chosen)
    distributed.init_process_group("nccl" if chosen.type == "cuda" else "gloo")
    try:
        yield Ranks(chosen, distributed.get_rank(), distributed.get_world_size())
    finally:
        distributed.destroy_process_group()


def device_for_training(name: str = "auto") -> torch.device:
    if name != "auto":
        return torch.device(name)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def half_precision(device: torch.device) -> contextlib.AbstractContextManager[None]:
    """bfloat16 where the unit has it: 820 against 450 GFLOP/s in convolutions on a Zen 5 core
    pair."""
    if device.type == "cuda":
        has_it = torch.cuda.is_bf16_supported()
    else:
        # Not every torch from 2.4 on has the question; without it float32 is right, and slower.
        asked = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
        has_it = device.type == "cpu" and asked is not None and asked()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=has_it)
