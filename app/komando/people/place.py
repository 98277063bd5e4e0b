"""Rows and places of the people in a photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from komando.hands.geometry import FloatArray, box_center, box_side_px

# How much higher than its neighbour a face of the same row may lie. People who stand apart may differ more in height:
# a second row would be seen between them, half as far above as they are apart.
_LEAST_ABOVE_FACES, _MOST_ABOVE_FACES = 0.8, 2.2
_ABOVE_PER_ASIDE = 0.5


@dataclass(frozen=True, slots=True)
class Person:
    """A place in the photo.

    Attributes:
        id: From 1, by row and place.
        row: From the front, 1 = lowest faces.
        place: From the left of the picture, from 1.
        box_xyxy: (4,) the face, photo pixels.
    """

    id: int
    row: int
    place: int
    box_xyxy: FloatArray

    @property
    def face_px(self) -> float:
        """Longer side of the face's box."""
        return float(box_side_px(self.box_xyxy))


def place_people(faces_xyxy: Sequence[FloatArray]) -> tuple[Person, ...]:
    """Sort faces into rows from the front (lowest in the photo) and places from the left.

    A face joins a row if it is about as high as the row's nearest face from left to right.
    """
    waiting = sorted(faces_xyxy, key=lambda box: -(box[1] + box[3]))
    rows: list[list[FloatArray]] = []
    for face in waiting:
        if rows and _in_row(face, rows[-1]):
            rows[-1].append(face)
        else:
            rows.append([face])
    people: list[Person] = []
    for row, members in enumerate(rows, start=1):
        for place, face in enumerate(sorted(members, key=lambda box: float(box[0])), start=1):
            people.append(Person(len(people) + 1, row, place, face))
    return tuple(people)


def _in_row(face: FloatArray, row: list[FloatArray]) -> bool:
    boxes = np.array(row)
    face_px = float(np.median(box_side_px(boxes)))
    apart = np.abs(box_center(boxes) - box_center(face)) / face_px
    beside, above = apart[apart[:, 0].argmin()]
    allowed = float(np.clip(_ABOVE_PER_ASIDE * beside, _LEAST_ABOVE_FACES, _MOST_ABOVE_FACES))
    return bool(above <= allowed)
