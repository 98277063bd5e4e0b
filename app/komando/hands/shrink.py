"""Parts of a photo at another size."""

from __future__ import annotations

import cv2
import numpy as np

from komando.hands.hand import RgbArray

_HALF = 0.5
_BAND_ROWS = 128  # of the halved picture: nothing as large as the photo is held beside it


def scaled_part(rgb: RgbArray, scale: float, origin_xy: tuple[int, int], size_wh: tuple[int, int]) -> RgbArray:
    """A part of a photo at another size, without skipping pixels: halved by averaging, then scaled by the rest.

    To average at once takes several times as long, and no more hands are found so (docs/architecture.md, "Finding
    hands").

    Args:
        rgb: The photo.
        scale: Of the photo's size.
        origin_xy: Left and top of the part, pixels of the scaled photo.
        size_wh: Of the part, pixels of the scaled photo.
    """
    times = 0
    while scale <= _HALF and min(rgb.shape[:2]) >> times > 1:
        times, scale = times + 1, scale / _HALF
    last_xy = ((length >> times) - 1 for length in rgb.shape[1::-1])
    left, top = (min(round(start / scale), last) for start, last in zip(origin_xy, last_xy, strict=True))
    right, bottom = (
        max(first + 1, round((start + length) / scale))
        for first, start, length in zip((left, top), origin_xy, size_wh, strict=True)
    )
    part = _halved(rgb[top << times : bottom << times, left << times : right << times], times)
    return np.asarray(cv2.resize(part, size_wh, interpolation=cv2.INTER_LINEAR), np.uint8)


def _halved(rgb: RgbArray, times: int) -> RgbArray:
    """Halved so often; what is left at the right and below is cut off."""
    if not times:
        return rgb
    height, width = (length >> times for length in rgb.shape[:2])
    halved = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _BAND_ROWS):
        bottom = min(top + _BAND_ROWS, height)
        band = rgb[top << times : bottom << times, : width << times]
        for _ in range(times):
            size_wh = (band.shape[1] // 2, band.shape[0] // 2)
            band = np.asarray(cv2.resize(band, size_wh, interpolation=cv2.INTER_AREA), np.uint8)
        halved[top:bottom] = band
    return halved
