"""Gestures that take two hands: the heart and the pressed palms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np

from komando.gestures.names import NO_SIGN, Gesture
from komando.gestures.reading import HandReading
from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand
from komando.hands.landmarks import FINGERTIPS, Landmark

_LARGEST_RATIO: Final = 1.7
_TIPS_MEET: Final = 0.4
_WRISTS_APART: Final = 0.5
_PLACES_ALONE: Final = 0.75
_AT_REST: Final = frozenset({Gesture.RELAXED, Gesture.FIST, Gesture.HOLDING})
_FLAT: Final = frozenset({Gesture.NAMASTE, Gesture.HAND_ON_CHEST, Gesture.OPEN_PALM, Gesture.FOUR})
_BESIDE_PRESSED: Final = _AT_REST | _FLAT | {Gesture.UNREADABLE}


def read_pairs(hands: Sequence[Hand], readings: Sequence[HandReading]) -> list[HandReading]:
    """Replace the readings of two hands that form one gesture; each hand joins one pair at most."""
    paired = list(readings)
    for first, second in combinations(range(len(hands)), 2):
        if paired[first].partner is not None or paired[second].partner is not None:
            continue
        gesture = _pair_gesture(hands[first], hands[second])
        if gesture is None or not _may_replace(gesture, (paired[first].gesture, paired[second].gesture)):
            continue
        confidence = _pair_confidence(gesture, (paired[first], paired[second]))
        for index, partner in ((first, second), (second, first)):
            paired[index] = replace(paired[index], gesture=gesture, confidence=confidence, reason=None, partner=partner)
    return paired


def _may_replace(gesture: Gesture, alone: tuple[Gesture, Gesture]) -> bool:
    """Whether what two places say may stand for what the hands show alone.

    A heart may. Pressed palms pass in some policies, so they replace neither a sign nor a hand that cannot be read,
    unless one of the hands was read as pressed; the other one then often looks like a straight open hand.
    """
    if gesture == Gesture.TWO_HAND_HEART:
        return True
    return set(alone) <= (_BESIDE_PRESSED if Gesture.NAMASTE in alone else _AT_REST)


def _pair_confidence(gesture: Gesture, readings: tuple[HandReading, HandReading]) -> float:
    """That of the surer hand if it was read so on its own, else what the hands' places alone are worth.

    The places are worth nothing against what was seen: beside an open hand, or one that cannot be read, palms are as
    surely pressed as the other hand alone says.
    """
    if gesture == Gesture.TWO_HAND_HEART:
        return heart_confidence(readings)
    read_so = [reading.confidence for reading in readings if reading.gesture == gesture]
    if any(_speaks_against_rest(reading) for reading in readings):
        return max(read_so)
    return max([_PLACES_ALONE, *read_so])


def _speaks_against_rest(reading: HandReading) -> bool:
    return reading.gesture == Gesture.UNREADABLE or reading.gesture not in NO_SIGN


def heart_confidence(readings: tuple[HandReading, HandReading]) -> float:
    """Of a heart that two hands form: what their places alone are worth, or more.

    A hand that surely shows some sign shows no less as half of a heart.
    """
    return max([_PLACES_ALONE, *(reading.confidence for reading in readings if reading.gesture not in NO_SIGN)])


def _pair_gesture(hand: Hand, other: Hand) -> Gesture | None:
    """Distances are counted in sizes of the larger hand."""
    sizes = sorted((hand.size_px, other.size_px))
    if sizes[1] > _LARGEST_RATIO * sizes[0]:
        return None
    points, others = hand.points_xyz[:, :2] / sizes[1], other.points_xyz[:, :2] / sizes[1]
    gaps = np.linalg.norm(points - others, axis=1)
    if gaps[FINGERTIPS].min() > _TIPS_MEET or gaps[Landmark.THUMB_TIP] > _TIPS_MEET:
        return None
    if gaps[Landmark.WRIST] > _WRISTS_APART and _encloses_heart(points, others):
        return Gesture.TWO_HAND_HEART
    if gaps.max() < _WRISTS_APART:
        return Gesture.NAMASTE
    return None


def _encloses_heart(points: FloatArray, others: FloatArray) -> bool:
    """Thumb tips meet below, fingertips meet above, and the hands' own middles stay apart."""
    thumbs_y = (points[Landmark.THUMB_TIP, 1] + others[Landmark.THUMB_TIP, 1]) / 2
    tips_y = (points[FINGERTIPS, 1].mean() + others[FINGERTIPS, 1].mean()) / 2
    knuckles_apart = np.linalg.norm(points[Landmark.INDEX_PIP] - others[Landmark.INDEX_PIP])
    return bool(thumbs_y > tips_y and knuckles_apart < 1.2)
