"""The strip under a crowded picture: for each number the enlarged hand, its gesture and its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from komando.hands.hand import RgbArray
from komando.messages import translate
from komando.report.colors import MUTED, PAPER, VERDICT_COLORS, WHITE, text_color
from komando.report.fonts import fit_text, line_height_px, load_font
from komando.report.hand_crop import draw_hand_crop
from komando.report.hand_mark import HandMark
from komando.report.icons import verdict_icon
from komando.report.words import SEVERITY, gesture_name, hand_verdict_name

_MOST_ENTRIES: Final = 60


@dataclass(frozen=True, slots=True)
class _Cell:
    width_px: int
    height_px: int
    crop_px: int
    padding_px: int


def draw_legend(rgb: RgbArray, hands: Sequence[HandMark], width_px: int, font_px: int, language: str) -> Image.Image:
    """A strip of `width_px` with one cell a hand, worst first; 60 at most, a last line counts the rest.

    Args:
        rgb: The photo that the hands are cut from, faces blurred already where they should be.
        hands: In pixels of `rgb`.
        width_px: Width of the strip.
        font_px: Size of the text.
        language: `id` or `en`.
    """
    ordered = sorted(hands, key=lambda hand: (SEVERITY.index(hand.verdict), hand.number))
    shown, left_out = ordered[:_MOST_ENTRIES], len(ordered[_MOST_ENTRIES:])
    cell = _cell(shown, font_px, language)
    columns = max(1, (width_px - cell.padding_px) // cell.width_px)
    rows = -(-len(shown) // columns)
    footer_px = line_height_px(load_font(font_px)) + cell.padding_px if left_out else 0
    strip = Image.new("RGB", (width_px, rows * cell.height_px + cell.padding_px + footer_px), PAPER)
    for index, hand in enumerate(shown):
        x = cell.padding_px + (index % columns) * cell.width_px
        y = cell.padding_px + (index // columns) * cell.height_px
        _draw_cell(strip, rgb, hand, (x, y), cell, font_px, language)
    if left_out:
        text = translate("... and %(count)d more hands", language, count=left_out)
        bottom = strip.height - footer_px
        ImageDraw.Draw(strip).text((cell.padding_px, bottom), text, font=load_font(font_px), fill=MUTED)
    return strip


def _cell(hands: Sequence[HandMark], font_px: int, language: str) -> _Cell:
    font = load_font(font_px)
    padding = round(font_px * 0.5)
    crop = round(font_px * 4.2)
    widest = max(max(font.getlength(line) for line in _lines(hand, language)) for hand in hands)
    text_px = round(widest) + round(font_px * 1.4)
    return _Cell(crop + text_px + 2 * padding, crop + padding, crop, padding)


def _lines(hand: HandMark, language: str) -> tuple[str, str]:
    return gesture_name(hand.gesture, language), hand_verdict_name(hand.verdict, language)


def _draw_cell(
    strip: Image.Image,
    rgb: RgbArray,
    hand: HandMark,
    corner_xy: tuple[int, int],
    cell: _Cell,
    font_px: int,
    language: str,
) -> None:
    x, y = corner_xy
    draw, font, line_px = ImageDraw.Draw(strip), load_font(font_px), line_height_px(load_font(font_px))
    color = VERDICT_COLORS[hand.verdict]
    strip.paste(Image.fromarray(draw_hand_crop(rgb, hand, cell.crop_px)), corner_xy)
    edge = max(2, font_px // 9)
    draw.rectangle((x, y, x + cell.crop_px - 1, y + cell.crop_px - 1), outline=color, width=edge)
    left, room = x + cell.crop_px + cell.padding_px, cell.width_px - cell.crop_px - cell.padding_px
    gesture, verdict = _lines(hand, language)
    draw.text((left, y), str(hand.number), font=font, fill=WHITE, stroke_width=max(1, font_px // 28), stroke_fill=WHITE)
    draw.text((left, y + line_px), fit_text(gesture, font, room), font=font, fill=WHITE)
    icon = verdict_icon(hand.verdict, font_px, color, text_color(hand.verdict))
    strip.paste(icon, (left, round(y + 2 * line_px + (line_px - font_px) / 2)), icon)
    draw.text((left + round(font_px * 1.3), y + 2 * line_px), verdict, font=font, fill=MUTED)
