from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from komando.errors import (
    DamagedPhotoError,
    OutputError,
    PhotoAccessError,
    PhotoError,
    PhotoTimeoutError,
    PhotoTooLargeError,
    UsageError,
)
from komando.policy.verdict import Verdict
from komando.record import ErrorRecord, ModelStamps, PhotoRecord, PolicyStamp
from komando.scan.journal import Journal, has_earlier_lines
from komando.scan.line_file import LineFile
from komando.scan.lines import LineReader, as_line
from tests.report.builders import make_record

POLICY = make_record().policy
MODELS = make_record().models
NAMES = [f"{number}.jpg" for number in range(6)]


def sha256(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def record(name: str, *, policy: PolicyStamp = POLICY, models: ModelStamps = MODELS) -> PhotoRecord:
    changes = {"path": name, "sha256": sha256(name), "policy": policy, "models": models}
    return make_record().model_copy(update=changes)


def reader(policy: PolicyStamp = POLICY, models: ModelStamps = MODELS) -> LineReader:
    return LineReader(policy, models)


def run(path: Path | None, names: Sequence[str], *, finish: bool = True, policy: PolicyStamp = POLICY) -> list[str]:
    """Write the records of photos as a scan does; the names of those that were looked at."""
    looked_at = []
    with Journal(path, reader(policy), resume=True) as journal:
        for name in names:
            place = journal.find(sha256(name))
            if place is None:
                looked_at.append(name)
                journal.write(record(name, policy=policy))
            else:
                journal.reuse(name, sha256(name), place)
        if finish:
            journal.finish()
    return looked_at


def names_in(path: Path) -> list[str]:
    return [PhotoRecord.from_json(line).path for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.jsonl"


class TestRuns:
    def test_an_unbroken_run(self, path: Path) -> None:
        assert run(path, NAMES) == NAMES
        assert path.read_bytes() == b"".join(as_line(record(name)) for name in NAMES)
        assert sorted(path.parent.iterdir()) == [path]

    @pytest.mark.parametrize("done", range(len(NAMES) + 1))
    def test_a_broken_one_goes_on(self, path: Path, done: int) -> None:
        run(path, NAMES[:done], finish=False)
        assert not path.exists()
        assert run(path, NAMES) == NAMES[done:]
        assert names_in(path) == NAMES
        assert sorted(path.parent.iterdir()) == [path]

    @pytest.mark.parametrize(
        ("earlier", "later", "looked_at"),
        [
            pytest.param("012345", "012345", "", id="the same"),
            pytest.param("0245", "012345", "13", id="photos between"),
            pytest.param("012345", "0345", "", id="photos gone"),
            pytest.param("0123", "", "", id="all gone"),
            pytest.param("543210", "012345", "", id="another order"),
            pytest.param("0123", "45", "45", id="other photos"),
            pytest.param("012", "x012", "x", id="a photo before all"),
        ],
    )
    @pytest.mark.parametrize("finish", [True, False], ids=["after a whole run", "after a broken run"])
    def test_photos_may_come_and_go(
        self, path: Path, earlier: str, later: str, looked_at: str, *, finish: bool
    ) -> None:
        run(path, list(earlier), finish=finish)
        assert run(path, list(later)) == list(looked_at)
        assert names_in(path) == list(later)

    def test_a_whole_run_of_another_policy_is_no_help(self, path: Path) -> None:
        run(path, NAMES)
        other = POLICY.model_copy(update={"sha256": "f" * 64})
        assert run(path, NAMES[:3], policy=other, finish=False) == NAMES[:3]
        assert run(path, NAMES) == []
        assert names_in(path) == NAMES

    def test_a_whole_run_that_ends_in_the_middle_of_a_line(self, path: Path) -> None:
        run(path, NAMES)
        path.write_bytes(path.read_bytes()[:-5])
        assert run(path, NAMES) == NAMES[-1:]
        assert names_in(path) == NAMES

    def test_broken_off_again_and_again(self, path: Path) -> None:
        """Each time elsewhere, and each time a photo more lies before all others."""
        run(path, list("defgh"), finish=False)
        run(path, list("cd"), finish=False)
        run(path, list("bcdef"), finish=False)
        assert run(path, list("abcdefgh")) == ["a"]
        assert names_in(path) == list("abcdefgh")

    def test_a_photo_under_another_name(self, path: Path) -> None:
        run(path, ["a"])
        with Journal(path, reader(), resume=True) as journal:
            place = journal.find(sha256("a"))
            assert place is not None
            for name in ('"quoted" \\ and\nbroken', "é", "a"):
                line, verdict, _ = journal.reuse(name, sha256("a"), place)
                assert line == as_line(record("a").model_copy(update={"path": name}))
                assert verdict == str(record("a").verdict)

    def test_no_resume(self, path: Path) -> None:
        run(path, NAMES, finish=False)
        with Journal(path, reader()) as journal:
            assert journal.reusable == 0
            journal.write(record("x"))
            journal.finish()
        assert names_in(path) == ["x"]

    def test_without_a_file(self) -> None:
        assert run(None, ["a", "b", "a"]) == ["a", "b"]

    def test_whether_there_is_something_to_go_on_from(self, path: Path) -> None:
        assert not has_earlier_lines(path)
        run(path, ["a"], finish=False)
        assert has_earlier_lines(path)
        run(path, ["a"])
        assert has_earlier_lines(path)

    @pytest.mark.parametrize("second", [False, True], ids=["by a scan", "by a watch"])
    @pytest.mark.parametrize("first", [False, True], ids=["written by a scan", "written by a watch"])
    def test_two_runs_at_once(self, path: Path, *, first: bool, second: bool) -> None:
        if os.name == "nt":
            pytest.skip("Windows has no such locks")
        run(path, NAMES[:2])
        with Journal(path, reader(), resume=True, append=first) as journal:
            with pytest.raises(UsageError, match="Another run"):
                Journal(path, reader(), resume=True, append=second)
            journal.write(record("x"))
            if not first:
                journal.finish()
                with pytest.raises(UsageError, match="Another run"):
                    Journal(path, reader(), resume=True, append=second)
        assert names_in(path)[-1] == "x"
        with Journal(path, reader(), resume=True, append=second) as journal:
            assert journal.find(sha256("x")) is not None


class TestAppending:
    """A file that grows by a line whenever what its last line of a name says is not true any more."""

    @staticmethod
    def tell(path: Path, photos: Sequence[tuple[str, str]]) -> list[bool]:
        """Write the records of photos, given as name and content, as a watch does; which of them gave a new line."""
        with Journal(path, reader(), resume=True, append=True) as journal:
            return [TestAppending.tell_one(journal, name, content) for name, content in photos]

    @staticmethod
    def tell_one(journal: Journal, name: str, content: str) -> bool:
        place = journal.find(sha256(content))
        if place is not None:
            return journal.reuse(name, sha256(content), place).is_new
        journal.write(record(content).model_copy(update={"path": name}))
        return True

    @pytest.mark.parametrize(
        ("earlier", "photos", "new"),
        [
            pytest.param("", "a1 a1", [True, False], id="the same again"),
            pytest.param("a1", "a1", [False], id="the same after a restart"),
            pytest.param("a1", "a1 a2 a1", [False, True, True], id="another photo, and the first one again"),
            pytest.param("a1 a2", "a1 a2", [True, True], id="the first one again after a restart"),
            pytest.param("a1", "b1 a1", [True, False], id="the same bytes under another name"),
        ],
    )
    def test_the_last_line_of_a_name_is_true(self, path: Path, earlier: str, photos: str, new: list[bool]) -> None:
        self.tell(path, [(each[0], each[1]) for each in earlier.split()])
        told = [(each[0], each[1]) for each in photos.split()]
        assert self.tell(path, told) == new
        last = {line["path"]: line["sha256"] for line in map(json.loads, path.read_bytes().splitlines())}
        assert {name: last[name] for name, _ in told} == {name: sha256(content) for name, content in told}

    def test_a_line_that_cannot_be_used_hides_older_ones(self, path: Path) -> None:
        self.tell(path, [("a", "1")])
        with Journal(path, reader(), resume=True, append=True) as journal:
            gone = PhotoAccessError("x")
            error = ErrorRecord(code=gone.code, message="x", hint=gone.hint)
            changes = {"path": "a", "sha256": None, "verdict": Verdict.UNREADABLE, "error": error}
            journal.write(record("1").model_copy(update=changes))
            assert self.tell_one(journal, "a", "1")


class TestKey:
    @pytest.mark.parametrize(
        "other",
        [
            pytest.param(POLICY.model_copy(update={"sha256": "f" * 64}), id="changed policy"),
            pytest.param(POLICY.model_copy(update={"id": "own"}), id="another policy"),
            pytest.param(PolicyStamp.model_validate({**POLICY.model_dump(), "day": "2027-02-14"}), id="another day"),
        ],
    )
    def test_the_policy_is_part_of_it(self, path: Path, other: PolicyStamp) -> None:
        run(path, NAMES)
        assert run(path, NAMES, policy=other) == NAMES

    @pytest.mark.parametrize("net", ["palm", "landmarks", "gestures"])
    def test_so_are_the_models(self, path: Path, net: str) -> None:
        run(path, NAMES)
        other = MODELS.model_copy(update={net: "f" * 64})
        with Journal(path, reader(models=other), resume=True) as journal:
            assert journal.reusable == 0

    @pytest.mark.parametrize(
        ("error", "known"),
        [
            pytest.param(DamagedPhotoError("x"), True, id="lies in the bytes"),
            pytest.param(PhotoTimeoutError("x"), False, id="may go better the next time"),
            pytest.param(PhotoTooLargeError("x"), False, id="limits may be raised"),
            pytest.param(PhotoAccessError("x"), False, id="rights may be given"),
        ],
    )
    def test_unreadable_photos(self, error: PhotoError, *, known: bool) -> None:
        message = 'of "error":{"code":"photo-damaged"'
        failure = ErrorRecord(code=error.code, message=message, hint=error.hint)
        bad = record("a").model_copy(update={"verdict": Verdict.UNREADABLE, "error": failure})
        assert (reader().read(as_line(bad)) is not None) == known

    def test_a_photo_whose_bytes_could_not_be_had(self) -> None:
        assert reader().read(as_line(record("a").model_copy(update={"sha256": None}))) is None

    @pytest.mark.parametrize(
        "name",
        ["a.jpg", '","sha256":"', "a\\", "a\nb", 'x","width":1,"height":1,"verdict":"pass","policy":', "é \U0001f64f"],
    )
    def test_odd_names(self, name: str) -> None:
        known = reader().read(as_line(record("a").model_copy(update={"path": name})))
        assert known is not None
        assert (known.name, known.sha256, known.verdict) == (name, sha256("a"), str(record("a").verdict))


class TestDamage:
    @pytest.mark.parametrize("cut_bytes", [1, 2, 300])
    def test_power_went_in_the_middle_of_a_line(self, path: Path, cut_bytes: int) -> None:
        run(path, NAMES[:4], finish=False)
        partial = path.with_name("records.jsonl.partial")
        partial.write_bytes(partial.read_bytes()[:-cut_bytes])
        assert run(path, NAMES) == NAMES[3:]
        assert names_in(path) == NAMES

    @pytest.mark.parametrize(
        "junk", [b"\0" * 500, b"\0" * 500 + b"\n", b"{}\n", b'{"schema":"komando.photo/1"', b"\n\n"]
    )
    def test_and_left_junk(self, path: Path, junk: bytes) -> None:
        run(path, NAMES[:3], finish=False)
        partial = path.with_name("records.jsonl.partial")
        partial.write_bytes(partial.read_bytes() + junk)
        assert run(path, NAMES) == NAMES[3:]
        assert names_in(path) == NAMES

    def test_a_full_disk(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        run(path, NAMES[:2], finish=False)
        append = LineFile.append

        def refuse(self: LineFile, line: bytes) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(LineFile, "append", refuse)
        with pytest.raises(OutputError, match="No space left"):
            run(path, NAMES)
        monkeypatch.setattr(LineFile, "append", append)
        assert run(path, NAMES) == NAMES[2:]

    def test_a_line_that_fits_only_half_is_not_left(self, tmp_path: Path) -> None:
        class Small:
            def __init__(self, raw: object) -> None:
                self._raw = raw
                self._left = 7

            def write(self, data: memoryview) -> int:
                if not self._left:
                    raise OSError(28, "No space left on device")
                written = self._raw.write(data[: self._left])  # type: ignore[attr-defined]
                self._left = 0
                return int(written)

            def __getattr__(self, name: str) -> object:
                return getattr(self._raw, name)

        file = LineFile.open(tmp_path / "lines")
        file.append(b"whole\n")
        file._raw = Small(file._raw)  # type: ignore[assignment]
        with pytest.raises(OSError, match="No space"):
            file.append(b"not any more\n")
        assert (tmp_path / "lines").read_bytes() == b"whole\n"
        assert file.size_bytes == 6
        file.close()

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"x")
        with pytest.raises(OutputError, match="cannot be written"):
            Journal(tmp_path / "file/records.jsonl", reader())
