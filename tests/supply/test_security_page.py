"""The tests that docs/security.md names exist, and every threat names one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

PROJECT: Final = Path(__file__).parents[2]
PAGE: Final = (PROJECT / "docs" / "security.md").read_text("utf-8")
NAMED: Final = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)+)`", PAGE)))


@cache
def names_in(path: str) -> frozenset[str]:
    """`test_x` and `TestY::test_z` of one file."""
    found = set()
    for node in ast.parse((PROJECT / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
    return frozenset(found)


@pytest.mark.parametrize("name", NAMED)
def test_named_test_exists(name: str) -> None:
    path, _, test = name.partition("::")
    assert test in names_in(path)


def test_every_threat_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| attack")]
    assert len(rows) >= 15
    for row in rows:
        assert re.search(r"`tests/[^`]+`", row.split("|")[3]), row
