"""The background work, with a checker that says what the test wants; the real one is behind tests/web."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from komando.checker import CheckedPhoto, Checker
from komando.desk import runner as runner_module
from komando.desk.batches import Batch, end_batch
from komando.desk.bells import Bells
from komando.desk.checks import begin_check
from komando.desk.desk import Desk
from komando.desk.jobs import CheckJob, PreviewJob
from komando.desk.lock import only_service
from komando.desk.names import BatchState, Outcome, PhotoState
from komando.desk.retention import sweep, wipe
from komando.desk.runner import Means, NotReadyError, Runner
from komando.desk.storage import PictureStore
from komando.errors import DataFolderError, PhotoWorkerDiedError
from komando.photo.limits import DEFAULT_LIMITS
from komando.policy.verdict import Verdict
from komando.record import ModelStamps
from tests.desk.builders import MovableClock, batch_now, make_batch, photo_now, put_photo
from tests.report.builders import HandSpec, make_checked, make_unreadable
from tests.scan.pictures import PLAIN

WAIT_SECONDS = 180
MODELS = ModelStamps(palm="2" * 64, landmarks="3" * 64, gestures="4" * 64)
Job = Callable[[Any], Any]


class StubChecker:
    """Finds a hand in every photo but those whose bytes are no picture."""

    def inspect(self, data: bytes, name: str, _: object) -> CheckedPhoto:
        return make_checked((HandSpec((200, 200), 80),), name=name) if data == PLAIN else make_unreadable(name)


async def run_here(job: Job) -> Any:
    return await asyncio.to_thread(job, StubChecker())


def means(run: Callable[[Job], Awaitable[Any]] = run_here, lanes: int = 1) -> Means:
    return Means(run, lambda _: None, lambda: MODELS, DEFAULT_LIMITS, lanes)


def work_until(desk: Desk, is_done: Callable[[], bool], wanted: Means) -> None:
    """Run the desk until something holds."""

    async def scenario() -> None:
        runner = Runner(desk, Bells(), wanted)
        await runner.open()
        async with asyncio.timeout(WAIT_SECONDS):
            while not is_done():
                await asyncio.sleep(0.01)
        await runner.close()

    asyncio.run(scenario())


def is_checked(desk: Desk, *photo_ids: str) -> Callable[[], bool]:
    return lambda: all(photo_now(desk, photo_id).state == PhotoState.CHECKED for photo_id in photo_ids)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "_RETRY_SECONDS", 0.01)


def test_what_waits_is_checked(desk: Desk) -> None:
    batch = make_batch(desk)
    good, bad = put_photo(desk, batch, "good.jpg", PLAIN), put_photo(desk, batch, "bad.jpg", b"no picture")
    work_until(desk, is_checked(desk, good.id, bad.id), means(lanes=2))
    found, unreadable = photo_now(desk, good.id), photo_now(desk, bad.id)
    assert (found.verdict, found.has_preview, found.has_marked) == (Verdict.HOLD, True, True)
    assert len(found.traces.hands) == 1
    assert (unreadable.verdict, unreadable.has_preview) == (Verdict.UNREADABLE, False)
    names = [path.name.partition(".")[2] for path in desk.pictures.files(batch.id) if path.name.startswith(good.id)]
    assert names == ["display.jpg", "marked-faces.jpg", "marked.jpg", "original", "thumbnail.jpg"]


def test_what_a_crash_left_half_checked_is_checked_again(desk: Desk) -> None:
    batch = make_batch(desk)
    photo = put_photo(desk, batch, data=PLAIN)
    with desk.database.write() as connection:
        begin_check(connection, photo.id, batch.id)
    work_until(desk, is_checked(desk, photo.id), means())
    assert photo_now(desk, photo.id).verdict == Verdict.HOLD


@pytest.mark.parametrize(
    ("error", "attempts", "code"),
    [
        pytest.param(PhotoWorkerDiedError("It died."), 1, "photo-worker-died", id="its-worker-died"),
        pytest.param(RuntimeError("a bug"), 2, "check-failed", id="a-bug"),
        pytest.param(LookupError("gone"), 1, "policy-gone", id="its-policy-is-gone"),
    ],
)
def test_what_cannot_be_checked_is_never_a_pass(desk: Desk, error: Exception, attempts: int, code: str) -> None:
    photo = put_photo(desk, make_batch(desk), "a.jpg", PLAIN)

    async def fails(job: Job) -> Any:
        if isinstance(job, CheckJob):
            raise error
        return await run_here(job)

    work_until(desk, is_checked(desk, photo.id), means(fails))
    found = photo_now(desk, photo.id)
    assert (found.verdict, found.outcome, found.attempts) == (Verdict.UNREADABLE, Outcome.UNREADABLE, attempts)
    record = found.require_record()
    assert record.error is not None
    assert (record.error.code, record.path, record.models) == (code, "a.jpg", MODELS)
    assert found.summary is not None


def test_a_photo_that_kills_the_whole_process_is_not_tried_for_ever(desk: Desk) -> None:
    batch = make_batch(desk)
    photo = put_photo(desk, batch, data=PLAIN)
    with desk.database.write() as connection:
        for _ in range(2):  # two processes ended in the middle of it
            begin_check(connection, photo.id, batch.id)
    work_until(desk, is_checked(desk, photo.id), means())
    assert photo_now(desk, photo.id).verdict == Verdict.UNREADABLE


@pytest.mark.parametrize(
    ("failures", "verdict"),
    [
        pytest.param(1, Verdict.HOLD, id="once"),
        pytest.param(1000, Verdict.UNREADABLE, id="always"),
    ],
)
def test_a_disk_that_is_full(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failures: int, verdict: Verdict
) -> None:
    photo = put_photo(desk, make_batch(desk), "rahasia.jpg", PLAIN)
    left = iter(range(failures))
    write = PictureStore.write

    def write_if_there_is_space(*arguments: Any) -> None:
        if next(left, None) is not None:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(*arguments)

    monkeypatch.setattr(PictureStore, "write", write_if_there_is_space)
    work_until(desk, is_checked(desk, photo.id), means())
    assert photo_now(desk, photo.id).verdict == verdict
    assert "rahasia" not in caplog.text


def test_a_sweep_that_fails_is_made_up_for(desk: Desk, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "_SWEEP_SECONDS", 0.01)
    batch = make_batch(desk, hours=1)
    calls: list[str] = []

    def fails_once(of: Desk) -> list[str]:
        calls.append("sweep")
        if len(calls) == 2:
            raise RuntimeError("the database is away")
        clock.now = batch.expires_at
        return sweep(of)

    monkeypatch.setattr(runner_module, "sweep", fails_once)
    work_until(desk, lambda: len(calls) > 2, means())
    assert batch_now(desk, batch.id).state == BatchState.EXPIRED


def test_while_no_checker_is_there_photos_wait(desk: Desk) -> None:
    photo = put_photo(desk, make_batch(desk), data=PLAIN)
    refusals = iter(range(4))

    async def opens_late(job: Job) -> Any:
        if next(refusals, None) is not None:
            raise NotReadyError
        return await run_here(job)

    work_until(desk, is_checked(desk, photo.id), means(opens_late))
    assert (photo_now(desk, photo.id).verdict, photo_now(desk, photo.id).attempts) == (Verdict.HOLD, 1)


def test_a_preview_that_fails_does_not_keep_the_check_from_coming(desk: Desk) -> None:
    photo = put_photo(desk, make_batch(desk), data=PLAIN)

    async def no_previews(job: Job) -> Any:
        if isinstance(job, PreviewJob):
            raise PhotoWorkerDiedError("It died.")
        return await run_here(job)

    work_until(desk, is_checked(desk, photo.id), means(no_previews))
    assert photo_now(desk, photo.id).has_preview


def test_a_batch_that_ends_in_the_middle_of_a_check_stays_wiped(desk: Desk) -> None:
    batch = make_batch(desk)
    photo = put_photo(desk, batch, data=PLAIN)

    async def ends_the_batch(job: Job) -> Any:
        answer = await run_here(job)
        if isinstance(job, CheckJob):
            with desk.database.write() as connection:
                end_batch(connection, batch.id, BatchState.DISCARDED, "sari", desk.clock())
            wipe(desk, batch.id)
        return answer

    work_until(desk, lambda: batch_now(desk, batch.id).wiped_at is not None, means(ends_the_batch))
    assert desk.pictures.batches() == []
    assert (photo_now(desk, photo.id).record, photo_now(desk, photo.id).traces.hands) == (None, ())


def test_expired_batches_are_swept_at_the_start(desk: Desk, clock: MovableClock) -> None:
    batch = make_batch(desk, hours=1)
    photo = put_photo(desk, batch, data=PLAIN)
    clock.move(hours=2)
    work_until(desk, lambda: True, means())
    assert batch_now(desk, batch.id).state == BatchState.EXPIRED
    assert desk.pictures.batches() == []
    assert photo_now(desk, photo.id).state == PhotoState.WAITING


def test_batches_expire_while_the_desk_is_open(
    desk: Desk, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "_SWEEP_SECONDS", 0.01)
    batch = make_batch(desk, hours=1)

    def time_passes() -> bool:
        clock.now = batch.expires_at
        return batch_now(desk, batch.id).wiped_at is not None

    work_until(desk, time_passes, means())
    assert batch_now(desk, batch.id).state == BatchState.EXPIRED


def test_who_follows_a_batch_hears_of_changes(desk: Desk) -> None:
    async def scenario(batch: Batch) -> None:
        bells = Bells()
        runner = Runner(desk, bells, means())
        await runner.open()
        with bells.listen(batch.id) as changed:
            runner.add(put_photo(desk, batch, data=PLAIN))
            await asyncio.wait_for(changed.wait(), WAIT_SECONDS)
            assert bells.listeners == 1
            changed.clear()
            bells.close()
            assert changed.is_set()
        assert bells.listeners == 0
        await runner.close()

    asyncio.run(scenario(make_batch(desk)))


def test_the_stub_is_asked_as_a_checker_is(tmp_path: Path) -> None:
    """The same job on the real checker: the stub hides no change of its interface."""
    path = tmp_path / "a.jpg"
    path.write_bytes(PLAIN)
    with Checker.open() as checker:
        checked = CheckJob(path, "a.jpg", None, wants_preview=True)(checker)
        preview = PreviewJob(path, DEFAULT_LIMITS)(checker)
    assert checked.record.verdict == Verdict.PASS
    assert checked.preview == preview
    assert preview is not None
    assert preview.size_wh == (160, 120)


def test_one_service_a_folder(tmp_path: Path) -> None:
    with only_service(tmp_path), pytest.raises(DataFolderError, match="Another"), only_service(tmp_path):
        pass
    with only_service(tmp_path):
        pass
