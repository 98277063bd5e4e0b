"""Colours of the verdicts: told apart by people with any colour vision, and never the only sign of a verdict."""

from __future__ import annotations

from typing import Final

from komando.policy.verdict import Verdict

Color = tuple[int, int, int]

WHITE: Final[Color] = (255, 255, 255)
INK: Final[Color] = (23, 27, 33)
PAPER: Final[Color] = (34, 39, 47)
"""Ground of the banner, the gutters and the legend: dark, so that the photo and the verdicts stand out."""
MUTED: Final[Color] = (196, 203, 212)

VERDICT_COLORS: Final[dict[Verdict, Color]] = {
    Verdict.PASS: (0, 122, 99),
    Verdict.REVIEW: (247, 197, 36),
    Verdict.HOLD: (200, 40, 30),
    Verdict.UNREADABLE: (75, 63, 114),
}
EXTENDED_COLOR: Final[Color] = (64, 224, 255)
CURLED_COLOR: Final[Color] = (225, 225, 225)


def text_color(verdict: Verdict) -> Color:
    """Colour of text on the verdict's colour, contrast at least 4.5 to 1."""
    return INK if verdict == Verdict.REVIEW else WHITE
