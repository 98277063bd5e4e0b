from __future__ import annotations

from pathlib import Path

import pytest

from komando.errors import OutputError
from komando.gestures.names import Gesture
from komando.policy.verdict import Verdict
from komando.report.pictures import Pictures
from komando.report.spool import PhotoSpool
from tests.report.builders import HandSpec, make_record, make_unreadable

_PASS = make_record([HandSpec((9, 9), 9, Gesture.FIST)], name="pass\n.jpg")
_REVIEW = make_record([HandSpec((9, 9), 9, Gesture.UNREADABLE)], name="review.jpg")
_HOLD = make_record([HandSpec((9, 9), 9)], name="hold.jpg")
_UNREADABLE = make_unreadable().record


def test_worst_first_and_as_they_came_within_a_verdict(tmp_path: Path) -> None:
    spool = PhotoSpool(tmp_path)
    records = [_PASS, _HOLD, _UNREADABLE, _REVIEW, _HOLD.model_copy(update={"path": "another.jpg"})]
    pictures = [Pictures(), Pictures(b"one\n", b"two", {3: b"three", 0: b"\x00"}), Pictures(thumbnail=b"small")]
    for record, picture in zip(records, [*pictures, Pictures(), Pictures()], strict=True):
        spool.add(record, picture)
    back = list(spool.worst_first())
    assert [(photo.order, photo.record) for photo in back] == [(order, records[order - 1]) for order in (2, 5, 4, 3, 1)]
    assert back[0].pictures == pictures[1]
    assert back[3].pictures == pictures[2]
    assert (len(spool), spool.count(Verdict.HOLD)) == (5, 2)
    spool.close()


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    spool = PhotoSpool(tmp_path)
    spool.add(_PASS, Pictures(b"picture"))
    spool.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="set aside"):
        PhotoSpool(tmp_path / "gone")
