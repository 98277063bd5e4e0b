"""What is kept of a photo's hands as long as its pictures: enough to draw them, and to learn from a corrected one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand

if TYPE_CHECKING:
    from komando.checker import CheckedPhoto

Point = tuple[float, float, float]
Box = tuple[float, float, float, float]


class _Trace(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunTrace(_Trace):
    """One landmark run: all that the finger reader looks at.

    Attributes:
        points_xyz: 21 points, pixels of the upright photo.
        world_xyz: 21 points, metres.
        right_score: Handedness as the net sees it.
    """

    points_xyz: tuple[Point, ...]
    world_xyz: tuple[Point, ...]
    right_score: float


class PhotoTraces(_Trace):
    """Of one photo.

    Attributes:
        hands: The landmark runs of each hand of the record, the most trusted first; none of an unrecognised one.
        faces_xyxy: Boxes of the faces, pixels of the upright photo.
    """

    hands: tuple[tuple[RunTrace, ...], ...] = ()
    faces_xyxy: tuple[Box, ...] = ()


def traces_of(checked: CheckedPhoto) -> PhotoTraces:
    """The traces of a checked photo, in pixels of the file as the record's are: a large photo was decoded smaller."""
    reduction = 1 if checked.photo is None else checked.photo.reduction
    return PhotoTraces(
        hands=tuple(_runs(hand, reduction) for hand in checked.hands),
        faces_xyxy=tuple(_box(box * reduction) for box in checked.faces_xyxy),
    )


def _runs(hand: Hand, reduction: int) -> tuple[RunTrace, ...]:
    if not hand.recognised:
        return ()
    return tuple(
        RunTrace(
            points_xyz=_points(run.points_xyz * reduction, 1),
            world_xyz=_points(run.world_xyz, 4),
            right_score=round(float(run.right_score), 3),
        )
        for run in hand.runs
    )


def _points(array: FloatArray, digits: int) -> tuple[Point, ...]:
    return tuple((round(float(x), digits), round(float(y), digits), round(float(z), digits)) for x, y, z in array)


def _box(box_xyxy: Sequence[float] | FloatArray) -> Box:
    x1, y1, x2, y2 = (round(float(value), 1) for value in box_xyxy)
    return x1, y1, x2, y2
