from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from komando.desk.batches import end_batch
from komando.desk.desk import Desk
from komando.desk.names import BatchState
from komando.desk.retention import clean_up, sweep, wipe
from komando.desk.storage import Picture, PictureStore
from komando.errors import DataFolderError
from komando.policy.verdict import Verdict
from tests.desk.builders import MovableClock, batch_now, make_batch, photo_now, put_checked, put_photo


def end(desk: Desk, batch_id: str, state: BatchState = BatchState.CLOSED) -> None:
    with desk.database.write() as connection:
        end_batch(connection, batch_id, state, "sari", desk.clock())


def test_a_batch_expires_when_its_time_is_over(desk: Desk, clock: MovableClock) -> None:
    batch, later = make_batch(desk, hours=24), make_batch(desk, hours=25)
    photo = put_checked(desk, batch, Verdict.HOLD)
    clock.move(hours=23, minutes=59)
    assert sweep(desk) == []
    assert desk.pictures.files(batch.id)
    clock.move(minutes=1)
    assert sweep(desk) == [batch.id]
    assert desk.pictures.batches() == [later.id]
    now = batch_now(desk, batch.id)
    assert (now.state, now.closed_by, now.wiped_at) == (BatchState.EXPIRED, None, clock.now)
    assert sweep(desk) == []
    left = photo_now(desk, photo.id)
    assert left.sha256 == photo.sha256
    assert left.require_record() == photo.record
    assert (left.traces.hands, left.has_preview, left.has_marked) == ((), False, False)


def test_a_closed_batch_is_wiped(desk: Desk) -> None:
    batch = make_batch(desk)
    put_checked(desk, batch, Verdict.PASS)
    end(desk, batch.id)
    wipe(desk, batch.id)
    assert desk.pictures.batches() == []
    assert batch_now(desk, batch.id).wiped_at is not None


def test_an_expired_batch_is_wiped_when_its_download_has_ended(desk: Desk, clock: MovableClock) -> None:
    batch = make_batch(desk, hours=1)
    put_checked(desk, batch, Verdict.PASS)
    loan = desk.loans.lend(batch.id)
    clock.move(hours=2)
    sweep(desk)
    assert batch_now(desk, batch.id).state == BatchState.EXPIRED
    assert desk.pictures.files(batch.id)
    loan.end()
    assert sweep(desk) == [batch.id]
    assert desk.pictures.batches() == []


@pytest.mark.parametrize(
    ("keep", "state", "stays"),
    [
        pytest.param(True, BatchState.CLOSED, True, id="kept-and-closed"),
        pytest.param(True, BatchState.EXPIRED, True, id="kept-and-expired"),
        pytest.param(True, BatchState.DISCARDED, False, id="kept-but-discarded"),
        pytest.param(False, BatchState.CLOSED, False, id="closed"),
    ],
)
def test_pictures_stay_only_where_an_admin_said_so(desk: Desk, keep: bool, state: BatchState, stays: bool) -> None:
    batch = make_batch(desk, keep_pictures=keep)
    put_checked(desk, batch, Verdict.HOLD)
    end(desk, batch.id, state)
    sweep(desk)
    assert bool(desk.pictures.files(batch.id)) == stays
    assert (batch_now(desk, batch.id).wiped_at is None) == stays


def test_a_wipe_that_was_cut_off_is_finished(desk: Desk) -> None:
    batch = make_batch(desk)
    photo = put_checked(desk, batch, Verdict.HOLD)
    end(desk, batch.id)
    desk.pictures.path(batch.id, photo.id, Picture.ORIGINAL).unlink()
    assert sweep(desk) == [batch.id]
    assert desk.pictures.batches() == []


def test_what_cannot_be_removed_is_tried_again(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    batch = make_batch(sqlite_desk)
    put_checked(sqlite_desk, batch, Verdict.HOLD, "rahasia.jpg")
    end(sqlite_desk, batch.id)

    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr("komando.desk.storage.shutil.rmtree", fails)
        sweep(sqlite_desk)
    assert batch_now(sqlite_desk, batch.id).wiped_at is None
    assert "cannot be removed yet" in caplog.text
    assert "rahasia" not in caplog.text
    sweep(sqlite_desk)
    assert batch_now(sqlite_desk, batch.id).wiped_at is not None


def test_clean_up_removes_what_a_crash_left_and_nothing_else(desk: Desk) -> None:
    batch, ended = make_batch(desk), make_batch(desk)
    photo = put_checked(desk, batch, Verdict.HOLD)
    put_photo(desk, ended)
    end(desk, ended.id)
    wipe(desk, ended.id)
    before = desk.pictures.files(batch.id)
    desk.pictures.make_batch(ended.id)
    desk.pictures.make_batch("e" * 32)
    for path in (
        desk.pictures.path(batch.id, "f" * 32, Picture.ORIGINAL),  # stored, but its row was never written
        desk.pictures.path(batch.id, photo.id, Picture.ORIGINAL).with_suffix(".part"),  # received by half
        desk.pictures.path("e" * 32, photo.id, Picture.ORIGINAL),  # of no batch
        desk.pictures.path(ended.id, photo.id, Picture.DISPLAY),  # of a batch that was wiped
    ):
        path.write_bytes(b"left over")
    clean_up(desk)
    assert desk.pictures.files(batch.id) == before
    assert desk.pictures.batches() == [batch.id]


@pytest.mark.parametrize(
    "stray",
    [
        pytest.param(".DS_Store", id="file-of-a-file-manager"),
        pytest.param("e" * 32, id="file-named-as-a-batch"),
        pytest.param("lost+found/a.jpg", id="folder-of-a-disk"),
        pytest.param("E" * 32 + "/a.jpg", id="folder-not-of-our-form"),
    ],
)
def test_clean_up_leaves_what_is_not_ours(sqlite_desk: Desk, tmp_path: Path, stray: str) -> None:
    path = tmp_path / "data" / "pictures" / stray
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"not ours")
    clean_up(sqlite_desk)
    assert path.read_bytes() == b"not ours"
    assert sqlite_desk.pictures.batches() == []


def test_clean_up_passes_over_a_folder_within_a_batch(sqlite_desk: Desk, tmp_path: Path) -> None:
    batch = make_batch(sqlite_desk)
    (tmp_path / "data" / "pictures" / batch.id / "@eaDir").mkdir()
    clean_up(sqlite_desk)
    assert sqlite_desk.pictures.batches() == [batch.id]


def test_clean_up_goes_on_where_something_cannot_be_removed(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    sqlite_desk.pictures.make_batch("e" * 32)
    monkeypatch.setattr("komando.desk.storage.shutil.rmtree", fails)
    with caplog.at_level(logging.ERROR):
        clean_up(sqlite_desk)
    assert "cannot be removed yet" in caplog.text


class TestPictureStore:
    def test_folders_and_files_are_private(self, sqlite_desk: Desk, tmp_path: Path) -> None:
        put_checked(sqlite_desk, make_batch(sqlite_desk), Verdict.HOLD)
        root = tmp_path / "data" / "pictures"
        paths = [root, *root.rglob("*")]
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()} == {0o700}
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o600}

    def test_no_name_of_a_photo_is_a_name_of_a_file(self, sqlite_desk: Desk, tmp_path: Path) -> None:
        put_checked(sqlite_desk, make_batch(sqlite_desk, "Rapat"), Verdict.HOLD, "bupati.jpg")
        names = " ".join(path.name for path in (tmp_path / "data" / "pictures").rglob("*"))
        assert "bupati" not in names
        assert "Rapat" not in names

    def test_an_upload_that_breaks_off_leaves_nothing(self, tmp_path: Path) -> None:
        store = PictureStore.open(tmp_path)
        store.make_batch("b")

        def break_off() -> None:
            with store.receive("b", "p") as file:
                file.write(b"half")
                raise ConnectionError

        with pytest.raises(ConnectionError):
            break_off()
        assert store.files("b") == []

    def test_a_file_has_its_name_only_when_it_is_whole(self, tmp_path: Path) -> None:
        store = PictureStore.open(tmp_path)
        store.make_batch("b")
        with store.receive("b", "p") as file:
            file.write(b"all of it")
            assert not store.path("b", "p", Picture.ORIGINAL).exists()
        assert store.path("b", "p", Picture.ORIGINAL).read_bytes() == b"all of it"

    def test_forgetting_one_photo(self, sqlite_desk: Desk) -> None:
        batch = make_batch(sqlite_desk)
        gone, stays = (put_checked(sqlite_desk, batch, Verdict.PASS, name) for name in ("a", "b"))
        sqlite_desk.pictures.forget(batch.id, gone.id)
        assert {path.name.partition(".")[0] for path in sqlite_desk.pictures.files(batch.id)} == {stays.id}

    def test_wiping_twice_is_fine(self, tmp_path: Path) -> None:
        store = PictureStore.open(tmp_path)
        store.make_batch("b")
        store.wipe("b")
        store.wipe("b")
        assert store.batches() == []

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(DataFolderError):
            PictureStore.open(tmp_path / "file" / "below")
