from __future__ import annotations

import pytest

from komando.cli.options import FailOn
from komando.cli.outcome import Tally
from komando.policy.verdict import Verdict

P, R, H, U = Verdict.PASS, Verdict.REVIEW, Verdict.HOLD, Verdict.UNREADABLE


@pytest.mark.parametrize(
    ("verdicts", "fail_on", "code"),
    [
        pytest.param([], FailOn.REVIEW, 0, id="nothing"),
        pytest.param([P, P], FailOn.REVIEW, 0, id="all pass"),
        pytest.param([P, R], FailOn.REVIEW, 3, id="only reviews"),
        pytest.param([R, U], FailOn.REVIEW, 4, id="unreadable goes before review"),
        pytest.param([R, U, H], FailOn.REVIEW, 1, id="hold goes before all"),
        pytest.param([R, U], FailOn.UNREADABLE, 4, id="unreadable fails"),
        pytest.param([R], FailOn.UNREADABLE, 0, id="a review does not"),
        pytest.param([H, U], FailOn.UNREADABLE, 1, id="hold still fails"),
        pytest.param([R, U], FailOn.HOLD, 0, id="only hold fails"),
        pytest.param([R, U, H], FailOn.HOLD, 1, id="hold fails"),
    ],
)
def test_exit_code(verdicts: list[Verdict], fail_on: FailOn, code: int) -> None:
    tally = Tally()
    for verdict in verdicts:
        tally.add(verdict)
    assert tally.exit_code(fail_on, exit_zero=False) == code
    assert tally.exit_code(fail_on, exit_zero=True) == 0
