"""The four verdicts and how they combine."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """What may be done with a photo. `unreadable` is for files, never for a hand."""

    PASS = "pass"  # noqa: S105 - not a password
    REVIEW = "review"
    HOLD = "hold"
    UNREADABLE = "unreadable"


_SEVERITY = {Verdict.PASS: 0, Verdict.REVIEW: 1, Verdict.HOLD: 2, Verdict.UNREADABLE: 3}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst verdict decides; of none it is `pass`.

    Example:
        >>> str(worst([Verdict.PASS, Verdict.HOLD, Verdict.REVIEW]))
        'hold'
    """
    return max(verdicts, key=_SEVERITY.__getitem__, default=Verdict.PASS)
