"""How a hand lies in the photo: what two nets know of upright squares around it, before they say what it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from komando.hands.geometry import Float32Array, FloatArray, RotatedSquare, box_center, box_side_px, crop_to_unit_range
from komando.hands.hand import RgbArray, UprightLook
from komando.hands.landmarker import HandLandmarker
from komando.hands.nets import BriefNet

_HAND: Final = 1.6  # hand boxes; docs/architecture.md, "Reading gestures"
_SURROUNDINGS: Final = (2.0, 4.0)  # of that square: what the hand holds or lies on, and whose it is


class UprightLooker:
    """The hand by the landmark net, and what it lies on by a net that knows everyday things. One per thread."""

    def __init__(self, landmarker: HandLandmarker, surroundings_model: bytes) -> None:
        self._landmarker = landmarker
        self._surroundings = BriefNet(surroundings_model)

    def look(self, rgb: RgbArray, square: RotatedSquare) -> UprightLook:
        """Look at a square around a hand (`upright_square`), and at squares twice and four times as wide."""
        pooled = self._landmarker.pooled(rgb, square)
        wide = [self._look_around(rgb, replace(square, side_px=square.side_px * scale)) for scale in _SURROUNDINGS]
        return np.concatenate([pooled, *wide])

    def _look_around(self, rgb: RgbArray, square: RotatedSquare) -> Float32Array:
        """(1280,) mean of the net's last layer over the square, which it wants in -1..1."""
        net = self._surroundings.opened()
        (layer,) = net(crop_to_unit_range(rgb, square, net.input_px) * 2 - 1)
        return np.asarray(layer.mean(axis=(0, 1)), np.float32)

    def close(self) -> None:
        """Free the net of surroundings until the next look."""
        self._surroundings.close()


def upright_square(box_xyxy: FloatArray) -> RotatedSquare:
    """The upright square around a hand's box, with a little of what it lies on."""
    x, y = box_center(box_xyxy)
    return RotatedSquare((float(x), float(y)), float(box_side_px(box_xyxy)) * _HAND)
