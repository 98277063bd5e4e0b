"""Pixels of any Pillow mode -> RGB over white."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from komando.errors import DamagedPhotoError
from komando.photo.canvas import Canvas

_STRIP_ROWS = 64  # a multiple of every reduction
_NO_PHOTO_MODES = frozenset({"F", "I"})  # measurements, not brightness: what viewers show of them differs


def fill(canvas: Canvas, image: Image.Image) -> None:
    """Append a decoded picture to a canvas, strip by strip.

    Raises:
        DamagedPhotoError: Its pixels have no colours that a viewer would show alike.
    """
    if image.mode in _NO_PHOTO_MODES:
        raise DamagedPhotoError("The picture's pixels are measurements of an unusual kind, not colours.")
    for top in range(0, image.height, _STRIP_ROWS):
        strip = image.crop((0, top, image.width, min(top + _STRIP_ROWS, image.height)))
        if strip.mode.startswith("I;16"):
            strip = _high_bytes(strip)
        if strip.has_transparency_data:
            strip = strip.convert("RGBA")
            canvas.hidden.append(np.asarray(strip, np.uint8))
            strip = _over_white(strip)
        canvas.append(np.asarray(strip.convert("RGB"), np.uint8))


def fill_array(canvas: Canvas, rgb: npt.NDArray[np.uint8]) -> None:
    """Append an (height, width, 3) array to a canvas, strip by strip."""
    for top in range(0, rgb.shape[0], _STRIP_ROWS):
        canvas.append(rgb[top : top + _STRIP_ROWS])


def _high_bytes(grey: Image.Image) -> Image.Image:
    """Pillow clips 16-bit grey at 255 when it converts."""
    return Image.fromarray((np.asarray(grey) >> 8).astype(np.uint8))


def _over_white(image: Image.Image) -> Image.Image:
    opaque = Image.new("RGBA", image.size, "white")
    opaque.alpha_composite(image)
    return opaque
