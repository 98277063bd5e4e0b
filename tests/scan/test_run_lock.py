from __future__ import annotations

import os
from pathlib import Path

import pytest

from komando.errors import UsageError
from komando.scan.run_lock import RunLock

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks")


def test_one_run_at_a_time(tmp_path: Path) -> None:
    first = RunLock(tmp_path / "records.jsonl")
    with pytest.raises(UsageError, match="Another run"):
        RunLock(tmp_path / "records.jsonl")
    first.release()
    second = RunLock(tmp_path / "records.jsonl")
    first.release()
    with pytest.raises(UsageError, match="Another run"):
        RunLock(tmp_path / "records.jsonl")
    second.release()
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_bytes(b"")
    (tmp_path / "link.jsonl").symlink_to("records.jsonl")
    first = RunLock(tmp_path / "records.jsonl")
    with pytest.raises(UsageError, match="Another run"):
        RunLock(tmp_path / "link.jsonl")
    first.release()


def test_a_lock_that_is_given_back_while_it_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has opened the other run's file by then must not believe to hold the lock."""
    import fcntl

    first = RunLock(tmp_path / "records.jsonl")
    flock = fcntl.flock

    def late(file: int, operation: int) -> None:
        first.release()
        flock(file, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    second = RunLock(tmp_path / "records.jsonl")
    with pytest.raises(UsageError, match="Another run"):
        RunLock(tmp_path / "records.jsonl")
    second.release()


def test_what_a_killed_run_has_left_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl.lock").write_bytes(b"")
    RunLock(tmp_path / "records.jsonl").release()
    assert list(tmp_path.iterdir()) == []
