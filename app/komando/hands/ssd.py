"""What MediaPipe's two single-shot detectors, palm and face, share: scores, weighted NMS, square geometry.

Source: MediaPipe's TensorsToDetectionsCalculator and NonMaxSuppressionCalculator (WEIGHTED), Apache-2.0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from komando.hands.geometry import (
    Float32Array,
    FloatArray,
    RotatedSquare,
    box_center,
    box_iou,
    box_side_px,
    transform_points,
)


@dataclass(frozen=True, slots=True)
class SsdDetection:
    """One detection.

    Attributes:
        score: 0..1.
        box_xyxy: (4,) photo pixels, upright; of a turned square, as large as the box was in it.
        keypoints_xy: (k, 2) photo pixels.
        square: The square of the photo in which it was seen.
    """

    score: float
    box_xyxy: FloatArray
    keypoints_xy: FloatArray
    square: RotatedSquare

    @property
    def center_xy(self) -> FloatArray:
        """(2,) centre of the box, photo pixels."""
        return box_center(self.box_xyxy)

    @property
    def side_px(self) -> float:
        """Longer side of the box, photo pixels."""
        return float(box_side_px(self.box_xyxy))


def cell_centers(input_px: int, stride_px: int, anchors_per_cell: int) -> FloatArray:
    """(n, 2) anchor centres in net pixels, row by row, each repeated `anchors_per_cell` times."""
    cells = input_px // stride_px
    rows, columns = np.mgrid[0:cells, 0:cells]
    centers = np.stack([columns.ravel() + 0.5, rows.ravel() + 0.5], axis=-1) * stride_px
    return np.repeat(centers, anchors_per_cell, axis=0)


def sigmoid(logits: FloatArray) -> FloatArray:
    """Logistic function, safe for large negative input."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -60, 60))), np.float64)


@dataclass(frozen=True, slots=True)
class SsdDecoder:
    """Turns a detector's raw outputs into detections.

    Attributes:
        anchors_xy: (n, 2) anchor centres in net pixels.
        iou_threshold: Boxes that overlap more are averaged into one.
    """

    anchors_xy: FloatArray
    iou_threshold: float = 0.3

    def decode(
        self, raw_boxes: Float32Array, raw_scores: Float32Array, threshold: float, square: RotatedSquare, patch_px: int
    ) -> list[SsdDetection]:
        """Decode (n, 4 + 2k) boxes (centre offset, size, keypoint offsets) and (n, 1) score logits, best first."""
        scores = sigmoid(raw_scores[:, 0].astype(np.float64))
        kept = np.flatnonzero(scores >= threshold)
        if not kept.size:
            return []
        points = self._points(raw_boxes[kept].astype(np.float64), self.anchors_xy[kept])
        affine = square.patch_to_photo(patch_px)
        return [
            self._detection(score, merged, affine, square, square.side_px / patch_px)
            for score, merged in weighted_nms(scores[kept], points, self.iou_threshold)
        ]

    @staticmethod
    def _points(boxes: FloatArray, anchors_xy: FloatArray) -> FloatArray:
        """(m, 2 + k, 2): top left, bottom right, keypoints, in net pixels."""
        offsets = boxes.reshape(len(boxes), -1, 2)
        center, size = offsets[:, 0] + anchors_xy, offsets[:, 1]
        corners = np.stack([center - size / 2, center + size / 2], axis=1)
        return np.concatenate([corners, offsets[:, 2:] + anchors_xy[:, None]], axis=1)

    @staticmethod
    def _detection(
        score: float, points: FloatArray, affine: FloatArray, square: RotatedSquare, scale: float
    ) -> SsdDetection:
        """The box stays upright and as large as the net saw it, however the square is turned."""
        in_photo = transform_points(affine, points)
        center, half = in_photo[:2].mean(axis=0), (points[1] - points[0]) * scale / 2
        return SsdDetection(score, np.concatenate([center - half, center + half]), in_photo[2:], square)


def weighted_nms(scores: FloatArray, points: FloatArray, iou_threshold: float) -> list[tuple[float, FloatArray]]:
    """Average overlapping detections, weighted by score.

    Args:
        scores: (m,) 0..1.
        points: (m, 2 + k, 2), the first two rows are the box's corners.
        iou_threshold: Boxes over it join the best one left.

    Returns:
        (best score of the group, averaged (2 + k, 2) points), best first.
    """
    boxes = points[:, :2].reshape(len(points), 4)
    order = np.argsort(-scores, kind="stable")
    merged = []
    while order.size:
        best = order[0]
        joins = box_iou(boxes[best], boxes[order]) > iou_threshold
        joins[0] = True
        group = order[joins]
        merged.append((float(scores[best]), np.average(points[group], axis=0, weights=scores[group])))
        order = order[~joins]
    return merged
