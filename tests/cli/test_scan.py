from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from rich.console import Console

from komando.cli import progress, sinks
from komando.policy.verdict import Verdict
from komando.record import PhotoRecord
from komando.scan.run import Scan
from tests.cli.conftest import Run
from tests.scan.pictures import ANIMATION, BAD_PHOTOS, PEACE, PLAIN, picture
from tests.scan.test_archive import put_zip

needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names, and links need a privilege")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    (root / "event").mkdir(parents=True)
    (root / "event/a.jpg").write_bytes(PEACE.read_bytes())
    (root / "b.jpg").write_bytes(PLAIN)
    return root


def test_records(komando: Run, folder: Path) -> None:
    ran = komando("scan", folder, "--format", "jsonl")
    records = [PhotoRecord.model_validate_json(line) for line in ran.stdout.splitlines()]
    assert ran.code == 1
    assert [(record.path, str(record.verdict)) for record in records] == [("b.jpg", "pass"), ("event/a.jpg", "hold")]


def test_one_bad_file_is_a_record(komando: Run, folder: Path) -> None:
    (folder / "event/a.jpg").unlink()
    for bad in BAD_PHOTOS:
        (folder / bad.name).write_bytes(bad.data)
    ran = komando("scan", folder, "--format", "jsonl")
    verdicts = {json.loads(line)["path"]: json.loads(line)["verdict"] for line in ran.stdout.splitlines()}
    assert ran.code == 4
    assert verdicts == {"b.jpg": "pass", **{bad.name: "unreadable" for bad in BAD_PHOTOS}}


@needs_posix
def test_odd_names_all_the_way(komando: Run, tmp_path: Path) -> None:
    names = ["a b é \U0001f64f.jpg", "baris\nbaru.jpg", "x" * 251 + ".jpg", "-rf.jpg", "=1+1.jpg", "\x1b[31m.jpg"]
    folder, out = tmp_path / "photos", tmp_path / "out"
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(PLAIN)
    reports = [argument for suffix in ("html", "csv", "sarif") for argument in ("--report", out / f"r.{suffix}")]
    ran = komando(
        *("scan", folder, "--records", out / "r.jsonl", "--marked", out / "marked", "--copy-passed", out / "passed"),
        *(*reports, "--format", "jsonl"),
    )
    assert ran.code == 0, ran.stderr
    assert [json.loads(line)["path"] for line in ran.stdout.splitlines()] == sorted(names)
    assert sorted(path.name for path in (out / "passed").iterdir()) == sorted(names)
    assert len(list((out / "marked").iterdir())) == len(names)
    assert "\x1b" not in komando("scan", folder).stdout


@needs_posix
def test_what_is_left_out_or_closed_is_told(komando: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "tertutup").mkdir()
    (folder / "lingkar").symlink_to(folder, target_is_directory=True)
    (folder / ".tersembunyi.jpg").write_bytes(PLAIN)
    put_zip(folder / "arsip.zip", ("dalam.zip", b"x"))
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "tertutup":  # whoever runs the tests may open every folder
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    ran = komando("scan", folder, "--format", "jsonl", "--fail-on", "unreadable")
    told = {json.loads(line)["path"]: json.loads(line)["error"] for line in ran.stdout.splitlines()}
    assert sorted(told) == ["b.jpg", "event/a.jpg", "tertutup/"]
    assert "Permission denied" in told["tertutup/"]["message"]
    for name in ("lingkar", ".tersembunyi.jpg", "arsip.zip/dalam.zip"):
        assert ran.stderr.count(str(folder / name)) == 1


def test_every_format(komando: Run, tmp_path: Path) -> None:
    formats = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "BMP", "GIF")
    for name in formats:
        (tmp_path / f"a.{name.lower()}").write_bytes(picture(name, 320, 240))
    (tmp_path / "b.gif").write_bytes(ANIMATION)
    ran = komando("scan", tmp_path, "--format", "jsonl")
    records = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {record["path"]: record["verdict"] for record in records} == {
        **{f"a.{name.lower()}": "pass" for name in formats},
        "b.gif": "review",
    }
    (finding,) = records[-1]["findings"]
    assert (finding["rule"], finding["verdict"], finding["hands"]) == ("photo.more_frames", "review", [])
    assert "3 frames" in finding["message"]["en"]


def test_reports_are_written_and_named(komando: Run, folder: Path, tmp_path: Path) -> None:
    files = [tmp_path / "new/records.jsonl", *(tmp_path / f"new/report.{suffix}" for suffix in ("html", "csv", "json"))]
    reports = [argument for file in files[1:] for argument in ("--report", file)]
    ran = komando("scan", folder, "--records", files[0], *reports)
    assert ran.code == 1
    assert all(file.stat().st_size > 0 for file in files)
    assert ran.stdout.splitlines()[-4:] == [f"Laporan: {file}" for file in files]
    assert [json.loads(line)["path"] for line in files[0].read_text("utf-8").splitlines()] == ["b.jpg", "event/a.jpg"]


def test_the_payload_is_alone_on_stdout(komando: Run, folder: Path, tmp_path: Path) -> None:
    ran = komando("scan", folder, "--format", "json", "--report", tmp_path / "report.html", "--lang", "en")
    assert len(json.loads(ran.stdout)) == 2
    assert f"Report: {tmp_path / 'report.html'}" in ran.stderr


def test_marked_pictures_keep_folders_and_are_not_scanned_again(komando: Run, folder: Path) -> None:
    for _ in range(2):
        ran = komando("scan", folder, "--marked", folder / "marked", "--format", "jsonl")
        assert len(ran.stdout.splitlines()) == 2
    pictures = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.marked.jpg"))
    assert pictures == ["marked/b.jpg.marked.jpg", "marked/event/a.jpg.marked.jpg"]
    assert "marked/b.jpg.marked.jpg" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["gone"], "no such folder", id="no such folder"),
        pytest.param(["empty"], "no photos", id="no photos"),
        pytest.param(["file.jpg"], "komando check", id="a file"),
        pytest.param(["photos", "--records", "records.csv"], ".jsonl", id="records of another kind"),
        pytest.param(["photos", "--report", "report.pdf"], ".pdf", id="unknown report"),
        pytest.param(["photos", "--report", "a.csv", "--report", "a.csv"], "twice", id="report named twice"),
        pytest.param(["photos", "--report", "file.jpg/a.csv"], "cannot be written", id="report where a file is"),
        pytest.param(["photos", "--marked", "file.jpg"], "cannot be written", id="marked where a file is"),
    ],
)
def test_wrong_usage(
    komando: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("empty").mkdir()
    Path("file.jpg").write_bytes(PLAIN)
    ran = komando("scan", *arguments)
    assert ran.code == 2
    assert ran.stdout == ""
    assert words in ran.stderr


def test_an_interrupted_run_leaves_no_half_report(
    komando: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Scan, "run", interrupt)
    before = sorted(tmp_path.rglob("*"))
    ran = komando("scan", folder, "--report", tmp_path / "report.csv", "--records", tmp_path / "records.jsonl")
    assert ran.code == 130
    assert sorted(tmp_path.rglob("*")) == before


def test_no_progress_where_nobody_looks(komando: Run, folder: Path) -> None:
    assert "Memeriksa" not in komando("scan", folder).stderr


def test_progress_in_a_log(komando: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_LINE_SECONDS", 0.0)
    lines = komando("scan", folder).stderr.splitlines()
    assert lines[-1].startswith("2/2 ")
    assert "Jangan dipublikasikan: 1, perlu ditinjau: 0, lolos: 1, tidak terbaca: 0." in lines[-1]


def test_progress_on_a_terminal(komando: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    monkeypatch.setattr(progress, "stderr_console", lambda: Console(file=sys.stderr, force_terminal=True, width=200))
    ran = komando("scan", folder, "--lang", "en")
    assert ran.code == 1
    assert "Checking" in ran.stderr
    assert "left. Do not publish: 1, needs review: 0, pass: 1, unreadable: 0." in ran.stderr


def test_the_rate_is_that_of_late() -> None:
    """After thousands of photos that were known, one every two seconds."""
    seconds = 0.0
    pace = progress.Pace(2_050, lambda: seconds)
    for _ in range(2_000):
        seconds += 0.001
        pace.add(Verdict.PASS)
    for _ in range(40):
        seconds += 2
        pace.add(Verdict.HOLD)
    assert pace.per_second == pytest.approx(0.5, rel=0.1)
    assert pace.words("en").startswith("0.5 photos a second, 0:00:20 left. Do not publish: 40")
    assert pace.words("id").startswith("0,5 foto per detik, sisa waktu 0:00:20.")


def test_a_table_of_very_many_photos_shows_those_that_do_not_pass(
    komando: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sinks, "_MOST_ROWS", 1)
    ran = komando("scan", folder)
    assert "event/a.jpg" in ran.stdout
    assert "b.jpg" not in ran.stdout
    assert "Tabel menampilkan 1 dari 2 foto" in ran.stdout


def copies_of(komando: Run, folder: Path, *arguments: str | Path) -> tuple[int, set[str]]:
    """Scan with one folder for the copies of each verdict; exit code and the copies."""
    root = folder.parent / "copies"
    options = [argument for name in ("held", "review", "passed") for argument in (f"--copy-{name}", root / name)]
    code = komando("scan", folder, *options, *arguments).code
    return code, {path.relative_to(root).as_posix() for path in root.rglob("*.jpg")}


def test_copies(komando: Run, folder: Path) -> None:
    put_zip(folder / "c.zip", ("in/d.jpg", PEACE.read_bytes()))
    (folder / "bad.jpg").write_bytes(b"no photo")
    assert copies_of(komando, folder) == (1, {"held/event/a.jpg", "held/c.zip/in/d.jpg", "passed/b.jpg"})


def test_copies_for_review(komando: Run, folder: Path, review_policy: Path) -> None:
    code, copies = copies_of(komando, folder, "--policy", review_policy)
    assert (code, copies) == (3, {"review/event/a.jpg", "passed/b.jpg"})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--resume"], "--records", id="nothing to go on from"),
        pytest.param(["--workers", "0"], "--workers", id="no workers"),
        pytest.param(["--records", "a.jsonl", "--report", "a.jsonl"], "twice", id="one file for two"),
        pytest.param(["--copy-held", "x", "--copy-passed", "x"], "different verdicts", id="one folder for two"),
        pytest.param(["--copy-review", "x", "--copy-passed", "x/y"], "different verdicts", id="folder in another"),
    ],
)
def test_options_that_do_not_fit(komando: Run, folder: Path, arguments: list[str], words: str) -> None:
    ran = komando("scan", folder, *arguments)
    assert ran.code == 2
    assert words in ran.stderr
