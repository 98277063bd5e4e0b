from __future__ import annotations

import sys

import pytest

from komando.cli.output import printable, track


class Terminal:
    """Takes the place of stderr."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("total", "shown"), [(1, False), (3, True)])
def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch, total: int, shown: bool) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    assert list(track(range(total), total, "en")) == list(range(total))
    assert ("Checking" in terminal.text) == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("rapat é 会議.jpg", "rapat é 会議.jpg", id="letters"),
        pytest.param("a\x1b[31m", r"a\x1b[31m", id="escape sequence"),
        pytest.param("a\u202egpj", r"a\u202egpj", id="turns the direction of writing"),
        pytest.param("a\udce9", r"a\udce9", id="not UTF-8"),
        pytest.param("two\nlines", "two\nlines", id="lines"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected
