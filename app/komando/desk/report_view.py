"""What the report of a batch tells, ready for HTML and PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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
from komando.desk.report_short import gist, shortened
from komando.desk.storage import Picture
from komando.desk.words import outcome_name, reason_text, who_name
from komando.messages import translate
from komando.messages.catalog import format_day
from komando.policy.explain import what_to_do
from komando.policy.verdict import Verdict
from komando.report.reasons import reasons_of
from komando.report.text import visible
from komando.report.words import SEVERITY, photo_verdict_name

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
FACES_SHOWN: Final = "Faces are not blurred in this report: treat it as personal data."
TOLD: Final = "Photos that need or needed a person"
PLAIN: Final = "Photos that pass"
ANNEX: Final = "Annex"
MORE_TOLD: Final = "More of these photos in the annex: %(count)d."
MORE_PLAIN: Final = "Photos that pass in the annex: %(count)d."
CHECKED: Final = "Result of the check"
DECIDED: Final = "Decisions"
FACTS: Final = ("Policy", "Publishing date", "Office", "Opened", "Checked", "Decided", "State")
FIRST_PAGE: Final = 12
"""How many photos that need or needed a person the first page shows, the most serious first."""
_MOST_REASON_LETTERS: Final = 150
_MOST_DECISION_LETTERS: Final = 150
_LONGEST_ZONE: Final = 5


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One photo.

    Attributes:
        verdict: None while it waits.
        machine: What the machine said, in words.
        now: What holds now, in words.
        reason: The first of the machine's reasons, or why it could not be read, made short; empty without one.
        others: How many other reasons there are, in words; empty without any.
        decision: Who decided, when and why, made short; None without one.
        whole: Reasons and decision in full; empty where nothing was left out.
        picture: The marked picture as JPEG bytes; None where there is none.
    """

    position: int
    name: str
    sha256: str
    verdict: Verdict | None
    machine: str
    outcome: Outcome
    now: str
    reason: str
    others: str
    decision: str | None
    whole: tuple[str, ...]
    picture: bytes | None

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell: it passed and nobody decided otherwise."""
        return self.outcome == Outcome.PASS and self.decision is None and not self.reason


@dataclass(frozen=True, slots=True)
class BatchReport:
    """One batch.

    Attributes:
        facts: Name and value of each line of the head.
        verdicts: Verdict, its words and the number of photos of which the machine says so.
        outcomes: Outcome, its words and the number of photos for which it holds.
        notes: What is to be known of all photos: faces, and what to do with those not decided.
        told: Photos of which there is something to tell, the most serious first.
        plain: Photos that pass.
        pictures_gone: Whether the pictures were removed.
        pictures_gone: Whether the pictures were removed.
    """

    language: str
    title: str
    facts: tuple[tuple[str, str], ...]
    verdicts: tuple[tuple[str, str, int], ...]
    outcomes: tuple[tuple[str, str, int], ...]
    notes: tuple[str, ...]
    told: tuple[PhotoRow, ...]
    plain: tuple[PhotoRow, ...]
    pictures_gone: bool
    footer: str

    @property
    def first(self) -> tuple[PhotoRow, ...]:
        """Of `told`, what the first page shows."""
        return self.told[:FIRST_PAGE]

    @property
    def annex(self) -> tuple[PhotoRow, ...]:
        """Of `told`, what follows after the first page."""
        return self.told[FIRST_PAGE:]


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
        facts=_facts(batch, photos, decisions, language),
        verdicts=_verdicts(counts, language),
        outcomes=_outcomes(counts, language),
        notes=(_faces_note(batch, language, blur_faces=blur_faces), *_advice(photos, language)),
        told=tuple(sorted((row for row in rows if not row.is_plain), key=_urgency)),
        plain=tuple(row for row in rows if row.is_plain),
        pictures_gone=batch.wiped_at is not None,
        footer=translate(
            "Komando %(version)s, %(moment)s. The check speaks of photos and their hands, not of anybody's conduct.",
            language,
            version=__version__,
            moment=_moment(desk.clock(), language),
        ),
    )


def _facts(
    batch: Batch, photos: Sequence[PhotoDetail], decisions: Mapping[str, Sequence[Decision]], language: str
) -> tuple[tuple[str, str], ...]:
    title = batch.policy_title.id if language == "id" else batch.policy_title.en
    holding = [made[-1] for made in decisions.values()]
    checked = [photo for photo in photos if photo.checked_at is not None]
    values = (
        f"{title} ({batch.policy_id}, sha256 {batch.policy_sha256[:12]})",
        translate("the day of the check", language) if batch.day is None else format_day(batch.day, language),
        batch.office or "",
        f"{_moment(batch.created_at, language)}, {who_name(batch.created_by, language)}",
        _last((photo.checked_at for photo in checked), (photo.added_by for photo in checked), language),
        _last((decision.at for decision in holding), (decision.who for decision in holding), language),
        _state(batch, language),
    )
    told = zip(FACTS, values, strict=True)
    return tuple((translate(name, language), visible(value)) for name, value in told if value)


def _last(moments: Iterable[dt.datetime | None], people: Iterable[str], language: str) -> str:
    """When something was done for the last time, and by whom it was ever done; empty if it never was."""
    last = max((moment for moment in moments if moment is not None), default=None)
    if last is None:
        return ""
    return ", ".join((_moment(last, language), *(who_name(who, language) for who in dict.fromkeys(people))))


def _state(batch: Batch, language: str) -> str:
    state = translate(STATES[batch.state], language)
    if batch.closed_at is None:
        return state
    closed_by = "" if batch.closed_by is None else who_name(batch.closed_by, language)
    return ", ".join(part for part in (state, _moment(batch.closed_at, language), closed_by) if part)


def _verdicts(counts: Counts, language: str) -> tuple[tuple[str, str, int], ...]:
    verdicts = (
        (Verdict.HOLD, counts.hold),
        (Verdict.REVIEW, counts.review),
        (Verdict.UNREADABLE, counts.unreadable),
        (Verdict.PASS, counts.passed),
    )
    told = tuple((verdict.value, photo_verdict_name(verdict, language), number) for verdict, number in verdicts)
    waiting = counts.waiting + counts.checking
    return (*told, ("waiting", outcome_name(Outcome.WAITING, language), waiting)) if waiting else told


def _outcomes(counts: Counts, language: str) -> tuple[tuple[str, str, int], ...]:
    return (
        ("undecided", outcome_name(Outcome.UNDECIDED, language), counts.undecided),
        ("held", outcome_name(Outcome.HELD, language), counts.held),
        ("cleared", outcome_name(Outcome.CLEARED, language), counts.cleared),
        ("approved", translate("approved", language), counts.approved),
    )


def _faces_note(batch: Batch, language: str, *, blur_faces: bool) -> str:
    if batch.wiped_at is not None:
        return translate(PICTURES_GONE, language)
    return translate(FACES_BLURRED, language) if blur_faces else translate(FACES_SHOWN, language)


def _advice(photos: Sequence[PhotoDetail], language: str) -> tuple[str, ...]:
    """What to do with the photos on which nobody has decided, once for each verdict."""
    open_verdicts = {photo.verdict for photo in photos if photo.outcome == Outcome.UNDECIDED}
    wanted = [verdict for verdict in (Verdict.HOLD, Verdict.REVIEW) if verdict in open_verdicts]
    steps = [(photo_verdict_name(verdict, language), what_to_do(verdict)) for verdict in wanted]
    return tuple(f"{name}: {step.id if language == 'id' else step.en}" for name, step in steps)


def _urgency(row: PhotoRow) -> tuple[bool, int, int]:
    """What may not be published comes first, whoever says so; what a person cleared comes last."""
    verdict = Verdict.HOLD if row.outcome == Outcome.HELD else row.verdict
    rank = len(SEVERITY) if verdict is None else SEVERITY.index(verdict)
    return row.outcome == Outcome.CLEARED, rank, row.position


def _row(photo: PhotoDetail, decisions: Sequence[Decision], picture: bytes | None, language: str) -> PhotoRow:
    waits = translate("not checked yet", language)
    reasons = _reasons(photo, language)
    reason = shortened(gist(reasons[0]), _MOST_REASON_LETTERS) if reasons else ""
    whole_decision = _decision_line(decisions[-1], language) if decisions else None
    decision = None if whole_decision is None else shortened(whole_decision, _MOST_DECISION_LETTERS)
    nothing_left_out = reasons in ((), (reason,)) and decision == whole_decision
    return PhotoRow(
        position=photo.position,
        name=visible(photo.name),
        sha256=photo.sha256,
        verdict=photo.verdict,
        machine=waits if photo.verdict is None else photo_verdict_name(photo.verdict, language),
        outcome=photo.outcome,
        now=outcome_name(photo.outcome, language),
        reason=reason,
        others=_others(len(reasons) - 1, language),
        decision=decision,
        whole=() if nothing_left_out else (*reasons, *filter(None, [whole_decision])),
        picture=picture,
    )


def _reasons(photo: PhotoDetail, language: str) -> tuple[str, ...]:
    if photo.record is None:
        return ()
    if photo.record.error is not None:
        return (error_text(photo.record.error, language),)
    return tuple(reason.message for reason in reasons_of(photo.record, language))


def _others(number: int, language: str) -> str:
    return translate("(+%(count)d more)", language, count=number) if number > 0 else ""


def _decision_line(decision: Decision, language: str) -> str:
    reason = reason_text(decision.kind, decision.reason, language)
    line = f"{visible(who_name(decision.who, language))}, {_moment(decision.at, language)}: {reason}"
    return f"{line} — {visible(decision.note)}" if decision.note else line


def _picture(desk: Desk, batch: Batch, photo: PhotoDetail, picture: Picture) -> bytes | None:
    if not photo.has_marked:
        return None
    try:
        return desk.pictures.path(batch.id, photo.id, picture).read_bytes()
    except FileNotFoundError:  # wiped this moment
        return None


def _moment(moment: dt.datetime, language: str) -> str:
    """A time of this computer, with its zone: a report is read elsewhere too."""
    here = moment.astimezone()
    return f"{babel.dates.format_datetime(here, 'd MMMM y, HH:mm', locale=language)} {_zone(here)}"


def _zone(moment: dt.datetime) -> str:
    """A short name such as `WIB`, else what it is ahead of UTC: some systems know no names, or long ones."""
    name = moment.tzname() or ""
    if name.isascii() and name.isalpha() and len(name) <= _LONGEST_ZONE:
        return name
    return f"UTC{babel.dates.format_datetime(moment, 'xxx')}"
