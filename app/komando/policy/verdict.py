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


def mildest(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that all of them reach; of none it is `pass`.

    Example:
        >>> str(mildest([Verdict.REVIEW, Verdict.HOLD]))
        'review'
    """
    return min(verdicts, key=_SEVERITY.__getitem__, default=Verdict.PASS)


def is_stricter(verdict: Verdict, other: Verdict) -> bool:
    """Whether `verdict` is worse than `other`."""
    return _SEVERITY[verdict] > _SEVERITY[other]
