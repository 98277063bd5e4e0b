from __future__ import annotations

import pytest

from komando.report.text import visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rapat — é 日本.jpg", "rapat — é 日本.jpg"),
        ("a\x1b[31m", "a\\x1b[31m"),
        ("a\nb", "a\\nb"),
        ("\u202egpj", "\\u202egpj"),
        ("\udce9", "\\udce9"),
    ],
    ids=["letters", "escape", "line end", "direction override", "undecodable byte"],
)
def test_visible(text: str, expected: str) -> None:
    assert visible(text) == expected
