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

from notono_live.model.memo import Memo
from notono_live.model.sampling import sampled
from notono_live.model.transformer import Prior
from notono_live.notes.note import Sampling

ROOM_STEPS = 32  # a cache grows by so many
REMEMBERED = 16  # rows of first steps, 8 kB a step each
NONE = {"R": 1, "S": 0}  # sizes of an empty cache


@dataclass(frozen=True)
class Tables:
    """A prior's embeddings, as numpy sees them."""

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
    """Keys (L, R, H, D/H, room) and values (L, R, H, room, D/H) of the steps so far, in room that
    grows with them: a step reads all of the room, filled or not."""

    def __init__(self, prior: Prior, rows: int, most: int) -> None:
        """`most`: the steps there will be."""
        config = prior.config
        self.length = 0
        self._most = most
        shape = config.backbone_layers, rows, config.heads, config.width // config.heads
        self.keys = np.zeros((*shape, 0), np.float32)
        self.values = np.zeros((*shape[:3], 0, shape[3]), np.float32)
        self.past = np.zeros(
            (1, 0), np.float32
        )  # 0 where there is a step, −inf where there is room

    def make_room(self, steps: int) -> bool:
        """For so many steps more; whether the arrays are others now."""
        needed, filled = self.length + steps, slice(0, self.length)
        if needed <= self.past.shape[1]:
            return False
        room = min(self._most, -(-needed // ROOM_STEPS) * ROOM_STEPS)
        keys, values = self.keys, self.values
        self.keys = np.zeros((*keys.shape[:4], room), np.float32)
        self.values = np.zeros((*values.shape[:3], room, values.shape[4]), np.float32)
        self.keys[..., filled], self.values[..., filled, :] = (
            keys[..., filled],
            values[..., filled, :],
        )
        self.past = np.full((1, room), -np.inf, np.float32)
        self.past[:, filled] = 0
        return True

    def write(self, key: np.ndarray, value: np.ndarray) -> None:
        """Put new steps, (L, R, H, D/H, n) and (L, R, H, n, D/H), after the others."""
        new = slice(self.length, self.length + key.shape[-1])
        self.keys[..., new], self.values[..., new, :] = key, value
        self.past[:, new] = 0
        self.length = new.stop

    @property
    def inputs(self) -> dict[str, np.ndarray]:
        """As the graphs name them."""
        layers = range(len(self.keys))
        return {f"keys{index}": self.keys[index] for index in layers} | {
            f"values{index}": self.values[index] for index in layers
        }


class Steps:
    """The running state of one drawing."""

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
        width, codes = tables.previous[0].shape[1], len(tables.previous[0])
        guidance = np.array([sampling.guidance], np.float32)
        self._guidance = {"guidance": guidance} if rows > notes else {}
        self._x = np.zeros((rows, 1, width), np.float32)
        self._turned = np.zeros((rows, width), np.float32)
        self._made = {
            "logits": np.zeros((notes, codes), np.float32),
            "state": np.zeros((rows, width), np.float32),
            "key": np.zeros((*cache.keys.shape[:4], 1), np.float32),
            "value": np.zeros((*cache.values.shape[:3], 1, cache.values.shape[4]), np.float32),
        }
        self._turn_binding = bound(
            self._turn, {"x": self._turned} | self._guidance, {"logits": self._made["logits"]}
        )
        self._binding: Any = None

    def draw(
        self, x: np.ndarray, codes: np.ndarray, masked: np.ndarray, numbers: np.ndarray
    ) -> None:
        """(R, D) in; the step's masked (P,) codes (B, P) are drawn in place."""
        if self._cache.make_room(1) or self._binding is None:
            inputs = {"x": self._x, "past": self._cache.past, "among": np.zeros((1, 1), np.float32)}
            self._binding = bound(
                self._graph, inputs | self._cache.inputs | self._guidance, self._made
            )
        self._x[:, 0] = x
        self._graph.run_with_iobinding(self._binding)
        made, tables = self._made, self._tables
        self._cache.write(made["key"], made["value"])
        state, logits = made["state"], made["logits"]
        for place in range(int(masked.nonzero()[0][-1]) + 1):
            if place:
                drawn = tables.drawn[place - 1][codes[:, place - 1]]
                state.reshape(-1, *drawn.shape)[:] += drawn
            if not masked[place]:
                continue
            if place:
                np.add(state, tables.turn[place], out=self._turned)
                self._turn.run_with_iobinding(self._turn_binding)
            codes[:, place] = sampled(logits, numbers[:, place], self._sampling)

    def feed(self, feed: Feed, x: np.ndarray) -> None:
        """n steps (R, n, D) that are known already, through the backbone."""
        first = self._cache.length == 0
        if self._cache.make_room(x.shape[1]):
            self._binding = None
        self._cache.write(*(feed.first(x) if first else feed.after(x, self._cache)))


class Feed:
    """Known steps through the backbone, (R, n, D) → keys (L, R, H, D/H, n) and values
    (L, R, H, n, D/H)."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._begun: Memo[list[np.ndarray]] = Memo(self._begin, REMEMBERED)

    def first(self, x: np.ndarray) -> list[np.ndarray]:
        """At the beginning of a window; row by row, as the encoder looks, and as often the same."""
        rows = [self._begun(row) for row in x]
        return [np.concatenate(parts, 1) for parts in zip(*rows, strict=True)]

    def after(self, x: np.ndarray, cache: Cache) -> list[np.ndarray]:
        """After the steps of a cache."""
        return self._run(x, cache.past, cache.inputs)

    def _begin(self, row: np.ndarray) -> list[np.ndarray]:
        shapes = {told.name: told.shape for told in self._graph.get_inputs()}
        nothing = {
            name: np.zeros([size if isinstance(size, int) else NONE[size] for size in shape], "f4")
            for name, shape in shapes.items()
            if name.startswith(("keys", "values"))
        }
        return self._run(row[None], np.zeros((1, 0), np.float32), nothing)

    def _run(
        self, x: np.ndarray, past: np.ndarray, cached: dict[str, np.ndarray]
    ) -> list[np.ndarray]:
        new = x.shape[1]
        among = np.triu(np.full((new, new), -np.inf, np.float32), 1)
        told = {"x": x, "past": np.repeat(past, new, 0), "among": among}
        made: list[np.ndarray] = self._graph.run(["key", "value"], told | cached)
        return made


def bound(graph: Any, inputs: dict[str, np.ndarray], outputs: dict[str, np.ndarray]) -> Any:
    """A binding that reads and writes these very arrays."""
    binding = graph.io_binding()
    for name, array in inputs.items():
        binding.bind_ortvalue_input(name, onnxruntime.OrtValue.ortvalue_from_numpy(array))
    for name, array in outputs.items():
        binding.bind_ortvalue_output(name, onnxruntime.OrtValue.ortvalue_from_numpy(array))
    return binding
