"""A prior written as ONNX graphs, for an engine that runs it without Python in between. Worker
process.

The graphs are made from the weights when a model is loaded, which takes a tenth of a second, so
there is no file to go out of date. They say what `transformer` and `sampling` say: `encoder_graph`
is the encoder of `Prior.look`, `feed_graph` is `Prior.advance`, `step_graph` is a step of it up to
the logits of its first code, and `turn_graph` those of the others.

Cached keys lie turned, (…, D/H, S), values as they come: the product of one query with keys that
lie as values do took 328 µs for 32 rows and 128 steps, with turned ones 140.

Legend: B notes, R rows (B, or 2B with guidance: labelled, then unlabelled), D width, H heads, L
layers, S steps of a window, P codes a step, K codes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from notono_live.model.transformer import Prior

OPSET = 20  # the first with Gelu
IR_VERSION = 10
KINDS = {float: TensorProto.FLOAT, int: TensorProto.INT64, bool: TensorProto.BOOL}

Shape = list[int | str]


class Writer:
    """Collects nodes and weights; every method returns the name of what it adds."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._weights: list[Any] = []

    def weight(self, values: Any) -> str:
        array = values.detach().numpy() if isinstance(values, nn.Parameter) else np.asarray(values)
        name = f"w{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.asarray(array, order="C"), name))
        return name

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        return self.nodes(kind, 1, *inputs, **attributes)[0]

    def nodes(self, kind: str, outputs: int, *inputs: str, **attributes: Any) -> list[str]:
        names = [f"n{len(self._nodes)}_{place}" for place in range(outputs)]
        self._nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names

    def norm(self, x: str, module: nn.LayerNorm) -> str:
        scale, shift = self.weight(module.weight), self.weight(module.bias)
        return self.node("LayerNormalization", x, scale, shift, axis=-1, epsilon=module.eps)

    def linear(self, x: str, module: nn.Linear) -> str:
        product = self.node("MatMul", x, self.weight(module.weight.detach().numpy().T))
        return product if module.bias is None else self.sum(product, self.weight(module.bias))

    def sum(self, x: str, y: str) -> str:
        return self.node("Add", x, y)

    def wide(self, x: str, outer: nn.Linear, inner: nn.Linear) -> str:
        return self.linear(self.node("Gelu", self.linear(x, outer), approximate="tanh"), inner)

    def part(self, x: str, first: int, end: int, axis: int) -> str:
        return self.node("Slice", x, *(self.weight([n]) for n in (first, end, axis)))

    def finished(
        self, inputs: dict[str, tuple[type, Shape]], outputs: dict[str, tuple[str, type, Shape]]
    ) -> bytes:
        """The graph: inputs by name, type and shape; outputs by name, node, type and shape."""
        for name, (node, *_) in outputs.items():
            self._nodes.append(helper.make_node("Identity", [node], [name]))
        graph = helper.make_graph(
            self._nodes,
            "prior",
            [_value(name, *said) for name, said in inputs.items()],
            [_value(name, kind, shape) for name, (_, kind, shape) in outputs.items()],
            self._weights,
        )
        opsets = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        return bytes(model.SerializeToString())


def _value(name: str, kind: type, shape: Shape) -> Any:
    return helper.make_tensor_value_info(name, KINDS[kind], shape)


def _heads(write: Writer, x: str, attention: Any) -> tuple[str, str, str]:
    """(R, n, D) → query (R, H, n, D/H), key (R, H, D/H, n) and value (R, H, n, D/H). The query's
    scale is in its weights: a product that also scales takes twice as long."""
    heads, width = attention.heads, attention.out.in_features
    project = attention.project.weight.detach().numpy().T.copy()
    project[:, :width] *= (width // heads) ** -0.5
    split = write.node(
        "Reshape",
        write.node("MatMul", x, write.weight(project)),
        write.weight([0, 0, 3, heads, width // heads]),
    )
    turned = write.node("Transpose", split, perm=[2, 0, 3, 1, 4])
    parts = write.nodes("Split", 3, turned, axis=0, num_outputs=3)
    query, key, value = (write.node("Squeeze", part, write.weight([0])) for part in parts)
    return query, write.node("Transpose", key, perm=[0, 1, 3, 2]), value


def _past_and_new(
    write: Writer, query: str, key: str, value: str, past_keys: str, past_values: str
) -> str:
    """New steps attend to the past and to themselves. The cache is read where it lies: to join it
    with the new steps would be to copy it, 34 MB a step of 32 rows."""
    scores = [
        write.sum(write.node("MatMul", query, past_keys), "past"),
        write.sum(write.node("MatMul", query, key), "among"),
    ]
    shares = write.node("Softmax", write.node("Concat", *scores, axis=-1), axis=-1)
    sizes = write.node("Concat", *(_columns(write, mask) for mask in ("past", "among")), axis=0)
    old, new = write.nodes("Split", 2, shares, sizes, axis=-1)
    return write.sum(write.node("MatMul", old, past_values), write.node("MatMul", new, value))


def _columns(write: Writer, mask: str) -> str:
    return write.node("Shape", mask, start=1, end=2)


def _out(write: Writer, mixed: str, attention: Any) -> str:
    flat = write.node(
        "Reshape",
        write.node("Transpose", mixed, perm=[0, 2, 1, 3]),
        write.weight([0, 0, attention.out.in_features]),
    )
    return write.linear(flat, attention.out)


def encoder_graph(prior: Prior) -> bytes:
    """`x` (R, S, D), what each step is told of (`Prior.shown`) → `memory` (R, S, D)."""
    write, x = Writer(), "x"
    blocks: list[Any] = list(prior.encoder)
    for block in blocks:
        query, key, value = _heads(write, write.norm(x, block.before_attention), block.attention)
        shares = write.node("Softmax", write.node("MatMul", query, key), axis=-1)
        x = write.sum(x, _out(write, write.node("MatMul", shares, value), block.attention))
        x = write.sum(x, write.wide(write.norm(x, block.before_mlp), block.mlp[0], block.mlp[2]))
    shape: Shape = ["R", "S", prior.config.width]
    return write.finished(
        {"x": (float, shape)}, {"memory": (write.norm(x, prior.encoded), float, shape)}
    )


def _backbone(write: Writer, prior: Prior) -> tuple[str, str, str]:
    """Nodes of the state (R, n, D) after all layers, and of the new keys (L, R, H, D/H, n) and
    values (L, R, H, n, D/H)."""
    blocks: list[Any] = list(prior.backbone)
    x, keys, values = "x", [], []
    for index, block in enumerate(blocks):
        query, key, value = _heads(write, write.norm(x, block.before_attention), block.attention)
        mixed = _past_and_new(write, query, key, value, f"keys{index}", f"values{index}")
        x = write.sum(x, _out(write, mixed, block.attention))
        x = write.sum(x, write.wide(write.norm(x, block.before_mlp), block.mlp[0], block.mlp[2]))
        keys.append(write.node("Unsqueeze", key, write.weight([0])))
        values.append(write.node("Unsqueeze", value, write.weight([0])))
    return x, write.node("Concat", *keys, axis=0), write.node("Concat", *values, axis=0)


def _keys(prior: Prior, steps: int | str, layers: bool = False) -> Shape:
    config = prior.config
    each = config.width // config.heads
    return [config.backbone_layers] * layers + ["R", config.heads, each, steps]


def _values(prior: Prior, steps: int | str, layers: bool = False) -> Shape:
    *rows, each, last = _keys(prior, steps, layers)
    return [*rows, last, each]


def _backbone_inputs(prior: Prior, steps: int | str) -> dict[str, tuple[type, Shape]]:
    """`x` is memory and the codes of the steps before, embedded; `past` (n, S) and `among` (n, n)
    are 0 or −inf: which cached steps, and which of the new ones, each new step may see."""
    inputs: dict[str, tuple[type, Shape]] = {
        "x": (float, ["R", steps, prior.config.width]),
        "past": (float, [steps, "S"]),
        "among": (float, [steps, steps]),
    }
    for index in range(prior.config.backbone_layers):
        inputs[f"keys{index}"] = float, _keys(prior, "S")
        inputs[f"values{index}"] = float, _values(prior, "S")
    return inputs


def feed_graph(prior: Prior) -> bytes:
    """n kept steps: their `key` (L, R, H, D/H, n) and `value` (L, R, H, n, D/H), for the cache."""
    write = Writer()
    _, key, value = _backbone(write, prior)
    return write.finished(
        _backbone_inputs(prior, "n"),
        {
            "key": (key, float, _keys(prior, "n", layers=True)),
            "value": (value, float, _values(prior, "n", layers=True)),
        },
    )


def step_graph(prior: Prior, guided: bool) -> bytes:
    """One step up to its first code: the backbone's `state` (R, D), `logits` (B, K) of the first
    place, and the step's `key` and `value` for the cache. `guidance` is an input where it is
    guided."""
    write = Writer()
    state, key, value = _backbone(write, prior)
    state = write.node("Squeeze", state, write.weight([1]))
    first = write.sum(state, write.weight(prior.turn.weight.detach().numpy()[0]))
    return write.finished(
        _backbone_inputs(prior, 1) | _guidance(guided),
        {
            "logits": (_turn(write, prior, first, guided), float, ["B", prior.config.codes]),
            "state": (state, float, ["R", prior.config.width]),
            "key": (key, float, _keys(prior, 1, layers=True)),
            "value": (value, float, _values(prior, 1, layers=True)),
        },
    )


def turn_graph(prior: Prior, guided: bool) -> bytes:
    """`x` (R, D), a step's state with the codes drawn so far and the turn's own vector added →
    `logits` (B, K) of the turn's place: `Prior.turn_logits`, `sampling.guided`."""
    write = Writer()
    logits = _turn(write, prior, "x", guided)
    state: Shape = ["R", prior.config.width]
    return write.finished(
        {"x": (float, state)} | _guidance(guided),
        {"logits": (logits, float, ["B", prior.config.codes])},
    )


def _guidance(guided: bool) -> dict[str, tuple[type, Shape]]:
    return {"guidance": (float, [1])} if guided else {}


def _turn(write: Writer, prior: Prior, x: str, guided: bool) -> str:
    blocks: list[Any] = list(prior.depth)
    *layers, last = blocks
    for layer in layers:
        x = write.sum(x, write.wide(write.norm(x, layer.norm), layer.wide, layer.narrow))
    logits = write.linear(write.norm(x, last), prior.head)
    if not guided:
        return logits
    labelled, unlabelled = write.nodes("Split", 2, logits, axis=0, num_outputs=2)
    towards = write.node("Sub", labelled, unlabelled)
    return write.sum(unlabelled, write.node("Mul", towards, "guidance"))
