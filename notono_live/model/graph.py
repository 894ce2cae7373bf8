"""A prior written as ONNX graphs, for an engine that runs it without Python in between. Worker
process.

The graphs are made from the weights when a model is loaded, which takes a tenth of a second, so
there is no file to go out of date. They say what `transformer` and `sampling` say: `encoder_graph`
is the encoder of `Prior.look`, `feed_graph` is `Prior.advance`, `glance_graph` is `Prior.states`,
`step_graph` is a step up to the logits of its first code, and `turn_graph` those of the others.

Legend: B notes, R rows (B, or 2B with guidance: labelled, then plain), D width, H heads, L
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
CONTRIBUTED = "com.microsoft"  # operators of ONNX Runtime's own
KINDS: dict[type, int] = {float: TensorProto.FLOAT, np.int32: TensorProto.INT32}
KEPT = ("keys", "values")

Shape = list[int | str]


class Writer:
    """Collects nodes and weights; every method returns the name of what it adds."""

    def __init__(self, int8: bool = False) -> None:
        """`int8`: products are of eight-bit weights, one scale a column, and of what comes in,
        rounded to eight bits by one scale for all rows."""
        self._nodes: list[Any] = []
        self._weights: list[Any] = []
        self._int8 = int8

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

    def named(self, kind: str, inputs: list[str], outputs: list[str], **attributes: Any) -> str:
        """A node whose outputs have names; the first of them."""
        self._nodes.append(helper.make_node(kind, inputs, outputs, **attributes))
        return outputs[0]

    def norm(self, x: str, module: nn.LayerNorm) -> str:
        scale, shift = self.weight(module.weight), self.weight(module.bias)
        return self.node("LayerNormalization", x, scale, shift, axis=-1, epsilon=module.eps)

    def linear(self, x: str, module: nn.Linear) -> str:
        return self.product(x, module.weight.detach().numpy().T, module.bias)

    def product(self, x: str, matrix: np.ndarray, bias: nn.Parameter | None = None) -> str:
        if self._int8:
            return self._product_int8(x, matrix, bias)
        product = self.node("MatMul", x, self.weight(matrix))
        return product if bias is None else self.sum(product, self.weight(bias))

    def _product_int8(self, x: str, matrix: np.ndarray, bias: nn.Parameter | None) -> str:
        scales = np.abs(matrix).max(0) / 127
        told = [self.weight(np.rint(matrix / scales).astype(np.int8)), self.weight(scales), ""]
        told += [] if bias is None else [self.weight(bias)]
        return self.node("DynamicQuantizeMatMul", x, *told, domain=CONTRIBUTED)

    def sum(self, x: str, y: str) -> str:
        return self.node("Add", x, y)

    def wide(self, x: str, outer: nn.Linear, inner: nn.Linear) -> str:
        return self.linear(self.node("Gelu", self.linear(x, outer), approximate="tanh"), inner)

    def part(self, x: str, first: int, end: int, axis: int) -> str:
        return self.node("Slice", x, *(self.weight([n]) for n in (first, end, axis)))

    def finished(
        self, inputs: dict[str, tuple[type, Shape]], outputs: dict[str, tuple[str, type, Shape]]
    ) -> bytes:
        """The graph: inputs by name, type and shape; outputs by name, node, type and shape, the
        node empty where it has the name."""
        for name, (node, *_) in outputs.items():
            if node:
                self.named("Identity", [node], [name])
        graph = helper.make_graph(
            self._nodes,
            "prior",
            [_value(name, *said) for name, said in inputs.items()],
            [_value(name, kind, shape) for name, (_, kind, shape) in outputs.items()],
            self._weights,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIBUTED, 1)]
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
        write.product(x, project),
        write.weight([0, 0, 3, heads, width // heads]),
    )
    turned = write.node("Transpose", split, perm=[2, 0, 3, 1, 4])
    parts = write.nodes("Split", 3, turned, axis=0, num_outputs=3)
    query, key, value = (write.node("Squeeze", part, write.weight([0])) for part in parts)
    return query, write.node("Transpose", key, perm=[0, 1, 3, 2]), value


def _out(write: Writer, mixed: str, attention: Any) -> str:
    flat = write.node(
        "Reshape",
        write.node("Transpose", mixed, perm=[0, 2, 1, 3]),
        write.weight([0, 0, attention.out.in_features]),
    )
    return write.linear(flat, attention.out)


def encoder_graph(prior: Prior, int8: bool = False) -> bytes:
    """`x` (R, S, D), what each step is told of (`Prior.shown`) → `memory` (R, S, D)."""
    write, x = Writer(int8), "x"
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


def _backbone(write: Writer, prior: Prior) -> str:
    """The node of the state (R, n, D) after all layers. One operator attends to the cache and puts
    the new steps into it where it lies."""
    blocks: list[Any] = list(prior.backbone)
    x, heads = "x", prior.config.heads
    for index, block in enumerate(blocks):
        project: nn.Linear = block.attention.project
        told = [write.linear(write.norm(x, block.before_attention), project), "", ""]
        cached = [f"keys{index}", f"values{index}"]
        mixed = write.named(
            "GroupQueryAttention", [*told, *cached, "last", "total"],
            [f"mixed{index}", *(f"new_{name}" for name in cached)],
            domain=CONTRIBUTED, num_heads=heads, kv_num_heads=heads,
        )  # fmt: skip
        x = write.sum(x, write.linear(mixed, block.attention.out))
        x = write.sum(x, write.wide(write.norm(x, block.before_mlp), block.mlp[0], block.mlp[2]))
    return x


def _cache(prior: Prior, prefix: str = "") -> dict[str, tuple[type, Shape]]:
    """Each layer's keys and values, (R, H, S, D/H), with room for S steps."""
    config = prior.config
    shape: Shape = ["R", config.heads, "S", config.width // config.heads]
    layers = range(config.backbone_layers)
    return {f"{prefix}{kind}{index}": (float, shape) for index in layers for kind in KEPT}


def _backbone_inputs(prior: Prior, steps: int | str) -> dict[str, tuple[type, Shape]]:
    """`x` is memory and the codes of the steps before, embedded; `total` how many steps there are
    with the new ones, and `last` (R,) one less. Where n > 1 there is either nothing in the cache
    yet or one row."""
    x: Shape = ["R", steps, prior.config.width]
    last: Shape = ["R"]
    return {"x": (float, x), "last": (np.int32, last), "total": (np.int32, [])} | _cache(prior)


def _kept(prior: Prior) -> dict[str, tuple[str, type, Shape]]:
    """The cache with the new steps in it: to be bound to where the cache lies."""
    return {name: ("", *told) for name, told in _cache(prior, "new_").items()}


def feed_graph(prior: Prior, int8: bool = False) -> bytes:
    """n kept steps go into the cache."""
    write = Writer(int8)
    _backbone(write, prior)
    return write.finished(_backbone_inputs(prior, "n"), _kept(prior))


def glance_graph(prior: Prior, int8: bool = False) -> bytes:
    """n steps from the first on, as `feed_graph`; and their `states` (R, n, D), each before its
    codes are drawn."""
    write = Writer(int8)
    shape: Shape = ["R", "n", prior.config.width]
    made = {"states": (_backbone(write, prior), float, shape)}
    return write.finished(_backbone_inputs(prior, "n"), {**made, **_kept(prior)})


def step_graph(prior: Prior, guided: bool, int8: bool = False) -> bytes:
    """One step up to its first code: it goes into the cache; the backbone's `state` (R, D), and
    `logits` (B, K) of the first place. `guidance` is an input where it is guided."""
    write = Writer(int8)
    state = write.node("Squeeze", _backbone(write, prior), write.weight([1]))
    first = write.sum(state, write.weight(prior.turn.weight.detach().numpy()[0]))
    logits = _turn(write, prior, first, guided)
    sizes: tuple[Shape, Shape] = ["B", prior.config.codes], ["R", prior.config.width]
    made = {"logits": (logits, float, sizes[0]), "state": (state, float, sizes[1])}
    return write.finished(_backbone_inputs(prior, 1) | _guidance(guided), {**made, **_kept(prior)})


def turn_graph(prior: Prior, guided: bool, int8: bool = False) -> bytes:
    """`x` (R, D), a step's state with the codes drawn so far and the turn's own vector added →
    `logits` (B, K) of the turn's place: `Prior.turn_logits`, `sampling.guided`."""
    write = Writer(int8)
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
    labelled, plain = write.nodes("Split", 2, logits, axis=0, num_outputs=2)
    towards = write.node("Sub", labelled, plain)
    return write.sum(plain, write.node("Mul", towards, "guidance"))
