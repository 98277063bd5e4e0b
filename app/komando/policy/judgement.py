"""What a policy says of a photo, of its hands, and why."""

from __future__ import annotations

from dataclasses import dataclass

from komando.policy.readings import Reading
from komando.policy.schema import Localized
from komando.policy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should know before the photo is published.

    Attributes:
        rule: Stable rule id.
        verdict: `review` or `hold`.
        hands: Indexes of the hands it is about; empty if it is about the photo.
        message: What is seen, what it can read as and what to do.
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
        verdict: `pass`, `review` or `hold`: that of the worst finding that names it.
        readings: What the gesture may stand for.
        rules: Ids of the findings that name this hand, its own first.
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


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What of a picture was not looked at, or not well, whatever its hands show.

    Attributes:
        frames: Of the picture, of which the first was looked at.
        hides_detail: Whether its transparent parts hide something.
        is_grainy: Whether grain or dithering is so strong that hands may be missed.
    """

    frames: int = 1
    hides_detail: bool = False
    is_grainy: bool = False


PLAIN_PICTURE = PictureFacts()
