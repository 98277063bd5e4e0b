from __future__ import annotations

import io
from collections import Counter

import pytest
from rich.console import Console

from komando.gestures.names import Gesture
from komando.record import PhotoRecord
from komando.report.table import photo_table, summary_line
from tests.report.builders import HandSpec, make_record, make_unreadable


def _shown(records: list[PhotoRecord], language: str = "id", *, terminal: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        width=180,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(photo_table(records, language))
    return capture.get()


@pytest.mark.parametrize(
    ("record", "language", "expected"),
    [
        (
            make_record([HandSpec((50, 50), 40)]),
            "id",
            ["✗ Jangan dipublikasikan", "1x dua jari (peace)", "Tangan: peace."],
        ),
        (make_record([HandSpec((50, 50), 40)]), "en", ["✗ Do not publish", "1x two fingers (peace)", "Hand: peace."]),
        (make_record([HandSpec((50, 50), 40, Gesture.FIST)]), "id", ["✓ Lolos", "1x mengepal (komando)"]),
        (make_record(), "id", ["tidak ditemukan tangan (tangan di bawah 31 piksel tidak terlihat)"]),
        (make_unreadable().record, "id", ["! Tidak terbaca", "Berkas ini bukan gambar", "Gunakan berkas JPEG"]),
    ],
    ids=["hold", "English", "pass", "no hands", "unreadable"],
)
def test_rows(record: PhotoRecord, language: str, expected: list[str]) -> None:
    shown = _shown([record], language)
    assert [text for text in expected if text not in shown] == []


def test_verdicts_have_colors() -> None:
    shown = _shown([make_record([HandSpec((50, 50), 40)])], terminal=True)
    assert "\x1b[1;31m✗ Jangan dipublikasikan" in shown


def test_file_names_cannot_steer_the_terminal() -> None:
    shown = _shown([make_record(name="[red]a\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}gpj.jpg")])
    assert "\x1b" not in shown
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in shown
    assert "[red]a\\x1b[31m\\u202egpj.jpg" in shown


def test_summary_line() -> None:
    records = [make_record(), make_record([HandSpec((50, 50), 40)]), make_unreadable().record]
    counts = Counter(record.verdict for record in records)
    assert summary_line(counts, "id") == (
        "Foto: 3. Jangan dipublikasikan: 1, perlu ditinjau: 0, lolos: 1, tidak terbaca: 1."
    )
    assert summary_line(Counter(), "en") == "Photos: 0. Do not publish: 0, needs review: 0, pass: 0, unreadable: 0."
