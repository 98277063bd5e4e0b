"""Archive, reports and lists of a batch."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import pypdf
import pytest

from komando.desk.archive import AlteredPhotoError, approved_members, zip_stream
from komando.desk.batches import Batch, end_batch
from komando.desk.desk import Desk
from komando.desk.exports import labels_jsonl, records_csv
from komando.desk.labels import correct_hand
from komando.desk.names import BatchState, DecisionKind
from komando.desk.report_html import content_security_policy, report_html
from komando.desk.report_pdf import report_pdf
from komando.desk.report_view import BatchReport, batch_report
from komando.desk.retention import wipe
from komando.desk.storage import Picture
from komando.policy.verdict import Verdict
from tests.desk.builders import batch_now, decide_on, make_batch, put_checked, put_photo

SCRIPT = "<script>alert(1)</script>.jpg"
LANGUAGES = pytest.mark.parametrize("language", ["id", "en"])


@pytest.fixture
def batch(sqlite_desk: Desk) -> Batch:
    """One photo of every kind."""
    made = make_batch(sqlite_desk, "Rapat <b>kerja</b>", office="Kominfo")
    for verdict in Verdict:
        put_checked(sqlite_desk, made, verdict, f"{verdict}.jpg")
    put_photo(sqlite_desk, made, "waiting.jpg")
    decide_on(sqlite_desk, put_checked(sqlite_desk, made, Verdict.HOLD, SCRIPT), DecisionKind.CLEAR, note="<i>aman</i>")
    decide_on(sqlite_desk, put_checked(sqlite_desk, made, Verdict.PASS, "held.jpg"), DecisionKind.HOLD)
    return batch_now(sqlite_desk, made.id)


def unpacked(desk: Desk, batch: Batch) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(zip_stream(approved_members(desk, batch))))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def report(desk: Desk, batch: Batch, language: str = "id", *, blur_faces: bool = True) -> BatchReport:
    return batch_report(desk, batch, language, blur_faces=blur_faces)


class TestArchive:
    def test_only_what_is_approved_in_its_own_bytes(self, sqlite_desk: Desk, batch: Batch) -> None:
        assert unpacked(sqlite_desk, batch) == {
            "pass.jpg": b"pass.jpg data",
            "_script_alert(1)__script_.jpg": f"{SCRIPT} data".encode(),
        }

    def test_the_last_decision_counts(self, sqlite_desk: Desk, batch: Batch) -> None:
        photo = put_checked(sqlite_desk, batch, Verdict.REVIEW, "twice.jpg")
        first = decide_on(sqlite_desk, photo, DecisionKind.CLEAR)
        assert "twice.jpg" in unpacked(sqlite_desk, batch)
        decide_on(sqlite_desk, photo, DecisionKind.HOLD, last_id=first.id)
        assert "twice.jpg" not in unpacked(sqlite_desk, batch)

    def test_many_photos_of_one_name_and_large_ones(self, sqlite_desk: Desk) -> None:
        batch = make_batch(sqlite_desk)
        contents = [bytes([number]) * (600_000 if number == 1 else 10) for number in range(4)]
        for content in contents:
            put_checked(sqlite_desk, batch, Verdict.PASS, "IMG_0001.JPG", content)
        found = unpacked(sqlite_desk, batch)
        assert list(found.values()) == contents
        assert list(found) == ["IMG_0001.JPG", "IMG_0001 (2).JPG", "IMG_0001 (3).JPG", "IMG_0001 (4).JPG"]

    def test_a_file_that_was_altered_is_not_given_out(self, sqlite_desk: Desk, batch: Batch) -> None:
        photo = put_checked(sqlite_desk, batch, Verdict.PASS, "altered.jpg")
        sqlite_desk.pictures.path(batch.id, photo.id, Picture.ORIGINAL).write_bytes(b"another photo")
        with pytest.raises(AlteredPhotoError):
            approved_members(sqlite_desk, batch)

    def test_after_the_wipe_there_is_nothing(self, sqlite_desk: Desk, batch: Batch) -> None:
        sqlite_desk.pictures.wipe(batch.id)
        with pytest.raises(FileNotFoundError):
            approved_members(sqlite_desk, batch)


class TestCsv:
    @LANGUAGES
    def test_rows(self, sqlite_desk: Desk, batch: Batch, language: str) -> None:
        text = "".join(records_csv(sqlite_desk, batch, language))
        assert text.startswith("\ufeff")
        separator = {"id": ";", "en": ","}[language]  # what spreadsheets of that language divide at
        assert text.splitlines()[0].startswith(f'\ufeff"batch"{separator}"batch_title"{separator}')
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator))
        assert [int(row["position"]) for row in rows] == [1, 2, 3, 4, 5, 6, 7]
        cleared = rows[5]
        assert (cleared["photo"], cleared["decision"], cleared["reason"]) == (SCRIPT, "clear", "misread")
        assert (cleared["note"], cleared["decided_by"], cleared["outcome"]) == ("<i>aman</i>", "sari", "cleared")
        assert cleared["decided_at"] == "2026-11-22T09:00:00+00:00"
        assert rows[0]["decision"] == ""
        assert rows[4]["photo"] == "waiting.jpg"
        assert all(len(row) == len(rows[0]) for row in rows)

    def test_no_cell_acts_as_a_formula(self, sqlite_desk: Desk) -> None:
        batch = make_batch(sqlite_desk, "=1+1")
        photo = put_checked(sqlite_desk, batch, Verdict.HOLD, "@sum.jpg")
        decide_on(sqlite_desk, photo, DecisionKind.HOLD, who="-budi", note="+1")
        text = "".join(records_csv(sqlite_desk, batch_now(sqlite_desk, batch.id), "en"))
        (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
        assert [row[key] for key in ("batch_title", "note", "decided_by", "photo")] == [
            "'=1+1", "'+1", "'-budi", "'@sum.jpg",
        ]  # fmt: skip


class TestLabels:
    def test_a_line_a_corrected_hand(self, sqlite_desk: Desk, batch: Batch) -> None:
        photo = put_checked(sqlite_desk, batch, Verdict.HOLD, "b.jpg")
        with sqlite_desk.database.write() as connection:
            correct_hand(connection, photo, 0, "index", "sari", sqlite_desk.clock())
        (line,) = labels_jsonl(sqlite_desk, batch)
        label = json.loads(line)
        assert (label["schema"], label["read"], label["right"]) == ("komando.label/1", "peace", "index")
        assert (label["who"], label["photo_sha256"], label["hand"]) == ("sari", photo.sha256, 0)
        assert len(label["runs"][0]["world_xyz"]) == 21
        assert set(label["models"]) == {"palm", "landmarks", "gestures"}

    def test_labels_outlast_the_pictures(self, sqlite_desk: Desk, batch: Batch) -> None:
        photo = put_checked(sqlite_desk, batch, Verdict.HOLD, "b.jpg")
        with sqlite_desk.database.write() as connection:
            correct_hand(connection, photo, 0, "index", "sari", sqlite_desk.clock())
        before = list(labels_jsonl(sqlite_desk, batch))
        wipe(sqlite_desk, batch.id)
        assert list(labels_jsonl(sqlite_desk, batch)) == before


class TestHtml:
    @LANGUAGES
    def test_every_photo_is_told(self, sqlite_desk: Desk, batch: Batch, language: str) -> None:
        page = report_html(report(sqlite_desk, batch, language))
        for name in ("pass.jpg", "review.jpg", "hold.jpg", "unreadable.jpg", "waiting.jpg", "held.jpg"):
            assert name in page
        assert f'<html lang="{language}">' in page
        assert page.count("data:image/jpeg;base64,") == 5

    def test_what_comes_from_outside_is_text(self, sqlite_desk: Desk, batch: Batch) -> None:
        page = report_html(report(sqlite_desk, batch))
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "Rapat &lt;b&gt;kerja&lt;/b&gt;" in page
        assert "&lt;i&gt;aman&lt;/i&gt;" in page

    def test_nothing_comes_from_elsewhere(self, sqlite_desk: Desk, batch: Batch) -> None:
        page = report_html(report(sqlite_desk, batch))
        assert re.findall(r'(?:src|href)="(?!data:)', page) == []
        assert content_security_policy().startswith("default-src 'none'")
        assert content_security_policy().replace("'", "&#39;") in page

    def test_faces_are_blurred_unless_asked(self, sqlite_desk: Desk, batch: Batch) -> None:
        assert "diburamkan" in report_html(report(sqlite_desk, batch))
        assert "Wajah yang ditemukan diburamkan" not in report_html(report(sqlite_desk, batch, blur_faces=False))

    def test_after_the_wipe_without_pictures(self, sqlite_desk: Desk, batch: Batch) -> None:
        with sqlite_desk.database.write() as connection:
            end_batch(connection, batch.id, BatchState.CLOSED, "sari", sqlite_desk.clock())
        wipe(sqlite_desk, batch.id)
        page = report_html(report(sqlite_desk, batch_now(sqlite_desk, batch.id)))
        assert "sudah dihapus" in page
        assert "data:image" not in page
        assert "ditutup" in page


class TestPdf:
    @LANGUAGES
    def test_one_page(self, sqlite_desk: Desk, batch: Batch, language: str) -> None:
        document = pypdf.PdfReader(io.BytesIO(report_pdf(report(sqlite_desk, batch, language))))
        (page,) = document.pages
        text = page.extract_text()
        for words in ("Rapat <b>kerja</b>", "hold.jpg", SCRIPT, "<i>aman</i>", "Kominfo"):
            assert words in text
        assert len(page.images) == 3, "five pictures, of which three look the same"

    def test_more_pages_when_there_are_many_photos(self, sqlite_desk: Desk) -> None:
        batch = make_batch(sqlite_desk)
        for number in range(30):
            put_checked(sqlite_desk, batch, Verdict.HOLD if number % 2 else Verdict.PASS, f"{number}.jpg")
        document = pypdf.PdfReader(io.BytesIO(report_pdf(report(sqlite_desk, batch))))
        text = "".join(page.extract_text() for page in document.pages)
        assert len(document.pages) > 1
        assert all(f"{number}.jpg" in text for number in range(30))

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            pytest.param("文" * 255, r"\u6587", id="letters-that-the-font-lacks"),
            pytest.param("W" * 255, "WWW...", id="long-without-a-break"),
            pytest.param("&lt;b&amp;.jpg", "&lt;b&amp;.jpg", id="entities"),
        ],
    )
    def test_odd_names_and_long_notes_fit(self, sqlite_desk: Desk, name: str, told: str) -> None:
        batch = make_batch(sqlite_desk, "M" * 200)
        decide_on(sqlite_desk, put_checked(sqlite_desk, batch, Verdict.HOLD, name), DecisionKind.HOLD, note="m " * 500)
        text = pypdf.PdfReader(io.BytesIO(report_pdf(report(sqlite_desk, batch)))).pages[0].extract_text()
        assert told in text.replace("\n", "")


def test_a_batch_without_photos_has_reports_too(sqlite_desk: Desk) -> None:
    batch = make_batch(sqlite_desk, "")
    assert "22 November 2026" in report_html(report(sqlite_desk, batch))
    assert report_pdf(report(sqlite_desk, batch)).startswith(b"%PDF")
