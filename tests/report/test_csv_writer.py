from __future__ import annotations

import csv
from pathlib import Path

import pytest

from komando.checker import CheckedPhoto
from komando.gestures.names import Gesture
from komando.policy.profile import Localized, Profile
from komando.policy.verdict import Verdict
from komando.record import FindingRecord, PersonRecord
from komando.report.csv_rows import COLUMNS, harmless
from komando.report.writers import open_writer
from tests.report.builders import HandSpec, make_checked, make_unreadable


def _write(path: Path, profile: Profile, photos: list[CheckedPhoto], language: str = "id") -> list[dict[str, str]]:
    with open_writer(path, profile=profile, language=language) as writer:
        for photo in photos:
            writer.add(photo.record)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";" if language == "id" else ","))


def test_one_row_a_hand_and_one_for_photos_without(tmp_path: Path, profile: Profile) -> None:
    two = make_checked([HandSpec((100, 100), 80), HandSpec((300, 100), 80, Gesture.FIST)])
    rows = _write(tmp_path / "r.csv", profile, [two, make_checked(name="none.jpg"), make_unreadable()])
    assert [(row["photo"], row["hand"], row["gesture"], row["photo_verdict"]) for row in rows] == [
        ("event/a.jpg", "1", "peace", "hold"),
        ("event/a.jpg", "2", "fist", "hold"),
        ("none.jpg", "", "", "pass"),
        ("event/broken.jpg", "", "", "unreadable"),
    ]
    assert rows[0]["gesture_text"] == "dua jari (peace)"
    assert rows[0]["message"] == "Tangan: peace."
    assert rows[0]["rules"] == "rule.peace"
    assert (rows[0]["thumb"], rows[0]["index"]) == ("curled", "extended")
    assert rows[1]["message"] == ""
    assert rows[3]["photo_message"] == "Berkas ini bukan gambar dengan format yang dikenal."


def test_english(tmp_path: Path, profile: Profile) -> None:
    rows = _write(tmp_path / "r.csv", profile, [make_checked([HandSpec((100, 100), 80)])], "en")
    assert (rows[0]["photo_verdict_text"], rows[0]["gesture_text"]) == ("Do not publish", "two fingers (peace)")


def test_places_and_findings_about_the_photo(tmp_path: Path, profile: Profile) -> None:
    finding = FindingRecord(
        rule="photo.hands_too_small",
        verdict=Verdict.REVIEW,
        hands=(),
        message=Localized(id="Kecil.", en="S."),
        sources=(),
    )
    person = PersonRecord(id=7, row=2, place=3, box_xyxy=(0, 0, 9, 9))
    checked = make_checked([HandSpec((100, 100), 80, Gesture.FIST, 7)], findings=(finding,), people=(person,))
    (row,) = _write(tmp_path / "r.csv", profile, [checked])
    assert (row["row"], row["place"], row["photo_message"], row["message"]) == ("2", "3", "Kecil.", "")


@pytest.mark.parametrize(("language", "separator"), [("id", ";"), ("en", ",")])
def test_opens_right_in_spreadsheets(tmp_path: Path, profile: Profile, language: str, separator: str) -> None:
    """Of computers in that language: their decimal sign is not the sign between cells."""
    path = tmp_path / "r.csv"
    _write(path, profile, [make_checked([HandSpec((0, 0), 80)], name="jalan — é.jpg")], language)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == separator.join(f'"{column}"' for column in COLUMNS)
    assert lines[1].startswith(f'"jalan — é.jpg"{separator}"hold"')


@pytest.mark.parametrize(
    "name", ["=1+1.jpg", "+1.jpg", "-1.jpg", "@SUM(A1).jpg", "\t=1.jpg", "\r=1.jpg", "\n=1.jpg", '=HYPERLINK("x";"y")']
)
def test_no_cell_is_a_formula(tmp_path: Path, profile: Profile, name: str) -> None:
    checked = make_checked([HandSpec((0, 0), 80)], name=name)
    (row,) = _write(tmp_path / "r.csv", profile, [checked])
    assert row["photo"] == f"'{name}"
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for value in row.values())


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("a.jpg", "a.jpg"), ("", ""), (12, 12), ("=a", "'=a"), ("a=b", "a=b")],
    ids=["plain", "empty", "number", "formula", "sign inside"],
)
def test_harmless(cell: str | int, expected: str | int) -> None:
    assert harmless(cell) == expected


def test_figures_are_whole_and_inside_the_picture(tmp_path: Path, profile: Profile) -> None:
    (row,) = _write(tmp_path / "r.csv", profile, [make_checked([HandSpec((0, 0), 81)])])
    for column in ("confidence_percent", "size_px", "x1_px", "y1_px", "x2_px", "y2_px"):
        assert row[column].isdigit(), column
