"""From verdicts to the exit code."""

from __future__ import annotations

from collections import Counter

from komando.cli.options import FailOn
from komando.errors import ExitCode
from komando.policy.verdict import Verdict

_PRECEDENCE = (
    (Verdict.HOLD, ExitCode.HOLD),
    (Verdict.UNREADABLE, ExitCode.UNREADABLE),
    (Verdict.REVIEW, ExitCode.REVIEW),
)
_FAILING = {
    FailOn.HOLD: {Verdict.HOLD},
    FailOn.UNREADABLE: {Verdict.HOLD, Verdict.UNREADABLE},
    FailOn.REVIEW: {Verdict.HOLD, Verdict.UNREADABLE, Verdict.REVIEW},
}


class Tally:
    """Counts verdicts as photos come in."""

    def __init__(self) -> None:
        self.verdicts: Counter[Verdict] = Counter()

    def add(self, verdict: Verdict) -> None:
        """Count one photo."""
        self.verdicts[verdict] += 1

    def exit_code(self, fail_on: FailOn, *, exit_zero: bool) -> ExitCode:
        """1 if any photo is to hold, else 4 if any is unreadable, else 3 if any is to review, else 0."""
        if exit_zero:
            return ExitCode.ALL_PASS
        failing = _FAILING[fail_on]
        codes = (code for verdict, code in _PRECEDENCE if verdict in failing and self.verdicts[verdict])
        return next(codes, ExitCode.ALL_PASS)
