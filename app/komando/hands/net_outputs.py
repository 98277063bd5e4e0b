"""Expose an inner tensor of a published .tflite net as one more output: the net itself stays as published."""

from __future__ import annotations

import struct

from ai_edge_litert import schema_py_generated as schema

from komando.errors import ModelAlteredError

_OUTPUTS_FIELD = 8  # place of SubGraph.outputs in the flatbuffer's table (TensorFlow Lite schema, version 3)
_ALIGNMENT = 16


def expose_output(model: bytes, tensor_suffix: str) -> bytes:
    """The same net with the tensor whose name ends in `tensor_suffix` as its last output.

    Only the list of outputs is written anew, at the end of the file; every weight stays where it is.

    Raises:
        ModelAlteredError: The net has no such tensor.
    """
    subgraph = schema.Model.GetRootAs(model, 0).Subgraphs(0)
    names = [subgraph.Tensors(index).Name().decode() for index in range(subgraph.TensorsLength())]
    found = [index for index, name in enumerate(names) if name.endswith(tensor_suffix)]
    if len(found) != 1:
        raise ModelAlteredError(f"The net has {len(found)} tensors called {tensor_suffix}; one is needed.")
    outputs = [int(subgraph.Outputs(index)) for index in range(subgraph.OutputsLength())] + found
    field = subgraph._tab.Pos + subgraph._tab.Offset(_OUTPUTS_FIELD)
    edited = bytearray(model) + bytes(-len(model) % _ALIGNMENT)
    place = len(edited)
    edited += struct.pack(f"<I{len(outputs)}i", len(outputs), *outputs)
    edited += bytes(-len(edited) % _ALIGNMENT)
    struct.pack_into("<I", edited, field, place - field)
    return bytes(edited)
