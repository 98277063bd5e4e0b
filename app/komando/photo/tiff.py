"""TIFF: the checks that libtiff leaves out, strip by strip.

libtiff stops inflating a strip when its rows are full, checksum unread, and takes libjpeg's warnings lightly.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import partial
from typing import Final

import simplejpeg
from PIL import Image, TiffImagePlugin

from komando.errors import DamagedPhotoError
from komando.photo.colors import SIXTEEN_BITS, DeepGrey

_BITS, _COMPRESSION, _PHOTOMETRIC, _JPEG_TABLES = 258, 259, 262, 347
_WHITE_IS_ZERO: Final = 0
_OFFSETS_AND_LENGTHS: Final = ((273, 279), (324, 325))  # of strips, of tiles
_RAW, _LZW, _JPEG, _DEFLATE, _OLD_DEFLATE, _PACKBITS, _ZSTD = 1, 5, 7, 8, 32946, 32773, 50000
_ERRORS_ARE_SEEN: Final = frozenset({_RAW, _LZW, _PACKBITS, _ZSTD})  # by Pillow and libtiff themselves
_BLOCK_BYTES: Final = 1 << 20
_MOST_PIXEL_BYTES: Final = 8
_SLACK_BYTES: Final = 1 << 20  # strips and tiles may be filled up beyond the picture's edge
_COLORS: Final = {1: "GRAY", 3: "RGB", 4: "CMYK"}


def verify_tiff(image: TiffImagePlugin.TiffImageFile, data: bytes) -> None:
    """Check the compressed data of the first picture.

    Raises:
        DamagedPhotoError: A strip is damaged, or of a compression whose damage nobody would see.
    """
    compression = image.tag_v2.get(_COMPRESSION, _RAW)
    if compression in _ERRORS_ARE_SEEN:
        return
    verify: Callable[[bytes], None]
    if compression in {_DEFLATE, _OLD_DEFLATE}:
        verify = partial(_verify_deflate, most_bytes=image.width * image.height * _MOST_PIXEL_BYTES + _SLACK_BYTES)
    elif compression == _JPEG:
        verify = partial(_verify_jpeg, image.tag_v2.get(_JPEG_TABLES, b""), len(image.getbands()))
    else:
        raise DamagedPhotoError("The TIFF is compressed in a way that does not show damage, as fax pages are.")
    for strip in _strips(image, data):
        verify(strip)


def deep_grey(image: Image.Image) -> DeepGrey:
    """How 16-bit samples of Pillow's are to be shown: of a TIFF they may have 12 bits, or white for zero."""
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return SIXTEEN_BITS
    return DeepGrey(image.tag_v2[_BITS][0], image.tag_v2.get(_PHOTOMETRIC, _WHITE_IS_ZERO) == _WHITE_IS_ZERO)


def _strips(image: TiffImagePlugin.TiffImageFile, data: bytes) -> list[bytes]:
    for offsets, lengths in _OFFSETS_AND_LENGTHS:
        if offsets in image.tag_v2:
            pairs = zip(image.tag_v2[offsets], image.tag_v2[lengths], strict=True)
            return [data[start : start + length] for start, length in pairs]
    return []


def _verify_deflate(strip: bytes, most_bytes: int) -> None:
    inflater, piece = zlib.decompressobj(), strip
    while piece and not inflater.eof and most_bytes > 0:
        most_bytes -= len(inflater.decompress(piece, _BLOCK_BYTES))
        piece = inflater.unconsumed_tail
    if not inflater.eof:
        raise DamagedPhotoError("The TIFF is cut off or damaged: a strip has a wrong length.")


def _verify_jpeg(tables: bytes, channels: int, strip: bytes) -> None:
    """Tables and strip are each a JPEG without the other's part (TIFF technical note 2)."""
    whole = tables[:-2] + strip[2:] if tables else strip
    simplejpeg.decode_jpeg(whole, _COLORS[channels], strict=True)
