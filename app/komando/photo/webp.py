"""WebP: whether its data can be what an encoder wrote.

The format has no checksums, and libwebp makes a picture of any data of the right length. A broken-off copy that was
filled up with zeros can be told.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from komando.errors import DamagedPhotoError

_RAW_ALPHA: Final = 0
_FEWEST_ZEROS: Final = 64
_PIXELS_A_ZERO: Final = 256
"""The lossy coder writes runs of zeros for areas of one colour, but no more than a byte for each 16 x 16 pixels (332
pixels a byte were seen)."""
_LONGEST_LOSSLESS: Final = 256


def verify_webp(data: bytes, pixels: int) -> None:
    """Check the compressed data.

    Args:
        data: The file.
        pixels: Of the picture.

    Raises:
        DamagedPhotoError: They are cut off or filled with zeros.
    """
    longest = {
        b"VP8 ": _FEWEST_ZEROS + pixels // _PIXELS_A_ZERO,
        b"VP8L": _LONGEST_LOSSLESS,
        b"ALPH": _LONGEST_LOSSLESS,
    }
    for name, content in _chunks(data):
        raw = name == b"ALPH" and data[content.start] & 3 == _RAW_ALPHA
        if name in longest and not raw and data.find(bytes(longest[name]), content.start, content.stop) >= 0:
            raise DamagedPhotoError("The WebP's data are damaged: bytes are missing.")


def _chunks(data: bytes) -> Iterator[tuple[bytes, slice]]:
    """Names and contents, up to where the file says that it ends; cameras and phones put other things behind."""
    position, end = 12, 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise DamagedPhotoError("The WebP is cut off.")
    while position + 8 <= end:
        name, length = struct.unpack_from("<4sI", data, position)
        if position + 8 + length > end:
            raise DamagedPhotoError("The WebP is cut off.")
        yield name, slice(position + 8, position + 8 + length)
        position += 8 + length + length % 2
