"""Where in the photo a hand is, in words: side, place from the left, row. Never who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from komando.messages import translate

Side = Literal["right", "left"]


@dataclass(frozen=True, slots=True)
class HandPlace:
    """Whose hand it is, as far as the photo tells.

    Attributes:
        side: None where it is not known; of a mirrored selfie it is the wrong one.
        person: Id of the person, None if no face is near.
        place: Of the person from the left, from 1.
        row: Of the person from the front, from 1.
        rows: How many rows the photo has.
        people: How many people the photo has.
    """

    side: Side | None = None
    person: int | None = None
    place: int = 0
    row: int = 0
    rows: int = 0
    people: int = 0


NOWHERE: Final = HandPlace()


class _Row(StrEnum):
    """What there is to say of the row."""

    NO_PERSON = "no-person"  # nobody near, or nobody else in the photo
    ONLY = "only"
    FRONT = "front"
    BACK = "back"
    BETWEEN = "between"


_RIGHT: Final = {
    _Row.NO_PERSON: "right hand",
    _Row.ONLY: "right hand, person %(place)d from the left",
    _Row.FRONT: "right hand, person %(place)d from the left, front row",
    _Row.BACK: "right hand, person %(place)d from the left, back row",
    _Row.BETWEEN: "right hand, person %(place)d from the left, row %(row)d from the front",
}
_LEFT: Final = {
    _Row.NO_PERSON: "left hand",
    _Row.ONLY: "left hand, person %(place)d from the left",
    _Row.FRONT: "left hand, person %(place)d from the left, front row",
    _Row.BACK: "left hand, person %(place)d from the left, back row",
    _Row.BETWEEN: "left hand, person %(place)d from the left, row %(row)d from the front",
}
_BOTH: Final = {
    _Row.NO_PERSON: "both hands",
    _Row.ONLY: "both hands, person %(place)d from the left",
    _Row.FRONT: "both hands, person %(place)d from the left, front row",
    _Row.BACK: "both hands, person %(place)d from the left, back row",
    _Row.BETWEEN: "both hands, person %(place)d from the left, row %(row)d from the front",
}
_ONE: Final = {
    _Row.NO_PERSON: "one hand",
    _Row.ONLY: "one hand, person %(place)d from the left",
    _Row.FRONT: "one hand, person %(place)d from the left, front row",
    _Row.BACK: "one hand, person %(place)d from the left, back row",
    _Row.BETWEEN: "one hand, person %(place)d from the left, row %(row)d from the front",
}
_TWO_PEOPLE: Final = "hands of two people"
_MANY: Final = "%(count)d hands"


def where_phrase(places: Sequence[HandPlace], language: str) -> str:
    """Where one hand, or the two hands of one finding, are.

    Example:
        >>> where_phrase([HandPlace("right", 3, place=3, row=1, rows=2, people=9)], "id")
        'tangan kanan, orang ke-3 dari kiri, baris depan'
    """
    first = places[0]
    if len(places) > 1:
        together = all(place.person == first.person for place in places)
        return _phrase(_BOTH, first, language) if together else translate(_TWO_PEOPLE, language)
    phrases = {"right": _RIGHT, "left": _LEFT, None: _ONE}[first.side]
    return _phrase(phrases, first, language)


def count_phrase(count: int, language: str) -> str:
    """What stands in the place of `where_phrase` when several hands share one sentence."""
    return translate(_MANY, language, count=count)


def _phrase(phrases: dict[_Row, str], place: HandPlace, language: str) -> str:
    phrase = phrases[_row(place)]
    values = {name: value for name, value in (("place", place.place), ("row", place.row)) if f"%({name})" in phrase}
    return translate(phrase, language, **values)


def _row(place: HandPlace) -> _Row:
    if place.person is None or place.people < 2:
        return _Row.NO_PERSON
    if place.rows < 2:
        return _Row.ONLY
    if place.row == 1:
        return _Row.FRONT
    return _Row.BACK if place.row == place.rows else _Row.BETWEEN
