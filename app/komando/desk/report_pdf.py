"""The report of a batch as PDF: one A4 page, and further ones when there are many photos."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Image, Paragraph, SimpleDocTemplate, Spacer, Table

from komando.desk.report_view import FACES_BLURRED, PICTURES_GONE, PLAIN, TOLD, BatchReport, PhotoRow
from komando.messages import translate
from komando.policy.verdict import Verdict
from komando.report.colors import VERDICT_COLORS

_MARGIN: Final = 14 * mm
_EDGE: Final = _MARGIN + 6  # reportlab leaves 6 points inside its frame
_WIDTH: Final = A4[0] - 2 * _EDGE
_COLUMNS: Final = 3
_PLAIN_COLUMNS: Final = 6
_GAP: Final = 3 * mm
_PICTURE_HEIGHT: Final = 36 * mm
_PLAIN_HEIGHT: Final = 20 * mm
_INK, _SOFT, _LINE, _DARK = HexColor("#171b21"), HexColor("#565e6b"), HexColor("#dde1e7"), HexColor("#22272f")
_FONT, _BOLD = "KomandoVera", "KomandoVera-Bold"
_MOST_LETTERS: Final = 400  # a card must fit its page, whatever note somebody wrote
_MOST_REASON_LETTERS: Final = 240
_MOST_NAME_LETTERS: Final = 120


def report_pdf(report: BatchReport) -> bytes:
    """The document."""
    _register_fonts()
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=16 * mm,
        title=report.title,
        author="Komando",
        lang=report.language,
    )
    footer = partial(_draw_footer, report.footer)
    document.build(list(_flow(report)), onFirstPage=footer, onLaterPages=footer)
    return buffer.getvalue()


def _flow(report: BatchReport) -> Iterator[Flowable]:
    yield _text("KOMANDO", 7.5, color=_SOFT)
    yield _text(report.title, 16, bold=True)
    yield Spacer(1, 2 * mm)
    for name, value in report.facts:
        yield _text(f"{name}: {value}", 8.5)
    yield Spacer(1, 3 * mm)
    yield _tallies(report)
    if report.pictures_gone:
        yield _note(PICTURES_GONE, report)
    elif report.blur_faces:
        yield _note(FACES_BLURRED, report)
    if report.told:
        yield _heading(TOLD, report)
        yield from _grid([_card(photo) for photo in report.told], _COLUMNS)
    if report.plain:
        yield _heading(PLAIN, report)
        yield from _grid([_plain(photo) for photo in report.plain], _PLAIN_COLUMNS)


def _tallies(report: BatchReport) -> Table:
    cells = [[_text(str(number), 13, bold=True), _text(text, 7.5, color=_SOFT)] for _, text, number in report.tallies]
    half = len(cells) // 2
    table = Table([cells[:half], cells[half:]], colWidths=[_WIDTH / half] * half)
    colors = [(key, index) for index, (key, _, _) in enumerate(report.tallies)]
    lines = [
        ("LINEBEFORE", (index % half, index // half), (index % half, index // half), 2.5, _color(key))
        for key, index in colors
    ]
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 5), *lines])
    return table


def _note(text: str, report: BatchReport) -> Paragraph:
    return _text(translate(text, report.language), 8, color=_SOFT, space_before=6)


def _heading(text: str, report: BatchReport) -> Paragraph:
    return _text(translate(text, report.language), 11, bold=True, space_before=12, space_after=5)


def _grid(cards: Sequence[list[Flowable]], columns: int) -> Iterator[Flowable]:
    """One table a row, so that no card is torn at the end of a page."""
    for start in range(0, len(cards), columns):
        row: list[Any] = [*cards[start : start + columns]]
        row += [""] * (columns - len(row))
        table = Table([row], colWidths=[_WIDTH / columns] * columns)
        table.setStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), _GAP),
                ("BOTTOMPADDING", (0, 0), (-1, -1), _GAP),
            ]
        )
        yield table


def _card(photo: PhotoRow) -> list[Flowable]:
    width = _WIDTH / _COLUMNS - _GAP
    parts: list[Flowable] = [_Band(width, _color("" if photo.verdict is None else photo.verdict.value))]
    if photo.picture is not None:
        parts.append(_picture(photo.picture, width, _PICTURE_HEIGHT))
    parts.append(_text(photo.machine, 9, bold=True, space_before=2))
    parts.append(_text(_title(photo), 7, color=_SOFT))
    parts += [_text(_cut(reason, _MOST_REASON_LETTERS), 7.5) for reason in photo.reasons]
    parts.append(_text(photo.now, 8, bold=True, space_before=3))
    if photo.decision is not None:
        parts.append(_text(photo.decision, 7.5))
    return parts


def _plain(photo: PhotoRow) -> list[Flowable]:
    width = _WIDTH / _PLAIN_COLUMNS - _GAP
    parts: list[Flowable] = []
    if photo.picture is not None:
        parts.append(_picture(photo.picture, width, _PLAIN_HEIGHT))
    parts.append(_text(_title(photo), 6, color=_SOFT))
    return parts


def _picture(data: bytes, width: float, height: float) -> Image:
    """Inside the given box, its shape kept."""
    picture = Image(io.BytesIO(data))
    scale = min(width / picture.imageWidth, height / picture.imageHeight)
    picture.drawWidth, picture.drawHeight = picture.imageWidth * scale, picture.imageHeight * scale
    picture.hAlign = "LEFT"
    return picture


class _Band(Flowable):
    """The verdict's colour above a card; its words stand below the picture."""

    def __init__(self, width: float, color: Color) -> None:
        super().__init__()
        self.width, self.height = width, 3.0
        self._color = color

    def draw(self) -> None:
        self.canv.setFillColor(self._color)
        self.canv.rect(0, 0.5, self.width, 2.5, stroke=0, fill=1)


def _draw_footer(footer: str, canvas: Canvas, document: Any) -> None:
    canvas.saveState()
    canvas.setStrokeColor(_LINE)
    canvas.line(_EDGE, 12 * mm, A4[0] - _EDGE, 12 * mm)
    canvas.setFont(_FONT, 6.5)
    canvas.setFillColor(_SOFT)
    canvas.drawString(_EDGE, 8.5 * mm, _known(footer))
    canvas.drawRightString(A4[0] - _EDGE, 8.5 * mm, str(document.page))
    canvas.restoreState()


def _text(
    text: str,
    size: float,
    *,
    bold: bool = False,
    color: Color = _INK,
    space_before: float = 0,
    space_after: float = 0,
) -> Paragraph:
    style = ParagraphStyle(
        "komando",
        fontName=_BOLD if bold else _FONT,
        fontSize=size,
        leading=size * 1.3,
        textColor=color,
        spaceBefore=space_before,
        spaceAfter=space_after,
        splitLongWords=True,
    )
    return Paragraph(escape(_cut(_known(text), _MOST_LETTERS)), style)


def _title(photo: PhotoRow) -> str:
    return _cut(_known(f"{photo.position} · {photo.name}"), _MOST_NAME_LETTERS)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _color(key: str) -> Color:
    try:
        red, green, blue = VERDICT_COLORS[Verdict(key)]
    except ValueError:
        return _DARK
    return Color(red / 255, green / 255, blue / 255)


def _known(text: str) -> str:
    """What the font cannot draw is spelled out, so that two names never look alike."""
    known = _register_fonts().face.charToGlyph
    return "".join(letter if ord(letter) in known else f"\\u{ord(letter):04x}" for letter in text)


@cache
def _register_fonts() -> TTFont:
    """Bitstream Vera, which reportlab brings with it: embedded, so the page looks the same everywhere."""
    folder = Path(reportlab.__file__).parent / "fonts"
    font = TTFont(_FONT, folder / "Vera.ttf")
    pdfmetrics.registerFont(font)
    pdfmetrics.registerFont(TTFont(_BOLD, folder / "VeraBd.ttf"))
    return font
