"""A hand as the marked picture needs it: landmarks of the search joined with the words of the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from komando.gestures.names import FingerState, Gesture
from komando.hands.geometry import FloatArray, bounding_box
from komando.hands.landmarks import COUNT
from komando.policy.verdict import Verdict

if TYPE_CHECKING:
    from komando.checker import CheckedPhoto
    from komando.record import HandRecord

_BOX_MARGIN = 0.12


@dataclass(frozen=True, slots=True)
class HandMark:
    """One hand to draw.

    Attributes:
        number: From 1, in the order of the record; pictures, tables and findings call the hand by it.
        points_xy: (21, 2) landmarks in pixels of the picture that is drawn on; (2, 2) the corners of the hand's box
            where only a record is known, or the hand was not recognised.
        fingers: Thumb to little finger.
        gesture: Shape of the hand.
        verdict: What the policy says of it.
    """

    number: int
    points_xy: FloatArray
    fingers: Sequence[FingerState]
    gesture: Gesture
    verdict: Verdict

    def box_xyxy(self, size_wh: tuple[int, int]) -> FloatArray:
        """(4,) box around the landmarks with a margin that keeps its lines off the fingers, inside a picture's edges.

        Args:
            size_wh: Width and height of the picture that is drawn on.
        """
        box = bounding_box(self.points_xy)
        margin = _BOX_MARGIN * self.size_px
        low, high = box[:2] - margin, box[2:] + margin
        edge = np.array(size_wh) - 1
        return np.concatenate([np.clip(low, 0, edge), np.clip(high, 0, edge)])

    @property
    def has_landmarks(self) -> bool:
        """Whether fingers can be drawn."""
        return len(self.points_xy) == COUNT

    @property
    def size_px(self) -> float:
        """Longer side of the box around the landmarks, in pixels of the picture that is drawn on."""
        box = bounding_box(self.points_xy)
        return float(max(box[2] - box[0], box[3] - box[1]))

    def moved(self, scale: float, shift_xy: tuple[float, float] = (0.0, 0.0)) -> HandMark:
        """The same hand in a picture that is scaled, then shifted."""
        points = self.points_xy * scale + np.array(shift_xy)
        return HandMark(self.number, points, self.fingers, self.gesture, self.verdict)


def hand_marks(checked: CheckedPhoto) -> tuple[HandMark, ...]:
    """The hands of a checked photo, in pixels of `photo.rgb`."""
    records = checked.record.hands
    reduction = 1 if checked.photo is None else checked.photo.reduction
    found = [hand.points_xyz[:, :2] if hand.recognised else hand.box_xyxy.reshape(2, 2) for hand in checked.hands]
    places = found or [_corners(record) / reduction for record in records]
    return tuple(
        HandMark(number, points, record.fingers, record.gesture, record.verdict)
        for number, (points, record) in enumerate(zip(places, records, strict=True), start=1)
    )


def _corners(hand: HandRecord) -> FloatArray:
    return np.array(hand.box_xyxy, np.float64).reshape(2, 2)
