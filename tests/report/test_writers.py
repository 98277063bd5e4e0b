from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from komando.errors import OutputError
from komando.policy.profile import Profile
from komando.report.atomic_file import AtomicFile
from komando.report.writers import SUFFIXES, open_writer
from tests.report.builders import HandSpec, make_checked

_RECORD = make_checked([HandSpec((100, 100), 80)]).record


class _StopError(Exception):
    pass


def _write_half(path: Path, profile: Profile) -> None:
    with open_writer(path, profile=profile) as writer:
        writer.add(_RECORD)
        raise _StopError


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".JSON", ".Html"])
def test_every_suffix_writes_and_leaves_nothing_else(tmp_path: Path, profile: Profile, suffix: str) -> None:
    path = tmp_path / "new" / "folder" / f"report{suffix}"
    writer = open_writer(path, profile=profile)
    writer.add(_RECORD)
    assert not path.exists()
    writer.finish()
    assert list(path.parent.iterdir()) == [path]
    assert "event/a.jpg" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_failure_keeps_the_old_report(tmp_path: Path, profile: Profile, suffix: str) -> None:
    path = tmp_path / f"report{suffix}"
    path.write_text("old")
    with pytest.raises(_StopError):
        _write_half(path, profile)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_old_report_is_replaced(tmp_path: Path, profile: Profile, suffix: str) -> None:
    path = tmp_path / f"report{suffix}"
    path.write_text("old " * 100_000)
    with open_writer(path, profile=profile) as writer:
        writer.add(_RECORD)
    assert "old old" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["report.txt", "report", "report.xlsx"])
def test_unknown_suffix(tmp_path: Path, profile: Profile, name: str) -> None:
    with pytest.raises(OutputError, match=r"must end in one of \.jsonl, \.json, \.csv, \.html, \.sarif"):
        open_writer(tmp_path / name, profile=profile)


def test_a_folder_in_the_way(tmp_path: Path, profile: Profile) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        open_writer(tmp_path / "report.html", profile=profile)


def test_a_file_where_a_folder_should_be(tmp_path: Path, profile: Profile) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        open_writer(tmp_path / "file" / "report.html", profile=profile)


@pytest.mark.skipif(os.name == "nt" or getattr(os, "geteuid", lambda: 1)() == 0, reason="needs folder permissions")
def test_a_folder_without_permission(tmp_path: Path, profile: Profile) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="Permission denied"):
            open_writer(tmp_path / "report.html", profile=profile)
    finally:
        tmp_path.chmod(0o700)


def test_a_run_that_is_dropped_leaves_nothing(tmp_path: Path) -> None:
    file = AtomicFile(tmp_path / "report.csv")
    file.write("half")
    del file
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_an_output_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.csv"
    path.write_text("old")
    file = AtomicFile(path)
    file.write("new")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        file.commit()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
