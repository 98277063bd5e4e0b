from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from komando.errors import OutputError, UsageError
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.scan.copies import CopyFolder
from tests.report.builders import make_record

_OLD_NS = 1_600_000_000_123_456_789


@pytest.fixture
def scanned(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


def photo(scanned: Path, name: str, data: bytes = b"bytes of a photo") -> Path:
    path = scanned / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def record_of(path: Path, verdict: Verdict = Verdict.HOLD) -> PhotoRecord:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return make_record(name=path.name.encode("utf-8", "backslashreplace").decode()).model_copy(
        update={"sha256": sha256, "verdict": verdict}
    )


def held(tmp_path: Path, scanned: Path) -> CopyFolder:
    return CopyFolder(tmp_path / "held", Verdict.HOLD, scanned)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a.jpg", id="plain"),
        pytest.param("acara/hari 1/a b.jpg", id="folders-and-spaces"),
        pytest.param("baris\nbaru.jpg", id="newline"),
        pytest.param("-rf.jpg", id="like-an-option"),
        pytest.param("é" * 125 + ".jpg", id="254-bytes"),
        pytest.param(os.fsdecode(b"rapat\xe9.jpg"), id="not-UTF-8"),
    ],
)
def test_the_tree_is_mirrored(tmp_path: Path, scanned: Path, name: str) -> None:
    source = photo(scanned, name)
    os.utime(source, ns=(_OLD_NS, _OLD_NS))
    copy = held(tmp_path, scanned).add(record_of(source), source)
    assert copy == tmp_path / "held" / name
    assert copy.read_bytes() == source.read_bytes()
    assert copy.stat().st_mtime_ns == _OLD_NS
    assert files(tmp_path / "held") == [name]


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.REVIEW, Verdict.UNREADABLE])
def test_other_verdicts_are_not_copied(tmp_path: Path, scanned: Path, verdict: Verdict) -> None:
    source = photo(scanned, "a.jpg")
    assert held(tmp_path, scanned).add(record_of(source, verdict), source) is None
    assert not (tmp_path / "held").exists()


def test_a_second_run_leaves_copies_as_they_are(tmp_path: Path, scanned: Path) -> None:
    source = photo(scanned, "a.jpg")
    first = held(tmp_path, scanned).add(record_of(source), source)
    assert first is not None
    before = first.stat()
    assert held(tmp_path, scanned).add(record_of(source), source) == first
    assert first.stat().st_ino == before.st_ino
    assert files(tmp_path / "held") == ["a.jpg"]


@pytest.mark.parametrize(
    ("name", "numbered"),
    [("a.jpg", "a.2.jpg"), ("a" * 251 + ".jpg", "a" * 249 + ".2.jpg")],
    ids=["short-name", "longest-name"],
)
def test_another_file_is_never_replaced(tmp_path: Path, scanned: Path, name: str, numbered: str) -> None:
    source = photo(scanned, name)
    other = photo(tmp_path / "held", name, b"something else")
    copy = held(tmp_path, scanned).add(record_of(source), source)
    assert other.read_bytes() == b"something else"
    assert copy == tmp_path / "held" / numbered
    assert copy.read_bytes() == source.read_bytes()


def test_a_photo_of_an_archive(tmp_path: Path, scanned: Path) -> None:
    data = b"a photo in an archive"
    record = make_record().model_copy(update={"sha256": hashlib.sha256(data).hexdigest(), "verdict": Verdict.HOLD})
    copy = held(tmp_path, scanned).add(record, scanned / "acara.zip" / "a.jpg", data)
    assert copy == tmp_path / "held/acara.zip/a.jpg"
    assert copy.read_bytes() == data


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "changed"])
def test_what_was_not_judged_is_not_copied(
    tmp_path: Path, scanned: Path, caplog: pytest.LogCaptureFixture, gone: bool
) -> None:
    source = photo(scanned, "a.jpg")
    record = record_of(source)
    source.unlink()
    if not gone:
        source.write_bytes(b"edited since")
    assert held(tmp_path, scanned).add(record, source) is None
    assert files(tmp_path / "held") == []
    assert "Not copied" in caplog.text


@pytest.mark.parametrize("folder", ["photos", "photos/held", "photos/../photos/held"])
def test_copies_do_not_go_into_the_scanned_folder(tmp_path: Path, scanned: Path, folder: str) -> None:
    with pytest.raises(UsageError, match="scanned"):
        CopyFolder(tmp_path / folder, Verdict.HOLD, scanned)


def test_a_link_into_the_scanned_folder_is_seen(tmp_path: Path, scanned: Path) -> None:
    (tmp_path / "link").symlink_to(scanned, target_is_directory=True)
    with pytest.raises(UsageError, match="scanned"):
        CopyFolder(tmp_path / "link" / "held", Verdict.HOLD, scanned)


def test_a_link_out_of_the_copies_is_not_followed(tmp_path: Path, scanned: Path) -> None:
    source = photo(scanned, "acara/a.jpg")
    (tmp_path / "held").mkdir()
    (tmp_path / "held/acara").symlink_to(scanned / "acara", target_is_directory=True)
    with pytest.raises(OutputError, match="link"):
        held(tmp_path, scanned).add(record_of(source), source)
    assert files(scanned) == ["acara/a.jpg"]


@pytest.mark.parametrize(
    ("names", "copied"),
    [
        pytest.param(["d" * 260 + "/x.jpg", "z.jpg"], ["z.jpg"], id="folder-name-too-long"),
        pytest.param(["d" * 300 + ".jpg", "z.jpg"], ["z.jpg"], id="name-too-long"),
        pytest.param(["d/" * 2100 + "x.jpg", "z.jpg"], ["z.jpg"], id="path-too-long"),
        pytest.param(["a.jpg", "a.jpg/b.jpg", "a.jpg/c/d.jpg", "z.jpg"], ["a.jpg", "z.jpg"], id="file-then-folder"),
        pytest.param(["a.jpg/b.jpg", "a.jpg"], ["a.2.jpg", "a.jpg/b.jpg"], id="folder-then-file"),
    ],
)
@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
def test_a_name_that_cannot_be_had_costs_its_photo_alone(
    tmp_path: Path,
    scanned: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    names: list[str],
    copied: list[str],
    links: bool,
) -> None:
    """Names in archives are not bound to what a file system takes."""
    if not links:
        monkeypatch.setattr(os, "link", refuse_links)
    folder = held(tmp_path, scanned)
    for name in names:
        data = name.encode()
        record = make_record().model_copy(update={"sha256": hashlib.sha256(data).hexdigest(), "verdict": Verdict.HOLD})
        folder.add(record, scanned / "b.zip" / name, data)
    assert files(tmp_path / "held") == [f"b.zip/{name}" for name in copied]
    assert len(caplog.messages) == len(names) - len(copied)
    assert all(message.startswith("Not copied") for message in caplog.messages)


def refuse_links(*_: object) -> None:
    raise OSError(95, "Operation not supported")


def test_a_folder_that_cannot_be_written(tmp_path: Path, scanned: Path) -> None:
    source = photo(scanned, "a.jpg")
    (tmp_path / "held").write_bytes(b"a file")
    with pytest.raises(OutputError):
        held(tmp_path, scanned).add(record_of(source), source)


def test_no_half_copy_is_left(tmp_path: Path, scanned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    source = photo(scanned, "a.jpg")
    with pytest.raises(OutputError, match="No space left"):
        held(tmp_path, scanned).add(record_of(source), source)
    assert files(tmp_path / "held") == []


def test_a_file_system_without_links(tmp_path: Path, scanned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", refuse_links)
    source = photo(scanned, "a.jpg")
    photo(tmp_path / "held", "a.jpg", b"something else")
    assert held(tmp_path, scanned).add(record_of(source), source) == tmp_path / "held/a.2.jpg"
    assert files(tmp_path / "held") == ["a.2.jpg", "a.jpg"]
