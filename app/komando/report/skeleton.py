"""Box and finger skeleton of a hand: raised fingers thick and bright, curled ones thin and pale."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from komando.gestures.names import FingerState
from komando.hands.geometry import FloatArray
from komando.hands.hand import RgbArray
from komando.hands.landmarks import FINGER_CHAINS
from komando.policy.verdict import Verdict
from komando.report.colors import CURLED_COLOR, EXTENDED_COLOR, INK, VERDICT_COLORS, WHITE, Color
from komando.report.hand_mark import HandMark

_SHIFT: Final = 4  # OpenCV's fixed point: 1/16 px
_PALM: Final = (0, 1, 5, 9, 13, 17, 0)
_WEIGHTS: Final = {FingerState.EXTENDED: 2.0, FingerState.CURLED: 1.0, FingerState.UNKNOWN: 1.0}
_DASHES: Final = 3
_LEAST_HAND_PX: Final = 24


def draw_box(rgb: RgbArray, hand: HandMark) -> None:
    """Draw the hand's box in its verdict's colour, in place.

    A dark line inside keeps it visible on any ground. A box to hold is thicker than one that passes.
    """
    width_px = _line_px(hand) + (0 if hand.verdict == Verdict.PASS else 1)
    half_px = width_px // 2  # a box at the picture's edge is seen with its whole line
    corners = np.round(hand.box_xyxy((rgb.shape[1] - half_px, rgb.shape[0] - half_px))).astype(int)
    corners[:2] = np.maximum(corners[:2], half_px)
    inner = corners + np.array([1, 1, -1, -1]) * width_px
    cv2.rectangle(rgb, inner[:2].tolist(), inner[2:].tolist(), INK, max(1, width_px // 2), cv2.LINE_AA)
    cv2.rectangle(rgb, corners[:2].tolist(), corners[2:].tolist(), VERDICT_COLORS[hand.verdict], width_px, cv2.LINE_AA)


def draw_skeleton(rgb: RgbArray, hand: HandMark) -> None:
    """Draw the 21 landmarks and the bones between them, in place.

    A tiny hand, which they would hide, stays bare, and so does one of which only the box is known.
    """
    if not hand.has_landmarks or hand.size_px < _LEAST_HAND_PX:
        return
    line_px = _line_px(hand)
    _draw_bone(rgb, hand.points_xy[list(_PALM)], CURLED_COLOR, line_px)
    ranked = sorted(zip(FINGER_CHAINS, hand.fingers, strict=True), key=lambda finger: _WEIGHTS[finger[1]])
    for chain, state in ranked:
        points = hand.points_xy[list(chain)]
        color = EXTENDED_COLOR if state == FingerState.EXTENDED else CURLED_COLOR
        width_px = max(1, round(line_px * _WEIGHTS[state]))
        if state == FingerState.UNKNOWN:
            points = _dashed(points)
            for start in range(0, len(points) - 1, 2):
                _draw_bone(rgb, points[start : start + 2], color, width_px)
        else:
            _draw_bone(rgb, points, color, width_px)
        if line_px > 1 or state == FingerState.EXTENDED:
            _draw_joints(rgb, hand.points_xy[list(chain)], state, width_px)


def _line_px(hand: HandMark) -> int:
    return int(np.clip(round(hand.size_px / 70), 1, 5))


def _draw_bone(rgb: RgbArray, points_xy: FloatArray, color: Color, width_px: int) -> None:
    fixed = [_fixed(points_xy)]
    if width_px > 1:  # on hands of few pixels a dark seam would hide the hand
        cv2.polylines(rgb, fixed, False, INK, width_px + 2, cv2.LINE_AA, _SHIFT)
    cv2.polylines(rgb, fixed, False, color, width_px, cv2.LINE_AA, _SHIFT)


def _draw_joints(rgb: RgbArray, points_xy: FloatArray, state: FingerState, width_px: int) -> None:
    raised = state == FingerState.EXTENDED
    for index, point in enumerate(_fixed(points_xy)):
        is_tip = index == len(points_xy) - 1
        radius = (1.5 if is_tip and raised else 0.9) * width_px
        _draw_disc(rgb, point, radius, WHITE if raised else CURLED_COLOR)


def _draw_disc(rgb: RgbArray, center: FloatArray, radius_px: float, color: Color) -> None:
    fixed = center.tolist()
    scale = 1 << _SHIFT
    if radius_px >= 2:
        cv2.circle(rgb, fixed, round((radius_px + 1) * scale), INK, cv2.FILLED, cv2.LINE_AA, _SHIFT)
    cv2.circle(rgb, fixed, round(max(1.0, radius_px) * scale), color, cv2.FILLED, cv2.LINE_AA, _SHIFT)


def _dashed(points_xy: FloatArray) -> FloatArray:
    """Start and end of each dash along the bones, (2 n, 2)."""
    ends: list[FloatArray] = []
    for start, end in pairwise(points_xy):
        for dash in range(_DASHES):
            ends.append(start + (end - start) * (dash / _DASHES))
            ends.append(start + (end - start) * ((dash + 0.5) / _DASHES))
    return np.array(ends)


def _fixed(points_xy: FloatArray) -> FloatArray:
    # Landmarks far outside the picture would overflow OpenCV's fixed point.
    clipped = np.clip(points_xy, -10_000, 10_000)
    return np.asarray(np.round(clipped * (1 << _SHIFT)), np.int32)
