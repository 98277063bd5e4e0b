from __future__ import annotations

import os
from pathlib import Path

import pytest

from komando.checker import Checker
from komando.errors import OutputError
from komando.record import PhotoRecord
from komando.report.pictures import MakePictures, Pictures
from komando.scan.marked import MarkedFolder
from tests.scan.pictures import picture


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.open()


def pictured(checker: Checker, name: str) -> tuple[PhotoRecord, Pictures]:
    checked = checker.inspect(picture("JPEG", 64, 64), name)
    return checked.record, MakePictures(for_report=False, for_folder=True)(checked)


def folder_of(path: Path, *inputs: Path, keep_folders: bool = True) -> MarkedFolder:
    return MarkedFolder(path, inputs, keep_folders=keep_folders)


def written(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("names", "keep_folders", "pictures"),
    [
        pytest.param(["a.jpg", "a.png"], True, ["a.jpg.marked.jpg", "a.png.marked.jpg"], id="two suffixes"),
        pytest.param(["x/a.jpg", "y/a.jpg"], True, ["x/a.jpg.marked.jpg", "y/a.jpg.marked.jpg"], id="two folders"),
        pytest.param(["x/a.jpg", "y/a.jpg"], False, ["a.jpg.2.marked.jpg", "a.jpg.marked.jpg"], id="side by side"),
        pytest.param(["../../a.jpg"], True, ["a.jpg.marked.jpg"], id="climbing path"),
        pytest.param(["/etc/a.jpg"], True, ["a.jpg.marked.jpg"], id="absolute path"),
        pytest.param(["a" * 250 + ".jpg"], True, ["a" * 196 + ".jpg.marked.jpg"], id="longest name"),
    ],
)
def test_names(tmp_path: Path, checker: Checker, names: list[str], keep_folders: bool, pictures: list[str]) -> None:
    marked = folder_of(tmp_path / "out", keep_folders=keep_folders)
    for name in names:
        marked.add(*pictured(checker, name))
    marked.finish()
    assert written(tmp_path / "out") == pictures
    assert written(tmp_path) == [f"out/{name}" for name in pictures]


def test_an_input_is_never_replaced(tmp_path: Path, checker: Checker) -> None:
    other_input = tmp_path / "a.jpg.marked.jpg"
    other_input.write_bytes(b"an input with such a name")
    folder_of(tmp_path, tmp_path / "a.jpg", other_input).add(*pictured(checker, "a.jpg"))
    assert other_input.read_bytes() == b"an input with such a name"
    assert (tmp_path / "a.jpg.2.marked.jpg").read_bytes().startswith(b"\xff\xd8")


def test_a_picture_of_an_earlier_run_is_replaced(tmp_path: Path, checker: Checker) -> None:
    for _ in range(2):
        folder_of(tmp_path).add(*pictured(checker, "a.jpg"))
    assert written(tmp_path) == ["a.jpg.marked.jpg"]


def test_an_unreadable_photo_has_no_picture(tmp_path: Path, checker: Checker) -> None:
    record = checker.check(b"", "a.jpg")
    folder_of(tmp_path / "out").add(record, Pictures())
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path, checker: Checker) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(OutputError):
        folder_of(tmp_path / "out").add(*pictured(checker, "a.jpg"))


@pytest.mark.parametrize(
    ("names", "pictures"),
    [
        pytest.param(["d" * 260 + "/x.jpg", "z.jpg"], ["z.jpg.marked.jpg"], id="folder name too long"),
        pytest.param(
            ["a.jpg", "a.jpg.marked.jpg/b.jpg", "z.jpg"], ["a.jpg.marked.jpg", "z.jpg.marked.jpg"], id="file and folder"
        ),
    ],
)
def test_a_name_that_cannot_be_had_costs_its_picture_alone(
    tmp_path: Path, checker: Checker, caplog: pytest.LogCaptureFixture, names: list[str], pictures: list[str]
) -> None:
    marked = folder_of(tmp_path / "out")
    for name in names:
        marked.add(*pictured(checker, name))
    assert written(tmp_path / "out") == pictures
    assert [message.split(":")[0] for message in caplog.messages] == ["No marked picture"]


def test_no_half_picture_is_left(tmp_path: Path, checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(self: Path, target: Path) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", no_space)
    with pytest.raises(OutputError):
        folder_of(tmp_path).add(*pictured(checker, "a.jpg"))
    assert written(tmp_path) == []
