"""What an exception says about the machine: out of memory, or a device that is gone. Plain values;
worker process.

Torch, its allocator, CUDA's libraries and ONNX Runtime each say it in their own way, some by the
type and some only in words. None of them is imported here.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from notono_live.errors import NotonoError


class Mishap(Enum):
    OTHER = auto()  # a mistake: the same again would end the same
    MEMORY = auto()  # less at once may do
    DEVICE = auto()  # nothing that this process still does with its device is to be trusted


OF_TYPE = {
    "MemoryError": Mishap.MEMORY,
    "OutOfMemoryError": Mishap.MEMORY,
    "AcceleratorError": Mishap.DEVICE,
}
NO_ROOM = re.compile(r"out of memory|alloc_failed|bad.?alloc|(can't|failed to) allocate", re.I)
NO_DEVICE = re.compile(r"\b(cuda|cublas|cudnn|cufft|cusparse|hip|mps)(\b|_)", re.I)


def of(error: BaseException) -> Mishap:
    """
    >>> of(RuntimeError("CUDA error: device-side assert triggered")).name
    'DEVICE'
    >>> of(RuntimeError("CUDA error: out of memory")).name
    'MEMORY'
    >>> of(ValueError("no such layer")).name
    'OTHER'
    """
    if isinstance(error, NotonoError):
        return Mishap.OTHER
    if NO_ROOM.search(str(error)):  # before the types: CUDA too says that its memory is full
        return Mishap.MEMORY
    for kind in type(error).__mro__:
        if kind.__name__ in OF_TYPE:
            return OF_TYPE[kind.__name__]
    gone = isinstance(error, RuntimeError) and NO_DEVICE.search(str(error))
    return Mishap.DEVICE if gone else Mishap.OTHER
