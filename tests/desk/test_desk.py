from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from komando.desk.desk import Desk, default_folder
from komando.desk.retention import clean_up
from komando.errors import DataFolderError, OtherDatabaseError
from tests.desk.builders import make_batch, put_photo


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        pytest.param("linux", {"XDG_DATA_HOME": "/srv/data"}, "/srv/data/komando", id="linux-told"),
        pytest.param("linux", {"HOME": "/home/budi"}, "/home/budi/.local/share/komando", id="linux"),
        pytest.param(
            "linux", {"HOME": "/home/budi", "XDG_DATA_HOME": ""}, "/home/budi/.local/share/komando", id="empty"
        ),
        pytest.param("darwin", {"HOME": "/Users/budi"}, "/Users/budi/Library/Application Support/komando", id="mac"),
        pytest.param("win32", {"LOCALAPPDATA": "/C/Local"}, "/C/Local/komando", id="windows"),
    ],
)
def test_where_data_lie(monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], folder: str) -> None:
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert default_folder() == Path(folder)


def test_a_desk_can_be_opened_again(tmp_path: Path) -> None:
    for _ in range(2):
        Desk.open(tmp_path / "data").close()
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["desk.sqlite3", "pictures"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a desk with one open batch and its photo."""
    folder = tmp_path / "data"
    desk = Desk.open(folder)
    put_photo(desk, make_batch(desk))
    desk.close()
    return folder


def photos_in(data: Path) -> int:
    return len(list((data / "pictures").rglob("*.original")))


class TestWhosePicturesTheyAre:
    def test_another_database_does_not_get_at_them(self, data: Path, tmp_path: Path) -> None:
        with pytest.raises(OtherDatabaseError, match="another database") as caught:
            Desk.open(data, f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
        assert "KOMANDO_DATABASE_URL" in caught.value.hint
        desk = Desk.open(data)
        clean_up(desk)
        desk.close()
        assert photos_in(data) == 1

    @pytest.mark.parametrize("is_own", [True, False], ids=["own", "another"])
    def test_pictures_of_an_earlier_version_say_nothing(self, data: Path, tmp_path: Path, is_own: bool) -> None:
        (data / "pictures" / "database").unlink()
        if is_own:
            Desk.open(data).close()
        with pytest.raises(OtherDatabaseError):
            Desk.open(data, f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
        assert photos_in(data) == 1

    def test_a_database_without_that_name_that_has_their_batches_is_theirs(self, data: Path, tmp_path: Path) -> None:
        owner = data / "pictures" / "database"
        name = owner.read_text()
        owner.write_text("0" * 32)
        Desk.open(data).close()
        assert owner.read_text() == name
        assert photos_in(data) == 1
        with pytest.raises(OtherDatabaseError):
            Desk.open(data, f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")

    def test_who_gives_them_up_may_begin_anew(self, data: Path, tmp_path: Path) -> None:
        shutil.rmtree(data / "pictures")
        Desk.open(data, f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}").close()
        with pytest.raises(OtherDatabaseError):
            Desk.open(data)

    def test_a_name_that_cannot_be_read_is_told(self, data: Path) -> None:
        owner = data / "pictures" / "database"
        owner.unlink()
        owner.mkdir()
        with pytest.raises(DataFolderError, match="cannot be read"):
            Desk.open(data)
