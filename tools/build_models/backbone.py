"""Cut the backbone out of a published detector: the layers up to one inner tensor, for an input of another size."""

from __future__ import annotations

from typing import Any, Final

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

_FILE_IDENTIFIER: Final = b"TFL3"


def cut_backbone(detector: bytes, tensor_prefix: str, input_px: int) -> bytes:
    """The net that ends with the tensor whose name begins with `tensor_prefix`; every weight stays as published.

    Args:
        detector: A .tflite net with one image input.
        tensor_prefix: The new and only output.
        input_px: Side of the new input; the net must be convolutional down to that tensor.

    Raises:
        ValueError: There is not exactly one such tensor.
    """
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(detector, 0))
    graph = model.subgraphs[0]
    found = [index for index, tensor in enumerate(graph.tensors) if tensor.name.decode().startswith(tensor_prefix)]
    if len(found) != 1:
        raise ValueError(f"The net has {len(found)} tensors called {tensor_prefix}; one is needed.")
    graph.operators = _operators_before(graph, found[0])
    graph.outputs = found
    graph.tensors[graph.inputs[0]].shape = [1, input_px, input_px, 3]
    _drop_unused_tensors(graph)
    _drop_unused_buffers(model, graph)
    model.signatureDefs = None
    model.metadata = None
    builder = flatbuffers.Builder(len(detector))
    builder.Finish(model.Pack(builder), _FILE_IDENTIFIER)
    return bytes(builder.Output())


def _operators_before(graph: Any, tensor: int) -> list[Any]:
    needed, kept = {tensor}, []
    for operator in reversed(graph.operators):
        if needed.isdisjoint(operator.outputs):
            continue
        kept.append(operator)
        needed.update(index for index in operator.inputs if index >= 0)
    return kept[::-1]


def _drop_unused_tensors(graph: Any) -> None:
    used = {*graph.inputs, *graph.outputs}
    for operator in graph.operators:
        used.update(index for index in (*operator.inputs, *operator.outputs) if index >= 0)
    new_index = {old: new for new, old in enumerate(sorted(used))}
    graph.tensors = [graph.tensors[old] for old in sorted(used)]
    graph.inputs = [new_index[index] for index in graph.inputs]
    graph.outputs = [new_index[index] for index in graph.outputs]
    for operator in graph.operators:
        operator.inputs = [new_index.get(index, -1) for index in operator.inputs]
        operator.outputs = [new_index[index] for index in operator.outputs]


def _drop_unused_buffers(model: Any, graph: Any) -> None:
    """Buffer 0 stays: by convention it is the empty one of tensors without content."""
    used = sorted({0, *(tensor.buffer for tensor in graph.tensors)})
    new_index = {old: new for new, old in enumerate(used)}
    model.buffers = [model.buffers[old] for old in used]
    for tensor in graph.tensors:
        tensor.buffer = new_index[tensor.buffer]
