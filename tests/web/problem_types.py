"""The table of problem types in the documents."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[2] / "docs" / "http-errors.md"
PREFIX: Final = "urn:komando:problem:"
_ROW: Final = re.compile(r"^\| `(?P<code>[a-z-]+)` \| (?P<statuses>[\d, ]+) \| \S.* \|$", re.MULTILINE)


@cache
def documented() -> dict[str, frozenset[int]]:
    """Code -> the statuses that it comes with."""
    rows = _ROW.findall(PAGE.read_text("utf-8"))
    return {code: frozenset(map(int, statuses.split(","))) for code, statuses in rows}
