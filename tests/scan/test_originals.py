from __future__ import annotations

from pathlib import Path

import pytest

from komando.errors import PathNotFoundError
from komando.photo.limits import DEFAULT_LIMITS, PhotoLimits
from komando.photo.read import sha256_hex
from komando.record import PhotoRecord
from komando.scan.originals import Originals
from tests.report.builders import make_record
from tests.scan.pictures import picture
from tests.scan.test_archive import put_zip

_PHOTO = picture("JPEG", 64, 48)


def record_named(name: str, sha256: str | None = sha256_hex(_PHOTO)) -> PhotoRecord:
    return make_record(name=name).model_copy(update={"sha256": sha256})


@pytest.mark.parametrize(
    ("placed", "name", "found"),
    [
        pytest.param("acara/a.jpg", "acara/a.jpg", True, id="where-it-was"),
        pytest.param("elsewhere/b.JPG", "acara/a.jpg", True, id="moved-and-renamed"),
        pytest.param("a.txt", "acara/a.jpg", False, id="no-photo-by-its-name"),
        pytest.param("a.jpg", "../outside.jpg", True, id="climbing-name"),
        pytest.param("a.jpg", "a\x00.jpg", True, id="null-in-the-name"),
    ],
)
def test_found_by_its_bytes(tmp_path: Path, placed: str, name: str, found: bool) -> None:
    (tmp_path / placed).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / placed).write_bytes(_PHOTO)
    photo = Originals(tmp_path, DEFAULT_LIMITS).find(record_named(name))
    assert (photo is not None) is found
    if photo is not None:
        assert (photo.width, photo.height) == (64, 48)


@pytest.mark.parametrize(
    ("placed", "name", "found"),
    [
        pytest.param("arsip.zip", "arsip.zip/acara/a.jpg", True, id="where-it-was"),
        pytest.param("elsewhere/b.ZIP", "arsip.zip/acara/a.jpg", True, id="in-an-archive-that-was-moved"),
        pytest.param("arsip.zip", "acara/a.jpg", True, id="unpacked-when-it-was-checked"),
        pytest.param("arsip.txt", "arsip.zip/acara/a.jpg", False, id="no-archive-by-its-name"),
    ],
)
def test_found_in_archives(tmp_path: Path, placed: str, name: str, found: bool) -> None:
    (tmp_path / placed).parent.mkdir(parents=True, exist_ok=True)
    members = [("acara/a.jpg", b"a twin with other bytes"), ("../acara/a.jpg", _PHOTO), ("b.jpg", b"x")]
    put_zip(tmp_path / placed, *members)
    (tmp_path / "broken.zip").write_bytes(b"no archive")
    photo = Originals(tmp_path, DEFAULT_LIMITS).find(record_named(name))
    assert (photo is not None) is found


def test_a_photo_of_an_archive_that_was_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(_PHOTO)
    assert Originals(tmp_path, DEFAULT_LIMITS).find(record_named("arsip.zip/a.jpg")) is not None


@pytest.mark.parametrize(
    ("data", "sha256", "limits"),
    [
        pytest.param(_PHOTO + b"edited", sha256_hex(_PHOTO), DEFAULT_LIMITS, id="other-bytes"),
        pytest.param(b"no photo", sha256_hex(b"no photo"), DEFAULT_LIMITS, id="cannot-be-read"),
        pytest.param(_PHOTO, sha256_hex(_PHOTO), PhotoLimits(max_bytes=10), id="over-the-limit"),
        pytest.param(_PHOTO, None, DEFAULT_LIMITS, id="record-without-a-hash"),
    ],
)
def test_not_found(tmp_path: Path, data: bytes, sha256: str | None, limits: PhotoLimits) -> None:
    (tmp_path / "a.jpg").write_bytes(data)
    assert Originals(tmp_path, limits).find(record_named("a.jpg", sha256)) is None


def test_linked_folders_are_not_entered(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.jpg").write_bytes(_PHOTO)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/link").symlink_to(tmp_path / "outside", target_is_directory=True)
    assert Originals(tmp_path / "photos", DEFAULT_LIMITS).find(record_named("x.jpg")) is None


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(PathNotFoundError):
        Originals(tmp_path / "gone", DEFAULT_LIMITS)
