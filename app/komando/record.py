"""The record of one checked photo, `komando.photo/1`: the same for the command line, HTTP and reports.

Boxes are in pixels of the upright original. Same bytes + policy + models = same record, but for `timings_ms`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from komando.gestures.names import FingerState, Gesture
from komando.policy.profile import Localized
from komando.policy.readings import ReadingKind
from komando.policy.verdict import Verdict

Box = tuple[float, float, float, float]


def readable_name(name: str) -> str:
    r"""A file name as valid text: what is not, comes as an escape.

    Example:
        >>> readable_name("rapat\udce9.jpg")
        'rapat\\udce9.jpg'
    """
    return name if name.isascii() else name.encode("utf-8", "backslashreplace").decode("utf-8")


PhotoName = Annotated[str, AfterValidator(readable_name)]


class _Record(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, json_schema_serialization_defaults_required=True
    )


class PolicyStamp(_Record):
    """Which policy judged; in a policy with an election also for which day of publishing."""

    id: str
    sha256: str
    day: dt.date | None = None


class ModelStamps(_Record):
    """sha256 of the model files that read the photo."""

    palm: str
    landmarks: str
    gestures: str


class ReadingRecord(_Record):
    """What a gesture may stand for."""

    kind: ReadingKind
    value: int | None = None


class HandRecord(_Record):
    """One hand, also one that passes."""

    box_xyxy: Box
    size_px: int
    person: int | None
    handedness: Literal["right", "left"]
    gesture: Gesture
    confidence: float
    fingers: tuple[FingerState, FingerState, FingerState, FingerState, FingerState]
    readings: tuple[ReadingRecord, ...]
    verdict: Verdict
    findings: tuple[str, ...]


class PersonRecord(_Record):
    """A place in the photo, never an identity: rows from the front, places from the left, both from 1."""

    id: int
    row: int
    place: int
    box_xyxy: Box


class FindingRecord(_Record):
    """A reading that the policy does not let pass."""

    rule: str
    verdict: Verdict
    hands: tuple[int, ...]
    message: Localized
    sources: tuple[str, ...]


class ErrorRecord(_Record):
    """Why the photo could not be read."""

    code: str
    message: str
    hint: str


class Timings(_Record):
    """Wall time of each stage in milliseconds."""

    decode: float = 0.0
    detect: float = 0.0
    landmarks: float = 0.0
    gestures: float = 0.0
    total: float = 0.0


class PhotoRecord(_Record):
    """One checked photo."""

    format: Annotated[Literal["komando.photo/1"], Field(alias="schema")] = "komando.photo/1"
    path: PhotoName
    sha256: str | None
    width: int | None
    height: int | None
    verdict: Verdict
    policy: PolicyStamp
    models: ModelStamps
    smallest_readable_hand_px: int | None
    hands: tuple[HandRecord, ...]
    people: tuple[PersonRecord, ...]
    findings: tuple[FindingRecord, ...]
    error: ErrorRecord | None
    timings_ms: Timings

    def to_json(self, *, indent: int | None = None) -> str:
        """The record as JSON, keys as published."""
        return self.model_dump_json(by_alias=True, indent=indent)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """A record back from its JSON.

        Raises:
            ValueError: The text is no record; the message names the first key that is wrong.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(str(part) for part in fault["loc"])
            raise ValueError(f"{place}: {fault['msg']}" if place else fault["msg"]) from error
