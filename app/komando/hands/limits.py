"""How small a hand the search could find and the net could read."""

from __future__ import annotations

import math

RELIABLE_SHARE = 0.177
"""Share of a square's side from which the palm net misses hardly a hand (docs/architecture.md)."""
_SMALLEST_LEGIBLE_PX = 24  # under it the landmarks' own error hides a finger


def smallest_readable_px(smallest_found_px: float) -> int:
    """Size in photo pixels from which a hand is found and read reliably, given that from which it is found."""
    return math.ceil(max(smallest_found_px, _SMALLEST_LEGIBLE_PX))
