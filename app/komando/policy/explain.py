"""The sentence of each finding. Words speak of photos and hands, never of guilt."""

from __future__ import annotations

from typing import Final

from komando.gestures.names import Gesture
from komando.gestures.reading import Reason
from komando.messages import LANGUAGES, translate
from komando.policy.profile import Localized

_SHOWN: Final = {
    Gesture.INDEX: "The index finger is raised; it can be read as the number 1.",
    Gesture.THUMB_UP: "The thumb points up; it can be read as the number 1.",
    Gesture.THUMB_DOWN: "The thumb points down; it can be read as a sign.",
    Gesture.LITTLE: "The little finger is raised; it can be read as the number 1.",
    Gesture.MIDDLE: "The middle finger is raised; it can be read as the number 1 or as an insult.",
    Gesture.PEACE: "The index and middle fingers are raised; they can be read as the number 2.",
    Gesture.L_SHAPE: "Thumb and index finger form an L; it can be read as the number 2, or 7 when it points down.",
    Gesture.CALL: "Thumb and little finger are raised; they can be read as the number 2 or 6.",
    Gesture.HORNS: "The index and little fingers are raised; they can be read as the number 2 or the metal sign.",
    Gesture.THREE: "Three fingers are raised; they can be read as the number 3.",
    Gesture.THREE_THUMB: "Thumb, index and middle finger are raised; they can be read as the number 3.",
    Gesture.THREE_LOW: "The middle, ring and little fingers are raised; they can be read as the number 3.",
    Gesture.OK: "Thumb and index finger form a ring; it can be read as OK or as the number 3.",
    Gesture.ILY: "Thumb, index and little finger are raised; they can be read as the metal sign or the number 3.",
    Gesture.FOUR: "Four fingers are raised; they can be read as the number 4.",
    Gesture.OPEN_PALM: "All five fingers are spread or raised; they can be read as the number 5.",
    Gesture.FINGER_HEART: "Thumb and index finger cross; it can be read as a finger heart.",
    Gesture.TWO_HAND_HEART: "Two hands form a heart.",
    Gesture.OVERHEAD_HEART: "The arms form a heart above the head.",
    Gesture.NAMASTE: "The palms are pressed together; some circulars permit this, others do not name it.",
    Gesture.HAND_ON_CHEST: "A hand lies on the chest; some circulars permit this, others do not name it.",
    Gesture.OTHER: "The hand shows a shape that has no name; it can be read as a number.",
    Gesture.FIST: "The hand is closed to a fist.",
    Gesture.RELAXED: "The hand is at rest.",
    Gesture.HOLDING: "The hand holds something.",
}
_UNSURE: Final = {
    Gesture.FIST: "The hand looks like a fist, but this is not certain: please look at it.",
    Gesture.RELAXED: "The hand seems to be at rest, but this is not certain: please look at it.",
    Gesture.HOLDING: "The hand seems to hold something, but this is not certain: please look at it.",
}
_UNSURE_SHOWN: Final = "The hand may show a number or a heart, but this is not certain: please look at it."
_UNREADABLE: Final = {
    Reason.TOO_SMALL: "The hand is only %(size_px)d px and cannot be read: please give the original file.",
    Reason.AT_ODDS: "The fingers and the hand as a whole read differently: please look at it.",
}
_HANDS_TOO_SMALL: Final = (
    "Hands of about %(hand_px)d px cannot be read in this photo (the limit here is %(limit_px)d px): "
    "please give the original file."
)


def _both(message: str, **values: object) -> Localized:
    return Localized(**{language: translate(message, language, **values) for language in LANGUAGES})


def explain_gesture(gesture: Gesture, sure: bool) -> Localized:
    """Why a readable hand does not pass."""
    if sure:
        return _both(_SHOWN[gesture])
    return _both(_UNSURE.get(gesture, _UNSURE_SHOWN))


def explain_unreadable(reason: Reason, size_px: int) -> Localized:
    """Why a hand could not be read."""
    message = _UNREADABLE[reason]
    return _both(message, size_px=size_px) if "%(" in message else _both(message)


def explain_hands_too_small(hand_px: int, limit_px: int) -> Localized:
    """Why a photo whose people are too small is not passed."""
    return _both(_HANDS_TOO_SMALL, hand_px=hand_px, limit_px=limit_px)
