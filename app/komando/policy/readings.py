"""What a gesture may stand for: numbers and hearts, whatever the policy.

Numbers are those of docs/policy.md: an L is also a 7 when it points down, the telephone hand is 2 fingers and the 6 of
some counting systems, the ring of OK leaves 3 fingers and is the 9 of sign alphabets.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from komando.gestures.names import FingerState, Gesture


class ReadingKind(StrEnum):
    """Family of a reading."""

    NUMBER = "number"
    HEART = "heart"


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a gesture may stand for.

    Attributes:
        kind: Number or heart.
        value: The number; for hearts None.
    """

    kind: ReadingKind
    value: int | None = None

    @property
    def rule(self) -> str:
        """Stable rule id, such as `number.2` or `heart`."""
        return str(self.kind) if self.value is None else f"{self.kind}.{self.value}"


_NUMBERS: Final[dict[Gesture, tuple[int, ...]]] = {
    Gesture.INDEX: (1,),
    Gesture.THUMB_UP: (1,),
    Gesture.THUMB_DOWN: (1,),
    Gesture.LITTLE: (1,),
    Gesture.MIDDLE: (1,),
    Gesture.PEACE: (2,),
    Gesture.L_SHAPE: (2, 7),
    Gesture.CALL: (2, 6),
    Gesture.HORNS: (2,),
    Gesture.THREE: (3,),
    Gesture.THREE_THUMB: (3,),
    Gesture.THREE_LOW: (3,),
    Gesture.OK: (3, 9),
    Gesture.ILY: (3,),
    Gesture.FOUR: (4,),
    Gesture.OPEN_PALM: (5,),
}
_HEARTS: Final = frozenset({Gesture.FINGER_HEART, Gesture.TWO_HAND_HEART, Gesture.OVERHEAD_HEART})

SHOWN: Final = frozenset(_NUMBERS) | _HEARTS
"""Gestures that stand for something on their own."""


def readings_of(gesture: Gesture, fingers: tuple[FingerState, ...]) -> tuple[Reading, ...]:
    """What `gesture` may stand for; an unnamed combination of raised fingers reads as its count."""
    if gesture in _HEARTS:
        return (Reading(ReadingKind.HEART),)
    if gesture in _NUMBERS:
        return tuple(Reading(ReadingKind.NUMBER, value) for value in _NUMBERS[gesture])
    if gesture == Gesture.OTHER:
        count = sum(finger == FingerState.EXTENDED for finger in fingers)
        return (Reading(ReadingKind.NUMBER, count),) if count else ()
    return ()
