from __future__ import annotations

import sys
from pathlib import Path

import pytest

from komando.desk.desk import Desk, default_folder


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        pytest.param("linux", {"XDG_DATA_HOME": "/srv/data"}, "/srv/data/komando", id="linux-told"),
        pytest.param("linux", {"HOME": "/home/budi"}, "/home/budi/.local/share/komando", id="linux"),
        pytest.param(
            "linux", {"HOME": "/home/budi", "XDG_DATA_HOME": ""}, "/home/budi/.local/share/komando", id="empty"
        ),
        pytest.param("darwin", {"HOME": "/Users/budi"}, "/Users/budi/Library/Application Support/komando", id="mac"),
        pytest.param("win32", {"LOCALAPPDATA": "/C/Local"}, "/C/Local/komando", id="windows"),
    ],
)
def test_where_data_lie(monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], folder: str) -> None:
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert default_folder() == Path(folder)


def test_a_desk_can_be_opened_again(tmp_path: Path) -> None:
    for _ in range(2):
        Desk.open(tmp_path / "data").close()
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["desk.sqlite3", "pictures"]
