"""The JSON of the desk."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from komando.desk.labels import RIGHT_LABELS
from komando.desk.names import BatchState, DecisionKind, Outcome, PhotoState
from komando.desk.reasons import REASONS
from komando.policy.profile import Localized
from komando.policy.verdict import Verdict
from komando.record import ModelStamps, PhotoRecord, PolicyStamp

_LINE_BREAK = "\n"
_REASON_CODES: list[JsonValue] = list(dict.fromkeys(code for reasons in REASONS.values() for code in reasons))


def _one_line(text: str) -> str:
    """Without characters that cannot be seen; some of them no database takes."""
    return "".join(character for character in text if character.isprintable()).strip()


def _lines(text: str) -> str:
    return _LINE_BREAK.join(_one_line(line) for line in text.splitlines()).strip()


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class PolicyAnswer(_Answer):
    """The policy of a batch."""

    id: str
    sha256: str
    title: Localized


class CountsAnswer(_Answer):
    """How many photos: pass to unreadable are the machine's words; cleared and held are people's decisions."""

    photos: int
    waiting: int
    checking: int
    checked: int
    passed: Annotated[int, Field(serialization_alias="pass")]
    review: int
    hold: int
    unreadable: int
    undecided: int
    cleared: int
    held: int
    approved: Annotated[int, Field(description="Pass and not held, or cleared.")]


class NewBatchBody(_Body):
    """A batch to open; all may be left out."""

    title: Annotated[str, Field(max_length=200), AfterValidator(_one_line)] = ""
    policy: Annotated[str | None, Field(max_length=200, description="Id of a policy of `GET /v1/policies`.")] = None
    date: Annotated[dt.date | None, Field(description="Day of publishing, for policies with an election.")] = None
    keep_pictures: Annotated[bool, Field(description="Keep the pictures when the batch ends; takes an admin.")] = False


class BatchAnswer(_Answer):
    """A batch."""

    id: str
    title: str
    state: BatchState
    policy: PolicyAnswer
    date: dt.date | None
    office: str | None
    created_by: str
    created_at: dt.datetime
    expires_at: dt.datetime
    closed_at: dt.datetime | None
    closed_by: str | None
    keep_pictures: bool
    pictures: Annotated[bool, Field(description="Whether the pictures are still there.")]
    revision: Annotated[int, Field(description="Grows with every change of the batch or a photo of it.")]
    counts: CountsAnswer


class BatchesAnswer(_Answer):
    """Batches, the newest first."""

    batches: list[BatchAnswer]
    next: Annotated[str | None, Field(description="`before` of the next page.")]


class DecisionAnswer(_Answer):
    """A decision, with what the machine had said."""

    id: int
    photo: str
    decision: DecisionKind
    reason: str
    note: str
    who: str
    at: dt.datetime
    verdict: Verdict
    rules: tuple[str, ...]
    policy: PolicyStamp
    models: ModelStamps
    photo_sha256: str


class NewDecisionBody(_Body):
    """A decision to put on record."""

    decision: DecisionKind
    reason: Annotated[
        str, Field(max_length=40, description="A code of `GET /v1/desk`.", json_schema_extra={"enum": _REASON_CODES})
    ]
    note: Annotated[str, Field(max_length=1000), AfterValidator(_lines)] = ""
    last_decision: Annotated[
        int | None, Field(ge=1, le=2**53, description="The last decision that was seen; null if there was none.")
    ] = None


class PictureAddresses(_Answer):
    """Addresses of the pictures that are there."""

    thumbnail: str | None
    display: str | None
    original: str | None
    marked: str | None


class PhotoAnswer(_Answer):
    """A photo of a batch."""

    id: str
    batch: str
    position: int
    name: Annotated[str, Field(description="As it was given; text, whatever it looks like.")]
    bytes: int
    sha256: str
    added_at: dt.datetime
    revision: int
    state: PhotoState
    verdict: Annotated[Verdict | None, Field(description="What the machine says.")]
    outcome: Annotated[Outcome, Field(description="What holds now.")]
    width: int | None
    height: int | None
    hands: int
    rules: tuple[str, ...]
    summary: Annotated[Localized | None, Field(description="The first finding, or why it could not be read.")]
    decision: DecisionAnswer | None
    pictures: PictureAddresses


class PhotosAnswer(_Answer):
    """Photos of a batch at one revision."""

    photos: list[PhotoAnswer]
    revision: int


class SourceAnswer(_Answer):
    """A source of a rule."""

    title: str
    address: str | None
    date: dt.date | None


class LabelBody(_Body):
    """What a hand really shows: a gesture of `GET /v1/desk`."""

    gesture: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(RIGHT_LABELS)})]


class LabelAnswer(_Answer):
    """A corrected label."""

    photo: str
    hand: int
    read: str
    right: str
    who: str
    at: dt.datetime


class PhotoDetailAnswer(PhotoAnswer):
    """A photo with all that is known of it."""

    record: PhotoRecord | None
    landmarks: Annotated[
        list[list[tuple[float, float]]],
        Field(description="21 points of each hand of the record, in pixels; none of a hand that was not recognised."),
    ]
    faces: Annotated[list[tuple[float, float, float, float]], Field(description="In pixels of the upright photo.")]
    sources: Annotated[dict[str, SourceAnswer], Field(description="The sources that the findings name.")]
    decisions: Annotated[list[DecisionAnswer], Field(description="The oldest first.")]
    labels: list[LabelAnswer]


class ReasonAnswer(_Answer):
    """A code with its words."""

    code: str
    text: Localized


class DeskAnswer(_Answer):
    """What a page needs to know once."""

    max_bytes: int
    max_photos: int
    keep_hours: float
    upload_seconds: Annotated[float, Field(description="An upload that takes longer is answered 408.")]
    reasons: dict[DecisionKind, list[ReasonAnswer]]
    gestures: list[ReasonAnswer]
