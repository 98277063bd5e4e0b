"""Whether a finger heart or a thumb can be seen as one."""

from __future__ import annotations

import numpy as np

from tools.render_samples.geometry import FloatArray, unit

# How far the tips' bones end from the middle of the other digit, as seen; a thumb is 19 mm thick, a finger 15.
_INDEX_OUT_M = 0.0155
_THUMB_OUT_M = 0.0125


CLEARLY = 1.3
"""Asks for tips that stand out further, for hearts that are small or seen from behind."""

_THUMB_LENGTH_M = 0.036
_THUMB_CLEAR_M = 0.03


def shows_thumb(joints_m: FloatArray) -> bool:
    """Tells whether a stretched thumb is seen at length and free of the other digits; joints as for the heart."""
    flat = joints_m[:, [0, 2]]
    length_m = float(np.linalg.norm(flat[4] - flat[2]))
    clear_m = float(np.linalg.norm(flat[5:] - flat[4], axis=1).min())
    return length_m > _THUMB_LENGTH_M and clear_m > _THUMB_CLEAR_M


def shows_heart(joints_m: FloatArray, out: float = 1.0) -> bool:
    """Tells whether thumb and index finger are seen to cross, not behind the other fingers, with the wrist below.

    Args:
        joints_m: (21, 3) as the camera sees them: x right, y away from it, z up.
        out: How many times as far as usual the tips must stand out.
    """
    flat = joints_m[:, [0, 2]]
    thumb, index = unit(flat[4] - flat[3]), unit(flat[8] - flat[7])
    angle_deg = float(np.degrees(np.arccos(np.clip(thumb @ index, -1.0, 1.0))))
    index_out = _from_line(flat[8], flat[3], thumb) > out * _INDEX_OUT_M
    thumb_out = _from_line(flat[4], flat[7], index) > out * _THUMB_OUT_M
    others = joints_m[[10, 11, 12, 14, 15, 16, 18, 19, 20]]
    lowest_tip = float(min(flat[4, 1], flat[8, 1]))
    in_front = float(joints_m[[4, 8], 1].mean()) < float(others[:, 1].mean()) - 0.004
    free = in_front or lowest_tip > float(others[:, 2].max())
    wrist_below = float(flat[0, 1]) < lowest_tip - 0.02
    return 45.0 < angle_deg < 125.0 and index_out and thumb_out and free and wrist_below


def _from_line(point: FloatArray, start: FloatArray, along: FloatArray) -> float:
    """Returns the distance of a point from a line in the plane."""
    gap = point - start
    return abs(float(along[0] * gap[1] - along[1] * gap[0]))
