from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.policy.profile import builtin_ids, read_policy_file
from komando.policy.toml_lines import KeyPath, key_lines, line_of

TEXT = '''# a comment = 1
id = "a"  # not [a.table]

[title]
id = """
text = 1
[not.a.table]
"""
en = "b"

[sources.BKN-2023]
title = "c # d [e"
"quoted key" = 1

[election]
pairs = [
  { number = 1 },
  { number = 2 },
]
voting = 2024-11-27

[[salutes]]
name = 'one'
[[salutes]]
name = 'two'
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param(("id",), 2, id="key"),
        pytest.param(("title",), 4, id="table"),
        pytest.param(("title", "id"), 5, id="long-text"),
        pytest.param(("title", "en"), 9, id="after-a-long-text"),
        pytest.param(("title", "fr"), 4, id="missing-key-stands-at-its-table"),
        pytest.param(("sources", "BKN-2023", "title"), 12, id="dotted-table"),
        pytest.param(("sources", "BKN-2023", "quoted key"), 13, id="quoted-key"),
        pytest.param(("election", "pairs", 1, "number"), 16, id="inside-a-list"),
        pytest.param(("election", "voting"), 20, id="after-a-list"),
        pytest.param(("salutes", 0, "name"), 23, id="first-of-repeated-tables"),
        pytest.param(("salutes", 1, "name"), 25, id="second-of-repeated-tables"),
        pytest.param(("text",), None, id="what-stands-in-a-text-is-no-key"),
        pytest.param(("colour",), None, id="nowhere"),
        pytest.param((), None, id="no-path"),
    ],
)
def test_line(path: KeyPath, line: int | None) -> None:
    tomllib.loads(TEXT)
    assert line_of(key_lines(TEXT), path) == line


@pytest.mark.parametrize("name", builtin_ids())
def test_every_key_of_the_shipped_policies_is_found(name: str) -> None:
    text = read_policy_file(name).decode("utf-8")
    lines = key_lines(text)
    for table, content in tomllib.loads(text).items():
        inner = content if isinstance(content, dict) else {}
        for path in [(table,), *((table, key) for key in inner)]:
            line = line_of(lines, path)
            assert line is not None
            assert str(path[-1]) in text.splitlines()[line - 1]


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    lines = key_lines(text)
    assert all(1 <= line <= len(text.splitlines()) for line in lines.values())
