from __future__ import annotations

import json
from pathlib import Path

import pytest

from komando.policy.profile import Profile
from komando.record import PhotoRecord
from komando.report.writers import open_writer
from tests.report.builders import HandSpec, make_checked, make_unreadable

_PHOTOS = (make_checked([HandSpec((100, 100), 80)]), make_checked(name="b.jpg"), make_unreadable())


@pytest.mark.parametrize("count", [0, 1, 3])
def test_array(tmp_path: Path, profile: Profile, count: int) -> None:
    path = tmp_path / "r.json"
    with open_writer(path, profile=profile) as writer:
        for photo in _PHOTOS[:count]:
            writer.add(photo.record)
    records = [PhotoRecord.model_validate(record) for record in json.loads(path.read_text(encoding="utf-8"))]
    assert records == [photo.record for photo in _PHOTOS[:count]]


def test_lines(tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / "r.jsonl"
    with open_writer(path, profile=profile) as writer:
        for photo in _PHOTOS:
            writer.add(photo.record)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [PhotoRecord.model_validate_json(line) for line in lines] == [photo.record for photo in _PHOTOS]
    assert json.loads(lines[0])["schema"] == "komando.photo/1"


def test_each_line_is_with_the_system_at_once(tmp_path: Path, profile: Profile) -> None:
    with open_writer(tmp_path / "r.jsonl", profile=profile) as writer:
        writer.add(_PHOTOS[0].record)
        (half,) = tmp_path.iterdir()
        assert half.read_text(encoding="utf-8") == f"{_PHOTOS[0].record.to_json()}\n"
