"""What the report of a batch tells, ready for HTML and PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import babel.dates

from komando import __version__
from komando.desk.batches import Batch, Counts, count_photos
from komando.desk.check_errors import error_text
from komando.desk.decisions import Decision, decisions_of
from komando.desk.desk import Desk
from komando.desk.names import BatchState, Outcome
from komando.desk.photos import PhotoDetail, photo_details
from komando.desk.storage import Picture
from komando.desk.words import outcome_name, reason_text
from komando.messages import translate
from komando.messages.catalog import format_day
from komando.policy.verdict import Verdict
from komando.report.reasons import reasons_of
from komando.report.text import visible
from komando.report.words import photo_verdict_name

STATES: Final = {
    BatchState.OPEN: "open",
    BatchState.CLOSED: "closed",
    BatchState.EXPIRED: "expired",
    BatchState.DISCARDED: "discarded",
}
PICTURES_GONE: Final = "The pictures of this batch have been removed; what was found and decided stays on record."
FACES_BLURRED: Final = (
    "Faces that were found are blurred. Hands are marked; a sign stands at each hand that does not pass."
)
TOLD: Final = "Photos that need or needed a person"
PLAIN: Final = "Photos that pass"
FACTS: Final = ("Policy", "Publishing date", "Office", "Opened", "State")
_MOST_REASONS: Final = 4


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One photo.

    Attributes:
        verdict: None while it waits.
        machine: What the machine said, in words.
        now: What holds now, in words.
        reasons: The machine's reasons, or why it could not be read.
        decision: Who decided what, when and why; None without one.
        picture: The marked picture as JPEG bytes; None where there is none.
    """

    position: int
    name: str
    sha256: str
    verdict: Verdict | None
    machine: str
    outcome: Outcome
    now: str
    reasons: tuple[str, ...]
    decision: str | None
    picture: bytes | None

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell: it passed and nobody decided otherwise."""
        return self.outcome == Outcome.PASS and self.decision is None and not self.reasons


@dataclass(frozen=True, slots=True)
class BatchReport:
    """One batch.

    Attributes:
        facts: Name and value of each line of the head.
        tallies: Verdict or outcome, its words and the number of photos.
        told: Photos of which there is something to tell, what needs a person first.
        plain: Photos that pass.
        pictures_gone: Whether the pictures were removed.
    """

    language: str
    title: str
    facts: tuple[tuple[str, str], ...]
    tallies: tuple[tuple[str, str, int], ...]
    told: tuple[PhotoRow, ...]
    plain: tuple[PhotoRow, ...]
    pictures_gone: bool
    blur_faces: bool
    footer: str


def batch_report(desk: Desk, batch: Batch, language: str, *, blur_faces: bool) -> BatchReport:
    """Everything that the report of a batch tells.

    Args:
        desk: The desk.
        batch: The batch.
        language: `id` or `en`.
        blur_faces: Take the pictures in which faces are blurred.
    """
    with desk.database.read() as connection:
        counts = count_photos(connection, [batch.id])[batch.id]
        photos = list(photo_details(connection, batch.id))
        decisions = decisions_of(connection, [photo.id for photo in photos])
    picture = Picture.MARKED if blur_faces else Picture.MARKED_FACES
    rows = tuple(
        _row(photo, decisions.get(photo.id, ()), _picture(desk, batch, photo, picture), language) for photo in photos
    )
    return BatchReport(
        language=language,
        title=batch.title or translate("Photos of %(day)s", language, day=_moment(batch.created_at, language)),
        facts=_facts(batch, language),
        tallies=_tallies(counts, language),
        told=tuple(row for row in rows if not row.is_plain),
        plain=tuple(row for row in rows if row.is_plain),
        pictures_gone=batch.wiped_at is not None,
        blur_faces=blur_faces,
        footer=translate(
            "Komando %(version)s, %(moment)s. The check speaks of photos and their hands, not of anybody's conduct.",
            language,
            version=__version__,
            moment=_moment(desk.clock(), language),
        ),
    )


def _facts(batch: Batch, language: str) -> tuple[tuple[str, str], ...]:
    title = batch.policy_title.id if language == "id" else batch.policy_title.en
    values = (
        f"{title} ({batch.policy_id}, sha256 {batch.policy_sha256[:12]})",
        "" if batch.day is None else format_day(batch.day, language),
        batch.office or "",
        f"{_moment(batch.created_at, language)}, {batch.created_by}",
        _state(batch, language),
    )
    told = zip(FACTS, values, strict=True)
    return tuple((translate(name, language), visible(value)) for name, value in told if value)


def _state(batch: Batch, language: str) -> str:
    state = translate(STATES[batch.state], language)
    if batch.closed_at is None:
        return state
    return ", ".join(part for part in (state, _moment(batch.closed_at, language), batch.closed_by) if part)


def _tallies(counts: Counts, language: str) -> tuple[tuple[str, str, int], ...]:
    verdicts = (
        (Verdict.HOLD, counts.hold),
        (Verdict.REVIEW, counts.review),
        (Verdict.UNREADABLE, counts.unreadable),
        (Verdict.PASS, counts.passed),
    )
    machine = [(verdict.value, photo_verdict_name(verdict, language), number) for verdict, number in verdicts]
    people = (
        ("undecided", outcome_name(Outcome.UNDECIDED, language), counts.undecided),
        ("held", outcome_name(Outcome.HELD, language), counts.held),
        ("cleared", outcome_name(Outcome.CLEARED, language), counts.cleared),
        ("approved", translate("approved", language), counts.approved),
    )
    return (*machine, *people)


def _row(photo: PhotoDetail, decisions: Sequence[Decision], picture: bytes | None, language: str) -> PhotoRow:
    waits = translate("not checked yet", language)
    return PhotoRow(
        position=photo.position,
        name=visible(photo.name),
        sha256=photo.sha256,
        verdict=photo.verdict,
        machine=waits if photo.verdict is None else photo_verdict_name(photo.verdict, language),
        outcome=photo.outcome,
        now=outcome_name(photo.outcome, language),
        reasons=_reasons(photo, language),
        decision=_decision_line(decisions[-1], language) if decisions else None,
        picture=picture,
    )


def _reasons(photo: PhotoDetail, language: str) -> tuple[str, ...]:
    if photo.record is None:
        return ()
    if photo.record.error is not None:
        return (error_text(photo.record.error, language),)
    return tuple(reason.message for reason in reasons_of(photo.record, language))[:_MOST_REASONS]


def _decision_line(decision: Decision, language: str) -> str:
    reason = reason_text(decision.kind, decision.reason, language)
    line = f"{visible(decision.who)}, {_moment(decision.at, language)}: {reason}"
    return f"{line} — {visible(decision.note)}" if decision.note else line


def _picture(desk: Desk, batch: Batch, photo: PhotoDetail, picture: Picture) -> bytes | None:
    if not photo.has_marked:
        return None
    try:
        return desk.pictures.path(batch.id, photo.id, picture).read_bytes()
    except FileNotFoundError:  # wiped this moment
        return None


def _moment(moment: dt.datetime, language: str) -> str:
    return babel.dates.format_datetime(moment.astimezone(), "d MMMM y, HH:mm", locale=language)
