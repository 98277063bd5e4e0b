"""Why a photo does not pass, for reading: findings that say the same are told once, with all their hands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from komando.messages import translate
from komando.policy.judge import UNREADABLE_RULE
from komando.policy.verdict import Verdict
from komando.policy.where import HandPlace, count_phrase, where_phrase
from komando.record import FindingRecord, HandRecord, PhotoRecord
from komando.report.words import SEVERITY

_FIGURES: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to know before the photo is published.

    Attributes:
        rule: Stable rule id.
        verdict: `review` or `hold`.
        message: In the language of the report.
        hands: Indexes of the hands it is about; empty if it is about the photo.
        sources: Keys of the policy's sources.
    """

    rule: str
    verdict: Verdict
    message: str
    hands: tuple[int, ...]
    sources: tuple[str, ...]


def reasons_of(record: PhotoRecord, language: str) -> tuple[Reason, ...]:
    """The reasons of one photo, worst first. Hands of which the same is to be said share one sentence.

    What differs between such findings is where their hands are and, if they cannot be read, how large they are.
    """
    groups: dict[tuple[str, str, str], list[FindingRecord]] = {}
    for finding in record.findings:
        said = finding.message.en.replace(_where(record, finding, "en"), "#")
        if finding.rule == UNREADABLE_RULE:
            said = _FIGURES.sub("#", said)
        groups.setdefault((finding.rule, finding.verdict, said), []).append(finding)
    reasons = [_reason(record, group, language) for group in groups.values()]
    return tuple(sorted(reasons, key=lambda reason: SEVERITY.index(reason.verdict)))


def _where(record: PhotoRecord, finding: FindingRecord, language: str) -> str:
    """Where the hands of a finding are, as its message says it, with the brackets around."""
    places = [_place(record, record.hands[index]) for index in finding.hands]
    return f"({where_phrase(places, language)})" if places else "()"


def _place(record: PhotoRecord, hand: HandRecord) -> HandPlace:
    rows = max((person.row for person in record.people), default=0)
    person = next((person for person in record.people if person.id == hand.person), None)
    if person is None:
        return HandPlace(hand.handedness)
    return HandPlace(hand.handedness, person.id, person.place, person.row, rows, len(record.people))


def _reason(record: PhotoRecord, group: Sequence[FindingRecord], language: str) -> Reason:
    first = group[0]
    hands = tuple(sorted({index for finding in group for index in finding.hands}))
    sources = tuple(dict.fromkeys(key for finding in group for key in finding.sources))
    return Reason(first.rule, first.verdict, _shared_message(record, group, hands, language), hands, sources)


def _shared_message(record: PhotoRecord, group: Sequence[FindingRecord], hands: Sequence[int], language: str) -> str:
    first = group[0]
    message = first.message.id if language == "id" else first.message.en
    if len(group) == 1:
        return message
    if first.rule == UNREADABLE_RULE and _FIGURES.search(message.replace(_where(record, first, language), "")):
        return _too_small([record.hands[index].size_px for index in hands], language)
    return message.replace(_where(record, first, language), f"({count_phrase(len(hands), language)})")


def _too_small(sizes_px: Sequence[int], language: str) -> str:
    low, high = min(sizes_px), max(sizes_px)
    if low == high:
        return translate(
            "%(count)d hands of %(size_px)d px cannot be read: please give the original file.",
            language,
            count=len(sizes_px),
            size_px=low,
        )
    return translate(
        "%(count)d hands of %(low)d to %(high)d px cannot be read: please give the original file.",
        language,
        count=len(sizes_px),
        low=low,
        high=high,
    )
