"""One profile over all hands of a photo: a verdict for each hand, findings that say why, a verdict for the photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from komando.gestures.names import Gesture
from komando.gestures.reading import HandReading
from komando.policy.explain import explain_gesture, explain_hands_too_small, explain_unreadable
from komando.policy.profile import Localized, Profile
from komando.policy.readings import SHOWN, Reading, readings_of
from komando.policy.verdict import Verdict, worst

UNREADABLE_RULE = "hand.unreadable"
UNSURE_RULE = "hand.unsure"
TOO_SMALL_RULE = "photo.hands_too_small"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should know before the photo is published.

    Attributes:
        rule: Stable rule id.
        verdict: `review` or `hold`.
        hands: Indexes of the hands it is about; empty if it is about the photo.
        message: What is seen and what to do.
        sources: Keys of the sources that the profile names for the rule.
    """

    rule: str
    verdict: Verdict
    hands: tuple[int, ...]
    message: Localized
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandJudgement:
    """What the policy says of one hand.

    Attributes:
        verdict: `pass`, `review` or `hold`.
        readings: What the gesture may stand for.
        rules: Ids of the findings that name this hand.
    """

    verdict: Verdict
    readings: tuple[Reading, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the policy says of a photo; the worst finding decides."""

    verdict: Verdict
    hands: tuple[HandJudgement, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class UnseenHands:
    """People are in the photo whose hands would be too small to be found or read.

    Attributes:
        hand_px: About how large their hands are.
        limit_px: The smallest hand that this photo could show.
    """

    hand_px: int
    limit_px: int


def judge(
    profile: Profile, hands: Sequence[HandReading], sizes_px: Sequence[int], unseen: UnseenHands | None = None
) -> Judgement:
    """Judge all hands of one photo.

    Args:
        profile: The policy.
        hands: Readings, in the order of the record.
        sizes_px: Size of each hand, for the messages.
        unseen: Set when the photo shows people whose hands are under the limit.
    """
    findings = [
        _finding(profile, index, hand, size) for index, (hand, size) in enumerate(zip(hands, sizes_px, strict=True))
    ]
    photo_findings = [] if unseen is None else [_too_small(unseen)]
    merged = _merge_pairs([finding for finding in findings if finding is not None], hands)
    all_findings = (*merged, *photo_findings)
    judged = tuple(
        HandJudgement(
            verdict=Verdict.PASS if finding is None else finding.verdict,
            readings=readings_of(hand.gesture, hand.fingers),
            rules=() if finding is None else (finding.rule,),
        )
        for hand, finding in zip(hands, findings, strict=True)
    )
    return Judgement(worst(finding.verdict for finding in all_findings), judged, all_findings)


def _finding(profile: Profile, index: int, hand: HandReading, size_px: int) -> Finding | None:
    rule = profile.gestures[hand.gesture]
    if hand.reason is not None:
        return Finding(UNREADABLE_RULE, rule.verdict, (index,), explain_unreadable(hand.reason, size_px), rule.sources)
    if rule.verdict == Verdict.PASS:
        if hand.confidence >= profile.thresholds.pass_:
            return None
        return Finding(UNSURE_RULE, Verdict.REVIEW, (index,), explain_gesture(hand.gesture, sure=False), ())
    sure = hand.confidence >= profile.thresholds.hold
    verdict = rule.verdict if sure else Verdict.REVIEW
    return Finding(_rule_id(hand), verdict, (index,), explain_gesture(hand.gesture, sure), rule.sources)


def _rule_id(hand: HandReading) -> str:
    readings = readings_of(hand.gesture, hand.fingers)
    if hand.gesture not in SHOWN and hand.gesture != Gesture.OTHER:
        return f"gesture.{hand.gesture}"
    return readings[0].rule if readings else f"gesture.{hand.gesture}"


def _merge_pairs(findings: Sequence[Finding], hands: Sequence[HandReading]) -> tuple[Finding, ...]:
    """The two hands of a pair gesture share one finding."""
    merged: list[Finding] = []
    for finding in findings:
        (index,) = finding.hands
        partner = hands[index].partner
        if partner is None or partner > index:
            pair = (index,) if partner is None else (index, partner)
            merged.append(Finding(finding.rule, finding.verdict, pair, finding.message, finding.sources))
    return tuple(merged)


def _too_small(unseen: UnseenHands) -> Finding:
    message = explain_hands_too_small(unseen.hand_px, unseen.limit_px)
    return Finding(TOO_SMALL_RULE, Verdict.REVIEW, (), message, ())
