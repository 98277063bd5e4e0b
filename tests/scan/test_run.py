from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from komando.photo.limits import DEFAULT_LIMITS
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.report.pictures import MakePictures, Pictures
from komando.scan import run as run_module
from komando.scan.files import FoundFile, PhotoFolder
from komando.scan.journal import Journal
from komando.scan.lines import LineReader
from komando.scan.outcome import Scanned
from komando.scan.run import Scan
from komando.scan.seen import SeenFiles
from komando.settings import Settings
from komando.workers.jobs import CheckFile
from komando.workers.limits import WorkerLimits
from komando.workers.pool import WorkerPool
from tests.scan.pictures import BAD_PHOTOS, PEACE, PLAIN, picture
from tests.scan.test_archive import put_zip
from tests.workers.jobs import Die, Raise, Sleep

LIMITS = WorkerLimits(workers=2, photo_seconds=60, tries=1)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(Settings(), LIMITS) as opened:
        yield opened


Open = Callable[..., Scan[Pictures]]


@pytest.fixture
def open_scan() -> Iterator[Open]:
    with ExitStack() as stack:

        def opened(
            pool: WorkerPool, *, product: MakePictures | None = None, path: Path | None = None
        ) -> Scan[Pictures]:
            reader = LineReader(pool.terms.stamp(), pool.models)
            journal = stack.enter_context(Journal(path, reader, resume=True))
            return Scan(pool, journal, SeenFiles(None), DEFAULT_LIMITS, workers=2, product=product)

        yield opened


def records_of(outcomes: Iterator[Scanned[Pictures]]) -> dict[str, PhotoRecord]:
    return {scanned.record.path: scanned.record for scanned in outcomes}


def put(folder: Path, **photos: bytes) -> None:
    for name, data in photos.items():
        (folder / f"{name}.jpg").write_bytes(data)


def test_one_bad_file_is_a_record_and_the_others_come(open_scan: Open, tmp_path: Path, pool: WorkerPool) -> None:
    put(tmp_path, a=PEACE.read_bytes(), c=PLAIN)
    for bad in BAD_PHOTOS:
        (tmp_path / f"b_{bad.name}").write_bytes(bad.data)
    records = records_of(open_scan(pool).run(PhotoFolder(tmp_path)))
    assert list(records) == ["a.jpg", *sorted(f"b_{bad.name}" for bad in BAD_PHOTOS), "c.jpg"]
    assert records["a.jpg"].verdict == Verdict.HOLD
    assert records["c.jpg"].verdict == Verdict.PASS
    for bad in BAD_PHOTOS:
        error = records[f"b_{bad.name}"].error
        assert error is not None
        assert error.code == bad.code


def test_a_file_that_vanishes_is_a_record(open_scan: Open, tmp_path: Path, pool: WorkerPool) -> None:
    put(tmp_path, a=b"x")
    files = list(PhotoFolder(tmp_path))
    (tmp_path / "a.jpg").unlink()
    (record,) = records_of(open_scan(pool).run(files)).values()
    assert record.error is not None
    assert record.error.code == "photo-not-accessible"


def test_a_folder_that_cannot_be_opened_is_a_record(
    open_scan: Open, tmp_path: Path, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> object:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("os.scandir", refuse)
        files = list(PhotoFolder(tmp_path))
    (record,) = records_of(open_scan(pool).run(files)).values()
    assert (record.path, record.verdict) == ("./", Verdict.UNREADABLE)


def test_the_same_bytes_are_looked_at_once(open_scan: Open, tmp_path: Path, pool: WorkerPool) -> None:
    put(tmp_path, a=PLAIN, b=PLAIN, z=PLAIN, k=picture("JPEG", 64, 64, "red"))
    put_zip(tmp_path / "c.zip", ("a.jpg", PLAIN))
    scan = open_scan(pool)
    records = records_of(scan.run(PhotoFolder(tmp_path)))
    assert scan.looked_at == 2
    assert list(records) == ["a.jpg", "b.jpg", "c.zip/a.jpg", "k.jpg", "z.jpg"]
    alike = {record.model_copy(update={"path": ""}).to_json() for name, record in records.items() if name != "k.jpg"}
    assert len(alike) == 1


def test_photos_in_archives_are_judged_as_files_are(open_scan: Open, tmp_path: Path, pool: WorkerPool) -> None:
    members = [(bad.name, bad.data) for bad in BAD_PHOTOS if bad.data]
    put_zip(tmp_path / "a.zip", ("peace.jpg", PEACE.read_bytes()), *members)
    (tmp_path / "b.zip").write_bytes(b"broken")
    records = records_of(open_scan(pool).run(PhotoFolder(tmp_path)))
    assert records["a.zip/peace.jpg"].verdict == Verdict.HOLD
    codes = {name: record.error.code for name, record in records.items() if record.error is not None}
    assert codes == {
        "b.zip": "archive-not-readable",
        **{f"a.zip/{bad.name}": bad.code for bad in BAD_PHOTOS if bad.data},
    }


@pytest.mark.parametrize(
    ("misbehave", "code"),
    [
        pytest.param(Die(), "photo-worker-died", id="leaves"),
        pytest.param(Die(signal.SIGABRT), "photo-worker-died", id="aborts"),
        pytest.param(Sleep(600), "photo-timeout", id="hangs"),
        pytest.param(Raise(RuntimeError("odd")), "photo-worker-died", id="fails"),
    ],
)
def test_a_photo_that_costs_its_worker_is_a_record(
    open_scan: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, misbehave: MakePictures, code: str
) -> None:
    def check(path: Path, name: str, product: MakePictures | None) -> CheckFile[Pictures]:
        return CheckFile(path, name, misbehave if name == "b.jpg" else product)

    monkeypatch.setattr(run_module, "CheckFile", check)
    put(tmp_path, a=PLAIN, b=picture("JPEG", 64, 64, "red"), c=picture("JPEG", 64, 64, "blue"))
    with WorkerPool(Settings(), WorkerLimits(workers=1, photo_seconds=4, tries=1)) as small:
        records = records_of(open_scan(small).run(PhotoFolder(tmp_path)))
    verdicts = [str(record.verdict) for record in records.values()]
    assert verdicts == ["pass", "unreadable", "pass"]
    failed = records["b.jpg"]
    assert failed.error is not None
    assert failed.error.code == code
    assert failed.sha256 is not None


def test_a_photo_replaced_while_its_twin_is_in_work(
    open_scan: Open, tmp_path: Path, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, a=PLAIN, b=PLAIN)
    other = picture("JPEG", 64, 64, "red")

    def check(path: Path, name: str, product: MakePictures | None) -> CheckFile[Pictures]:
        if name == "a.jpg":
            path.write_bytes(other)
        return CheckFile(path, name, product)

    monkeypatch.setattr(run_module, "CheckFile", check)
    records = records_of(open_scan(pool).run(PhotoFolder(tmp_path)))
    assert (records["a.jpg"].width, records["b.jpg"].width) == (64, 160)


def test_pictures_of_known_photos_are_made_without_looking_again(
    open_scan: Open, tmp_path: Path, pool: WorkerPool
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    put(folder, a=PEACE.read_bytes())
    put_zip(folder / "b.zip", ("a.jpg", PEACE.read_bytes()))
    (folder / "c.jpg").write_bytes(b"bad")
    make = MakePictures("id", for_report=True)
    path = tmp_path / "records.jsonl"
    earlier = open_scan(pool, product=make, path=path)
    first = list(earlier.run(PhotoFolder(folder)))
    earlier._journal.close()
    (path.with_name("records.jsonl.partial")).rename(path)
    scan = open_scan(pool, product=make, path=path)
    again = list(scan.run(PhotoFolder(folder)))
    assert scan.looked_at == 0
    for outcomes in (first, again):
        pictured = [bool(scanned.product and scanned.product.overview) for scanned in outcomes]
        assert pictured == [True, True, False]
    assert [scanned.line for scanned in first] == [scanned.line for scanned in again]


def test_few_files_are_read_ahead(open_scan: Open, tmp_path: Path, pool: WorkerPool) -> None:
    taken = 0
    (tmp_path / "a.jpg").write_bytes(PLAIN)

    def many() -> Iterator[FoundFile]:
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield FoundFile(str(tmp_path / "a.jpg"), f"{number}.jpg")

    outcomes = open_scan(pool).run(many())
    next(outcomes)
    assert taken < 100
    outcomes.close()  # type: ignore[attr-defined]
