"""Outcomes, reasons and people in words."""

from __future__ import annotations

from typing import Final

from komando.desk.names import DecisionKind, Outcome
from komando.desk.reasons import REASONS
from komando.desk.tokens import LOCAL_NAME
from komando.messages import translate

OUTCOMES: Final = {
    Outcome.WAITING: "not checked yet",
    Outcome.PASS: "passes the check",
    Outcome.UNDECIDED: "not decided",
    Outcome.CLEARED: "cleared by a person",
    Outcome.HELD: "held by a person",
    Outcome.UNREADABLE: "cannot be approved",
}


def outcome_name(outcome: Outcome, language: str) -> str:
    """What holds for a photo, such as `belum diputuskan`."""
    return translate(OUTCOMES[outcome], language)


def who_name(name: str, language: str) -> str:
    """Who decided or opened a batch; whoever sits at the computer itself has no name of their own."""
    return translate("someone at Komando's computer", language) if name == LOCAL_NAME else name


def reason_text(kind: DecisionKind, reason: str, language: str) -> str:
    """Why somebody decided so; a code of another version is told as it is."""
    return translate(REASONS[kind].get(reason, reason), language)
