"""Where the sound begins that an edit draws into another one. Numpy; worker process.

A prior knows the columns of a note: struck in the first, two thirds gone in the fourth. Under
another instrument's labels in the middle of a note it drew what that one is by then, and of a
mallet that is next to nothing. Of two seconds the judge named the pitch asked for in 93.2 % and the
family in 53.0 (132 edits; mallets 42 and 17); drawn as the first two columns of a note, and decoded
with nothing before them, in 98.5 and 66.7 % (mallets 92 and 42).

Under another pitch of the same instrument 98.5 and 56.1 % were right as it was, and the prior reads
what instrument it is from what stands before: there a new attack is left to who asks for it (97.0
and 81.8 %; 66 edits).
"""

from __future__ import annotations

import numpy as np

from notono_live.notes.conditioning import ConditioningMap, unlike
from notono_live.notes.constraint import Constraint
from notono_live.notes.note import Retrigger


def onset_of(constraint: Constraint, labels: ConditioningMap, retrigger: Retrigger) -> int:
    """The top column that is the first of what the edit draws: after the last one before it that
    holds nothing of the kind; 0 where there is none. `labels` are the top's, after the edit. Bottom
    codes alone belong to the kept top, and begin where that does."""
    if retrigger is Retrigger.OFF or not constraint.top.any():
        return 0
    apart = unlike(labels.family, constraint.top)
    if retrigger is Retrigger.NOTE:
        apart |= unlike(labels.pitch, constraint.top)
    first = int(constraint.touched().any(0).argmax()) // 2
    others = np.flatnonzero(apart[:, :first].all(0))
    return int(others[-1]) + 1 if len(others) else 0
