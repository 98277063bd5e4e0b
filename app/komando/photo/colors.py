"""Pixels of any Pillow mode -> RGB over white."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from komando.errors import DamagedPhotoError
from komando.photo.canvas import Canvas

_STRIP_ROWS = 64  # a multiple of every reduction
_NO_PHOTO_MODES = frozenset({"F", "I"})  # measurements, not brightness: what viewers show of them differs


@dataclass(frozen=True, slots=True)
class DeepGrey:
    """How grey of more than eight bits is to be shown.

    Attributes:
        bits: Of a sample; white has all of them set.
        white_is_zero: Whether it is the other way round.
    """

    bits: int = 16
    white_is_zero: bool = False


SIXTEEN_BITS = DeepGrey()


def fill(canvas: Canvas, image: Image.Image, grey: DeepGrey = SIXTEEN_BITS) -> None:
    """Append a decoded picture to a canvas, strip by strip; `grey` is heeded where samples have more than eight bits.

    Raises:
        DamagedPhotoError: Its pixels have no colours that a viewer would show alike.
    """
    if image.mode in _NO_PHOTO_MODES:
        raise DamagedPhotoError("The picture's pixels are measurements of an unusual kind, not colours.")
    for top in range(0, image.height, _STRIP_ROWS):
        strip = image.crop((0, top, image.width, min(top + _STRIP_ROWS, image.height)))
        if strip.mode.startswith("I;16"):
            strip = _eight_bits(strip, grey)
        if strip.has_transparency_data:
            strip = strip.convert("RGBA")
            canvas.hidden.append(np.asarray(strip, np.uint8))
            strip = _over_white(strip)
        canvas.append(np.asarray(strip.convert("RGB"), np.uint8))


def fill_array(canvas: Canvas, rgb: npt.NDArray[np.uint8]) -> None:
    """Append an (height, width, 3) array to a canvas, strip by strip."""
    for top in range(0, rgb.shape[0], _STRIP_ROWS):
        canvas.append(rgb[top : top + _STRIP_ROWS])


def _eight_bits(image: Image.Image, grey: DeepGrey) -> Image.Image:
    """Pillow clips deep grey at 255 when it converts."""
    samples = (np.asarray(image) >> (grey.bits - 8)).astype(np.uint8)
    return Image.fromarray(255 - samples if grey.white_is_zero else samples)


def _over_white(image: Image.Image) -> Image.Image:
    opaque = Image.new("RGBA", image.size, "white")
    opaque.alpha_composite(image)
    return opaque
