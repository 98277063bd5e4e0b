"""Checked photos made by hand: synthetic landmarks and pixels, no nets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from komando.checker import CheckedPhoto
from komando.errors import NotAPhotoError
from komando.gestures.names import FingerState, Gesture
from komando.hands.geometry import FloatArray, RotatedSquare
from komando.hands.hand import Hand, LandmarkRun, RgbArray
from komando.photo.read import Photo
from komando.policy.profile import Localized
from komando.policy.verdict import Verdict, worst
from komando.record import (
    ErrorRecord,
    FindingRecord,
    HandRecord,
    ModelStamps,
    PersonRecord,
    PhotoRecord,
    PolicyStamp,
    Timings,
)

UP, CURLED = FingerState.EXTENDED, FingerState.CURLED
_FINGERS = {
    Gesture.FIST: (CURLED,) * 5,
    Gesture.PEACE: (CURLED, UP, UP, CURLED, CURLED),
    Gesture.INDEX: (CURLED, UP, CURLED, CURLED, CURLED),
    Gesture.UNREADABLE: (FingerState.UNKNOWN,) * 5,
}
_VERDICTS = {Gesture.FIST: Verdict.PASS, Gesture.UNREADABLE: Verdict.REVIEW}


@dataclass(frozen=True, slots=True)
class HandSpec:
    """A hand to build: centre and size in photo pixels."""

    center_xy: tuple[float, float]
    size_px: float
    gesture: Gesture = Gesture.PEACE
    person: int | None = None

    @property
    def verdict(self) -> Verdict:
        return _VERDICTS.get(self.gesture, Verdict.HOLD)

    @property
    def fingers(self) -> tuple[FingerState, ...]:
        return _FINGERS.get(self.gesture, (UP,) * 5)


def points_xy(spec: HandSpec) -> FloatArray:
    """(21, 2) an upright hand whose raised fingers fan out; its box is `size_px` high around the centre."""
    points = [(0.0, 0.5)]
    for finger, state in enumerate(spec.fingers):
        angle = math.radians(-50 + 25 * finger)
        reach = (0.35, 0.55, 0.8, 1.0) if state == UP else (0.35, 0.5, 0.42, 0.36)
        points += [(math.sin(angle) * r, 0.5 - math.cos(angle) * r) for r in reach]
    shape = np.array(points)
    shape = (shape - (shape.min(axis=0) + shape.max(axis=0)) / 2) / np.ptp(shape, axis=0).max()
    return np.asarray(shape * spec.size_px + np.array(spec.center_xy), np.float64)


def make_hand(spec: HandSpec) -> Hand:
    xyz = np.concatenate([points_xy(spec), np.zeros((21, 1))], axis=1)
    run = LandmarkRun(xyz, xyz / 1000, 0.99, 0.9, RotatedSquare(spec.center_xy, spec.size_px))
    return Hand((run,), 0.9)


def make_hand_record(spec: HandSpec, hand: Hand, rules: tuple[str, ...]) -> HandRecord:
    fingers = spec.fingers
    x1, y1, x2, y2 = (round(float(value), 1) for value in hand.box_xyxy)
    return HandRecord(
        box_xyxy=(x1, y1, x2, y2),
        size_px=math.ceil(hand.size_px),
        person=spec.person,
        handedness="right",
        gesture=spec.gesture,
        confidence=0.98,
        fingers=(fingers[0], fingers[1], fingers[2], fingers[3], fingers[4]),
        readings=(),
        verdict=spec.verdict,
        findings=rules,
    )


def make_findings(specs: Sequence[HandSpec]) -> tuple[FindingRecord, ...]:
    return tuple(
        FindingRecord(
            rule=f"rule.{spec.gesture}",
            verdict=spec.verdict,
            hands=(index,),
            message=Localized(id=f"Tangan: {spec.gesture}.", en=f"Hand: {spec.gesture}."),
            sources=("BKN-2023",),
        )
        for index, spec in enumerate(specs)
        if spec.verdict != Verdict.PASS
    )


def make_record(
    specs: Sequence[HandSpec] = (),
    *,
    name: str = "event/a.jpg",
    size_wh: tuple[int, int] = (640, 480),
    findings: tuple[FindingRecord, ...] | None = None,
    people: tuple[PersonRecord, ...] = (),
) -> PhotoRecord:
    found = make_findings(specs) if findings is None else findings
    rules = [tuple(finding.rule for finding in found if index in finding.hands) for index in range(len(specs))]
    return PhotoRecord(
        path=name,
        sha256="0" * 64,
        width=size_wh[0],
        height=size_wh[1],
        verdict=worst(finding.verdict for finding in found),
        policy=PolicyStamp(id="id-strict-fist", sha256="1" * 64),
        models=ModelStamps(palm="2" * 64, landmarks="3" * 64, gestures="4" * 64),
        smallest_readable_hand_px=31,
        hands=tuple(make_hand_record(spec, make_hand(spec), rules[index]) for index, spec in enumerate(specs)),
        people=people,
        findings=found,
        error=None,
        timings_ms=Timings(),
    )


def make_unreadable(name: str = "event/broken.jpg") -> CheckedPhoto:
    error = NotAPhotoError("The file is not a picture of a known format.")
    record = make_record(name=name).model_copy(
        update={
            "verdict": Verdict.UNREADABLE,
            "sha256": None,
            "width": None,
            "height": None,
            "smallest_readable_hand_px": None,
            "error": ErrorRecord(code=error.code, message=str(error), hint=error.hint),
        }
    )
    return CheckedPhoto(record)


def textured(width_px: int, height_px: int) -> RgbArray:
    """A grey picture with fine detail everywhere, so that lost detail can be measured."""
    rows, columns = np.mgrid[0:height_px, 0:width_px]
    return np.repeat((90 + 70 * ((rows + columns) % 2)).astype(np.uint8)[..., None], 3, axis=2)


def make_checked(
    specs: Sequence[HandSpec] = (),
    *,
    name: str = "event/a.jpg",
    size_wh: tuple[int, int] = (640, 480),
    faces_xyxy: Sequence[Sequence[float]] = (),
    findings: tuple[FindingRecord, ...] | None = None,
    people: tuple[PersonRecord, ...] = (),
) -> CheckedPhoto:
    rgb = textured(*size_wh)
    rgb.flags.writeable = False
    return CheckedPhoto(
        record=make_record(specs, name=name, size_wh=size_wh, findings=findings, people=people),
        photo=Photo(rgb=rgb, sha256="0" * 64, format="JPEG"),
        hands=tuple(make_hand(spec) for spec in specs),
        faces_xyxy=tuple(np.array(box, np.float64) for box in faces_xyxy),
    )


def crowd(columns: int, rows: int, size_px: float, size_wh: tuple[int, int]) -> list[HandSpec]:
    """Hands on a grid, gestures in turn."""
    gestures = (Gesture.PEACE, Gesture.FIST, Gesture.OPEN_PALM, Gesture.UNREADABLE)
    return [
        HandSpec(
            ((column + 0.5) * size_wh[0] / columns, (row + 0.5) * size_wh[1] / rows),
            size_px,
            gestures[(row * columns + column) % len(gestures)],
        )
        for row in range(rows)
        for column in range(columns)
    ]
