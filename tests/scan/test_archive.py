from __future__ import annotations

import io
import logging
import os
import struct
import zipfile
from pathlib import Path

import pytest

from komando.errors import ArchiveError, PhotoTooLargeError
from komando.scan.archive import Archive, ArchiveLimits
from komando.scan.files import FoundFile, PhotoFolder
from tests.scan.pictures import PLAIN

MAX_BYTES = 1_000_000


def put_zip(path: Path, *members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def found_in(folder: Path) -> list[FoundFile]:
    return list(PhotoFolder(folder))


def only_error(folder: Path, max_bytes: int = MAX_BYTES) -> Exception:
    """Of the only photo in the folder: of its archive, or of reading it."""
    (found,) = found_in(folder)
    if found.error is not None:
        return found.error
    assert found.member is not None
    with pytest.raises((ArchiveError, PhotoTooLargeError)) as caught:
        found.member.read(max_bytes)
    return caught.value


def test_an_archive_is_a_folder(tmp_path: Path) -> None:
    put_zip(tmp_path / "b.zip", ("z.jpg", PLAIN), ("inner/a.PNG", b"x"), ("inner/notes.txt", b"x"), ("inner/", b""))
    for name in ("a.jpg", "c.jpg"):
        (tmp_path / name).write_bytes(PLAIN)
    found = found_in(tmp_path)
    assert [file.name for file in found] == ["a.jpg", "b.zip/inner/a.PNG", "b.zip/z.jpg", "c.jpg"]
    assert found[2].member is not None
    assert found[2].member.read(MAX_BYTES) == PLAIN
    assert found[2].place == tmp_path / "b.zip/z.jpg"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("../../etc/a.jpg", "a.zip/etc/a.jpg", id="climbs"),
        pytest.param("/etc/a.jpg", "a.zip/etc/a.jpg", id="absolute"),
        pytest.param("rapat\\a.jpg", "a.zip/rapat/a.jpg", id="backslashes"),
        pytest.param("./a.jpg", "a.zip/a.jpg", id="dot"),
    ],
)
def test_no_member_leaves_its_archive_by_its_name(tmp_path: Path, name: str, shown: str) -> None:
    put_zip(tmp_path / "a.zip", (name, PLAIN))
    (found,) = found_in(tmp_path)
    assert found.name == shown
    assert found.place.is_relative_to(tmp_path / "a.zip")


@pytest.mark.parametrize("name", ["__MACOSX/._a.jpg", ".hidden/a.jpg", ".a.jpg", "a.jpg.marked.jpg"])
def test_left_out(tmp_path: Path, name: str) -> None:
    put_zip(tmp_path / "a.zip", (name, b"x"), ("kept.jpg", b"x"))
    assert [file.name for file in found_in(tmp_path)] == ["a.zip/kept.jpg"]


def test_an_archive_in_an_archive_is_not_entered_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.jpg", PLAIN)
    put_zip(tmp_path / "a.zip", ("inner.zip", inner.getvalue()), ("kept.jpg", b"x"))
    with caplog.at_level(logging.WARNING):
        assert [file.name for file in found_in(tmp_path)] == ["a.zip/kept.jpg"]
    assert "a.zip/inner.zip" in caplog.text


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        pytest.param(["a.jpg", "a.jpg"], ["a (2).jpg", "a.jpg"], id="the-same-name"),
        pytest.param(["a.jpg", "../a.jpg", "./a.jpg"], ["a (2).jpg", "a (3).jpg", "a.jpg"], id="one-name-when-cleaned"),
        pytest.param(["a.jpg", "a (2).jpg", "a.jpg"], ["a (2) (2).jpg", "a (2).jpg", "a.jpg"], id="a-given-name"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_all_there_by_names_of_their_own(
    tmp_path: Path, inside: list[str], told: list[str]
) -> None:
    put_zip(tmp_path / "a.zip", *[(name, str(number).encode()) for number, name in enumerate(inside)])
    members = [file.member for file in found_in(tmp_path) if file.member is not None]
    assert sorted(member.name for member in members) == told
    assert sorted(member.read(MAX_BYTES) for member in members) == [
        str(number).encode() for number in range(len(inside))
    ]


class TestBroken:
    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"no archive at all" * 100, id="another kind"),
            pytest.param(b"PK\x05\x06", id="cut in its end"),
            pytest.param(b"PK\x05\x06" + b"\xff" * 18, id="end of nonsense"),
        ],
    )
    def test_the_archive(self, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "a.zip").write_bytes(data)
        (found,) = found_in(tmp_path)
        assert found.name == "a.zip"
        assert isinstance(found.error, ArchiveError)

    def test_a_member(self, tmp_path: Path) -> None:
        path = put_zip(tmp_path / "a.zip", ("a.jpg", os.urandom(5000)), compression=zipfile.ZIP_STORED)
        data = bytearray(path.read_bytes())
        data[1000] ^= 0xFF
        path.write_bytes(data)
        assert "CRC" in str(only_error(tmp_path))

    def test_an_encrypted_member(self, tmp_path: Path) -> None:
        path = put_zip(tmp_path / "a.zip", ("a.jpg", PLAIN))
        data = bytearray(path.read_bytes())
        data[6] |= 1
        data[data.rindex(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(data)
        assert "encrypted" in str(only_error(tmp_path))

    @pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_another_compression(self, tmp_path: Path, method: int) -> None:
        put_zip(tmp_path / "a.zip", ("a.jpg", PLAIN), compression=method)
        assert "method" in str(only_error(tmp_path))


class TestBombs:
    def test_a_member_over_the_limit(self, tmp_path: Path) -> None:
        put_zip(tmp_path / "a.zip", ("a.jpg", b"x" * (MAX_BYTES + 1)))
        assert isinstance(only_error(tmp_path), PhotoTooLargeError)

    def test_a_member_that_shrank_beyond_belief(self, tmp_path: Path) -> None:
        put_zip(tmp_path / "a.zip", ("a.jpg", bytes(20_000_000)))
        assert "beyond belief" in str(only_error(tmp_path, max_bytes=100_000_000))

    def test_a_member_that_inflates_to_more_than_it_claims(self, tmp_path: Path) -> None:
        path = put_zip(tmp_path / "a.zip", ("a.jpg", bytes(50_000_000)))
        data = bytearray(path.read_bytes())
        directory = data.rindex(b"PK\x01\x02")
        struct.pack_into("<L", data, directory + 24, 1000)
        struct.pack_into("<L", data, 22, 1000)
        path.write_bytes(data)
        assert isinstance(only_error(tmp_path), ArchiveError)

    def test_members_that_share_their_bytes(self, tmp_path: Path) -> None:
        path = put_zip(tmp_path / "a.zip", ("a.jpg", os.urandom(10_000)), compression=zipfile.ZIP_STORED)
        data = path.read_bytes()
        start, end = data.rindex(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
        entries = data[start:end] * 10
        closing = bytearray(data[end:])
        struct.pack_into("<HHL", closing, 8, 10, 10, len(entries))
        path.write_bytes(data[:start] + entries + closing)
        assert "overlap" in str(only_error(tmp_path))

    @pytest.mark.parametrize(
        "limits",
        [
            pytest.param(ArchiveLimits(members=2), id="members"),
            pytest.param(ArchiveLimits(directory_bytes=100), id="directory"),
        ],
    )
    def test_too_many_members(self, tmp_path: Path, limits: ArchiveLimits) -> None:
        path = put_zip(tmp_path / "a.zip", *((f"{number}.jpg", b"x") for number in range(3)))
        with pytest.raises(ArchiveError, match="too many"):
            Archive(path, limits)
        assert len(list(Archive(path).members())) == 3
