"""The one font of the marked pictures: Pillow's own, so that no font need be installed or shipped."""

from __future__ import annotations

from functools import lru_cache

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont


@lru_cache(maxsize=64)
def load_font(size_px: int) -> FreeTypeFont:
    """The font at a size; capitals are about 0.7 times as high."""
    font = ImageFont.load_default(size=size_px)
    if not isinstance(font, FreeTypeFont):
        raise TypeError("Pillow was built without FreeType, so text cannot be drawn at a readable size.")
    return font


def line_height_px(font: FreeTypeFont) -> int:
    """Height of a line of text with its own white space."""
    ascent, descent = font.getmetrics()
    return ascent + descent


def fit_text(text: str, font: FreeTypeFont, width_px: float) -> str:
    """`text`, cut and ended by three dots where it is wider than `width_px`."""
    if font.getlength(text) <= width_px:
        return text
    while text and font.getlength(f"{text}...") > width_px:
        text = text[:-1].rstrip(" ,")
    return f"{text}..."
