"""Small multi-layer perceptrons in NumPy: features of a landmark run -> fingers, meaning and shapes of one hand.

The inputs stand in the order landmarks, context, and what nets know of the picture: the landmark net's pooled layer,
the upright look. Of the latter principal components are read; some members leave it out, for an engine may not tell.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from komando.errors import ModelAlteredError
from komando.gestures import context, features
from komando.hands.geometry import Float32Array, FloatArray

FORMAT: Final = "komando.finger-model/6"
FINGERS = slice(0, 5)
FLAG, FIST, FINGER_HEART, HALF_HEART, NAMASTE, NO_HAND, HAND_ON_CHEST, HOLDING = range(5, 13)
OUTPUTS = 13
POOLED = 1152
SURROUNDINGS = 1280  # of each of two squares
PICTURE_BLOCKS: Final = (POOLED, POOLED, SURROUNDINGS, SURROUNDINGS)
"""Of the run's crop, of the upright square, of the square twice as wide and of the one four times as wide."""
UPRIGHT_LOOK = sum(PICTURE_BLOCKS[1:])
INPUTS_WITHOUT_POOLED = features.COUNT + context.COUNT
INPUTS = INPUTS_WITHOUT_POOLED + sum(PICTURE_BLOCKS)


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
        components: For each of `PICTURE_BLOCKS` (block inputs, components), by which the scaled block is multiplied.
        members: Nets whose logits are averaged; of landmarks and context alone, or of all components after these.
        flag_temperature: Divides the flag logit so that its probability is calibrated.
    """

    mean: FloatArray
    spread: FloatArray
    components: tuple[Float32Array, ...]
    members: tuple[tuple[Layer, ...], ...]
    flag_temperature: float = 1.0

    def logits(self, inputs: FloatArray) -> FloatArray:
        """(n, inputs) -> (n, 13) logits, in the order of `FingerLogits`.

        Where the inputs end before the picture, only the members that do without it are asked.
        """
        count = inputs.shape[1]
        scaled = ((inputs - self.mean[:count]) / self.spread[:count]).astype(np.float32)
        mixed = scaled if count == INPUTS_WITHOUT_POOLED else mix(scaled, self.components)
        able = [member for member in self.members if len(member[0].kernel) <= mixed.shape[1]]
        logits = np.mean([_forward(member, mixed) for member in able], axis=0).astype(np.float64)
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

    def to_npz(self) -> bytes:
        """The model as a NumPy archive; equal models give equal bytes."""
        arrays = {"format": np.array(FORMAT), "flag_temperature": np.array(self.flag_temperature)}
        arrays |= {"mean": self.mean.astype(np.float32), "spread": self.spread.astype(np.float32)}
        arrays |= {f"components{index}": block for index, block in enumerate(self.components)}
        for number, member in enumerate(self.members):
            for depth, layer in enumerate(member):
                arrays |= {f"kernel{number}.{depth}": layer.kernel, f"bias{number}.{depth}": layer.bias}
        stream = io.BytesIO()
        np.savez(stream, allow_pickle=False, **arrays)
        return stream.getvalue()

    @classmethod
    def from_npz(cls, data: bytes) -> FingerModel:
        """Read what `to_npz` wrote.

        Raises:
            ModelAlteredError: The content is not of this format.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as archive:
                arrays = dict(archive)
            if arrays["format"] != FORMAT:
                raise ModelAlteredError(f"The finger model has the unknown format {str(arrays['format'])!r}.")
            model = cls(
                mean=arrays["mean"].astype(np.float64),
                spread=arrays["spread"].astype(np.float64),
                components=tuple(arrays[f"components{index}"] for index in range(len(PICTURE_BLOCKS))),
                members=_members(arrays),
                flag_temperature=float(arrays["flag_temperature"]),
            )
            outputs = model.logits(np.zeros((1, INPUTS))).shape[1]
        except (AttributeError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
            raise ModelAlteredError(f"The finger model cannot be read ({error}).") from error
        if outputs != OUTPUTS:
            raise ModelAlteredError(f"The finger model has {outputs} outputs; {OUTPUTS} are read.")
        return model


def picture_blocks(inputs: Float32Array) -> list[Float32Array]:
    """(n, inputs) -> what nets know of the picture, in the order of `PICTURE_BLOCKS`."""
    return np.split(inputs[:, INPUTS_WITHOUT_POOLED:], np.cumsum(PICTURE_BLOCKS)[:-1], axis=1)


def mix(scaled: Float32Array, components: tuple[Float32Array, ...]) -> Float32Array:
    """(n, inputs) -> landmarks and context as they are, then the components of what nets know of the picture."""
    told = [block @ directions for block, directions in zip(picture_blocks(scaled), components, strict=True)]
    return np.hstack([scaled[:, :INPUTS_WITHOUT_POOLED], *told])


def _forward(layers: tuple[Layer, ...], inputs: Float32Array) -> Float32Array:
    hidden = inputs[:, : len(layers[0].kernel)]
    for layer in layers[:-1]:
        hidden = np.maximum(hidden @ layer.kernel + layer.bias, 0)
    return np.asarray(hidden @ layers[-1].kernel + layers[-1].bias, np.float32)


def _members(arrays: dict[str, npt.NDArray[Any]]) -> tuple[tuple[Layer, ...], ...]:
    members: dict[str, list[Layer]] = {}
    for name, array in arrays.items():
        if name.startswith("kernel"):
            place = name.removeprefix("kernel")
            members.setdefault(place.partition(".")[0], []).append(Layer(array, arrays[f"bias{place}"]))
    return tuple(tuple(layers) for layers in members.values())
