"""Faces by MediaPipe's full-range sparse net, for position and scale alone.

Constants are those of MediaPipe's face_detection_full_range graph (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from komando.hands.geometry import FloatArray, RotatedSquare, box_iou, crop
from komando.hands.hand import RgbArray
from komando.hands.nets import Net
from komando.hands.squares import tile_levels, whole_square
from komando.hands.ssd import SsdDecoder, SsdDetection, cell_centers
from komando.weights import FACE_DETECTION, Weights

_THRESHOLD = 0.75  # on photos of a bare hand a face is seen in 9 % at .6, 3 % at .7, 0 % at .8
_SAME_FACE_IOU = 0.3
_TILE_FRACTIONS = (1 / 2, 1 / 4)
_LARGE_FACE = 0.09  # of a square's side: where the smallest face is larger, finer squares show no further ones
_MIN_TILE_PX = 128
_TILE_OVERLAP = 0.25


class FaceDetector:
    """Finds faces of about 4.5 % of a square's side and more, on the whole photo and then on finer and finer tiles."""

    def __init__(self, weights: Weights) -> None:
        self._net = Net(weights.content[FACE_DETECTION])
        self._decoder = SsdDecoder(cell_centers(self._net.input_px, 4, 1))

    def find(self, rgb: RgbArray) -> tuple[FloatArray, ...]:
        """Boxes (x1, y1, x2, y2) of the faces of an upright photo, photo pixels, best first."""
        found: list[SsdDetection] = []
        for squares in _levels(rgb):
            faces = [face for square in squares for face in self._detect(rgb, square)]
            found.extend(faces)
            if faces and min(face.side_px for face in faces) >= _LARGE_FACE * squares[0].side_px:
                break
        kept: list[FloatArray] = []
        for face in sorted(found, key=lambda detection: -detection.score):
            if not kept or box_iou(face.box_xyxy, np.array(kept)).max() <= _SAME_FACE_IOU:
                kept.append(face.box_xyxy)
        return tuple(kept)

    def _detect(self, rgb: RgbArray, square: RotatedSquare) -> list[SsdDetection]:
        patch = (crop(rgb, square, self._net.input_px).astype(np.float32) - 127.5) / 127.5
        boxes, scores = self._net(patch)
        return self._decoder.decode(boxes, scores, _THRESHOLD, square, self._net.input_px)


def _levels(rgb: RgbArray) -> Iterator[Sequence[RotatedSquare]]:
    """Squares to look at, coarse ones first."""
    height, width = rgb.shape[:2]
    yield [whole_square(width, height)]
    for fraction in _TILE_FRACTIONS:
        tiles = tile_levels(width, height, (fraction,), _TILE_OVERLAP, _MIN_TILE_PX)
        if tiles:
            yield tiles
