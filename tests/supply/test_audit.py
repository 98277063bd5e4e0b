from __future__ import annotations

from typing import Any

import pytest

from tools.audit import CLEAN, EXPLAINED, FINDINGS, NOT_AUDITED, read_answer

SKIPPED = {"name": "idna", "skip_reason": "Dependency not found on PyPI and could not be audited: idna (3.20)"}
HARMLESS = {"name": "h11", "version": "0.16.0", "vulns": []}
VULNERABLE = {"name": "jinja2", "version": "3.0", "vulns": [{"id": "GHSA-1", "fix_versions": ["3.1"]}]}


@pytest.mark.parametrize(
    ("packages", "explained", "outcome", "told"),
    [
        pytest.param([HARMLESS], {}, CLEAN, "1 packages were looked up", id="clean"),
        pytest.param([HARMLESS, SKIPPED], {}, NOT_AUDITED, "NOT AUDITED: 1 of 2", id="one-not-looked-up"),
        pytest.param([SKIPPED], {}, NOT_AUDITED, "no clean bill", id="nothing-looked-up"),
        pytest.param([], {}, NOT_AUDITED, "NOT AUDITED: all of the", id="no-answer-at-all"),
        pytest.param([HARMLESS, VULNERABLE], {}, FINDINGS, "Vulnerable: jinja2 3.0 GHSA-1", id="finding"),
        pytest.param([SKIPPED, VULNERABLE], {}, FINDINGS, "Vulnerable: jinja2", id="finding-wins"),
        pytest.param([VULNERABLE], {"GHSA-1": "no templates of others"}, CLEAN, "GHSA-1: no templates", id="explained"),
        pytest.param([VULNERABLE, SKIPPED], {"GHSA-1": "why"}, NOT_AUDITED, "NOT AUDITED", id="explained-and-skipped"),
    ],
)
def test_nobody_gets_a_clean_bill_for_nothing(
    packages: list[dict[str, Any]], explained: dict[str, str], outcome: int, told: str
) -> None:
    audit = read_answer({"dependencies": packages}, explained)
    assert audit.outcome == outcome
    assert told in "\n".join(audit.lines())
    assert ("none has a known vulnerability" in "\n".join(audit.lines())) == (outcome == CLEAN)


def test_explanations_are_a_table() -> None:
    assert "[explained]" in EXPLAINED.read_text("utf-8")
