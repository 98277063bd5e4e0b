"""What the HTML report shows of each photo, ready for the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import babel.dates

from komando.gestures.names import FingerState, Gesture
from komando.messages import translate
from komando.policy.profile import Profile, Source
from komando.policy.verdict import Verdict
from komando.record import HandRecord, PhotoRecord
from komando.report.banner import found_line
from komando.report.pictures import Pictures
from komando.report.reasons import reasons_of
from komando.report.text import visible
from komando.report.words import (
    error_sentence,
    finger_name,
    finger_state_name,
    gesture_name,
    hand_verdict_name,
    photo_verdict_name,
)

_ADVICE: Final = {
    Verdict.PASS: "This check found nothing that needs a change.",
    Verdict.UNREADABLE: "This file was not checked. Do not publish it before it could be read and checked.",
}


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source; `address` is None unless it is a web address."""

    key: str
    title: str
    address: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding, with the numbers of all hands that it is about."""

    rule: str
    verdict: Verdict
    message: str
    hands: tuple[int, ...]
    sources: tuple[SourceView, ...]
    disputed: bool


@dataclass(frozen=True, slots=True)
class FingerView:
    """One finger in words, with its state for the drawing."""

    name: str
    state: FingerState
    state_name: str


@dataclass(frozen=True, slots=True)
class HandView:
    """One row of the table of hands."""

    number: int
    picture: bytes | None
    gesture: str
    verdict: Verdict
    verdict_name: str
    place: str
    fingers: tuple[FingerView, ...]
    size_px: int
    confidence_percent: int | None


@dataclass(frozen=True, slots=True)
class PhotoView:
    """One photo of the report.

    Attributes:
        order: From 1, in the order in which the photos were checked.
        advice: What to do; None where the reasons say it.
        small: Whether the picture needs little room.
        original_missing: Whether the photo was looked for, for its picture, and not found.
        limit: The smallest hand that this photo could show, as a sentence; None for an unreadable photo.
        facts: Size and hash in one line.
        technical: English text of an error where the report has another language.
    """

    order: int
    name: str
    verdict: Verdict
    verdict_name: str
    found: str
    advice: str | None
    picture: bytes | None
    small: bool
    original_missing: bool
    findings: tuple[FindingView, ...]
    rules: tuple[str, ...]
    hands: tuple[HandView, ...]
    limit: str | None
    facts: str
    error: str | None
    hint: str | None
    technical: str | None


def photo_view(record: PhotoRecord, pictures: Pictures, order: int, profile: Profile, language: str) -> PhotoView:
    """Everything that the report tells of one photo."""
    error = record.error
    told = None if error is None else error_sentence(error.code, error.message, language)
    return PhotoView(
        order=order,
        name=visible(record.path),
        verdict=record.verdict,
        verdict_name=photo_verdict_name(record.verdict, language),
        found=found_line(record, language),
        advice=translate(_ADVICE[record.verdict], language) if record.verdict in _ADVICE else None,
        picture=pictures.overview or pictures.thumbnail,
        small=pictures.overview is None or record.verdict == Verdict.PASS,
        original_missing=pictures.original_missing,
        findings=_findings(record, profile, language),
        rules=rules_of(record),
        hands=tuple(
            _hand(record, index, hand, pictures.hands.get(index), language) for index, hand in enumerate(record.hands)
        ),
        limit=_limit(record, language),
        facts=_facts(record),
        error=told,
        hint=None if error is None else translate(error.hint, language),
        technical=None if error is None or error.message == told else visible(error.message),
    )


def rules_of(record: PhotoRecord) -> tuple[str, ...]:
    """Ids of the rules that a photo is not passed by, each once."""
    return tuple(dict.fromkeys(finding.rule for finding in record.findings))


def _findings(record: PhotoRecord, profile: Profile, language: str) -> tuple[FindingView, ...]:
    return tuple(
        FindingView(
            rule=reason.rule,
            verdict=reason.verdict,
            message=reason.message,
            hands=tuple(index + 1 for index in reason.hands),
            sources=tuple(_source(key, profile.sources.get(key), language) for key in reason.sources),
            disputed=any(profile.gestures[record.hands[index].gesture].disputed for index in reason.hands),
        )
        for reason in reasons_of(record, language)
    )


def _source(key: str, source: Source | None, language: str) -> SourceView:
    if source is None:  # the record was made with another policy
        return SourceView(key, key, None, None)
    address = source.address if (source.address or "").startswith(("https://", "http://")) else None
    date = None if source.date is None else babel.dates.format_date(source.date, "d MMMM y", locale=language)
    return SourceView(key, source.title, address, date)


def _hand(record: PhotoRecord, index: int, hand: HandRecord, picture: bytes | None, language: str) -> HandView:
    return HandView(
        number=index + 1,
        picture=picture,
        gesture=gesture_name(hand.gesture, language),
        verdict=hand.verdict,
        verdict_name=hand_verdict_name(hand.verdict, language),
        place=_place(record, hand, language),
        fingers=tuple(
            FingerView(finger_name(finger, language), state, finger_state_name(state, language))
            for finger, state in enumerate(hand.fingers)
        ),
        size_px=hand.size_px,
        confidence_percent=None if hand.gesture == Gesture.UNREADABLE else round(hand.confidence * 100),
    )


def _place(record: PhotoRecord, hand: HandRecord, language: str) -> str:
    person = next((person for person in record.people if person.id == hand.person), None)
    if person is None:
        return ""
    return translate("row %(row)d, place %(place)d from the left", language, row=person.row, place=person.place)


def _limit(record: PhotoRecord, language: str) -> str | None:
    limit_px = record.smallest_readable_hand_px
    if limit_px is None:
        return None
    return translate("This photo could show hands from %(limit_px)d px on.", language, limit_px=limit_px)


def _facts(record: PhotoRecord) -> str:
    size = "" if record.width is None else f"{record.width} x {record.height} px"
    digest = "" if record.sha256 is None else f"SHA-256 {record.sha256[:16]}"
    return " · ".join(part for part in (size, digest) if part)
