"""Whether the compressed data of a JPEG last for the whole picture.

libjpeg paints what is missing mid grey and only warns, and neither OpenCV nor Pillow passes the warning on: of photos
with 4 KB overwritten in the middle, 19 of 20 opened with their lower part grey. Hands under the grey would be silently
passed.
"""

from __future__ import annotations

import re
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

_MID_GREY: Final = 128
_START_OF_SCAN: Final = 0xDA
_RESTART_INTERVAL: Final = 0xDD
_MARKER: Final = re.compile(rb"\xff+[^\x00\xff]")
_MARKER_BUT_RESTART: Final = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_FILLER: Final = bytes(range(255)) * 4
_FILLER_WITH_RESTARTS: Final = b"".join(bytes(range(255)) + bytes([0xFF, 0xD0 + number]) for number in range(8)) * 2


def ends_early(data: bytes, decoded: npt.NDArray[np.uint8]) -> bool:
    """Whether the lower part of a decoded JPEG is grey because its data end too soon.

    A photo may end in true mid grey. So it is decoded again, at an eighth of its size, with more data at the end of its
    scan: that changes the picture only if something was missing.

    Args:
        data: The file.
        decoded: (height, width, channels) its pixels.
    """
    if (decoded[-1, -1] != _MID_GREY).any():
        return False
    end, filler = _first_scan_end(data)
    as_is, with_more = _decode_eighth(data), _decode_eighth(data[:end] + filler + data[end:])
    return as_is is None or with_more is None or not np.array_equal(as_is, with_more)


def _first_scan_end(data: bytes) -> tuple[int, bytes]:
    """Where the entropy-coded data of the first scan end, and what may go on there."""
    position, scan_marker, filler = 2, _MARKER, _FILLER
    while position + 4 <= len(data):
        if data[position] != 0xFF or data[position + 1] == 0xFF:
            position += 1
            continue
        marker = data[position + 1]
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == _RESTART_INTERVAL:
            scan_marker, filler = _MARKER_BUT_RESTART, _FILLER_WITH_RESTARTS
        if marker == _START_OF_SCAN:
            found = scan_marker.search(data, position)
            return (len(data) if found is None else found.start()), filler
    return len(data), filler


def _decode_eighth(data: bytes) -> npt.NDArray[np.uint8] | None:
    flags = cv2.IMREAD_REDUCED_COLOR_8 | cv2.IMREAD_IGNORE_ORIENTATION
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    return None if decoded is None else np.asarray(decoded, np.uint8)
