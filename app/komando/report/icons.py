"""Icons of the verdicts: a check in a disc, a question mark in a triangle, a cross in an octagon.

Outline and mark differ, so that a verdict is told without colour.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from komando.policy.verdict import Verdict
from komando.report.colors import Color
from komando.report.fonts import load_font

_SUPERSAMPLING: Final = 4
_STROKE: Final = 0.13


@lru_cache(maxsize=128)
def verdict_icon(verdict: Verdict, side_px: int, fill: Color, mark: Color) -> Image.Image:
    """An RGBA icon of `side_px` square with antialiased edges.

    Args:
        verdict: Which icon.
        side_px: Side of the square.
        fill: Colour of the shape.
        mark: Colour of the mark on it.
    """
    side = side_px * _SUPERSAMPLING
    icon = Image.new("RGBA", (side, side), (*fill, 0))
    draw = ImageDraw.Draw(icon)
    draw.polygon(_scaled(_OUTLINES[verdict], side), fill=(*fill, 255))
    if verdict in _STROKES:
        for stroke in _STROKES[verdict]:
            _draw_stroke(draw, _scaled(stroke, side), round(side * _STROKE), mark)
    else:
        letter, size, middle = _LETTERS[verdict]
        font = load_font(round(side * size))
        bold = round(side * 0.02)
        draw.text((side / 2, side * middle), letter, font=font, fill=(*mark, 255), anchor="mm", stroke_width=bold)
    return icon.resize((side_px, side_px), Image.Resampling.LANCZOS)


def _draw_stroke(draw: ImageDraw.ImageDraw, points: list[tuple[float, float]], width_px: int, color: Color) -> None:
    draw.line(points, fill=(*color, 255), width=width_px, joint="curve")
    radius = width_px / 2
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*color, 255))


def _scaled(points: tuple[tuple[float, float], ...], side_px: int) -> list[tuple[float, float]]:
    return [(x * side_px, y * side_px) for x, y in points]


def _polygon(corners: int, turn_deg: float) -> tuple[tuple[float, float], ...]:
    angles = [math.radians(turn_deg + 360 / corners * corner) for corner in range(corners)]
    return tuple((0.5 + 0.48 * math.cos(angle), 0.5 + 0.48 * math.sin(angle)) for angle in angles)


_OUTLINES: Final = {
    Verdict.PASS: _polygon(72, 0),
    Verdict.REVIEW: ((0.5, 0.03), (0.99, 0.95), (0.01, 0.95)),
    Verdict.HOLD: _polygon(8, 22.5),
    Verdict.UNREADABLE: _polygon(4, 45),
}
_STROKES: Final = {
    Verdict.PASS: (((0.28, 0.53), (0.44, 0.68), (0.72, 0.35)),),
    Verdict.HOLD: (((0.33, 0.33), (0.67, 0.67)), ((0.67, 0.33), (0.33, 0.67))),
}
_LETTERS: Final = {Verdict.REVIEW: ("?", 0.62, 0.66), Verdict.UNREADABLE: ("!", 0.7, 0.5)}
"""Letter, size and height of its middle, in sides of the icon."""
