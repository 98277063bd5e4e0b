"""Where hands are, seen from a face: in lengths of the face, from its center, y down."""

from __future__ import annotations

import numpy as np

from komando.hands.geometry import FloatArray


def face_px(face_xyxy: FloatArray) -> float:
    """The longer side of a face's box, in its pixels."""
    return float((face_xyxy[2:] - face_xyxy[:2]).max())


def from_face(points_xy: FloatArray, face_xyxy: FloatArray) -> FloatArray:
    """(n, 2) points of the photo in the frame of a face."""
    center_xy = (face_xyxy[:2] + face_xyxy[2:]) / 2
    return np.asarray((points_xy - center_xy) / face_px(face_xyxy), np.float64)
