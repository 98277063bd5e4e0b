"""What the pages of the PDF are made of: each part knows its height before it is drawn."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from komando.desk.report_pdf_text import DARK, GROUND, LINE, SOFT, Face, Text, file_name, one_line, running
from komando.desk.report_view import PhotoRow
from komando.messages import translate
from komando.policy.verdict import Verdict
from komando.report.colors import VERDICT_COLORS

EDGE: Final = 14 * mm
WIDTH: Final = A4[0] - 2 * EDGE
GAP: Final = 3 * mm
_BAND: Final = 2.5
_FACTS: Final = 4  # in one row
_NARROW: Final = 52 * mm  # a card below this has smaller letters
_LABEL, _VALUE = Face(6.5, color=SOFT), Face(7.5)
_NUMBER, _COUNTED = Face(11, bold=True), Face(6.8, color=SOFT)
_TITLE: Final = Face(6.5, color=SOFT)
_PLAIN_NAME: Final = Face(5.5, color=SOFT)


class Part(Protocol):
    """Something that takes a strip of a page."""

    @property
    def height(self) -> float:
        """In points, with the space that belongs to it."""

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Put it on the page below `top`."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A few facts beside each other: the name above the value."""

    facts: tuple[tuple[Text, Text], ...]

    @property
    def height(self) -> float:
        """Of the tallest."""
        return max(name.height + value.height for name, value in self.facts) + 4

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Put them on the page."""
        for number, (name, value) in enumerate(self.facts):
            at = left + number * WIDTH / _FACTS
            name.draw(canvas, at, top)
            value.draw(canvas, at, top - name.height)


@dataclass(frozen=True, slots=True)
class TallyRow:
    """How many photos are what, under one heading."""

    heading: Text
    tallies: tuple[tuple[Color, Text, Text], ...]

    @property
    def height(self) -> float:
        """With the space below."""
        return self.heading.height + max(number.height + text.height for _, number, text in self.tallies) + 5

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Put them on the page."""
        self.heading.draw(canvas, left, top)
        below = top - self.heading.height - 1
        for place, (color, number, text) in enumerate(self.tallies):
            at = left + place * WIDTH / len(self.tallies)
            canvas.setFillColor(color)
            canvas.rect(at, below - number.height - text.height, 2.5, number.height + text.height, stroke=0, fill=1)
            number.draw(canvas, at + 7, below)
            text.draw(canvas, at + 7, below - number.height)


@dataclass(frozen=True)
class Card:
    """One photo.

    Attributes:
        texts: Below the picture.
        band: The verdict's colour above it.
        missing: What stands in place of the picture.
    """

    texts: tuple[Text, ...]
    picture: bytes | None
    band: Color | None = None
    missing: Text | None = None

    @cached_property
    def shape(self) -> float:
        """Height of the picture by its width; 0 without one."""
        if self.picture is None:
            return 0
        wide, high = ImageReader(io.BytesIO(self.picture)).getSize()
        return float(high / wide)

    def picture_area(self, width: float, height: float) -> float:
        """What the picture covers of a box."""
        if not self.shape:
            return 0
        covered = min(width, height / self.shape)
        return covered * covered * self.shape

    @cached_property
    def text_height(self) -> float:
        """Of all that stands below the picture."""
        return sum(text.height for text in self.texts)


@dataclass(frozen=True, slots=True)
class CardRow:
    """Photos beside each other.

    Attributes:
        columns: Into how many the page is divided; the row may have fewer.
        picture_height: Of the box into which each picture is fitted.
    """

    cards: tuple[Card, ...]
    columns: int
    picture_height: float

    @property
    def height(self) -> float:
        """Of the tallest card, with the gap below."""
        return self.picture_height + row_text_height(self.cards)

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Put them on the page."""
        width = card_width(self.columns)
        for place, card in enumerate(self.cards):
            self._draw_card(canvas, card, left + place * (width + GAP), top, width)

    def _draw_card(self, canvas: Canvas, card: Card, left: float, top: float, width: float) -> None:
        if card.band is not None:
            canvas.setFillColor(card.band)
            canvas.rect(left, top - _BAND, width, _BAND, stroke=0, fill=1)
            top -= _BAND
        canvas.setFillColor(GROUND)
        canvas.rect(left, top - self.picture_height, width, self.picture_height, stroke=0, fill=1)
        if card.picture is not None:
            _draw_picture(canvas, card.picture, (left, top - self.picture_height), (width, self.picture_height))
        elif card.missing is not None and self.picture_height > card.missing.height:
            card.missing.draw(canvas, left + GAP, top - (self.picture_height - card.missing.height) / 2)
        top -= self.picture_height + 2
        for text in card.texts:
            text.draw(canvas, left, top)
            top -= text.height


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line between two parts."""

    height: float = 5

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Put it on the page."""
        canvas.setStrokeColor(LINE)
        canvas.line(left, top - 2, left + WIDTH, top - 2)


def fact_rows(facts: Sequence[tuple[str, str]]) -> list[FactRow]:
    """The head's facts, each on at most three lines."""
    width = WIDTH / _FACTS - GAP
    told = [(one_line(name, _LABEL, width), running(value, _VALUE, width, 3)) for name, value in facts]
    return [FactRow(tuple(told[start : start + _FACTS])) for start in range(0, len(told), _FACTS)]


def tally_row(heading: str, tallies: Sequence[tuple[str, str, int]]) -> TallyRow:
    """One row of counts."""
    width = WIDTH / len(tallies) - GAP - 7
    cells = [
        (_color(key), one_line(str(number), _NUMBER, width), one_line(text, _COUNTED, width))
        for key, text, number in tallies
    ]
    return TallyRow(one_line(heading, _LABEL, WIDTH), tuple(cells))


def told_card(photo: PhotoRow, columns: int, language: str) -> Card:
    """Verdict, number and name, one reason, and what was decided."""
    width = card_width(columns)
    size = 6.3 if width < _NARROW else 7
    texts = (
        one_line(photo.machine, Face(size + 1.4, bold=True), width),
        file_name(photo.position, photo.name, _TITLE, width, 2),
        running(photo.reason, Face(size), width, 5, end=photo.others),
        running(photo.now, Face(size, bold=True), width, 1, space=2),
        running(photo.decision or "", Face(size), width, 4),
    )
    missing = one_line(translate("no picture", language), Face(size, color=SOFT), width)
    return Card(texts, photo.picture, _color("" if photo.verdict is None else photo.verdict.value), missing)


def plain_card(photo: PhotoRow, columns: int) -> Card:
    """Number and name."""
    return Card((file_name(photo.position, photo.name, _PLAIN_NAME, card_width(columns), 1),), photo.picture)


def card_width(columns: int) -> float:
    """Of one card where `columns` stand beside each other."""
    return (WIDTH - (columns - 1) * GAP) / columns


def card_rows(cards: Sequence[Card], columns: int, picture_height: float) -> list[CardRow]:
    """The cards row by row; where none has a picture, there is no room for pictures either."""
    if not any(card.shape for card in cards):
        picture_height = 0
    starts = range(0, len(cards), columns)
    return [CardRow(tuple(cards[start : start + columns]), columns, picture_height) for start in starts]


def row_text_height(cards: Sequence[Card]) -> float:
    """What a row takes beside its pictures."""
    band = _BAND if any(card.band is not None for card in cards) else 0
    return band + 2 + max(card.text_height for card in cards) + GAP


def _draw_picture(canvas: Canvas, data: bytes, corner: tuple[float, float], box: tuple[float, float]) -> None:
    """In the middle of the box, its shape kept."""
    picture = ImageReader(io.BytesIO(data))
    wide, high = picture.getSize()
    scale = min(box[0] / wide, box[1] / high)
    x, y = corner[0] + (box[0] - wide * scale) / 2, corner[1] + (box[1] - high * scale) / 2
    canvas.drawImage(picture, x, y, wide * scale, high * scale)


def _color(key: str) -> Color:
    try:
        red, green, blue = VERDICT_COLORS[Verdict(key)]
    except ValueError:
        return DARK
    return Color(red / 255, green / 255, blue / 255)
