"""Where hands are, seen from a face: in lengths of the face, from its center, y down."""

from __future__ import annotations

import numpy as np

from komando.hands.geometry import FloatArray, box_center, box_side_px


def face_px(face_xyxy: FloatArray) -> float:
    """The longer side of a face's box, in its pixels."""
    return float(box_side_px(face_xyxy))


def from_face(points_xy: FloatArray, face_xyxy: FloatArray) -> FloatArray:
    """(n, 2) points of the photo in the frame of a face."""
    return np.asarray((points_xy - box_center(face_xyxy)) / face_px(face_xyxy), np.float64)
