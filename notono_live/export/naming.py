"""File names by a pattern: `{family}_{pitch:03d}_v{velocity}`. Plain values, any thread."""

from __future__ import annotations

import string
from typing import Any

from notono_live.errors import BadArguments

NAMES = ("C", "Cs", "D", "Ds", "E", "F", "Fs", "G", "Gs", "A", "As", "B")  # no # in a file's name
FORBIDDEN = frozenset('/\\:*?"<>|\0=$#,;\n')  # on one system or another, or in an SFZ or a patch


def note_name(pitch: int) -> str:
    """
    >>> note_name(60), note_name(61), note_name(-1)
    ('C4', 'Cs4', 'none')
    """
    return f"{NAMES[pitch % 12]}{pitch // 12 - 1}" if pitch >= 0 else "none"


def file_name(pattern: str, fields: dict[str, Any]) -> str:
    """`pattern` with its fields filled in; `note` is made of `pitch`.

    Raises BadArguments for a field that there is not, and for what is no name on every system.

    >>> file_name("{family}_{pitch:03d}_{note}", {"family": "bass", "pitch": 48})
    'bass_048_C3'
    """
    known = fields | ({"note": note_name(fields["pitch"])} if "pitch" in fields else {})
    try:
        parts = list(string.Formatter().parse(pattern))
        unknown = [name for _, name, _, _ in parts if name is not None and name not in known]
        if unknown:
            raise BadArguments(
                f"pattern {pattern!r} names {unknown[0]!r}; there are {' '.join(known)}"
            )
        name = string.Formatter().vformat(pattern, (), known).strip()
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise BadArguments(f"pattern {pattern!r} cannot be filled: {error}") from error
    if not name or name.startswith(".") or FORBIDDEN & set(name) or len(name.encode()) > 200:
        raise BadArguments(f"pattern {pattern!r} makes {name!r}, which is no file name everywhere")
    return name
