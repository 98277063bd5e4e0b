"""Hands that were seen a second time in a part of themselves: fingers of a large hand look like a small hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from komando.hands.geometry import FloatArray, inside_share
from komando.hands.hand import Hand
from komando.hands.landmarks import FINGER_CHAINS, Landmark

_SMALL: Final = 0.5
_INSIDE: Final = 0.6
_ON_A_BONE: Final = 0.12  # of the large hand's size: about a finger's width
_BONES: Final = np.array(
    [bone for a, b, c, d in FINGER_CHAINS for bone in ((Landmark.WRIST, a), (a, b), (b, c), (c, d))]
)


def without_nested(hands: Sequence[Hand]) -> tuple[Hand, ...]:
    """The hands, without those that lie on the fingers or palm of another at least twice as large.

    A small hand that is seen between the fingers of a large one stays.
    """
    return tuple(hand for hand in hands if not any(_is_part(hand, other) for other in hands))


def _is_part(hand: Hand, other: Hand) -> bool:
    if hand.size_px >= _SMALL * other.size_px:
        return False
    if inside_share(hand.box_xyxy, other.box_xyxy) < _INSIDE:
        return False
    return _distance_from_bones(hand.center_xy, other.points_xyz[:, :2]) < _ON_A_BONE * other.size_px


def _distance_from_bones(point_xy: FloatArray, points_xy: FloatArray) -> float:
    """Distance of a point from the nearest bone of a hand."""
    starts, ends = points_xy[_BONES[:, 0]], points_xy[_BONES[:, 1]]
    along = ends - starts
    lengths = np.maximum((along**2).sum(axis=1), 1e-9)
    shares = np.clip(((point_xy - starts) * along).sum(axis=1) / lengths, 0, 1)
    return float(np.linalg.norm(starts + shares[:, np.newaxis] * along - point_xy, axis=1).min())
