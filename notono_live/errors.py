"""Every error the project raises for somebody else's mistake or misfortune. Plain values, any
thread.

NotonoError
├── BadArguments      bad-args         wrong count or type of arguments
├── OutOfRange        range            right type, impossible value
├── UnknownAddress    unknown-address  nothing listens there
├── UnknownSlot       unknown-slot     no such slot, or nothing in it
├── NotReady          not-ready        the model is still loading
├── Busy              busy             a queue or a table is full
├── Cancelled         cancelled        the one who asked took it back
├── Superseded        superseded       a newer gesture on the same slot won
├── TimedOut          timeout          the worker gave no sign of life
├── ModelFailed       model            bundle unreadable, worker died, arithmetic went wrong
├── NoDevice          no-device        nothing to play on, or to play with
├── FileTrouble       io               a file could not be read or written
└── Denied            denied           asked for something clients may not have

`code` is what `/notono/fail` carries. A text says what came, what was expected and what to do.
"""

from __future__ import annotations

from typing import ClassVar


class NotonoError(Exception):
    """Root of the tree; `code` is the word sent on the wire."""

    code: ClassVar[str] = "internal"


class BadArguments(NotonoError):
    code = "bad-args"


class OutOfRange(NotonoError):
    code = "range"


class UnknownAddress(NotonoError):
    code = "unknown-address"


class UnknownSlot(NotonoError):
    code = "unknown-slot"


class NotReady(NotonoError):
    code = "not-ready"


class Busy(NotonoError):
    code = "busy"


class Cancelled(NotonoError):
    code = "cancelled"


class Superseded(NotonoError):
    code = "superseded"


class TimedOut(NotonoError):
    code = "timeout"


class ModelFailed(NotonoError):
    code = "model"


class NoDevice(NotonoError):
    code = "no-device"


class FileTrouble(NotonoError):
    code = "io"


class Denied(NotonoError):
    code = "denied"


def of_code(code: str, text: str) -> NotonoError:
    """The error that a code stands for; the root where there is none such.

    >>> of_code("busy", "wait a little")
    Busy('wait a little')
    """
    kinds = {kind.code: kind for kind in NotonoError.__subclasses__()}
    return kinds.get(code, NotonoError)(text)
