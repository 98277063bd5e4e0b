from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from komando.gestures.names import Gesture
from komando.photo.read import sha256_hex
from komando.policy.profile import read_policy_file
from komando.record import PhotoRecord, PolicyStamp
from tests.cli.conftest import Run
from tests.report.builders import HandSpec, make_record, make_unreadable
from tests.scan.pictures import picture

_PHOTO = picture("JPEG", 640, 480)
_STAMP = PolicyStamp(id="id-strict-fist", sha256=sha256_hex(read_policy_file("id-strict-fist")))


def records() -> list[PhotoRecord]:
    made = [
        make_record([HandSpec((320, 240), 150)], name="acara/tahan.jpg").model_copy(
            update={"sha256": sha256_hex(_PHOTO)}
        ),
        make_record([HandSpec((320, 240), 150, Gesture.FIST)], name="lolos.jpg"),
        make_unreadable("rusak.jpg").record,
    ]
    return [record.model_copy(update={"policy": _STAMP}) for record in made]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(f"{record.to_json()}\n" for record in records()), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/renamed.jpg").write_bytes(_PHOTO)
    return tmp_path / "photos"


def test_every_format(komando: Run, lines: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"out/report.{suffix}" for suffix in ("html", "csv", "json", "jsonl", "sarif")]
    ran = komando("report", lines, *(argument for file in files for argument in ("-o", file)))
    assert (ran.code, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [f"Laporan: {file}" for file in files]
    assert files[3].read_bytes() == lines.read_bytes()
    assert len(json.loads(files[2].read_text("utf-8"))) == 3
    assert "tahan.jpg" in files[1].read_text("utf-8")
    assert [result["ruleId"] for result in json.loads(files[4].read_text("utf-8"))["runs"][0]["results"]] == [
        "rule.peace",
        "photo-not-a-picture",
    ]


def pictures(page: str) -> int:
    return len(re.findall(r'<figure>.*?src="data:image/jpeg', page, re.DOTALL))


def test_pictures_come_from_the_originals(komando: Run, lines: Path, folder: Path, tmp_path: Path) -> None:
    ran = komando("report", lines, "-o", tmp_path / "r.html", "--photos", folder, "--lang", "en")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert ran.code == 0
    assert pictures(page) == 1
    assert page.count("No picture: this photo was not found among the originals.") == 1
    assert "Originals that were not found: 1" in ran.stderr


def test_without_the_originals_there_are_words_alone(komando: Run, lines: Path, tmp_path: Path) -> None:
    ran = komando("report", lines, "-o", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert (ran.code, pictures(page)) == (0, 0)
    assert page.count("<article") == 3
    assert "tidak ditemukan di antara" not in page


def test_of_the_parts_of_a_cluster(komando: Run, lines: Path, tmp_path: Path) -> None:
    whole, *rest = lines.read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/part-000000.jsonl").write_text(whole, "utf-8")
    (tmp_path / "parts/part-000001.jsonl").write_text("".join(rest), "utf-8")
    assert komando("report", tmp_path / "parts", "-o", tmp_path / "r.jsonl").code == 0
    assert (tmp_path / "r.jsonl").read_bytes() == lines.read_bytes()


def test_no_records(komando: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    ran = komando("report", tmp_path / "empty.jsonl", "-o", tmp_path / "r.html")
    assert ran.code == 0
    assert "Tidak ada foto yang diperiksa." in (tmp_path / "r.html").read_text("utf-8")


def test_a_policy_that_changed_is_named(komando: Run, lines: Path, tmp_path: Path) -> None:
    lines.write_text(lines.read_text("utf-8").replace(_STAMP.sha256, "0" * 64), "utf-8")
    ran = komando("report", lines, "-o", tmp_path / "r.csv")
    assert ran.code == 0
    assert "differs from the one that judged" in ran.stderr


def test_a_policy_of_ones_own(komando: Run, lines: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(read_policy_file("id-strict-fist").replace(b'id = "id-strict-fist"', b'id = "own"'))
    lines.write_text(lines.read_text("utf-8").replace('"id-strict-fist"', '"own"'), "utf-8")
    ran = komando("report", lines, "-o", tmp_path / "r.sarif", "--policy", own)
    assert ran.code == 0
    assert json.loads((tmp_path / "r.sarif").read_text("utf-8"))["runs"][0]["properties"]["policy"] == "own"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["gone.jsonl", "-o", "r.html"], "no such file", id="no-such-file"),
        pytest.param(["records.jsonl"], "output", id="no-output"),
        pytest.param(["records.jsonl", "-o", "r.pdf"], ".pdf", id="unknown-suffix"),
        pytest.param(["records.jsonl", "-o", "r.csv", "-o", "r.csv"], "twice", id="named-twice"),
        pytest.param(["records.jsonl", "-o", "records.jsonl"], "replaced", id="the-records-themselves"),
        pytest.param(["parts", "-o", "parts/r.jsonl"], "replaced", id="among-the-records"),
        pytest.param(["records.jsonl", "-o", "r.html", "--photos", "gone"], "no such folder", id="no-such-folder"),
        pytest.param(["broken.jsonl", "-o", "r.html"], "line 1", id="no-record"),
        pytest.param(["mixed.jsonl", "-o", "r.html"], "several policies: id-strict-fist, other", id="two-policies"),
        pytest.param(["other.jsonl", "-o", "r.html"], "--policy", id="unknown-policy"),
    ],
)
def test_wrong_usage(
    komando: Run, lines: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(lines.parent)
    first, second, *_ = lines.read_text("utf-8").splitlines()
    Path("parts").mkdir()
    Path("broken.jsonl").write_text("{}\n")
    Path("other.jsonl").write_text(first.replace('"id-strict-fist"', '"other"') + "\n", "utf-8")
    Path("mixed.jsonl").write_text(f"{Path('other.jsonl').read_text('utf-8')}{second}\n", "utf-8")
    before = sorted(Path().iterdir())
    ran = komando("report", *arguments)
    assert (ran.code, ran.stdout) == (2, "")
    assert words in ran.stderr
    assert sorted(Path().iterdir()) == before
