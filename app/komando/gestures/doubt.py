"""Why a hand that may be at rest cannot be told: what a person should know before looking at it."""

from __future__ import annotations

from typing import Final

from komando.gestures.reading import Reason
from komando.hands.quality import HandQuality

_WHOLE: Final = 0.9  # share of the landmarks
_DARK: Final = 45.0  # under it lie 1 % of the hands in photos of offices and schools
_SOFT: Final = 0.12  # as sharp as the softest 1 % of hands of 64 px and more
_EDGE_ON: Final = 0.14  # the palm's plane is seen at less than 8 degrees
_APART: Final = 0.1  # of the hand's size: about a finger's width
_SMALL_PX: Final = 32


def is_cut(quality: HandQuality) -> bool:
    """Whether part of the hand lies beyond the photo's edge."""
    return quality.inside_share < _WHOLE


def reason_for_doubt(quality: HandQuality, size_px: float) -> Reason | None:
    """The first of the reasons that holds, the plainest first; None where nothing is wrong with the picture."""
    reasons = (
        (is_cut(quality), Reason.CUT),
        (quality.brightness < _DARK, Reason.DARK),
        (size_px < _SMALL_PX, Reason.TOO_SMALL),
        (quality.sharpness < _SOFT, Reason.BLURRED),
        (quality.facing < _EDGE_ON, Reason.EDGE_ON),
        (quality.runs_apart > _APART, Reason.RUNS_APART),
    )
    return next((reason for holds, reason in reasons if holds), None)
