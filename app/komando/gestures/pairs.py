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
_LIKELY: Final = 0.5
_AT_REST: Final = frozenset({Gesture.RELAXED, Gesture.FIST, Gesture.HOLDING})
_POSES: Final = frozenset({Gesture.NAMASTE, Gesture.HAND_ON_CHEST})
_FLAT: Final = _POSES | {Gesture.OPEN_PALM, Gesture.FOUR}
_BESIDE_PRESSED: Final = _AT_REST | _FLAT | {Gesture.UNREADABLE}


def read_pairs(hands: Sequence[Hand], readings: Sequence[HandReading]) -> list[HandReading]:
    """Replace the readings of two hands that form one gesture; each hand joins one pair at most.

    Of a heart's two hands one that shows another sign, or that cannot be read, keeps its own reading.
    """
    paired = list(readings)
    taken = {index for index, hand in enumerate(hands) if not hand.recognised}
    for first, second in combinations(range(len(hands)), 2):
        if first in taken or second in taken:
            continue
        gesture = _pair_gesture(hands[first], hands[second])
        if gesture == Gesture.TWO_HAND_HEART:
            form_heart(paired, (first, second), gesture)
        elif gesture == Gesture.NAMASTE and _may_be_pressed(paired[first].gesture, paired[second].gesture):
            _press(paired, (first, second))
        else:
            continue
        taken |= {first, second}
    return paired


def form_heart(readings: list[HandReading], pair: tuple[int, int], heart: Gesture) -> None:
    """Let two hands be the halves of a heart, in place.

    Where the hands are says nothing against a sign that one of them shows: that hand keeps its own reading, and so does
    one that cannot be read, for a policy may be milder on the heart. The other one is half of a heart all the same.

    Args:
        readings: Of all hands.
        pair: Indexes of the two.
        heart: Which heart.
    """
    confidence = _heart_confidence((readings[pair[0]], readings[pair[1]]))
    halves = [index for index in pair if readings[index].gesture == heart or shows_nothing(readings[index])]
    for index in halves:
        partner = sum(pair) - index if len(halves) == len(pair) else None
        readings[index] = replace(readings[index], gesture=heart, confidence=confidence, reason=None, partner=partner)


def shows_nothing(reading: HandReading) -> bool:
    """Whether a hand was read, and more likely than not as showing no number and no heart."""
    return reading.gesture in NO_SIGN - {Gesture.UNREADABLE} and reading.confidence >= _LIKELY


def _heart_confidence(readings: tuple[HandReading, HandReading]) -> float:
    """What the hands' places alone are worth, or more: a hand beside one that surely shows a sign shows no less."""
    return max([_PLACES_ALONE, *(reading.confidence for reading in readings if reading.gesture not in NO_SIGN)])


def _may_be_pressed(*alone: Gesture) -> bool:
    """Whether what two places say may stand for what the hands show alone.

    Pressed palms pass in some policies, so they replace neither a sign nor a hand that cannot be read, unless one of
    the hands was read as pressed; the other one then often looks like a straight open hand.
    """
    return set(alone) <= (_BESIDE_PRESSED if Gesture.NAMASTE in alone else _AT_REST)


def _press(readings: list[HandReading], pair: tuple[int, int]) -> None:
    confidence = _pressed_confidence((readings[pair[0]], readings[pair[1]]))
    for index in pair:
        readings[index] = replace(
            readings[index], gesture=Gesture.NAMASTE, confidence=confidence, reason=None, partner=sum(pair) - index
        )


def _pressed_confidence(readings: tuple[HandReading, HandReading]) -> float:
    """That of the surer hand if it was read so on its own, else what the hands' places alone are worth.

    The places are worth nothing against what was seen: beside an open hand, or one that cannot be read, palms are as
    surely pressed as the other hand alone says, and never surer than one that probably shows something.
    """
    if not all(map(shows_nothing, readings)):
        return min(reading.confidence for reading in readings if reading.gesture in _POSES)
    return max([_PLACES_ALONE, *(reading.confidence for reading in readings if reading.gesture == Gesture.NAMASTE)])


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
