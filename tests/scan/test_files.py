from __future__ import annotations

import inspect
import logging
import os
import sys
from pathlib import Path

import pytest

from komando.errors import NoPhotosError, PathNotFoundError, UsageError
from komando.scan.files import PhotoFolder, photos_at

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def names_in(folder: Path) -> list[str]:
    return [file.name for file in PhotoFolder(folder)]


def test_names_are_relative_posix_and_sorted(tmp_path: Path) -> None:
    put(tmp_path, "b.jpg", "a.jpg", "event/z.PNG", "event/day 2/a.heic", "c.jpeg")
    assert names_in(tmp_path) == ["a.jpg", "b.jpg", "c.jpeg", "event/day 2/a.heic", "event/z.PNG"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(".hidden.jpg", id="hidden file"),
        pytest.param(".cache/a.jpg", id="hidden folder"),
        pytest.param("notes.txt", id="no photo"),
        pytest.param("jpg", id="no suffix"),
        pytest.param("a.jpg.marked.jpg", id="written by us"),
        pytest.param("folder.jpg/notes.txt", id="folder with the name of a photo"),
    ],
)
def test_left_out(tmp_path: Path, name: str) -> None:
    put(tmp_path, "kept.jpg", name)
    assert names_in(tmp_path) == ["kept.jpg"]


def test_marked_pictures_are_not_left_out_in_silence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(tmp_path, "a.jpg", "a.jpg.marked.jpg")
    with caplog.at_level(logging.WARNING):
        list(PhotoFolder(tmp_path))
    assert "a.jpg.marked.jpg" in caplog.text


@needs_links
def test_links(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = tmp_path / "root"
    put(tmp_path, "outside/secret.jpg")
    put(root, "a.jpg", ".store/object.jpg", "sub/b.jpg")
    (root / "stored.jpg").symlink_to(root / ".store/object.jpg")
    (root / "leaves.jpg").symlink_to(tmp_path / "outside/secret.jpg")
    (root / "leaving_folder").symlink_to(tmp_path / "outside", target_is_directory=True)
    (root / "sub/loop").symlink_to(root, target_is_directory=True)
    (root / "self.jpg").symlink_to(root / "self.jpg")
    (root / "dangling.jpg").symlink_to(root / "gone.jpg")
    with caplog.at_level(logging.WARNING):
        found = names_in(root)
    assert [name for name in found if name != "self.jpg"] == ["a.jpg", "dangling.jpg", "stored.jpg", "sub/b.jpg"]
    for told in ("leads out of the folder: ", "a linked folder: "):
        assert told in caplog.text
    for name in ("leaves.jpg", "leaving_folder", "sub/loop"):
        assert str(root / name) in caplog.text
    assert "self.jpg" in found or "leads to itself" in caplog.text  # Python from 3.13 on sees no loop there


def test_what_is_hidden_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(tmp_path, "a.jpg", ".b.jpg", "sub/.c.jpg", "sub/d.jpg", ".git/e.jpg")
    with caplog.at_level(logging.WARNING):
        assert names_in(tmp_path) == ["a.jpg", "sub/d.jpg"]
    assert caplog.messages == [f"Skipped, hidden files and folders: 3, such as {tmp_path / '.b.jpg'}"]


def test_folders_may_lie_deeper_than_functions(tmp_path: Path) -> None:
    put(tmp_path, "d/" * 300 + "a.jpg")
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 200)
    try:
        (found,) = PhotoFolder(tmp_path)
    finally:
        sys.setrecursionlimit(before)
    assert found.name == "d/" * 300 + "a.jpg"


@needs_links
def test_a_link_to_where_one_may_not_look_is_a_photo(tmp_path: Path) -> None:
    """Here to a name that the system refuses; its record will say that it cannot be read."""
    (tmp_path / "a.jpg").symlink_to(tmp_path / ("a" * 300))
    assert names_in(tmp_path) == ["a.jpg"]
    assert [file.name for file in photos_at(tmp_path, tmp_path / "a.jpg")] == ["a.jpg"]


@needs_links
def test_a_pipe_is_no_photo(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    assert names_in(tmp_path) == ["a.jpg"]


def test_a_folder_that_cannot_be_opened_is_a_file_with_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.jpg", "locked/b.jpg")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    first, second = PhotoFolder(tmp_path)
    assert (first.name, first.error) == ("a.jpg", None)
    assert second.name == "locked/"
    assert second.error is not None
    assert second.error.code == "photo-not-accessible"


def test_no_photos(tmp_path: Path) -> None:
    put(tmp_path, "notes.txt")
    with pytest.raises(NoPhotosError):
        PhotoFolder(tmp_path)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(PathNotFoundError):
        PhotoFolder(tmp_path / "gone")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg")
    with pytest.raises(UsageError, match="komando check"):
        PhotoFolder(tmp_path / "a.jpg")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("rapat besar & \"foto\" 'a'.jpg", id="spaces and quotes"),
        pytest.param("baris\nbaru.jpg", id="newline"),
        pytest.param("\u0633\u0644\u0627\u0645 \u4f60\u597d \U0001f64f.jpg", id="scripts"),
        pytest.param("a" * 251 + ".jpg", id="255 bytes"),
        pytest.param("\x1b[31m.jpg", id="escape sequence"),
        pytest.param("-rf.jpg", id="looks like an option"),
    ],
)
@needs_links
def test_odd_names(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"a/{name}")
    (found,) = PhotoFolder(tmp_path)
    assert found.name == f"a/{name}"
    assert found.path.read_bytes() == b"x"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"rapat\xe9.jpg")).write_bytes(b"x")
    (found,) = PhotoFolder(tmp_path)
    assert found.name == r"rapat\udce9.jpg"
    assert found.path.read_bytes() == b"x"


def test_the_walk_can_be_repeated_and_counted(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "b/c.jpg")
    folder = PhotoFolder(tmp_path)
    assert len(folder) == 2
    put(tmp_path, "d.jpg")
    assert [file.name for file in folder] == ["a.jpg", "b/c.jpg", "d.jpg"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("event/a.jpg", ["event/a.jpg"], id="photo"),
        pytest.param("event/notes.txt", [], id="no photo"),
        pytest.param(".cache/a.jpg", [], id="hidden folder"),
        pytest.param("event/.a.jpg", [], id="hidden file"),
        pytest.param("event/a.jpg.marked.jpg", [], id="written by us"),
    ],
)
def test_one_path_at_a_time(tmp_path: Path, name: str, found: list[str]) -> None:
    put(tmp_path, name)
    assert [file.name for file in photos_at(tmp_path, tmp_path / name)] == found


@needs_links
@pytest.mark.parametrize("name", ["link/a.jpg", "link/inner/a.jpg", "event/link/a.jpg", "link/a.zip"])
def test_linked_folders_are_not_entered_at_one_path_either(tmp_path: Path, name: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    link = root / name[: name.index("link") + len("link")]
    outside.mkdir()
    link.parent.mkdir(parents=True)
    link.symlink_to(outside, target_is_directory=True)
    put(root, name)
    assert list(photos_at(root, root / name)) == []
    link.unlink()
    put(root, "event/plain/a.jpg")
    assert len(list(photos_at(root, root / "event/plain/a.jpg"))) == 1


@needs_links
def test_the_folder_itself_may_be_linked(tmp_path: Path) -> None:
    put(tmp_path, "there/event/a.jpg")
    (tmp_path / "link").symlink_to(tmp_path / "there", target_is_directory=True)
    assert len(list(photos_at(tmp_path / "link", tmp_path / "link/event/a.jpg"))) == 1
