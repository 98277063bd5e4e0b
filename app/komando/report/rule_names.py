"""Names of rules for people; their ids are for machines."""

from __future__ import annotations

from typing import Final

from komando.gestures.names import Gesture
from komando.messages import translate
from komando.policy.judge import (
    GRAINY_RULE,
    HIDDEN_DETAIL_RULE,
    MORE_FRAMES_RULE,
    TOO_SMALL_RULE,
    UNREADABLE_RULE,
    UNSURE_RULE,
)
from komando.policy.readings import ReadingKind
from komando.report.words import gesture_name

RULES: Final = {
    str(ReadingKind.HEART): "heart",
    UNREADABLE_RULE: "hand that cannot be read",
    UNSURE_RULE: "hand that is not certain",
    TOO_SMALL_RULE: "hands too small in this photo",
    MORE_FRAMES_RULE: "frames that were not looked at",
    HIDDEN_DETAIL_RULE: "transparent parts that hide something",
    GRAINY_RULE: "grain that may hide hands",
}


def rule_name(rule: str, language: str) -> str:
    """Name of a rule, such as `angka 2`; of one that this version does not know, its id.

    Example:
        >>> rule_name("number.2", "en")
        'number 2'
    """
    if rule in RULES:
        return translate(RULES[rule], language)
    kind, _, value = rule.partition(".")
    if kind == ReadingKind.NUMBER and value.isdecimal():
        return translate("number %(number)d", language, number=int(value))
    if kind == "gesture" and value in set(Gesture):
        return gesture_name(Gesture(value), language)
    return rule
