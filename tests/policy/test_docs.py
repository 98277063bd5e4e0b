from __future__ import annotations

from tools.write_policy_docs import DOC_PATH, with_tables


def test_tables_are_those_of_the_profiles() -> None:
    """`python -m tools.write_policy_docs` brings them up to date."""
    text = DOC_PATH.read_text(encoding="utf-8")
    assert with_tables(text) == text


def test_tables_are_there() -> None:
    text = DOC_PATH.read_text(encoding="utf-8")
    assert "| two fingers (peace) (`peace`) | 2 |" in text
    assert "`id-bkn-2023`" in text
