"""How small a hand the search could find and the net could read."""

from __future__ import annotations

import math
from collections.abc import Sequence

from komando.hands.geometry import RotatedSquare

_RELIABLE_SHARE = 0.177  # of a square's side: from here on hardly a hand is missed (docs/architecture.md)
_SMALLEST_LEGIBLE_PX = 24  # under it the landmarks' own error hides a finger


def smallest_readable_px(squares: Sequence[RotatedSquare]) -> int:
    """Size in photo pixels from which a hand is found and read reliably in a search of these squares."""
    finest = min(square.side_px for square in squares)
    return math.ceil(max(finest * _RELIABLE_SHARE, _SMALLEST_LEGIBLE_PX))
