from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from komando.cluster.keys import key
from komando.cluster.parts import Parts
from komando.errors import OutputError
from komando.gestures.names import Gesture
from komando.record import PhotoRecord
from komando.scan.lines import LineReader, as_line
from tests.report.builders import HandSpec, make_record, make_unreadable

_RECORD = make_record([HandSpec((9, 9), 9)])
_READER = LineReader(_RECORD.policy, _RECORD.models)


def record(name: str, sha256: str = "0" * 64, gesture: Gesture = Gesture.PEACE) -> PhotoRecord:
    return make_record([HandSpec((9, 9), 9, gesture)], name=name).model_copy(update={"sha256": sha256})


def written(folder: Path, records: Iterable[PhotoRecord], *, rows: int = 2, finish: bool = True) -> Parts:
    parts = Parts(folder, _READER, rows)
    for each in records:
        parts.add(each.path, as_line(each))
    parts.flush()
    if finish:
        parts.finish()
    return parts


def paths(folder: Path) -> list[str]:
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(line)["path"] for path in files for line in path.read_text("utf-8").splitlines()]


def test_lines_and_tables_say_the_same(tmp_path: Path) -> None:
    records = [record("a.jpg"), record("é\n.jpg", gesture=Gesture.FIST), make_unreadable("c.jpg").record]
    written(tmp_path / "out", records)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "part-000000.jsonl",
        "part-000000.parquet",
        "part-000001.jsonl",
        "part-000001.parquet",
    ]
    tables = [pq.read_table(path) for path in sorted((tmp_path / "out").glob("*.parquet"))]
    rows = [row for table in tables for row in table.to_pylist()]
    assert [PhotoRecord.from_json(row["record"]) for row in rows] == records
    assert [(row["path"], row["verdict"], row["rules"]) for row in rows] == [
        ("a.jpg", "hold", ["rule.peace"]),
        ("é\n.jpg", "pass", []),
        ("c.jpg", "unreadable", []),
    ]


def test_a_later_run_knows_what_is_done(tmp_path: Path) -> None:
    written(tmp_path, [record("a.jpg", "a" * 64), record("b.jpg", "b" * 64)])
    later = Parts(tmp_path, _READER)
    assert key("a.jpg", "a" * 64) in later.done
    assert key("a.jpg", "b" * 64) not in later.done
    assert len(later.done) == 2


def test_other_policies_and_passing_errors_are_looked_at_again(tmp_path: Path) -> None:
    policy = _RECORD.policy.model_copy(update={"sha256": "9" * 64})
    error = make_unreadable().record.error
    assert error is not None
    written(
        tmp_path,
        [
            record("other.jpg").model_copy(update={"policy": policy}),
            make_unreadable("slow.jpg").record.model_copy(
                update={"sha256": "c" * 64, "error": error.model_copy(update={"code": "photo-timeout"})}
            ),
        ],
        finish=False,
    )
    assert len(Parts(tmp_path, _READER).done) == 0


def test_of_one_photo_there_is_one_line_in_the_end(tmp_path: Path) -> None:
    policy = _RECORD.policy.model_copy(update={"sha256": "9" * 64})
    stale = record("stale.jpg").model_copy(update={"policy": policy})
    written(tmp_path, [record("a.jpg"), record("changed.jpg", "1" * 64), stale], finish=False)
    written(tmp_path, [record("changed.jpg", "2" * 64), record("stale.jpg"), record("new.jpg")])
    assert sorted(paths(tmp_path)) == ["a.jpg", "changed.jpg", "new.jpg", "stale.jpg"]
    tables = [row for path in tmp_path.glob("*.parquet") for row in pq.read_table(path).to_pylist()]
    assert sorted((row["path"], row["sha256"][0]) for row in tables) == [
        ("a.jpg", "0"),
        ("changed.jpg", "2"),
        ("new.jpg", "0"),
        ("stale.jpg", "0"),
    ]


def test_a_run_that_is_broken_off_takes_nothing_out(tmp_path: Path) -> None:
    written(tmp_path, [record("changed.jpg", "1" * 64)])
    written(tmp_path, [record("changed.jpg", "2" * 64)], finish=False)
    assert paths(tmp_path) == ["changed.jpg", "changed.jpg"]


@pytest.mark.parametrize(
    ("broken_off", "then", "looked_at", "left"),
    [
        pytest.param(["2"], "2", [], "2", id="seen anew by the run that was broken off"),
        pytest.param(["2"], "1", ["1"], "1", id="the first bytes again"),
        pytest.param(["2", "3"], "3", [], "3", id="broken off twice"),
        pytest.param(["2", "1"], "1", [], "1", id="back and forth"),
        pytest.param(["2"], None, [], "2", id="gone since"),
    ],
)
@pytest.mark.parametrize("resume", [True, False], ids=["resumed", "not resumed"])
def test_the_newest_line_counts(
    tmp_path: Path, broken_off: list[str], then: str | None, looked_at: list[str], left: str, *, resume: bool
) -> None:
    photos = [record("a.jpg"), record("b.jpg")]
    written(tmp_path, [*photos, record("x.jpg", "1" * 64)])
    for sha256 in broken_off:
        written(tmp_path, [record("x.jpg", sha256 * 64)], finish=False)
    if then is not None:
        photos.append(record("x.jpg", then * 64))
    parts = Parts(tmp_path, _READER, resume=resume)
    new = [photo for photo in photos if key(photo.path, str(photo.sha256)) not in parts.done]
    if resume:
        assert [str(photo.sha256)[0] for photo in new] == looked_at
    for photo in new:
        parts.add(photo.path, as_line(photo))
    parts.finish()
    lines = {
        (photo.path, str(photo.sha256)[0]) for photo in (PhotoRecord.from_json(line.decode()) for line in parts.lines())
    }
    assert lines == {("a.jpg", "0"), ("b.jpg", "0"), ("x.jpg", left)}
    assert len(list(parts.lines())) == len(lines)
    tables = [row for path in tmp_path.glob("*.parquet") for row in pq.read_table(path).to_pylist()]
    assert {(row["path"], row["sha256"][0]) for row in tables} == lines


def test_a_newer_line_that_cannot_be_used_hides_an_older_one(tmp_path: Path) -> None:
    other = _RECORD.policy.model_copy(update={"sha256": "9" * 64})
    written(tmp_path, [record("a.jpg")])
    written(tmp_path, [record("a.jpg").model_copy(update={"policy": other})], finish=False)
    assert len(Parts(tmp_path, _READER).done) == 0


def test_a_part_whose_table_could_not_be_written_anew_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, [record("x.jpg", "1" * 64), record("a.jpg")])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    parts = written(tmp_path, [record("x.jpg", "2" * 64)], finish=False)
    with monkeypatch.context() as patched:
        patched.setattr("komando.cluster.parts._write_table", full)
        with pytest.raises(OutputError):
            parts.finish()
    Parts(tmp_path, _READER)
    assert [row["path"] for row in pq.read_table(tmp_path / "part-000000.parquet").to_pylist()] == ["a.jpg"]


def test_a_missing_table_is_made_from_the_lines(tmp_path: Path) -> None:
    written(tmp_path, [record("a.jpg")])
    (tmp_path / "part-000000.parquet").unlink()
    Parts(tmp_path, _READER)
    assert pq.read_table(tmp_path / "part-000000.parquet").num_rows == 1


def test_without_resuming_all_is_seen_anew_and_told_once(tmp_path: Path) -> None:
    written(tmp_path, [record("a.jpg"), record("b.jpg")])
    parts = Parts(tmp_path, _READER, resume=False)
    assert len(parts.done) == 0
    parts.add("a.jpg", as_line(record("a.jpg")))
    parts.add("b.jpg", as_line(record("b.jpg")))
    parts.finish()
    assert paths(tmp_path) == ["a.jpg", "b.jpg"]


def test_photos_are_told_whatever_judged_them(tmp_path: Path) -> None:
    gone = make_unreadable('"x".jpg').record.model_copy(update={"sha256": None})
    parts = written(tmp_path, [record("a.jpg"), record("é\n.jpg", gesture=Gesture.FIST), gone])
    assert list(parts.photos()) == [
        ("a.jpg", "hold", as_line(record("a.jpg"))),
        ("é\n.jpg", "pass", as_line(record("é\n.jpg", gesture=Gesture.FIST))),
        ('"x".jpg', "unreadable", as_line(gone)),
    ]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(OutputError):
        Parts(tmp_path / "out", _READER)
