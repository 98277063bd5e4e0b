"""Archive, reports and lists of a batch."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import time
import zipfile

import pypdf
import pytest
from reportlab.lib.units import mm

from komando.desk import report_pdf as report_pdf_module
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
from komando.desk.tokens import LOCAL_NAME
from komando.policy.verdict import Verdict
from tests.desk.builders import batch_now, decide_on, make_batch, put_checked, put_photo, wordy_batch

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


def pages(told: BatchReport) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(report_pdf(told))).pages]


def in_one_line(text: str) -> str:
    return " ".join(text.split())


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

    def test_what_is_shortened_is_there_in_full_too(self, sqlite_desk: Desk) -> None:
        told = report(sqlite_desk, wordy_batch(sqlite_desk, 1))
        (photo,) = told.told
        assert photo.decision is not None
        assert photo.decision.endswith("…")
        page = report_html(told)
        assert "<details>" in page
        assert all(line in page for line in photo.whole)
        assert "tidak memberi pengecualian" in "".join(photo.whole)
        assert "tidak memberi pengecualian" not in photo.reason

    @pytest.mark.parametrize(
        ("told", "plain", "layout"),
        [
            pytest.param(1, 0, "across-2 rows-1", id="one"),
            pytest.param(6, 0, "across-3 rows-2", id="six"),
            pytest.param(7, 0, "across-4 rows-2", id="seven"),
            pytest.param(12, 0, "across-4 rows-3", id="twelve"),
            pytest.param(2, 1, "across-4 rows-1 and-plain", id="with-one-that-passes"),
        ],
    )
    def test_the_grid_is_scaled_for_print(self, sqlite_desk: Desk, told: int, plain: int, layout: str) -> None:
        batch = make_batch(sqlite_desk)
        for number in range(told + plain):
            put_checked(sqlite_desk, batch, Verdict.HOLD if number < told else Verdict.PASS, f"{number}.jpg")
        page = report_html(report(sqlite_desk, batch))
        assert f'class="cards {layout}"' in page
        assert 'class="annex"' not in page

    def test_an_annex_when_there_are_many(self, sqlite_desk: Desk) -> None:
        page = report_html(report(sqlite_desk, wordy_batch(sqlite_desk, 14)))
        assert page.count('<section class="annex">') == 1
        assert "Foto lainnya di lampiran: 2." in page

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

    @LANGUAGES
    @pytest.mark.parametrize("number", [1, 7, 12])
    def test_photos_that_need_a_person_fit_on_one_page(self, sqlite_desk: Desk, number: int, language: str) -> None:
        """Whatever people wrote: titles, names, notes and reasons are as long as they may be."""
        batch = wordy_batch(sqlite_desk, number)
        (page,) = pages(report(sqlite_desk, batch, language))
        for position in range(1, number + 1):
            assert f"{position} ·" in page
        assert ("Halaman 1 dari 1" if language == "id" else "Page 1 of 1") in page
        assert len(re.findall(r"joko.widodo-tenggara,", page)) >= number, "who decided"

    @LANGUAGES
    def test_the_first_page_is_a_whole_report(self, sqlite_desk: Desk, batch: Batch, language: str) -> None:
        told = report(sqlite_desk, batch, language)
        (page,) = pages(told)
        text = in_one_line(page)
        for name, value in told.facts:
            assert name in text
            assert value in text
        names = {name for name, _ in told.facts}
        wanted = {"id": {"Kebijakan", "Tanggal publikasi", "Diperiksa", "Diputuskan"}}
        assert wanted.get(language, {"Policy", "Publishing date", "Checked", "Decided"}) <= names
        for _, words, count in (*told.verdicts, *told.outcomes):
            assert f"{count} {words}" in text
        for photo in told.told:
            assert f"{photo.machine} {photo.position} · " in text
            assert photo.now in text
            assert photo.reason in text
            assert photo.decision is None or photo.decision in text

    @LANGUAGES
    def test_no_word_is_cut(self, sqlite_desk: Desk, language: str) -> None:
        batch = wordy_batch(sqlite_desk, 12)
        told = report(sqlite_desk, batch, language)
        words = {word for row in told.told for line in row.whole for word in line.split()}
        words |= {word for row in told.told for word in f"{row.machine} {row.now} {row.others}".split()}
        words |= {word for pair in told.facts for line in pair for word in line.split()}
        words |= {word for note in told.notes for word in note.split()}
        cards = in_one_line(pages(told)[0].partition("(12)")[2].partition("Komando 0")[0])
        cards = re.sub(r"\d+ · .*?\.jpg", "", cards)
        assert "…" in cards
        known = words | {word.rstrip(",;:(—") for word in words} | {"…"}
        assert sorted(set(cards.split()) - known) == []

    def test_many_photos_have_an_annex(self, sqlite_desk: Desk) -> None:
        batch = make_batch(sqlite_desk)
        for number in range(40):
            verdict = (Verdict.PASS, Verdict.REVIEW, Verdict.HOLD, Verdict.REVIEW)[number % 4]
            put_checked(sqlite_desk, batch, verdict, f"{number}.jpg")
        first, *annex = pages(report(sqlite_desk, batch))
        assert "(30)" in first
        assert first.count("Jangan dipublikasikan\n") >= 10
        assert "Foto lainnya di lampiran: 18." in first
        assert "Foto yang lolos di lampiran: 10." in first
        assert all(page.startswith("Lampiran · Upacara") for page in annex)
        assert all(f"Halaman {number} dari {1 + len(annex)}" in page for number, page in enumerate(annex, 2))
        text = "\n".join([first, *annex])
        assert all(text.count(f"· {number}.jpg\n") == 1 for number in range(40))
        assert [f"· {number}.jpg\n" in first for number in range(2, 40, 4)] == [True] * 10, "the most serious first"

    def test_photos_that_pass_fill_the_page_and_go_on_in_the_annex(self, sqlite_desk: Desk) -> None:
        batch = make_batch(sqlite_desk)
        for number in range(100):
            put_checked(sqlite_desk, batch, Verdict.HOLD if number == 50 else Verdict.PASS, f"{number}.jpg")
        first, *annex = pages(report(sqlite_desk, batch, "en"))
        assert "Do not publish" in first
        (left,) = re.findall(r"Photos that pass in the annex: (\d+)\.", first)
        assert 0 < int(left) == sum(page.count(".jpg") for page in annex)

    def test_advice_is_given_once_and_only_for_what_is_open(self, sqlite_desk: Desk) -> None:
        batch = make_batch(sqlite_desk)
        photos = [put_checked(sqlite_desk, batch, Verdict.HOLD, f"{number}.jpg") for number in range(3)]
        assert "".join(pages(report(sqlite_desk, batch))).count("Ambil ulang fotonya") == 1
        for photo in photos:
            decide_on(sqlite_desk, photo, DecisionKind.HOLD)
        assert "Ambil ulang fotonya" not in "".join(pages(report(sqlite_desk, batch)))

    def test_after_the_wipe_there_is_no_room_for_pictures(self, sqlite_desk: Desk) -> None:
        batch = wordy_batch(sqlite_desk, 12)
        with sqlite_desk.database.write() as connection:
            end_batch(connection, batch.id, BatchState.CLOSED, "sari", sqlite_desk.clock())
        wipe(sqlite_desk, batch.id)
        (page,) = pages(report(sqlite_desk, batch_now(sqlite_desk, batch.id)))
        assert "sudah dihapus" in page
        assert "tanpa gambar" not in page

    @pytest.mark.parametrize("number", [1, 7, 12, 40])
    def test_pictures_are_large_enough_to_look_at(self, sqlite_desk: Desk, number: int) -> None:
        told = report(sqlite_desk, wordy_batch(sqlite_desk, number))
        for room in (175 * mm, 175.3 * mm, 176.1 * mm):
            rows = report_pdf_module._told_rows(told, room)
            assert rows[0].picture_height > 18 * mm
            assert sum(row.height for row in rows) < room + 1

    def test_what_was_cleared_comes_last(self, sqlite_desk: Desk) -> None:
        batch = make_batch(sqlite_desk)
        for name, verdict, decision in (
            ("cleared", Verdict.HOLD, DecisionKind.CLEAR),
            ("review", Verdict.REVIEW, None),
            ("unreadable", Verdict.UNREADABLE, None),
            ("held-by-a-person", Verdict.PASS, DecisionKind.HOLD),
            ("hold", Verdict.HOLD, None),
        ):
            photo = put_checked(sqlite_desk, batch, verdict, name)
            if decision is not None:
                decide_on(sqlite_desk, photo, decision)
        told = [photo.name for photo in report(sqlite_desk, batch).told]
        assert told == ["held-by-a-person", "hold", "review", "unreadable", "cleared"]

    def test_nothing_stands_in_the_footer(self, sqlite_desk: Desk) -> None:
        for name in ("with pictures", "without pictures"):
            batch = wordy_batch(sqlite_desk, 12)
            if name == "without pictures":
                wipe(sqlite_desk, batch.id)
            (page,) = pypdf.PdfReader(
                io.BytesIO(report_pdf(report(sqlite_desk, batch_now(sqlite_desk, batch.id))))
            ).pages
            lines: dict[float, str] = {}

            def note(text: str, _: object, matrix: list[float], *rest: object, lines: dict[float, str] = lines) -> None:
                lines[matrix[5]] = lines.get(matrix[5], "") + text

            page.extract_text(visitor_text=note)
            low = [text for y, text in lines.items() if 0 < y < 14 * mm and text.strip()]
            assert len(low) == 1
            assert "Halaman 1 dari 1" in low[0]

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            pytest.param("文" * 255, r"\u6587", id="letters-that-the-font-lacks"),
            pytest.param("W" * 255, "WWW…WWW", id="long-without-a-break"),
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


class TestWords:
    """What a report must say in words that hold wherever it is read."""

    @pytest.mark.parametrize(
        ("language", "separator", "who"),
        [("id", ";", "pengguna di komputer Komando"), ("en", ",", "someone at Komando's computer")],
        ids=["id", "en"],
    )
    def test_who_sits_at_the_computer_itself(self, desk: Desk, language: str, separator: str, who: str) -> None:
        batch = make_batch(desk)
        photo = put_checked(desk, batch, Verdict.HOLD)
        decide_on(desk, photo, DecisionKind.HOLD, who=LOCAL_NAME)
        with desk.database.write() as connection:
            end_batch(connection, batch.id, BatchState.CLOSED, LOCAL_NAME, desk.clock())
        told = report(desk, batch_now(desk, batch.id), language)
        assert html.unescape(report_html(told)).count(who) == 3  # decided, closed, and beside the photo
        assert LOCAL_NAME not in dict(told.facts).values()
        assert who in " ".join(pypdf.PdfReader(io.BytesIO(report_pdf(told))).pages[0].extract_text().split())
        (row,) = csv.DictReader(io.StringIO("".join(records_csv(desk, batch, language))), delimiter=separator)
        assert row["decided_by"] == who

    @pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone is the system's here")
    @pytest.mark.parametrize(
        ("zone", "moment"),
        [
            pytest.param("Asia/Jakarta", "22 November 2026, 16:00 WIB", id="west"),
            pytest.param("Asia/Makassar", "22 November 2026, 17:00 WITA", id="middle"),
            pytest.param("Asia/Dubai", "22 November 2026, 13:00 UTC+04:00", id="without-a-name"),
        ],
    )
    def test_times_name_their_zone(
        self, sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch, zone: str, moment: str
    ) -> None:
        batch = make_batch(sqlite_desk)
        decide_on(sqlite_desk, put_checked(sqlite_desk, batch, Verdict.HOLD), DecisionKind.HOLD)
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("TZ", zone)
            time.tzset()
            told = report(sqlite_desk, batch)
        time.tzset()
        assert f"{moment}, budi" in dict(told.facts).values()
        assert f"sari, {moment}: " in str(told.told[0].decision)
        assert moment in told.footer
