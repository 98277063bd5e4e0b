"""The way of one photo: bytes -> pixels -> hands -> gestures -> people -> policy -> record."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Self, cast

import numpy as np

from komando.errors import PathNotFoundError, PhotoAccessError, PhotoError, PhotoTooLargeError
from komando.gestures.names import NO_SIGN
from komando.gestures.reader import GestureReader
from komando.gestures.reading import HandReading
from komando.hands.engine import HandEngine
from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand, HandSearch
from komando.hands.nested import without_nested
from komando.hands.open_engine import open_engine
from komando.hands.quality import hand_quality
from komando.people.faces import FaceDetector
from komando.people.owners import hand_owners
from komando.people.place import Person, place_people
from komando.photo.grain import GRAINY, grain, without_grain
from komando.photo.limits import PhotoLimits
from komando.photo.read import Photo, read_photo, sha256_hex
from komando.policy.judge import HandJudgement, Judgement, PictureFacts, UnseenHands, judge
from komando.policy.profile import LoadedProfile, load_profile
from komando.policy.where import HandPlace
from komando.record import (
    Box,
    FindingRecord,
    HandRecord,
    PersonRecord,
    PhotoRecord,
    ReadingRecord,
    Timings,
)
from komando.settings import Settings, load_settings
from komando.terms import Terms, stamps_with, unreadable_record
from komando.weights import Weights, verify_weights

_SURE_OF_ITS_OWN = 0.7  # a heart that is merely suspected is no reading of its own
_HAND_PER_FACE = 1.0  # a hand is about as long as a face


@dataclass(frozen=True, slots=True)
class CheckedPhoto:
    """A record together with what a marked picture needs.

    Attributes:
        record: The record.
        photo: The decoded photo, None where it was unreadable.
        hands: As in `record.hands`, with landmarks; none where only the record is known.
        faces_xyxy: Boxes of the faces. Like `hands`, in pixels of `photo.rgb`, which may be smaller than the file's.
    """

    record: PhotoRecord
    photo: Photo | None = None
    hands: tuple[Hand, ...] = ()
    faces_xyxy: tuple[FloatArray, ...] = ()


class Checker:
    """Checks photos one after another by one policy, or each by its own. Not thread-safe: each thread opens its own."""

    def __init__(
        self,
        engine: HandEngine,
        weights: Weights,
        policy: LoadedProfile,
        limits: PhotoLimits,
        day: dt.date | None = None,
    ) -> None:
        self._engine = engine
        self._reader = GestureReader.open(weights)
        self._faces = FaceDetector(weights)
        self._limits = limits
        self.terms = Terms(policy, day)
        self.models = stamps_with(weights, engine.palm_model)

    @classmethod
    def open(cls, settings: Settings | None = None, policy: LoadedProfile | None = None) -> Self:
        """Verify the models, load the policy and the nets; `policy` is one that was loaded already.

        Raises:
            ModelError: A model is missing or altered.
            PolicyError: The policy is unknown or invalid.
            EngineUnavailableError: The chosen engine is not installed.
            UsageError: A KOMANDO_* variable of the environment is not valid.
        """
        settings = load_settings() if settings is None else settings
        policy = load_profile(settings.policy, settings.policy_dir) if policy is None else policy
        weights = verify_weights()
        return cls(open_engine(settings.engine, weights), weights, policy, settings.photo_limits, settings.date)

    @property
    def policy(self) -> LoadedProfile:
        """The policy that judges where no other is named."""
        return self.terms.policy

    def close(self) -> None:
        """Free the nets."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check_file(self, path: Path | str, name: str | None = None) -> PhotoRecord:
        """Check one photo file; `name` is what the record calls it, by default the path.

        Raises:
            PathNotFoundError: There is no such file.
        """
        return self.inspect_file(Path(path), name).record

    def check(self, data: bytes, name: str) -> PhotoRecord:
        """Check the bytes of one photo. A photo that cannot be read gives a record with an error, not an exception."""
        return self.inspect(data, name).record

    def inspect_file(self, path: Path, name: str | None = None) -> CheckedPhoto:
        """`check_file`, together with pixels and landmarks for a marked picture."""
        name = str(path) if name is None else name
        try:
            data = self._read_file(path)
        except PhotoError as error:
            return self.unreadable(name, error)
        return self.inspect(data, name)

    def unreadable(self, name: str, error: PhotoError) -> CheckedPhoto:
        """What stands for a file whose bytes could not be had at all."""
        return CheckedPhoto(self._unreadable(name, None, error, 0.0, self.terms))

    def inspect(self, data: bytes, name: str, terms: Terms | None = None) -> CheckedPhoto:
        """`check`, together with pixels and landmarks for a marked picture, and by other terms than the checker's."""
        terms = (self.terms if terms is None else terms).fixed()
        started = perf_counter()
        try:
            photo = read_photo(data, self._limits)
        except PhotoError as error:
            return CheckedPhoto(self._unreadable(name, data, error, (perf_counter() - started) * 1000, terms))
        is_grainy = grain(photo.rgb) > GRAINY
        rgb = without_grain(photo.rgb) if is_grainy else photo.rgb
        decoded = perf_counter()
        faces = self._faces.find(rgb)
        faced = perf_counter()
        found = self._engine.find_hands(rgb, faces)
        search = replace(found, hands=self._without_parts(found.hands, faces))
        searched = perf_counter()
        qualities = [hand_quality(rgb, hand) for hand in search.hands]
        readings = [_as_recorded(reading) for reading in self._reader.read(search.hands, faces, qualities)]
        read = perf_counter()
        people = place_people([face * photo.reduction for face in faces])
        told = _in_pixels_of_the_file(search, photo.reduction)
        owners = hand_owners(told.hands, people)
        judgement = judge(
            terms.policy.profile,
            readings,
            [math.ceil(hand.size_px) for hand in told.hands],
            _unseen_hands(people, told.smallest_readable_hand_px),
            places=_hand_places(told.hands, people, owners),
            day=terms.publishing_day(),
            picture=PictureFacts(photo.frames, photo.hides_detail, is_grainy),
        )
        timings = Timings(
            decode=_ms(decoded - started),
            detect=_round_ms((faced - decoded) * 1000 + search.detect_ms),
            landmarks=_round_ms(search.landmarks_ms),
            gestures=_ms(read - searched),
            total=_ms(perf_counter() - started),
        )
        record = self._record(name, photo, _Seen(told, readings, people, owners), judgement, timings, terms)
        return CheckedPhoto(record, photo, search.hands, faces)

    def _without_parts(self, hands: Sequence[Hand], faces_xyxy: Sequence[FloatArray]) -> tuple[Hand, ...]:
        """The hands, without those seen again in a part of another, unless they show something of their own.

        A child's hand before an adult's, or a hand on a card that someone holds, is no part.
        """
        whole = without_nested(hands)
        if len(whole) == len(hands):
            return whole
        kept = {id(hand) for hand in whole}
        return tuple(hand for hand in hands if id(hand) in kept or self._shows_something(hand, faces_xyxy))

    def _shows_something(self, hand: Hand, faces_xyxy: Sequence[FloatArray]) -> bool:
        (reading,) = self._reader.read([hand], faces_xyxy)
        return reading.gesture not in NO_SIGN and reading.confidence >= _SURE_OF_ITS_OWN

    def _read_file(self, path: Path) -> bytes:
        try:
            size = path.stat().st_size
            if size > self._limits.max_bytes:
                raise PhotoTooLargeError(f"The file has {size:,} bytes; the limit is {self._limits.max_bytes:,}.")
            with path.open("rb") as file:  # a pipe or device tells no size
                data = file.read(self._limits.max_bytes + 1)
        except FileNotFoundError:
            raise PathNotFoundError(f"There is no such file: {path}") from None
        except OSError as error:
            raise PhotoAccessError(f"The file cannot be read ({error.strerror}).") from error
        if len(data) > self._limits.max_bytes:
            raise PhotoTooLargeError(f"The file has more than {self._limits.max_bytes:,} bytes, the limit.")
        return data

    def _record(
        self,
        name: str,
        photo: Photo,
        seen: _Seen,
        judgement: Judgement,
        timings: Timings,
        terms: Terms,
    ) -> PhotoRecord:
        hands = tuple(
            _hand_record(hand, reading, judged, owner)
            for hand, reading, judged, owner in zip(
                seen.search.hands, seen.readings, judgement.hands, seen.owners, strict=True
            )
        )
        return PhotoRecord(
            path=name,
            sha256=photo.sha256,
            width=photo.width,
            height=photo.height,
            verdict=judgement.verdict,
            policy=terms.stamp(),
            models=self.models,
            smallest_readable_hand_px=seen.search.smallest_readable_hand_px,
            hands=hands,
            people=tuple(
                PersonRecord(id=person.id, row=person.row, place=person.place, box_xyxy=_box(person.box_xyxy))
                for person in seen.people
            ),
            findings=tuple(
                FindingRecord(
                    rule=finding.rule,
                    verdict=finding.verdict,
                    hands=finding.hands,
                    message=finding.message,
                    sources=finding.sources,
                )
                for finding in judgement.findings
            ),
            error=None,
            timings_ms=timings,
        )

    def _unreadable(
        self, name: str, data: bytes | None, error: PhotoError, total_ms: float, terms: Terms
    ) -> PhotoRecord:
        sha256 = sha256_hex(data) if data is not None else None
        return unreadable_record(name, error, terms, self.models, sha256, total_ms)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a photo shows, before it is judged."""

    search: HandSearch
    readings: Sequence[HandReading]
    people: Sequence[Person]
    owners: Sequence[Person | None]


def _hand_record(hand: Hand, reading: HandReading, judged: HandJudgement, person: Person | None) -> HandRecord:
    fingers = reading.fingers
    return HandRecord(
        box_xyxy=_box(hand.box_xyxy),
        size_px=math.ceil(hand.size_px),
        person=None if person is None else person.id,
        handedness=hand.handedness,
        gesture=reading.gesture,
        confidence=reading.confidence,
        fingers=(fingers[0], fingers[1], fingers[2], fingers[3], fingers[4]),
        readings=tuple(ReadingRecord(kind=item.kind, value=item.value) for item in judged.readings),
        verdict=judged.verdict,
        findings=judged.rules,
    )


def _in_pixels_of_the_file(search: HandSearch, reduction: int) -> HandSearch:
    """What the record tells of hands that were found in a reduced picture; the crops stay as they were."""
    if reduction == 1:
        return search
    hands = tuple(_enlarged(hand, reduction) for hand in search.hands)
    limit_px = search.smallest_readable_hand_px * reduction
    return replace(search, hands=hands, smallest_readable_hand_px=limit_px)


def _enlarged(hand: Hand, factor: int) -> Hand:
    runs = tuple(replace(run, points_xyz=run.points_xyz * factor) for run in hand.runs)
    return replace(hand, runs=runs, place_xyxy=None if hand.place_xyxy is None else hand.place_xyxy * factor)


def _as_recorded(reading: HandReading) -> HandReading:
    """With the confidence that the record tells, so that a record can be judged again with the same outcome."""
    return replace(reading, confidence=round(reading.confidence, 3))


def _hand_places(hands: Sequence[Hand], people: Sequence[Person], owners: Sequence[Person | None]) -> list[HandPlace]:
    rows = max((person.row for person in people), default=0)
    places = []
    for hand, person in zip(hands, owners, strict=True):
        if person is None:
            places.append(HandPlace(hand.handedness, people=len(people), rows=rows))
        else:
            places.append(HandPlace(hand.handedness, person.id, person.place, person.row, rows, len(people)))
    return places


def _unseen_hands(people: Sequence[Person], limit_px: int) -> UnseenHands | None:
    """Whether the smaller half of the people have hands under the limit; background faces alone do not count."""
    if not people:
        return None
    hand_px = math.floor(float(np.median([person.face_px for person in people])) * _HAND_PER_FACE)
    return UnseenHands(hand_px, limit_px) if hand_px < limit_px else None


def _box(box_xyxy: FloatArray) -> Box:
    return cast("Box", tuple(round(float(value), 1) for value in box_xyxy))


def _ms(seconds: float) -> float:
    return _round_ms(seconds * 1000)


def _round_ms(milliseconds: float) -> float:
    return round(milliseconds, 1)
