"""The gestures that Komando tells apart, and the state of a finger."""

from __future__ import annotations

from enum import StrEnum


class Gesture(StrEnum):
    """Shape of a hand, or of a pair of hands."""

    FIST = "fist"
    INDEX = "index"
    THUMB_UP = "thumb_up"
    THUMB_DOWN = "thumb_down"
    LITTLE = "little"
    MIDDLE = "middle"
    PEACE = "peace"
    L_SHAPE = "l_shape"
    CALL = "call"
    HORNS = "horns"
    THREE = "three"  # index, middle, ring
    THREE_THUMB = "three_thumb"  # thumb, index, middle
    THREE_LOW = "three_low"  # middle, ring, little without the ring of OK
    OK = "ok"
    ILY = "ily"
    FOUR = "four"
    OPEN_PALM = "open_palm"
    FINGER_HEART = "finger_heart"
    TWO_HAND_HEART = "two_hand_heart"
    OVERHEAD_HEART = "overhead_heart"
    NAMASTE = "namaste"
    HAND_ON_CHEST = "hand_on_chest"
    SALUTE = "salute"
    RELAXED = "relaxed"
    HOLDING = "holding"
    OTHER = "other"
    UNREADABLE = "unreadable"


NO_SIGN = frozenset(
    {
        Gesture.FIST,
        Gesture.NAMASTE,
        Gesture.HAND_ON_CHEST,
        Gesture.SALUTE,
        Gesture.RELAXED,
        Gesture.HOLDING,
        Gesture.UNREADABLE,
    }
)
"""What stands for no number and no heart."""


class FingerState(StrEnum):
    """State of one finger."""

    EXTENDED = "extended"
    CURLED = "curled"
    UNKNOWN = "unknown"
