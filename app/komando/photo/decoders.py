"""For each format: what decoding takes in memory, and how it is decoded whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import pillow_heif
from PIL import Image, TiffImagePlugin

from komando.errors import DamagedPhotoError
from komando.photo import jpeg, png
from komando.photo.canvas import Canvas, Decoded
from komando.photo.colors import SIXTEEN_BITS, fill, fill_array
from komando.photo.isobmff import verify_coded_items
from komando.photo.orientation import is_turned, orientation_of
from komando.photo.tiff import deep_grey, verify_tiff
from komando.photo.webp import verify_webp

RgbArray = npt.NDArray[np.uint8]

_RESULT = 3.0
# Measured peaks in bytes a pixel, over the file's own bytes; `make test` measures them again.
_PILLOW_BYTES: Final = {"1": 1.0, "L": 1.0, "P": 1.0, "LA": 4.0, "I;16": 2.0, "I;16B": 2.0}
_PILLOW_RGB_BYTES: Final = 4.0
_WEBP_BYTES, _WEBP_ALPHA_BYTES = 6.0, 16.0
_HEIC_BYTES, _AVIF_BYTES = 5.0, 9.0

_TURNED_BY_THEIR_DECODERS: Final = frozenset({"HEIF", "TIFF"})


@dataclass(frozen=True, slots=True)
class Decoder:
    """How one file is decoded.

    Attributes:
        size_wh: Of the upright picture.
        decode_bytes: Peak memory at a reduction, without the file's own bytes.
        decode: The picture at a reduction.
    """

    size_wh: tuple[int, int]
    decode_bytes: Callable[[int], float]
    decode: Callable[[int], Decoded]


def decoder_of(header: Image.Image, data: bytes) -> Decoder:
    """Choose the decoder, after what can be seen of the file's wholeness without decoding was checked.

    Raises:
        DamagedPhotoError: The file is not whole.
    """
    match header.format:
        case "JPEG" | "MPO":
            return _jpeg(header, data)
        case "PNG":
            return _png(header, data)
        case "WEBP":
            verify_webp(data, header.width * header.height)
            return _pillow(header, _WEBP_ALPHA_BYTES) if header.mode == "RGBA" else _webp(header, data)
        case "HEIF":
            verify_coded_items(data)
            return _heic(header, data)
        case "AVIF":
            verify_coded_items(data)
            return _pillow(header, _AVIF_BYTES)
        case "TIFF" if isinstance(header, TiffImagePlugin.TiffImageFile):
            verify_tiff(header, data)
            header.info.pop("xmp", None)  # by whose orientation Pillow would turn the picture
        case "BMP" if "compression" in header.info and header.info["compression"] not in {0, 3}:
            raise DamagedPhotoError("The BMP is compressed in a way that does not show damage.")
    return _pillow(header, _PILLOW_BYTES.get(header.mode, _PILLOW_RGB_BYTES))


def _jpeg(header: Image.Image, data: bytes) -> Decoder:
    layout, size, orientation = jpeg.read_layout(data), header.size, orientation_of(header)
    return Decoder(
        _upright_size(header),
        lambda reduction: layout.decode_bytes(size[0] * size[1], reduction, orientation),
        lambda reduction: jpeg.decode_jpeg(data, layout, size, reduction=reduction, orientation=orientation),
    )


def _png(header: Image.Image, data: bytes) -> Decoder:
    layout = png.read_layout(data)
    header.info["exif"] = layout.exif  # Pillow takes some text for EXIF, and does not see what stands behind the pixels
    orientation = orientation_of(header)
    return Decoder(
        _upright_size(header),
        lambda reduction: layout.decode_bytes(header.width * header.height, reduction),
        lambda reduction: png.decode_png(header, layout, reduction=reduction, orientation=orientation),
    )


def _webp(header: Image.Image, data: bytes) -> Decoder:
    """OpenCV takes a third of Pillow's memory, which always makes ready for an animation."""

    def decode(reduction: int) -> Decoded:
        flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
        if pixels is None or pixels.shape[:2] != (header.height, header.width):
            raise DamagedPhotoError("The WebP is cut off or damaged: it cannot be decoded whole.")
        return _on_canvas(np.asarray(pixels, np.uint8), reduction, orientation_of(header))

    return _whole_then_reduced(header, _WEBP_BYTES, _RESULT, decode)


def _heic(header: Image.Image, data: bytes) -> Decoder:
    """Without Pillow between, which would copy the pixels twice."""

    def decode(reduction: int) -> Decoded:
        opened = pillow_heif.open_heif(data, convert_hdr_to_8bit=True)
        picture = opened[opened.primary_index]
        pixels = np.asarray(picture)
        if pixels.shape[:2] != (header.height, header.width):
            raise DamagedPhotoError("The picture's size is not what its header says.")
        if picture.mode == "RGB":
            return _on_canvas(pixels, reduction, 1)
        canvas = Canvas(header.width, header.height, reduction=reduction)
        fill(canvas, Image.fromarray(pixels))
        return canvas.finished()

    alpha = _HEIC_BYTES + 4 if header.mode != "RGB" else _HEIC_BYTES
    return _whole_then_reduced(header, alpha, _RESULT, decode)


def _pillow(header: Image.Image, bytes_a_pixel: float) -> Decoder:
    """By Pillow, which holds the whole picture before it is reduced."""
    orientation = _orientation_to_apply(header)
    grey = deep_grey(header) if header.mode.startswith("I;16") else SIXTEEN_BITS

    def decode(reduction: int) -> Decoded:
        size = header.size
        header.load()
        if header.format == "BMP":
            _ignore_empty_alpha(header)
        if header.size != size:
            raise DamagedPhotoError("The picture's size is not what its header says.")
        canvas = Canvas(*size, reduction=reduction, orientation=orientation)
        fill(canvas, header, grey)
        return canvas.finished()

    held = min(bytes_a_pixel, 6.0 if header.format in {"AVIF", "WEBP"} else bytes_a_pixel)
    return _whole_then_reduced(header, bytes_a_pixel, held, decode)


def _ignore_empty_alpha(image: Image.Image) -> None:
    """A BMP whose fourth bytes are all 0 has none, whatever its header says: programs that know no alpha write 0."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (0, 0):
        image.putalpha(255)


def _whole_then_reduced(header: Image.Image, peak: float, held: float, decode: Callable[[int], Decoded]) -> Decoder:
    """A decoder that peaks at `peak` bytes a pixel, keeps `held`, and then makes the result beside them."""
    pixels = header.width * header.height
    return Decoder(_upright_size(header), lambda reduction: pixels * max(peak, held + _RESULT / reduction**2), decode)


def _orientation_to_apply(header: Image.Image) -> int:
    return 1 if header.format in _TURNED_BY_THEIR_DECODERS else orientation_of(header)


def _upright_size(header: Image.Image) -> tuple[int, int]:
    width, height = header.size
    return (height, width) if is_turned(_orientation_to_apply(header)) else (width, height)


def _on_canvas(pixels: RgbArray, reduction: int, orientation: int) -> Decoded:
    if reduction == 1 and orientation == 1:
        return Decoded(np.ascontiguousarray(pixels))
    height, width = pixels.shape[:2]
    canvas = Canvas(width, height, reduction=reduction, orientation=orientation)
    fill_array(canvas, pixels)
    return canvas.finished()
