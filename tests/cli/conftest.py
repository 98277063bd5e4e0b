from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from komando.cli import scan
from komando.cli.main import run
from komando.policy.profile import read_policy_file


class Ran(NamedTuple):
    code: int
    stdout: str
    stderr: str


Run = Callable[..., Ran]


@pytest.fixture
def komando(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command line in this process; scans take one worker, since tests run side by side themselves."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(scan, "processors", lambda: 1)

    def invoke(*arguments: str | Path) -> Ran:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        return Ran(code, *capfd.readouterr())

    return invoke


@pytest.fixture
def review_policy(tmp_path: Path) -> Path:
    """A policy under which two raised fingers are for review, not to hold."""
    shipped = read_policy_file("id-strict-fist").decode("utf-8")
    changed = shipped.replace('peace = { verdict = "hold"', 'peace = { verdict = "review"')
    assert changed != shipped
    path = tmp_path / "review.toml"
    path.write_text(changed, encoding="utf-8")
    return path
