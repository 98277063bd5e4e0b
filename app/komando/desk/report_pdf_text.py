"""Text on a page of the PDF: lines that end between words, measured before they are drawn."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import reportlab
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from komando.desk.report_short import shortened_name, without_rest

INK, SOFT, LINE, GROUND, DARK = (
    HexColor("#171b21"),
    HexColor("#565e6b"),
    HexColor("#dde1e7"),
    HexColor("#f1f3f6"),
    HexColor("#22272f"),
)
_FONT, _BOLD = "KomandoVera", "KomandoVera-Bold"
_LEADING: Final = 1.25
_ASCENT: Final = 0.95  # of the size: where the first line stands below the top
_WORDS: Final = re.compile(r"(?<= )")
_NAME_PARTS: Final = re.compile(r"(?<=[\s_\-])")
_LEAST_NAME_LETTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Face:
    """How text looks."""

    size: float
    bold: bool = False
    color: Color = INK

    @property
    def font(self) -> str:
        """The name that the document knows it by."""
        return _BOLD if self.bold else _FONT

    def width(self, text: str) -> float:
        """Of one line, in points."""
        return float(pdfmetrics.stringWidth(text, self.font, self.size))


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of one look.

    Attributes:
        space: Above the first line.
        below: Below the last.
    """

    lines: tuple[str, ...]
    face: Face
    space: float = 0
    below: float = 0

    @property
    def height(self) -> float:
        """With the space around; nothing takes no space."""
        return self.space + len(self.lines) * self.face.size * _LEADING + self.below if self.lines else 0

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Put the lines on the page."""
        canvas.setFont(self.face.font, self.face.size)
        canvas.setFillColor(self.face.color)
        for number, line in enumerate(self.lines):
            down = self.space + (number * _LEADING + _ASCENT) * self.face.size
            canvas.drawString(left, top - down, line)


def running(
    text: str, face: Face, width: float, most: int, *, end: str = "", space: float = 0, below: float = 0
) -> Text:
    """Running text on at most `most` lines; `end` stands behind it, also behind what was shortened."""
    words = known(text).split(" ")
    lines = _wrapped(f"{' '.join(words)} {end}".strip(), face, width)
    while len(lines) > most and len(words) > 1:
        words.pop()
        lines = _wrapped(f"{without_rest(' '.join(words))} {end}".strip(), face, width)
    return Text(lines[:most], face, space, below)


def file_name(number: int, name: str, face: Face, width: float, most: int) -> Text:
    """Number and file name; of a long name the middle is left out."""
    kept = len(name)
    while True:
        told = known(f"{number} · {shortened_name(name, kept)}")
        lines = _wrapped(told, face, width, _NAME_PARTS)
        if len(lines) <= most or kept <= _LEAST_NAME_LETTERS:
            return Text(lines[:most], face)
        kept -= max(1, kept // 16)


def one_line(text: str, face: Face, width: float) -> Text:
    """Text of which what does not fit is left out."""
    return running(text, face, width, 1)


def known(text: str) -> str:
    """What the font cannot draw is spelled out, so that two names never look alike."""
    glyphs = register_fonts().face.charToGlyph
    return "".join(letter if ord(letter) in glyphs else f"\\u{ord(letter):04x}" for letter in text)


@cache
def register_fonts() -> TTFont:
    """Bitstream Vera, which reportlab brings with it: embedded, so the page looks the same everywhere."""
    folder = Path(reportlab.__file__).parent / "fonts"
    font = TTFont(_FONT, folder / "Vera.ttf")
    pdfmetrics.registerFont(font)
    pdfmetrics.registerFont(TTFont(_BOLD, folder / "VeraBd.ttf"))
    return font


def _wrapped(text: str, face: Face, width: float, between: re.Pattern[str] = _WORDS) -> tuple[str, ...]:
    lines = [""]
    for word in between.split(text):
        for part in _parts(word, face, width):
            if lines[-1] and face.width((lines[-1] + part).rstrip()) > width:
                lines.append(part)
            else:
                lines[-1] += part
    return tuple(line.rstrip() for line in lines if line.strip())


def _parts(word: str, face: Face, width: float) -> Iterator[str]:
    """A word; one that is wider than the line in parts that are not."""
    while word and face.width(word.rstrip()) > width:
        ends = range(2, len(word))
        fits = bisect_right(ends, width, key=lambda end: face.width(word[:end])) + 1
        yield word[:fits]
        word = word[fits:]
    yield word
