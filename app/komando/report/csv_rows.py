"""One row a hand, one for a photo without hands, for spreadsheets.

Column names are a stable interface in English; `*_text` columns and messages follow the language. Figures are whole
numbers: a decimal point means something else to a spreadsheet in Indonesian.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from komando.policy.readings import Reading
from komando.record import FindingRecord, HandRecord, PhotoRecord
from komando.report.words import error_sentence, gesture_name, hand_verdict_name, photo_verdict_name

Cell = str | int

_PHOTO_COLUMNS: Final = (
    "photo",
    "photo_verdict",
    "photo_verdict_text",
    "photo_message",
    "width_px",
    "height_px",
    "sha256",
    "policy",
    "smallest_readable_hand_px",
)
_HAND_COLUMNS: Final = (
    "hand",
    "hand_verdict",
    "hand_verdict_text",
    "gesture",
    "gesture_text",
    "confidence_percent",
    "readings",
    "rules",
    "message",
    "sources",
    "row",
    "place",
    "size_px",
    "x1_px",
    "y1_px",
    "x2_px",
    "y2_px",
    "thumb",
    "index",
    "middle",
    "ring",
    "little",
)
COLUMNS: Final = _PHOTO_COLUMNS + _HAND_COLUMNS

_SEPARATORS: Final = {"id": ";", "en": ","}
"""Excel divides a file that is double-clicked at the list separator of the computer's region, which is a semicolon
where the comma is the decimal sign. A line `sep=;` before all others would make it forget the byte order mark."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def rows(record: PhotoRecord, language: str) -> Iterator[list[Cell]]:
    """The rows of one photo; `photo` comes first, and numbers of hands are those of the marked picture."""
    photo = _photo_cells(record, language)
    if not record.hands:
        yield [*photo, *([""] * len(_HAND_COLUMNS))]
    for index, hand in enumerate(record.hands):
        yield [*photo, *_hand_cells(record, index, hand, language)]


def csv_text(lines: Iterable[Sequence[Cell]], language: str) -> str:
    """Rows for spreadsheets: separators of the language, every text quoted, no cell that acts as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=_SEPARATORS[language], quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return text.getvalue()


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula.

    Example:
        >>> harmless("=1+1.jpg")
        "'=1+1.jpg"
    """
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _photo_cells(record: PhotoRecord, language: str) -> list[Cell]:
    return [
        record.path,
        record.verdict.value,
        photo_verdict_name(record.verdict, language),
        _photo_message(record, language),
        _or_empty(record.width),
        _or_empty(record.height),
        record.sha256 or "",
        record.policy.id,
        _or_empty(record.smallest_readable_hand_px),
    ]


def _photo_message(record: PhotoRecord, language: str) -> str:
    if record.error is not None:
        return error_sentence(record.error.code, record.error.message, language)
    return _messages([finding for finding in record.findings if not finding.hands], language)


def _hand_cells(record: PhotoRecord, index: int, hand: HandRecord, language: str) -> list[Cell]:
    findings = [finding for finding in record.findings if index in finding.hands]
    person = next((person for person in record.people if person.id == hand.person), None)
    return [
        index + 1,
        hand.verdict.value,
        hand_verdict_name(hand.verdict, language),
        hand.gesture.value,
        gesture_name(hand.gesture, language),
        round(hand.confidence * 100),
        _joined([Reading(reading.kind, reading.value).rule for reading in hand.readings]),
        _joined([finding.rule for finding in findings]),
        _messages(findings, language),
        _joined([source for finding in findings for source in finding.sources]),
        "" if person is None else person.row,
        "" if person is None else person.place,
        hand.size_px,
        *(max(0, round(value)) for value in hand.box_xyxy),  # a hand may reach beyond the picture's edge
        *(finger.value for finger in hand.fingers),
    ]


def _messages(findings: Sequence[FindingRecord], language: str) -> str:
    return " ".join(finding.message.id if language == "id" else finding.message.en for finding in findings)


def _joined(parts: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(parts))


def _or_empty(value: int | None) -> Cell:
    return "" if value is None else value
