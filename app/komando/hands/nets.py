"""One .tflite net run by LiteRT on the CPU."""

from __future__ import annotations

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from komando.hands.geometry import Float32Array


class Net:
    """A net with one image input and several outputs.

    Not thread-safe: LiteRT raises when one interpreter is used by two threads at once.
    """

    def __init__(self, model: bytes, threads: int = 1) -> None:
        self._interpreter = Interpreter(model_content=model, num_threads=threads)
        self._interpreter.allocate_tensors()
        (image_input,) = self._interpreter.get_input_details()
        self._input_index: int = image_input["index"]
        self.input_px: int = int(image_input["shape"][1])
        outputs = sorted(self._interpreter.get_output_details(), key=lambda output: str(output["name"]))
        self._output_indexes: list[int] = [output["index"] for output in outputs]

    def __call__(self, image: Float32Array) -> list[Float32Array]:
        """Run on one (input_px, input_px, 3) image; the outputs in the order of their names, batch axis removed."""
        self._interpreter.set_tensor(self._input_index, image[np.newaxis])
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(index)[0] for index in self._output_indexes]


class BriefNet:
    """A net that runs in one part of each photo's check, and is closed for the others.

    So two such nets never take memory together, and none does while a photo is decoded. To open one takes about 5 ms.
    """

    def __init__(self, model: bytes) -> None:
        self._model = model
        self._net: Net | None = None

    def opened(self) -> Net:
        """The net; it stays open until it is closed."""
        if self._net is None:
            self._net = Net(self._model)
        return self._net

    def close(self) -> None:
        """Free it."""
        self._net = None
