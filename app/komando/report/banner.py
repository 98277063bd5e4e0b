"""The strip above the marked picture: the photo's verdict and what was found."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from komando.messages import translate
from komando.record import PhotoRecord
from komando.report.colors import VERDICT_COLORS, text_color
from komando.report.fonts import fit_text, line_height_px, load_font
from komando.report.icons import verdict_icon
from komando.report.words import hand_phrases, photo_verdict_name


def least_banner_px(record: PhotoRecord, font_px: int, language: str) -> int:
    """Width at which the verdict can be read whole."""
    icon_px, padding, title_font = _measures(font_px)
    return math.ceil(title_font.getlength(photo_verdict_name(record.verdict, language))) + icon_px + 3 * padding


def draw_banner(record: PhotoRecord, width_px: int, font_px: int, language: str) -> Image.Image:
    """A strip of `width_px` in the verdict's colour with icon, verdict and one line of findings."""
    lines_px, padding, title_font = _measures(font_px)
    font = load_font(font_px)
    color, ink = VERDICT_COLORS[record.verdict], text_color(record.verdict)
    banner = Image.new("RGB", (width_px, lines_px + 2 * padding), color)
    icon = verdict_icon(record.verdict, lines_px, ink, color)
    banner.paste(icon, (padding, padding), icon)
    draw = ImageDraw.Draw(banner)
    left = lines_px + 2 * padding
    room = width_px - left - padding
    draw.text((left, padding), photo_verdict_name(record.verdict, language), font=title_font, fill=ink)
    found = fit_text(found_line(record, language), font, room)
    draw.text((left, padding + line_height_px(title_font)), found, font=font, fill=ink)
    return banner


def _measures(font_px: int) -> tuple[int, int, FreeTypeFont]:
    """Height of the two lines, padding, font of the first line."""
    title_font = load_font(round(font_px * 1.5))
    return line_height_px(title_font) + line_height_px(load_font(font_px)), round(font_px * 0.6), title_font


def found_line(record: PhotoRecord, language: str) -> str:
    """What the photo shows, worst first; that no hand was found is said together with the limit of the search."""
    if record.hands:
        return ", ".join(hand_phrases(record.hands, language))
    if record.smallest_readable_hand_px is None:
        return ""
    return translate(
        "no hand found (hands under %(limit_px)d px cannot be seen)",
        language,
        limit_px=record.smallest_readable_hand_px,
    )
