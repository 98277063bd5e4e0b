from __future__ import annotations

import csv
import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from komando.record import PhotoRecord
from tests.cli.conftest import Run
from tests.scan.pictures import BAD_PHOTOS, PEACE, PLAIN, BadPhoto


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.jpg"
    path.write_bytes(PLAIN)
    return path


def records_of(stdout: str) -> list[PhotoRecord]:
    return [PhotoRecord.model_validate_json(line) for line in stdout.splitlines()]


def test_verdicts_and_exit_code(komando: Run, plain: Path) -> None:
    ran = komando("check", plain, PEACE, "--format", "jsonl")
    assert ran.code == 1
    assert [(record.path, str(record.verdict)) for record in records_of(ran.stdout)] == [
        (str(plain), "pass"),
        (str(PEACE), "hold"),
    ]
    assert komando("check", plain).code == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [([], 3), (["--fail-on", "review"], 3), (["--fail-on", "unreadable"], 0), (["--fail-on", "hold"], 0)],
    ids=["default", "review", "unreadable", "hold"],
)
def test_reviews(komando: Run, review_policy: Path, options: list[str], code: int) -> None:
    assert komando("check", PEACE, "--policy", review_policy, *options).code == code


def test_exit_zero(komando: Run) -> None:
    assert komando("check", PEACE, "--exit-zero").code == 0


@pytest.mark.parametrize("bad", BAD_PHOTOS, ids=lambda bad: bad.name)
def test_unreadable(komando: Run, tmp_path: Path, bad: BadPhoto) -> None:
    (tmp_path / bad.name).write_bytes(bad.data)
    ran = komando("check", tmp_path / bad.name, "--format", "jsonl")
    (record,) = records_of(ran.stdout)
    assert ran.code == 4
    assert record.error is not None
    assert record.error.code == bad.code
    assert str(record.verdict) == "unreadable"


def test_a_bad_photo_does_not_end_the_run(komando: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    ran = komando("check", tmp_path / "empty.jpg", PEACE, "--format", "jsonl")
    assert ran.code == 1
    assert [str(record.verdict) for record in records_of(ran.stdout)] == ["unreadable", "hold"]


@pytest.mark.parametrize(
    ("photos", "words"),
    [
        pytest.param(["gone.jpg"], "no such file", id="no such file"),
        pytest.param(["."], "komando scan", id="a folder"),
        pytest.param(["-", "-"], "more than once", id="stdin twice"),
    ],
)
def test_wrong_paths_end_the_run_before_any_work(komando: Run, photos: list[str], words: str) -> None:
    ran = komando("check", PEACE, *photos, "--format", "jsonl")
    assert ran.code == 2
    assert ran.stdout == ""
    assert words in ran.stderr


def test_a_photo_where_one_may_not_look_does_not_end_the_run(
    komando: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat = Path.stat

    def refuse(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.parent.name == "tertutup":  # whoever runs the tests may enter every folder
            raise PermissionError(13, "Permission denied")
        return stat(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", refuse)
    ran = komando("check", tmp_path / "tertutup/a.jpg", PEACE, "--format", "jsonl")
    assert ran.code == 1
    assert [str(record.verdict) for record in records_of(ran.stdout)] == ["unreadable", "hold"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_is_not_opened(komando: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert komando("check", tmp_path / "pipe.jpg").code == 2


@pytest.mark.parametrize(
    ("data", "code", "verdict"),
    [
        pytest.param(PEACE.read_bytes(), 1, "hold", id="photo"),
        pytest.param(b"", 4, "unreadable", id="nothing"),
        pytest.param(b"x" * 5000, 4, "unreadable", id="over the limit"),
    ],
)
def test_stdin(komando: Run, monkeypatch: pytest.MonkeyPatch, data: bytes, code: int, verdict: str) -> None:
    if verdict == "unreadable":
        monkeypatch.setenv("KOMANDO_MAX_BYTES", "1000")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    ran = komando("check", "-", "--format", "jsonl")
    (record,) = records_of(ran.stdout)
    assert (ran.code, record.path, str(record.verdict)) == (code, "stdin", verdict)


def test_json_is_one_array(komando: Run, plain: Path) -> None:
    ran = komando("check", plain, PEACE, "--format", "json")
    content = json.loads(ran.stdout)
    assert [PhotoRecord.model_validate_json(json.dumps(record)).path for record in content] == [str(plain), str(PEACE)]


def test_csv_has_a_header_and_rows(komando: Run, plain: Path) -> None:
    ran = komando("check", plain, PEACE, "--format", "csv")
    rows = list(csv.reader(io.StringIO(ran.stdout)))
    assert rows[0][:2] == ["photo", "photo_verdict"]
    assert {(row[0], row[1]) for row in rows[1:]} == {(str(plain), "pass"), (str(PEACE), "hold")}


@pytest.mark.parametrize("options", [[], ["--lang", "en"]], ids=["id", "en"])
def test_table(komando: Run, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    monkeypatch.chdir(PEACE.parent)
    ran = komando("check", PEACE.name, *options)
    assert ran.code == 1
    assert PEACE.name in ran.stdout
    assert ("Jangan dipublikasikan" in ran.stdout) == (not options)
    assert "\x1b" not in ran.stdout


def test_marked_pictures(komando: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "a.jpg").write_bytes(PEACE.read_bytes())
    (tmp_path / "a.png").write_bytes(PLAIN)
    (tmp_path / "empty.jpg").touch()
    komando("check", tmp_path / "a.jpg", tmp_path / "a.png", tmp_path / "empty.jpg", "--marked", out)
    assert sorted(path.name for path in out.iterdir()) == ["a.jpg.marked.jpg", "a.png.marked.jpg"]
    assert (tmp_path / "a.jpg").read_bytes() == PEACE.read_bytes()


@pytest.mark.parametrize(
    ("policy", "words"), [("nothing", "nothing"), ("bad.toml", "TOML")], ids=["unknown", "invalid"]
)
def test_wrong_policies(komando: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, words: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.toml").write_text("schema = ", encoding="utf-8")
    ran = komando("check", PEACE, "--policy", policy)
    assert ran.code == 2
    assert words in ran.stderr
    assert ran.stdout == ""


def test_policy_of_the_folder_and_day_of_publishing(
    komando: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMANDO_POLICY_DIR", str(tmp_path))
    assert komando("policy", "new", tmp_path / "kantor.toml", "--extends", "id-pemilu-2024").code == 0
    ran = komando("check", PEACE, "--policy", "kantor", "--date", "2024-02-14", "--format", "jsonl")
    assert ran.code == 1
    (record,) = records_of(ran.stdout)
    assert record.policy.id == "kantor"
    assert "14 Februari 2024, adalah hari pemungutan suara" in record.findings[0].message.id


def test_day_that_is_none(komando: Run) -> None:
    ran = komando("check", PEACE, "--date", "2024-02-30")
    assert ran.code == 2
    assert "KOMANDO_DATE" in ran.stderr
