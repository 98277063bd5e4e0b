"""What a hand was read as: the words that the policy judges."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from komando.gestures.names import FingerState, Gesture


class Reason(StrEnum):
    """Why a hand could not be read."""

    TOO_SMALL = "too_small"
    CUT = "cut"
    DARK = "dark"
    BLURRED = "blurred"
    EDGE_ON = "edge_on"
    RUNS_APART = "runs_apart"
    AT_ODDS = "at_odds"
    NOT_RECOGNISED = "not_recognised"


@dataclass(frozen=True, slots=True)
class HandReading:
    """One hand's gesture.

    Attributes:
        gesture: Shape of the hand; `unreadable` where `reason` says why.
        confidence: Probability that the hand shows something (a number, a heart) if `gesture` is such a gesture, that
            it shows nothing if not; of a salute, that the hand is held up at all. 0..1, calibrated in
            models/finger_reader.md.
        fingers: Thumb to little finger.
        extended_probability: The same order, probability that the finger is extended.
        reason: Why the hand could not be read, else None.
        partner: Index of the other hand of a two-hand gesture, else None.
    """

    gesture: Gesture
    confidence: float
    fingers: tuple[FingerState, ...]
    extended_probability: tuple[float, ...]
    reason: Reason | None = None
    partner: int | None = None
