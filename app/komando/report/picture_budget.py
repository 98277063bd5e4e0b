"""How large a page of very many photos may become: the photos that need a person most get the large pictures."""

from __future__ import annotations

from typing import Final

from komando.report.pictures import Pictures

_LARGE_BYTES: Final = 32_000_000
_SMALL_BYTES: Final = 24_000_000


class PictureBudget:
    """Hands out what may still be shown. Photos come worst first.

    Args:
        large_bytes: For the photos' large pictures with their enlarged hands.
        small_bytes: For the thumbnails of the photos that come after.
    """

    def __init__(self, large_bytes: int = _LARGE_BYTES, small_bytes: int = _SMALL_BYTES) -> None:
        self._large_bytes = large_bytes
        self._small_bytes = small_bytes

    def choose(self, pictures: Pictures) -> Pictures:
        """The pictures that the page may show of one photo: all of them, its thumbnail alone, or none."""
        if pictures.overview is None or pictures.thumbnail is None:
            return pictures
        large = len(pictures.overview) + sum(map(len, pictures.hands.values()))
        if large <= self._large_bytes:
            self._large_bytes -= large
            return pictures
        self._large_bytes = 0  # the photos after this one need a person less
        if len(pictures.thumbnail) <= self._small_bytes:
            self._small_bytes -= len(pictures.thumbnail)
            return Pictures(thumbnail=pictures.thumbnail)
        self._small_bytes = 0
        return Pictures()
