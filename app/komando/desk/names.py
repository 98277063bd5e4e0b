"""The few words that the desk's tables, addresses and pages share."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may do all that the one before may."""

    CHECKER = "checker"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    def may(self, needed: Role) -> bool:
        """Whether this role covers another."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


class BatchState(StrEnum):
    """Only in an open batch photos are added, checked and decided on."""

    OPEN = "open"
    CLOSED = "closed"
    EXPIRED = "expired"
    DISCARDED = "discarded"


class PhotoState(StrEnum):
    """How far the machine is with a photo."""

    WAITING = "waiting"
    CHECKING = "checking"
    CHECKED = "checked"


class Outcome(StrEnum):
    """What holds for a photo now: what the machine said, or the last decision of a person."""

    WAITING = "waiting"
    PASS = "pass"  # noqa: S105 - a verdict
    UNDECIDED = "undecided"
    CLEARED = "cleared"
    HELD = "held"
    UNREADABLE = "unreadable"


APPROVED = (Outcome.PASS, Outcome.CLEARED)
"""The only outcomes whose photos leave the desk as approved."""


class DecisionKind(StrEnum):
    """What a person decided."""

    CLEAR = "clear"
    HOLD = "hold"
