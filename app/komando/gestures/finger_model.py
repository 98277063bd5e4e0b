"""Small multi-layer perceptrons in NumPy: features of a landmark run -> fingers, meaning and shapes of one hand.

The inputs stand in the order landmarks, context, pooled layers of the landmark net. A member reads as many of them as
its first layer has rows: some leave out the pooled layers, which an engine may not tell.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from komando.errors import ModelAlteredError
from komando.gestures import context, features
from komando.hands.geometry import FloatArray

Float32Array = npt.NDArray[np.float32]
FORMAT = "komando.finger-model/4"
FINGERS = slice(0, 5)
FLAG, FIST, FINGER_HEART, HALF_HEART, NAMASTE, NO_HAND, HAND_ON_CHEST, HOLDING = range(5, 13)
OUTPUTS = 13
POOLED = 1152
INPUTS_WITHOUT_POOLED = features.COUNT + context.COUNT
INPUTS = INPUTS_WITHOUT_POOLED + 2 * POOLED  # of the run's crop, and of the upright one


@dataclass(frozen=True, slots=True)
class Layer:
    """One dense layer: kernel (inputs, outputs), bias (outputs,)."""

    kernel: Float32Array
    bias: Float32Array


@dataclass(frozen=True, slots=True)
class FingerLogits:
    """What the model says of one hand, as logits averaged over runs and members.

    Attributes:
        fingers: (5,) extended, thumb to little finger.
        flag: The hand shows a number or a heart.
        fist: The hand is a fist.
        finger_heart: Thumb and index finger cross to a heart.
        half_heart: The hand is one half of a heart of two hands.
        namaste: The hand is one of two pressed palms.
        no_hand: What was found is no hand.
        hand_on_chest: The hand lies flat on a chest.
        holding: The hand holds something.
    """

    fingers: FloatArray
    flag: float
    fist: float
    finger_heart: float
    half_heart: float
    namaste: float
    no_hand: float
    hand_on_chest: float
    holding: float


@dataclass(frozen=True, slots=True)
class FingerModel:
    """Weights and feature scaling.

    Attributes:
        mean: (inputs,) subtracted from the inputs.
        spread: (inputs,) the inputs are then divided by it.
        members: Nets whose logits are averaged.
        flag_temperature: Divides the flag logit so that its probability is calibrated.
    """

    mean: FloatArray
    spread: FloatArray
    members: tuple[tuple[Layer, ...], ...]
    flag_temperature: float = 1.0

    def logits(self, inputs: FloatArray) -> FloatArray:
        """(n, inputs) -> (n, 13) logits, in the order of `FingerLogits`.

        Without the pooled layers, only the members that do not need it are asked.
        """
        count = inputs.shape[1]
        scaled = ((inputs - self.mean[:count]) / self.spread[:count]).astype(np.float32)
        able = [member for member in self.members if len(member[0].kernel) <= count]
        logits = np.mean([_forward(member, scaled) for member in able], axis=0).astype(np.float64)
        logits[:, FLAG] /= self.flag_temperature
        return np.asarray(logits, np.float64)

    def read(self, inputs: FloatArray) -> FingerLogits:
        """Read one hand from the (runs, inputs) of its landmark runs."""
        mean = self.logits(inputs).mean(axis=0)
        return FingerLogits(
            fingers=mean[FINGERS],
            flag=float(mean[FLAG]),
            fist=float(mean[FIST]),
            finger_heart=float(mean[FINGER_HEART]),
            half_heart=float(mean[HALF_HEART]),
            namaste=float(mean[NAMASTE]),
            no_hand=float(mean[NO_HAND]),
            hand_on_chest=float(mean[HAND_ON_CHEST]),
            holding=float(mean[HOLDING]),
        )

    def to_json(self) -> str:
        """The model as text; float32 arrays in base64, little-endian."""
        content = {
            "format": FORMAT,
            "mean": _pack(self.mean.astype(np.float32)),
            "spread": _pack(self.spread.astype(np.float32)),
            "flag_temperature": self.flag_temperature,
            "members": [
                [{"kernel": _pack(layer.kernel), "bias": _pack(layer.bias)} for layer in member]
                for member in self.members
            ],
        }
        return json.dumps(content, indent=1) + "\n"

    @classmethod
    def from_json(cls, data: bytes) -> FingerModel:
        """Read what `to_json` wrote.

        Raises:
            ModelAlteredError: The content is not of this format.
        """
        try:
            content = json.loads(data)
            if content["format"] != FORMAT:
                raise ModelAlteredError(f"The finger model has the unknown format {content['format']!r}.")
            model = cls(
                mean=_unpack(content["mean"]).astype(np.float64),
                spread=_unpack(content["spread"]).astype(np.float64),
                flag_temperature=float(content["flag_temperature"]),
                members=tuple(tuple(_layer(layer) for layer in member) for member in content["members"]),
            )
            outputs = model.logits(np.zeros((1, INPUTS_WITHOUT_POOLED))).shape[1]
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise ModelAlteredError(f"The finger model cannot be read ({error}).") from error
        if outputs != OUTPUTS:
            raise ModelAlteredError(f"The finger model has {outputs} outputs; {OUTPUTS} are read.")
        return model


def _forward(layers: tuple[Layer, ...], inputs: Float32Array) -> Float32Array:
    hidden = inputs[:, : len(layers[0].kernel)]
    for layer in layers[:-1]:
        hidden = np.maximum(hidden @ layer.kernel + layer.bias, 0)
    return np.asarray(hidden @ layers[-1].kernel + layers[-1].bias, np.float32)


def _pack(array: Float32Array) -> dict[str, Any]:
    return {"shape": list(array.shape), "float32": base64.b64encode(array.astype("<f4").tobytes()).decode("ascii")}


def _unpack(packed: dict[str, Any]) -> Float32Array:
    return np.frombuffer(base64.b64decode(packed["float32"]), "<f4").reshape(packed["shape"]).astype(np.float32)


def _layer(packed: dict[str, Any]) -> Layer:
    return Layer(kernel=_unpack(packed["kernel"]), bias=_unpack(packed["bias"]))
