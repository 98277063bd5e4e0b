"""Names of gestures, verdicts and fingers as they stand in pictures and tables.

The names are short and use only letters that the font of the marked picture can draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from komando.gestures.names import FingerState, Gesture
from komando.messages import translate
from komando.policy.verdict import Verdict
from komando.record import HandRecord

GESTURES: Final = {
    Gesture.FIST: "fist (komando)",
    Gesture.INDEX: "one finger (index)",
    Gesture.THUMB_UP: "thumb up",
    Gesture.THUMB_DOWN: "thumb down",
    Gesture.LITTLE: "little finger",
    Gesture.MIDDLE: "middle finger",
    Gesture.PEACE: "two fingers (peace)",
    Gesture.L_SHAPE: "L shape (pistol)",
    Gesture.CALL: "telephone",
    Gesture.HORNS: "metal (2 fingers)",
    Gesture.THREE: "three fingers",
    Gesture.THREE_THUMB: "three fingers with the thumb",
    Gesture.THREE_LOW: "three fingers without the index",
    Gesture.OK: "OK sign",
    Gesture.ILY: "metal (3 fingers)",
    Gesture.FOUR: "four fingers",
    Gesture.OPEN_PALM: "five fingers",
    Gesture.FINGER_HEART: "finger heart",
    Gesture.TWO_HAND_HEART: "two-hand heart",
    Gesture.OVERHEAD_HEART: "heart above the head",
    Gesture.NAMASTE: "palms together",
    Gesture.HAND_ON_CHEST: "hand on the chest",
    Gesture.SALUTE: "salute",
    Gesture.RELAXED: "at rest",
    Gesture.HOLDING: "holding something",
    Gesture.OTHER: "other shape",
    Gesture.UNREADABLE: "cannot be read",
}
PHOTO_VERDICTS: Final = {
    Verdict.PASS: "Pass",
    Verdict.REVIEW: "Needs review",
    Verdict.HOLD: "Do not publish",
    Verdict.UNREADABLE: "Unreadable",
}
HAND_VERDICTS: Final = {
    Verdict.PASS: "passes",
    Verdict.REVIEW: "to review",
    Verdict.HOLD: "hold",
    Verdict.UNREADABLE: "cannot be read",
}
FINGERS: Final = ("thumb", "index", "middle", "ring", "little")
FINGER_STATES: Final = {
    FingerState.EXTENDED: "raised",
    FingerState.CURLED: "curled",
    FingerState.UNKNOWN: "not clear",
}
ERRORS: Final = {
    "photo-unreadable": "The photo cannot be read.",
    "photo-empty": "The file is empty.",
    "photo-not-a-picture": "The file is not a picture of a known format.",
    "photo-damaged": "The file is cut off or damaged.",
    "photo-too-small": "The picture is too small.",
    "photo-too-large": "The picture is too large.",
    "photo-several-pictures": "The file holds several pictures.",
    "photo-not-accessible": "The file cannot be opened.",
    "archive-not-readable": "The photo in the ZIP file cannot be read.",
    "photo-timeout": "Checking the photo took too long.",
    "photo-memory": "Checking the photo takes more memory than there is.",
    "photo-worker-died": "The process that checked the photo ended unexpectedly.",
}

SEVERITY: Final = (Verdict.HOLD, Verdict.REVIEW, Verdict.UNREADABLE, Verdict.PASS)
"""The order in which photos and hands are shown: what needs a person comes first."""
_ORDER: Final = tuple(Gesture)


def gesture_name(gesture: Gesture, language: str) -> str:
    """Name of a gesture, such as `dua jari (peace)`."""
    return translate(GESTURES[gesture], language)


def photo_verdict_name(verdict: Verdict, language: str) -> str:
    """Verdict of a photo, such as `Jangan dipublikasikan`."""
    return translate(PHOTO_VERDICTS[verdict], language)


def hand_verdict_name(verdict: Verdict, language: str) -> str:
    """Verdict of one hand, such as `tahan`."""
    return translate(HAND_VERDICTS[verdict], language)


def finger_name(index: int, language: str) -> str:
    """Name of a finger, 0 = thumb to 4 = little finger."""
    return translate(FINGERS[index], language)


def finger_state_name(state: FingerState, language: str) -> str:
    """State of a finger, such as `terangkat`."""
    return translate(FINGER_STATES[state], language)


def error_sentence(code: str, message: str, language: str) -> str:
    """Why a photo could not be read; errors carry English sentences with figures, other languages tell the kind."""
    if language == "en" or code not in ERRORS:
        return message
    return translate(ERRORS[code], language)


def hand_phrases(hands: Sequence[HandRecord], language: str) -> list[str]:
    """How many hands show what, worst first, such as `["1x dua jari (peace)", "2x mengepal (komando)"]`."""
    worst_first = sorted(hands, key=lambda hand: (SEVERITY.index(hand.verdict), _ORDER.index(hand.gesture)))
    counts = Counter(hand.gesture for hand in worst_first)
    return [f"{count}x {gesture_name(gesture, language)}" for gesture, count in counts.items()]
