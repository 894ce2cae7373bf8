"""Cells: any set of cells of one layer, and the text that names them. Plain values, any thread.

The text is hexadecimal, four cells a digit, column by column from the first, in each column the
lowest row first: 8 digits a top column, 16 a bottom column. Of a digit's four cells 8 is the
lowest and 1 the highest, so the digits are the cells written out as 0s and 1s.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from notono_live.errors import BadArguments, OutOfRange
from notono_live.notes.codemap import WINDOW_COLUMNS, Grid, Layer
from notono_live.notes.constraint import Constraint, beneath


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of one layer of a note that is `columns` top columns long.

    >>> cells = Cells(Layer.TOP, "c0000001" + "0" * 24)
    >>> [tuple(map(int, cell)) for cell in np.argwhere(cells.mask)]
    [(0, 0), (1, 0), (31, 0)]
    >>> Cells.of(Layer.TOP, cells.mask) == cells
    True
    """

    layer: Layer
    text: str

    @classmethod
    def of(cls, layer: Layer, mask: np.ndarray) -> Cells:
        """From (rows, columns) bool."""
        return cls(layer, np.packbits(mask.T.astype(bool), axis=1).tobytes().hex())

    @property
    def mask(self) -> np.ndarray:
        """(rows, columns) bool."""
        rows = Grid.of(self.layer).rows
        bits = np.unpackbits(np.frombuffer(bytes.fromhex(self.text), dtype=np.uint8))
        return bits.reshape(-1, rows).T.astype(bool)

    @property
    def constraint(self) -> Constraint:
        """All kept but these; top cells also free the bottom cells beneath them."""
        mask = self.mask
        if self.layer is Layer.TOP:
            return Constraint(mask, beneath(mask))
        return Constraint(np.zeros(tuple(n // 2 for n in mask.shape), dtype=bool), mask)

    def checked(self, top_columns: int = WINDOW_COLUMNS) -> Cells:
        """These cells, if there are any and they fit a note of `top_columns`."""
        grid = Grid.of(self.layer, top_columns)
        if len(self.text) != (expected := grid.rows // 4 * grid.columns):
            raise BadArguments(
                f"cells has {len(self.text)} digits; the {self.layer} layer of this note has "
                f"{grid.columns} columns of {grid.rows // 4} digits, so send {expected}"
            )
        if not self.text.strip("0"):
            raise OutOfRange("cells marks no cell; send at least one digit that is not 0")
        return self
