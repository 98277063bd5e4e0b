from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.policy.verdict import Verdict, is_stricter, mildest, worst

verdicts = st.lists(st.sampled_from(Verdict))


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        pytest.param([], Verdict.PASS, id="none"),
        pytest.param([Verdict.PASS], Verdict.PASS, id="pass"),
        pytest.param([Verdict.PASS, Verdict.REVIEW], Verdict.REVIEW, id="review-over-pass"),
        pytest.param([Verdict.HOLD, Verdict.REVIEW], Verdict.HOLD, id="hold-over-review"),
        pytest.param([Verdict.UNREADABLE, Verdict.HOLD], Verdict.UNREADABLE, id="unreadable-over-hold"),
    ],
)
def test_worst_decides(verdicts: list[Verdict], expected: Verdict) -> None:
    assert worst(verdicts) is expected
    assert worst(iter(reversed(verdicts))) is expected


@given(verdicts, verdicts)
def test_worst_of_parts_is_worst_of_all(first: list[Verdict], second: list[Verdict]) -> None:
    assert worst([worst(first), worst(second)]) == worst(first + second)


@given(verdicts)
def test_another_pass_changes_nothing(given_verdicts: list[Verdict]) -> None:
    assert worst([*given_verdicts, Verdict.PASS]) == worst(given_verdicts)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        pytest.param([], Verdict.PASS, id="none"),
        pytest.param([Verdict.HOLD], Verdict.HOLD, id="hold"),
        pytest.param([Verdict.HOLD, Verdict.REVIEW], Verdict.REVIEW, id="review-under-hold"),
        pytest.param([Verdict.REVIEW, Verdict.PASS], Verdict.PASS, id="pass-under-review"),
        pytest.param([Verdict.UNREADABLE, Verdict.HOLD], Verdict.HOLD, id="hold-under-unreadable"),
    ],
)
def test_mildest(verdicts: list[Verdict], expected: Verdict) -> None:
    assert mildest(verdicts) is expected
    assert mildest(iter(reversed(verdicts))) is expected


@given(st.sampled_from(Verdict), st.sampled_from(Verdict))
def test_stricter_is_the_order_of_the_words(first: Verdict, second: Verdict) -> None:
    order = list(Verdict)
    assert is_stricter(first, second) == (order.index(first) > order.index(second))


def test_words_are_the_published_ones() -> None:
    assert [str(verdict) for verdict in Verdict] == ["pass", "review", "hold", "unreadable"]
