"""A prior's step written as ONNX graphs, for an engine that runs it without Python in between.
Worker process.

The graphs are made from the weights when the model is loaded, which takes a tenth of a second, so
there is no file to go out of date. They say what `transformer` says, for one step of a batch:
`backbone_graph` is `Prior.advance`, `turn_graph` is `Prior.turn_logits`.

Legend: B batch, D width, H heads, L layers, S steps of a window, K codes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from notono_live.model.transformer import STEPS, Prior

OPSET = 20  # the first with Gelu
IR_VERSION = 10


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
        first = len(self._nodes)
        names = [f"n{first}_{place}" for place in range(outputs)]
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

    def bytes(
        self, inputs: dict[str, list[Any]], outputs: dict[str, tuple[str, list[Any]]]
    ) -> bytes:
        """The finished graph: inputs by name and shape; outputs by name, node and shape."""
        for name, (node, _) in outputs.items():
            self._nodes.append(helper.make_node("Identity", [node], [name]))
        graph = helper.make_graph(
            self._nodes,
            "step",
            [_floats(name, shape) for name, shape in inputs.items()],
            [_floats(name, shape) for name, (_, shape) in outputs.items()],
            self._weights,
        )
        opsets = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        return bytes(model.SerializeToString())


def _floats(name: str, shape: list[Any]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def backbone_graph(prior: Prior) -> bytes:
    """One step: `x` (B, D), `keys` and `values` (L, B, H, S, D/H) of the steps before, `forbidden`
    (S + 1,), 0 or −inf for each of them and for the step itself → `state` (B, D), `key` and `value`
    (L, B, H, 1, D/H) of this step."""
    config, write = prior.config, Writer()
    width, heads, layers = config.width, config.heads, config.backbone_layers
    each = width // heads
    blocks: list[Any] = list(prior.backbone)
    x, keys, values = "x", [], []
    for index, layer in enumerate(blocks):
        split = write.node(
            "Reshape",
            write.linear(write.norm(x, layer.before_attention), layer.attention.project),
            write.weight([0, 3, heads, 1, each]),
        )
        parts = write.nodes("Split", 3, split, axis=1, num_outputs=3)
        query, key, value = (write.node("Squeeze", part, write.weight([1])) for part in parts)
        query = write.node("Mul", query, write.weight(np.float32(each**-0.5)))
        place = write.weight(np.int64(index))
        all_keys = write.node("Concat", write.node("Gather", "keys", place), key, axis=2)
        all_values = write.node("Concat", write.node("Gather", "values", place), value, axis=2)
        turned = write.node("Transpose", all_keys, perm=[0, 1, 3, 2])
        scores = write.sum(write.node("MatMul", query, turned), "forbidden")
        mixed = write.node("MatMul", write.node("Softmax", scores, axis=-1), all_values)
        flat = write.node("Reshape", mixed, write.weight([0, width]))
        x = write.sum(x, write.linear(flat, layer.attention.out))
        x = write.sum(x, write.wide(write.norm(x, layer.before_mlp), layer.mlp[0], layer.mlp[2]))
        keys.append(write.node("Unsqueeze", key, write.weight([0])))
        values.append(write.node("Unsqueeze", value, write.weight([0])))
    cache, one = [layers, "B", heads, STEPS, each], [layers, "B", heads, 1, each]
    return write.bytes(
        {"x": ["B", width], "keys": cache, "values": cache, "forbidden": [STEPS + 1]},
        {
            "state": (x, ["B", width]),
            "key": (write.node("Concat", *keys, axis=0), one),
            "value": (write.node("Concat", *values, axis=0), one),
        },
    )


def turn_graph(prior: Prior) -> bytes:
    """A step's state with what was drawn of it so far, `so_far` (B, D) → `logits` (B, K)."""
    blocks: list[Any] = list(prior.depth)
    *layers, last = blocks
    write, x = Writer(), "so_far"
    for layer in layers:
        x = write.sum(x, write.wide(write.norm(x, layer.norm), layer.wide, layer.narrow))
    logits = write.linear(write.norm(x, last), prior.head)
    shape = ["B", prior.config.codes]
    return write.bytes({"so_far": ["B", prior.config.width]}, {"logits": (logits, shape)})
