from __future__ import annotations

from pathlib import Path

import pytest

from komando.checker import Checker
from komando.policy.verdict import Verdict
from komando.scan.files import find_photos
from komando.scan.run import scan_files
from tests.scan.pictures import BAD_PHOTOS, PEACE, PLAIN


def test_one_bad_file_is_a_record_and_the_others_come(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(PEACE.read_bytes())
    for bad in BAD_PHOTOS:
        (tmp_path / f"b_{bad.name}").write_bytes(bad.data)
    (tmp_path / "c.jpg").write_bytes(PLAIN)
    with Checker.open() as checker:
        records = {checked.record.path: checked.record for checked in scan_files(checker, find_photos(tmp_path))}
    assert list(records) == ["a.jpg", *sorted(f"b_{bad.name}" for bad in BAD_PHOTOS), "c.jpg"]
    assert records["a.jpg"].verdict == Verdict.HOLD
    assert records["c.jpg"].verdict == Verdict.PASS
    for bad in BAD_PHOTOS:
        error = records[f"b_{bad.name}"].error
        assert error is not None
        assert error.code == bad.code


def test_a_file_that_vanishes_is_a_record(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    files = find_photos(tmp_path)
    (tmp_path / "a.jpg").unlink()
    with Checker.open() as checker:
        (checked,) = scan_files(checker, files)
    assert checked.record.verdict == Verdict.UNREADABLE
    assert checked.record.error is not None
    assert checked.record.error.code == "photo-not-accessible"


def test_a_folder_that_cannot_be_opened_is_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.scandir", refuse)
    files = find_photos(tmp_path)
    with Checker.open() as checker:
        (checked,) = scan_files(checker, files)
    assert checked.record.path == "./"
    assert checked.record.verdict == Verdict.UNREADABLE
