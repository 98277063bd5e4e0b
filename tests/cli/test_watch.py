from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.scan.pictures import PEACE, PLAIN, picture
from tests.scan.test_archive import put_zip

WAIT_SECONDS = 120

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")


class Watch:
    """`komando watch` in a process of its own."""

    def __init__(self, folder: Path, *options: str | Path) -> None:
        command = [sys.executable, "-m", "komando", "watch", folder, "--lang", "en", "--workers", "1", *options]
        self._errors = (folder.parent / "stderr").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(  # noqa: S603 - our own
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=self._errors, text=True
        )

    def next_record(self) -> tuple[str, str]:
        """Path and verdict of the next photo."""
        assert self.process.stdout is not None
        record = json.loads(self.process.stdout.readline())
        return record["path"], record["verdict"]

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Exit code, and what is left of stdout."""
        self.process.send_signal(number)
        left, _ = self.process.communicate(timeout=WAIT_SECONDS)
        return self.process.returncode, left

    def stderr(self) -> str:
        self._errors.seek(0)
        return self._errors.read()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        self._errors.close()

    def wait_until_watching(self) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while "Watching" not in self.stderr() and time.monotonic() < deadline:
            time.sleep(0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    return tmp_path / "photos"


@pytest.fixture
def watches() -> Iterator[list[Watch]]:
    opened: list[Watch] = []
    yield opened
    for each in opened:
        each.close()


def test_photos_are_judged_as_they_come(folder: Path, tmp_path: Path, watches: list[Watch]) -> None:
    records, held = tmp_path / "records.jsonl", tmp_path / "held"
    (folder / "a.jpg").write_bytes(PLAIN)
    watch = Watch(folder, "--records", records, "--copy-held", held)
    watches.append(watch)
    assert watch.next_record() == ("a.jpg", "pass")
    with (folder / "b.jpg").open("wb") as slow:  # a copy that takes its time
        data = PEACE.read_bytes()
        for start in range(0, len(data), len(data) // 3):
            slow.write(data[start : start + len(data) // 3])
            slow.flush()
            time.sleep(0.4)
    assert watch.next_record() == ("b.jpg", "hold")
    (folder / "notes.txt").write_bytes(b"x")
    put_zip(tmp_path / "c.zip", ("inner.jpg", picture("JPEG", 64, 64, "red")))
    shutil.move(tmp_path / "c.zip", folder / "c.zip")
    assert watch.next_record() == ("c.zip/inner.jpg", "pass")
    (tmp_path / "event").mkdir()
    (tmp_path / "event/d.jpg").write_bytes(picture("JPEG", 64, 64, "blue"))
    shutil.move(tmp_path / "event", folder / "event")
    assert watch.next_record() == ("event/d.jpg", "pass")
    (folder / "a.jpg").write_bytes(b"no photo any more")
    assert watch.next_record() == ("a.jpg", "unreadable")
    assert watch.end(signal.SIGTERM) == (0, "")
    assert [path.name for path in held.iterdir()] == ["b.jpg"]
    written = [json.loads(line)["path"] for line in records.read_text("utf-8").splitlines()]
    assert written == ["a.jpg", "b.jpg", "c.zip/inner.jpg", "event/d.jpg", "a.jpg"]


def test_what_is_known_is_not_looked_at_again(folder: Path, tmp_path: Path, watches: list[Watch]) -> None:
    records = tmp_path / "records.jsonl"
    (folder / "a.jpg").write_bytes(PLAIN)
    first = Watch(folder, "--records", records)
    watches.append(first)
    assert first.next_record() == ("a.jpg", "pass")
    assert first.end(signal.SIGINT) == (0, "")
    assert "Ended." in first.stderr()
    before = records.read_bytes()
    (folder / "b.jpg").write_bytes(PLAIN)  # the same bytes under another name
    second = Watch(folder, "--records", records)
    watches.append(second)
    assert second.next_record() == ("b.jpg", "pass")
    assert second.end(signal.SIGTERM) == (0, "")
    assert records.read_bytes().startswith(before)
    assert len(records.read_bytes().splitlines()) == 2


def test_a_copy_that_could_not_be_made_is_made_later(folder: Path, tmp_path: Path, watches: list[Watch]) -> None:
    records, held = tmp_path / "records.jsonl", tmp_path / "held"
    (folder / "a.jpg").write_bytes(PEACE.read_bytes())
    held.write_bytes(b"a file in the place of the folder")
    first = Watch(folder, "--records", records, "--copy-held", held)
    watches.append(first)
    assert first.next_record() == ("a.jpg", "hold")
    assert first.process.wait(WAIT_SECONDS) == 2
    held.unlink()
    (folder / "b.jpg").write_bytes(PLAIN)
    second = Watch(folder, "--records", records, "--copy-held", held)
    watches.append(second)
    assert second.next_record() == ("b.jpg", "pass"), "of a.jpg stdout has told already"
    assert second.end(signal.SIGTERM) == (0, "")
    assert (held / "a.jpg").read_bytes() == PEACE.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["gone"], "no such folder", id="no such folder"),
        pytest.param(["photos", "--records", "records.csv"], ".jsonl", id="records of another kind"),
        pytest.param(["photos", "--policy", "nothing"], "nothing", id="unknown policy"),
        pytest.param(["photos", "--copy-held", "photos/held"], "scanned", id="copies into the folder"),
    ],
)
def test_wrong_usage(
    komando: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(folder.parent)
    ran = komando("watch", *arguments)
    assert ran.code == 2
    assert words in ran.stderr
