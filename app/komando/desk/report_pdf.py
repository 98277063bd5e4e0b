"""The report of a batch as PDF: one A4 page that is complete by itself, and an annex for photos that do not fit."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from komando.desk.report_pdf_parts import (
    EDGE,
    WIDTH,
    CardRow,
    Part,
    Rule,
    card_rows,
    card_width,
    fact_rows,
    plain_card,
    tally_row,
    told_card,
)
from komando.desk.report_pdf_text import LINE, SOFT, Face, Text, known, one_line, register_fonts, running
from komando.desk.report_view import ANNEX, CHECKED, DECIDED, MORE_PLAIN, MORE_TOLD, PLAIN, TOLD, BatchReport, PhotoRow
from komando.messages import translate

rl_config.useA85 = 0  # pictures as they are: as ASCII they take a fifth more room and three quarters of the time

_TOP: Final = A4[1] - 12 * mm
_BOTTOM: Final = 14 * mm
_ROOM: Final = _TOP - _BOTTOM
_FOOTER_LINE, _FOOTER_TEXT = 11 * mm, 7.5 * mm
_FOOTER: Final = Face(6, color=SOFT)
_NOTE: Final = Face(7, color=SOFT)
_LEAST_PICTURE_HEIGHT: Final = 20 * mm
_MOST_PICTURE_HEIGHT: Final = 80 * mm  # the marked picture has 480 pixels
_TALLEST_SHAPE: Final = 1.1  # height by width, above which a picture may leave room at its sides
_ANNEX_COLUMNS: Final = 4
_ANNEX_PICTURE_HEIGHT: Final = 28 * mm
_PLAIN_COLUMNS: Final = 8
_PLAIN_PICTURE_HEIGHT: Final = 15 * mm


@dataclass(frozen=True, slots=True)
class _Gap:
    """Nothing."""

    height: float

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Leave it empty."""


def report_pdf(report: BatchReport) -> bytes:
    """The document."""
    register_fonts()
    first, plain_left = _first_page(report)
    pages = [first, *_annex_pages(report, plain_left)]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, lang=report.language, pageCompression=1)
    canvas.setTitle(report.title)
    canvas.setAuthor("Komando")
    for number, parts in enumerate(pages, 1):
        _draw_page(canvas, parts)
        _draw_footer(canvas, report, number, len(pages))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _first_page(report: BatchReport) -> tuple[list[Part], Sequence[PhotoRow]]:
    """The first page, and the photos that pass for which it has no room."""
    parts = [*_head(report)]
    if not report.told:
        return _with_plain(report, parts)
    parts.append(_heading(f"{translate(TOLD, report.language)} ({len(report.told)})"))
    if report.annex:
        rest: list[Part] = [_note(translate(MORE_TOLD, report.language, count=len(report.annex)))]
        if report.plain:
            rest.append(_more_plain(report, len(report.plain)))
        return [*parts, *_told_rows(report, _left(parts, rest)), *rest], report.plain
    plain: list[Part] = [_plain_heading(report), *_plain_rows(report.plain)] if report.plain else []
    rows = _told_rows(report, _left(parts, plain))
    if plain and rows[0].picture_height < _LEAST_PICTURE_HEIGHT:  # the photos that matter come before those that pass
        rows = _told_rows(report, _left(parts, [_more_plain(report, len(report.plain))]))
    return _with_plain(report, [*parts, *rows])


def _with_plain(report: BatchReport, parts: list[Part]) -> tuple[list[Part], Sequence[PhotoRow]]:
    """A page with as many of the photos that pass as it has room for, and those that are left."""
    rows = _plain_rows(report.plain)
    if not rows:
        return parts, ()
    heading, more = _plain_heading(report), _more_plain(report, len(report.plain))
    if _height(rows) > _left(parts, [heading]):
        rows = rows[: int(_left(parts, [heading, more]) // max(row.height for row in rows))]
    left = report.plain[sum(len(row.cards) for row in rows) :]
    shown: list[Part] = [heading, *rows] if rows else []
    return [*parts, *shown, *([_more_plain(report, len(left))] if left else [])], left


def _annex_pages(report: BatchReport, plain_left: Sequence[PhotoRow]) -> Iterator[list[Part]]:
    cards = [told_card(photo, _ANNEX_COLUMNS, report.language) for photo in report.annex]
    blocks: list[list[Part]] = [[row] for row in card_rows(cards, _ANNEX_COLUMNS, _ANNEX_PICTURE_HEIGHT)]
    if blocks:
        blocks[0].insert(0, _heading(translate(TOLD, report.language)))
    plain: list[list[Part]] = [[row] for row in _plain_rows(plain_left)]
    if plain:
        plain[0].insert(0, _heading(translate(PLAIN, report.language)))
    head = running(f"{translate(ANNEX, report.language)} · {report.title}", Face(10, bold=True), WIDTH, 1)
    page: list[Part] = [head, Rule()]
    for block in (*blocks, *plain):
        if len(page) > 2 and _height(block) > _left(page):
            yield page
            page = [head, Rule()]
        page += block
    if len(page) > 2:
        yield page


def _head(report: BatchReport) -> Iterator[Part]:
    yield one_line(f"KOMANDO · {translate('Report of the check before publication', report.language)}", _NOTE, WIDTH)
    yield running(report.title, Face(15, bold=True), WIDTH, 2)
    yield _Gap(4)
    yield from fact_rows(report.facts)
    yield Rule()
    yield tally_row(translate(CHECKED, report.language), report.verdicts)
    yield tally_row(translate(DECIDED, report.language), report.outcomes)
    for note in report.notes:
        yield _note(note)


def _told_rows(report: BatchReport, room: float) -> list[CardRow]:
    """The photos in as many columns as let all of them fit and their pictures cover most of the page."""
    layouts = [_layout(report, columns, room) for columns in (2, 3, 4)]
    return max(layouts, key=lambda rows: (_height(rows) < room + 1, _covered(rows)))


def _layout(report: BatchReport, columns: int, room: float) -> list[CardRow]:
    cards = [told_card(photo, columns, report.language) for photo in report.first]
    bare = card_rows(cards, columns, 0)
    tallest = card_width(columns) * min(_TALLEST_SHAPE, max(card.shape for card in cards))
    height = min((room - _height(bare)) / len(bare), tallest, _MOST_PICTURE_HEIGHT)
    return card_rows(cards, columns, max(0, height))


def _covered(rows: Sequence[CardRow]) -> float:
    return sum(card.picture_area(card_width(row.columns), row.picture_height) for row in rows for card in row.cards)


def _plain_rows(photos: Sequence[PhotoRow]) -> list[CardRow]:
    cards = [plain_card(photo, _PLAIN_COLUMNS) for photo in photos]
    return card_rows(cards, _PLAIN_COLUMNS, _PLAIN_PICTURE_HEIGHT)


def _plain_heading(report: BatchReport) -> Text:
    return _heading(f"{translate(PLAIN, report.language)} ({len(report.plain)})")


def _more_plain(report: BatchReport, number: int) -> Text:
    return _note(translate(MORE_PLAIN, report.language, count=number))


def _heading(text: str) -> Text:
    return running(text, Face(10, bold=True), WIDTH, 1, space=7, below=4)


def _note(text: str) -> Text:
    return running(text, _NOTE, WIDTH, 2, space=2)


def _left(*groups: Sequence[Part]) -> float:
    """What these parts leave of a page."""
    return _ROOM - sum(_height(parts) for parts in groups)


def _height(parts: Sequence[Part]) -> float:
    return sum(part.height for part in parts)


def _draw_page(canvas: Canvas, parts: Sequence[Part]) -> None:
    top = _TOP
    for part in parts:
        part.draw(canvas, EDGE, top)
        top -= part.height


def _draw_footer(canvas: Canvas, report: BatchReport, number: int, pages: int) -> None:
    canvas.setStrokeColor(LINE)
    canvas.line(EDGE, _FOOTER_LINE, EDGE + WIDTH, _FOOTER_LINE)
    canvas.setFont(_FOOTER.font, _FOOTER.size)
    canvas.setFillColor(_FOOTER.color)
    canvas.drawString(EDGE, _FOOTER_TEXT, known(report.footer))
    told = translate("Page %(page)d of %(pages)d", report.language, page=number, pages=pages)
    canvas.drawRightString(EDGE + WIDTH, _FOOTER_TEXT, told)
