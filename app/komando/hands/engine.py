"""The seam between the nets and the rest of Komando."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from komando.hands.geometry import FloatArray
from komando.hands.hand import HandSearch, RgbArray


class HandEngine(Protocol):
    """Finds hands. An engine is not shared between threads; each thread opens its own.

    Attributes:
        palm_model: File name of the palm net it runs.
    """

    palm_model: str

    def find_hands(self, rgb: RgbArray, faces_xyxy: Sequence[FloatArray] = ()) -> HandSearch:
        """Find every hand of an upright photo.

        Args:
            rgb: (height, width, 3) uint8.
            faces_xyxy: Boxes of faces, photo pixels: a hint where people are and how large their hands must be.
        """
        ...

    def close(self) -> None:
        """Free the nets."""
        ...
