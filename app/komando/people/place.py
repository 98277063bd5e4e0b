"""Rows and places of the people in a photo, and whose a hand most plausibly is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand

_REACH_IN_FACES = 5.0
_SAME_ROW_FACES = 0.8
# Shoulders of one row do not overlap: where people stand so far apart, a taller one still stands in the same row.
_SHOULDERS_APART_FACES = 1.6
_TALLER_FACES = 1.5


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
        return float((self.box_xyxy[2:] - self.box_xyxy[:2]).max())


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
    face_px = float(np.median((boxes[:, 2:] - boxes[:, :2]).max(axis=1)))
    apart = np.abs((boxes[:, :2] + boxes[:, 2:] - face[:2] - face[2:]) / 2) / face_px
    beside, above = apart[apart[:, 0].argmin()]
    return bool(above <= (_TALLER_FACES if beside > _SHOULDERS_APART_FACES else _SAME_ROW_FACES))


def nearest_person(hand: Hand, people: Sequence[Person]) -> Person | None:
    """The person whose face is nearest to the hand, counted in that person's own face sizes; None if out of reach."""
    if not people:
        return None
    box = hand.box_xyxy
    center = (box[:2] + box[2:]) / 2
    distances = [
        float(np.linalg.norm(center - (person.box_xyxy[:2] + person.box_xyxy[2:]) / 2)) / person.face_px
        for person in people
    ]
    nearest = int(np.argmin(distances))
    return people[nearest] if distances[nearest] <= _REACH_IN_FACES else None
