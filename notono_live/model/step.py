"""One drawing's steps by ONNX Runtime: its cache, and the graphs bound to it. Worker process.

Numpy between the graphs: sampling a code costs a third of what it does as nodes of a graph, whose
TopK of all codes does not sort as fast.

Legend: B notes, R rows (B, or 2B with guidance), D width, H heads, L layers, S steps, P codes a
step, K codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import onnxruntime

from notono_live.model.graph import KEPT
from notono_live.model.memo import Memo
from notono_live.model.sampling import sampled
from notono_live.model.transformer import Prior
from notono_live.notes.codemap import CODES
from notono_live.notes.note import Sampling

REMEMBERED = 16  # rows of first steps, 8 kB a step each


@dataclass(frozen=True)
class Tables:
    """A prior's embeddings, as numpy sees them; a row more than K where codes may be hidden."""

    start: np.ndarray  # (D,)
    previous: tuple[np.ndarray, ...]  # P of (K, D)
    drawn: tuple[np.ndarray, ...]  # P − 1 of (K, D)
    turn: np.ndarray  # (P, D)

    @classmethod
    def of(cls, prior: Prior) -> Tables:
        previous: list[Any] = list(prior.previous)
        drawn: list[Any] = list(prior.drawn)
        return cls(
            prior.start.detach().numpy(),
            tuple(table.weight.detach().numpy() for table in previous),
            tuple(table.weight.detach().numpy() for table in drawn),
            prior.turn.weight.detach().numpy(),
        )

    def before(self, codes: np.ndarray, at: int) -> np.ndarray:
        """(B, S, P) codes → (B, D): what the step before `at` drew; the start's own vector at the
        first."""
        if at == 0:
            return np.broadcast_to(self.start, (len(codes), len(self.start)))
        first, *others = self.previous
        embedded: np.ndarray = first[codes[:, at - 1, 0]]
        for place, table in enumerate(others, 1):
            embedded = embedded + table[codes[:, at - 1, place]]
        return embedded


class Cache:
    """Keys and values (R, H, S, D/H) of each layer, with room for all steps there will be, by the
    graphs' names; `length` steps are filled."""

    def __init__(self, prior: Prior, rows: int, steps: int) -> None:
        config = prior.config
        shape = rows, config.heads, steps, config.width // config.heads
        layers = range(config.backbone_layers)
        names = [f"{kind}{index}" for index in layers for kind in KEPT]
        self.kept = {name: np.zeros(shape, np.float32) for name in names}
        self.length = 0

    def row(self, row: int) -> dict[str, np.ndarray]:
        """The same memory, of one row."""
        return {name: kept[row : row + 1] for name, kept in self.kept.items()}


class Steps:
    """The running state of one drawing, bound to its graphs once: no step asks for memory."""

    def __init__(
        self,
        graphs: tuple[Any, Any],
        tables: Tables,
        cache: Cache,
        rows: int,
        notes: int,
        sampling: Sampling,
    ) -> None:
        """`graphs`: of a step and of a turn."""
        self._graph, self._turn = graphs
        self._tables, self._cache, self._sampling = tables, cache, sampling
        width = tables.previous[0].shape[1]
        guidance = np.array([sampling.guidance], np.float32)
        told = {"guidance": guidance} if rows > notes else {}
        self._x = np.zeros((rows, 1, width), np.float32)
        self._last, self._total = np.zeros(rows, np.int32), np.zeros((), np.int32)
        self._turned = np.zeros((rows, width), np.float32)
        self._logits = np.zeros((notes, CODES), np.float32)
        self._state = np.zeros((rows, width), np.float32)
        self._turn_binding = bound(
            self._turn, {"x": self._turned} | told, {"logits": self._logits}, {}
        )
        self._binding = bound(
            self._graph,
            {"x": self._x, "last": self._last, "total": self._total} | told,
            {"logits": self._logits, "state": self._state},
            cache.kept,
        )

    def draw(
        self, x: np.ndarray, codes: np.ndarray, masked: np.ndarray, numbers: np.ndarray
    ) -> None:
        """(R, D) in; the step's masked (P,) codes (B, P) are drawn in place."""
        self._x[:, 0], self._last[:] = x, self._cache.length
        self._cache.length += 1
        self._total[...] = self._cache.length
        self._graph.run_with_iobinding(self._binding)
        tables, state = self._tables, self._state
        for place in range(int(masked.nonzero()[0][-1]) + 1):
            if place:
                drawn = tables.drawn[place - 1][codes[:, place - 1]]
                state.reshape(-1, *drawn.shape)[:] += drawn
            if not masked[place]:
                continue
            if place:
                np.add(state, tables.turn[place], out=self._turned)
                self._turn.run_with_iobinding(self._turn_binding)
            codes[:, place] = sampled(self._logits, numbers[:, place], self._sampling)


class Feed:
    """Known steps (R, n, D) into a cache, row by row, so that a row comes out the same whatever is
    fed beside it."""

    def __init__(self, prior: Prior, graph: Any) -> None:
        self._prior, self._graph = prior, graph
        self._begun: Memo[Cache] = Memo(self._begin, REMEMBERED)

    def __call__(self, x: np.ndarray, cache: Cache) -> None:
        new = slice(cache.length, cache.length + x.shape[1])
        for row, told in enumerate(x):
            if cache.length:
                self._run(told, new, cache.row(row))
                continue
            begun = self._begun(told)
            for name, kept in cache.row(row).items():
                kept[:, :, new] = begun.kept[name]
        cache.length = new.stop

    def _begin(self, row: np.ndarray) -> Cache:
        """The first steps of a window are often the same as of the edit before."""
        cache = Cache(self._prior, 1, len(row))
        self._run(row, slice(0, len(row)), cache.kept)
        return cache

    def _run(self, row: np.ndarray, new: slice, kept: dict[str, np.ndarray]) -> None:
        told = {
            "x": row[None],
            "last": np.array([new.stop - 1], np.int32),
            "total": np.array(new.stop, np.int32),
        }
        self._graph.run_with_iobinding(bound(self._graph, told, {}, kept))


class Glance:
    """All steps at once, each before its codes are drawn."""

    def __init__(self, prior: Prior, graph: Any) -> None:
        self._prior, self._graph = prior, graph

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """(R, n, D) → states (R, n, D)."""
        rows, steps, _ = x.shape
        states = np.empty_like(x)
        told = {
            "x": np.ascontiguousarray(x),
            "last": np.full(rows, steps - 1, np.int32),
            "total": np.array(steps, np.int32),
        }
        cache = Cache(self._prior, rows, steps)
        self._graph.run_with_iobinding(bound(self._graph, told, {"states": states}, cache.kept))
        return states


def bound(
    graph: Any,
    inputs: dict[str, np.ndarray],
    outputs: dict[str, np.ndarray],
    kept: dict[str, np.ndarray],
) -> Any:
    """A binding that reads and writes these very arrays; what is kept it reads, and writes as
    `new_…` in the same place."""
    binding = graph.io_binding()
    for name, array in inputs.items():
        binding.bind_ortvalue_input(name, value(array))
    for name, array in outputs.items():
        binding.bind_ortvalue_output(name, value(array))
    for name, array in kept.items():
        same = value(array)
        binding.bind_ortvalue_input(name, same)
        binding.bind_ortvalue_output(f"new_{name}", same)
    return binding


def value(array: np.ndarray) -> Any:
    """ONNX Runtime's view of an array's memory."""
    assert array.flags.c_contiguous, array.shape
    return onnxruntime.OrtValue.ortvalue_from_numpy(array)
