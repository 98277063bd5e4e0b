from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from komando.scan import reading, seen
from komando.scan.files import FoundFile, PhotoFolder
from komando.scan.reading import Content, read_ahead
from komando.scan.seen import SeenFiles
from tests.scan.test_archive import put_zip

MAX_BYTES = 1000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    root.mkdir()
    for name in "abc":
        (root / f"{name}.jpg").write_bytes(name.encode())
    return root


@pytest.fixture
def read(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Content]]:
    """One run over the folder; the files were written long ago."""
    monkeypatch.setattr(seen, "_SETTLED_NS", -1)

    def run() -> list[Content]:
        with SeenFiles(tmp_path / "seen", resume=True) as files:
            return list(read_ahead(PhotoFolder(folder), files, MAX_BYTES))

    return run


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were really read."""
    names: list[str] = []
    original = reading._read

    def noting(file: FoundFile, max_bytes: int) -> reading._Read:
        names.append(file.name)
        return original(file, max_bytes)

    monkeypatch.setattr(reading, "_read", noting)
    return names


Read = Callable[[], list[Content]]


def digests(contents: list[Content]) -> list[str | None]:
    return [content.sha256 for content in contents]


def expected(*contents: bytes) -> list[str]:
    return [hashlib.sha256(content).hexdigest() for content in contents]


def test_unchanged_files_are_read_once(read: Read, hashed: list[str]) -> None:
    assert digests(read()) == expected(b"a", b"b", b"c")
    assert hashed == ["a.jpg", "b.jpg", "c.jpg"]
    assert digests(read()) == expected(b"a", b"b", b"c")
    assert hashed == ["a.jpg", "b.jpg", "c.jpg"]


def other_bytes(path: Path) -> None:
    before = path.stat()
    while path.stat().st_ctime_ns == before.st_ctime_ns:  # the system's clock ticks every few milliseconds
        path.write_bytes(b"x")


def other_bytes_of_the_same_age(path: Path) -> None:
    before = path.stat()
    while path.stat().st_ctime_ns == before.st_ctime_ns:
        path.write_bytes(b"x")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def another_file_in_its_place(path: Path) -> None:
    before = path.stat()
    other = path.with_name("other")
    other.write_bytes(b"x")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no time of the last change that nobody can set")
@pytest.mark.parametrize("change", [other_bytes, other_bytes_of_the_same_age, another_file_in_its_place])
def test_a_changed_file_is_read_again(
    folder: Path, read: Read, hashed: list[str], change: Callable[[Path], None]
) -> None:
    read()
    change(folder / "b.jpg")
    assert digests(read()) == expected(b"a", b"x", b"c")
    assert hashed[3:] == ["b.jpg"]


@pytest.mark.parametrize("junk", [b"", b"\0" * 98, b"x" * 97 + b"\n", b"\n", b"\xff" * 500], ids=len)
def test_a_damaged_list_costs_time_alone(tmp_path: Path, read: Read, junk: bytes) -> None:
    read()
    path = tmp_path / "seen"
    path.write_bytes(junk + path.read_bytes()[:-20])
    assert digests(read()) == expected(b"a", b"b", b"c")


def test_a_list_that_cannot_be_written_is_done_without(folder: Path, tmp_path: Path) -> None:
    with SeenFiles(tmp_path) as files:
        assert digests(list(read_ahead(PhotoFolder(folder), files, MAX_BYTES))) == expected(b"a", b"b", b"c")


def test_a_file_that_was_just_written_may_change_unnoticed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "_SETTLED_NS", 10**15)  # however slow this machine is
    with SeenFiles(tmp_path / "seen") as files:
        list(read_ahead(PhotoFolder(folder), files, MAX_BYTES))
    assert not (tmp_path / "seen").exists()


def test_what_is_not_read_is_left_to_the_check(folder: Path, read: Read) -> None:
    (folder / "large.jpg").write_bytes(bytes(MAX_BYTES + 1))
    (folder / "gone.jpg").symlink_to(folder / "nothing.jpg")
    contents = {content.file.name: content for content in read()}
    assert contents["large.jpg"].sha256 is None
    assert contents["gone.jpg"].sha256 is None


def test_photos_in_archives_come_with_their_bytes(folder: Path, read: Read) -> None:
    put_zip(folder / "d.zip", ("e.jpg", b"e"), ("large.jpg", os.urandom(MAX_BYTES + 1)))
    inner, large = read()[3:]
    assert (inner.data, inner.sha256) == (b"e", expected(b"e")[0])
    assert large.error is not None
    assert large.error.code == "photo-too-large"


def test_only_a_few_are_read_ahead(folder: Path, tmp_path: Path) -> None:
    taken = 0

    def files() -> Iterator[FoundFile]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield FoundFile(str(folder / "a.jpg"), "a.jpg")

    contents = read_ahead(files(), SeenFiles(None), MAX_BYTES)
    next(contents)
    assert taken < 20
    contents.close()  # type: ignore[attr-defined]
