"""Faces by MediaPipe's full-range sparse net, for position and scale alone.

Constants are those of MediaPipe's face_detection_full_range graph (Apache-2.0).
"""

from __future__ import annotations

import numpy as np

from komando.hands.geometry import FloatArray, box_iou, crop
from komando.hands.hand import RgbArray
from komando.hands.nets import Net
from komando.hands.squares import tile_levels, whole_square
from komando.hands.ssd import SsdDecoder, SsdDetection, cell_centers
from komando.weights import FACE_DETECTION, Weights

_THRESHOLD = 0.75  # on photos of a bare hand a face is seen in 9 % at .6, 3 % at .7, 0 % at .8
_SAME_FACE_IOU = 0.3
_TILE_FRACTIONS = (1 / 2, 1 / 4)
_MIN_TILE_PX = 128
_TILE_OVERLAP = 0.25


class FaceDetector:
    """Finds faces of about 4.5 % of a square's side and more, on the whole photo and on two levels of tiles."""

    def __init__(self, weights: Weights) -> None:
        self._net = Net(weights.content[FACE_DETECTION])
        self._decoder = SsdDecoder(cell_centers(self._net.input_px, 4, 1))

    def find(self, rgb: RgbArray) -> tuple[FloatArray, ...]:
        """Boxes (x1, y1, x2, y2) of the faces of an upright photo, photo pixels, best first."""
        height, width = rgb.shape[:2]
        tiles = tile_levels(width, height, _TILE_FRACTIONS, _TILE_OVERLAP, _MIN_TILE_PX)
        squares = [whole_square(width, height), *tiles]
        found: list[SsdDetection] = []
        for square in squares:
            patch = (crop(rgb, square, self._net.input_px).astype(np.float32) - 127.5) / 127.5
            boxes, scores = self._net(patch)
            found.extend(self._decoder.decode(boxes, scores, _THRESHOLD, square, self._net.input_px))
        kept: list[FloatArray] = []
        for face in sorted(found, key=lambda detection: -detection.score):
            if not kept or box_iou(face.box_xyxy, np.array(kept)).max() <= _SAME_FACE_IOU:
                kept.append(face.box_xyxy)
        return tuple(kept)
