"""Why a photo does not pass, for reading: findings that say the same are told once, with all their hands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from komando.messages import translate
from komando.policy.judge import UNREADABLE_RULE
from komando.policy.verdict import Verdict
from komando.record import FindingRecord, PhotoRecord
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
    """The reasons of one photo, worst first. Hands that are too small share one sentence whatever their size."""
    groups: dict[tuple[str, str, str], list[FindingRecord]] = {}
    for finding in record.findings:
        said = finding.message.en
        if finding.rule == UNREADABLE_RULE:
            said = _FIGURES.sub("#", said)
        groups.setdefault((finding.rule, finding.verdict, said), []).append(finding)
    reasons = [_reason(record, group, language) for group in groups.values()]
    return tuple(sorted(reasons, key=lambda reason: SEVERITY.index(reason.verdict)))


def _reason(record: PhotoRecord, group: Sequence[FindingRecord], language: str) -> Reason:
    first = group[0]
    hands = tuple(sorted({index for finding in group for index in finding.hands}))
    message = first.message.id if language == "id" else first.message.en
    if any(finding.message.en != first.message.en for finding in group):
        sizes = [record.hands[index].size_px for index in hands]
        message = translate(
            "%(count)d hands of %(low)d to %(high)d px cannot be read: please give the original file.",
            language,
            count=len(hands),
            low=min(sizes),
            high=max(sizes),
        )
    sources = tuple(dict.fromkeys(key for finding in group for key in finding.sources))
    return Reason(first.rule, first.verdict, message, hands, sources)
