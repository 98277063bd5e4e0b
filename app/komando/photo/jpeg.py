"""JPEG: decoded by libjpeg-turbo with its warnings taken as errors, and only if no scan is missing.

libjpeg paints what is missing mid grey or repeats what came before, and only warns; OpenCV and Pillow drop the warning.
Hands under the grey would be silently passed. TurboJPEG tells of its warnings, and simplejpeg raises them. A
progressive file that ends between two scans is complete for libjpeg, so its scans are counted here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import simplejpeg
from PIL import Image

from komando.errors import DamagedPhotoError
from komando.photo.canvas import Canvas, Decoded
from komando.photo.colors import fill, fill_array
from komando.photo.orientation import is_turned

_END, _START_OF_SCAN, _STEPS, _CODES, _FILL = 0xD9, 0xDA, 0xDB, 0xC4, 0xFF
_END_OF_BLOCK: Final = 0
_ZEROS: Final = bytes(64)
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive; others are decoded nowhere
_PROGRESSIVE: Final = 0xC2
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_IN_ENTROPY_DATA: Final = np.array([0x00, *range(0xD0, 0xD8), _FILL], np.uint8)  # what may follow a fill byte there
_CHUNK_BYTES: Final = 1 << 16
_COEFFICIENTS: Final = 64
_MOST_SCANS: Final = 100
"""Encoders write about ten. Every scan is a pass over the whole picture, so a small file with thousands takes hours."""
_COLORS: Final = {1: "RGB", 3: "RGB", 4: "CMYK"}


@dataclass(frozen=True, slots=True)
class Component:
    """A colour of a JPEG.

    Attributes:
        id: By which scans name it.
        samples: Its samples for each pixel of the picture, over those of the finest component.
    """

    id: int
    samples: float


@dataclass(frozen=True, slots=True)
class Scan:
    """What one scan brings: bits of the coefficients `first`..`last` of some components, down to bit `low`."""

    components: tuple[int, ...]
    first: int
    last: int
    low: int


@dataclass(frozen=True, slots=True)
class JpegLayout:
    """How a JPEG is built."""

    progressive: bool
    components: tuple[Component, ...]
    scans: tuple[Scan, ...]

    def decode_bytes(self, pixels: int, reduction: int, orientation: int) -> float:
        """Peak memory of decoding: pixels, twice if they must be turned; of a progressive file all coefficients."""
        channels = 4 if len(self.components) == 4 else 3
        copies = 1 + (is_turned(orientation) or channels == 4)
        coefficients = 2 * sum(component.samples for component in self.components) if self.progressive else 0
        return pixels * (channels * copies / reduction**2 + coefficients)

    def is_complete(self) -> bool:
        """Whether the scans bring every coefficient of every component to its last bit."""
        ids = [component.id for component in self.components]
        if not self.progressive:
            return {component for scan in self.scans for component in scan.components} >= set(ids)
        low = {component: [-1] * _COEFFICIENTS for component in ids}
        for scan in self.scans:
            for component in scan.components:
                span = slice(scan.first, scan.last + 1)
                low[component][span] = [scan.low] * len(low[component][span])
        return all(bit == 0 for bits in low.values() for bit in bits)


def read_layout(data: bytes) -> JpegLayout:
    """Walk over the markers of a JPEG's first picture.

    Raises:
        DamagedPhotoError: The markers make no JPEG, or one with too many scans.
    """
    walk = _Walk()
    try:
        for marker, segment, position in _segments(data):
            if walk.is_over(marker, segment, data, position):
                break
    except (struct.error, IndexError, ValueError):
        walk.components = ()
    if not walk.components or not walk.scans:
        raise DamagedPhotoError("The JPEG is cut off, damaged or of an unusual kind.")
    return JpegLayout(walk.progressive, walk.components, tuple(walk.scans))


class _Walk:
    """What was seen of a JPEG so far."""

    def __init__(self) -> None:
        self.progressive = False
        self.components: tuple[Component, ...] = ()
        self.scans: list[Scan] = []
        self._zeros_may_be_blocks = True

    def is_over(self, marker: int, segment: bytes, data: bytes, position: int) -> bool:
        """Take in one segment that ends at `position`; whether nothing that follows is needed.

        Raises:
            DamagedPhotoError: It is something that no encoder writes.
        """
        if marker == _STEPS and _has_a_step_of_zero(segment):
            raise DamagedPhotoError("The JPEG's tables are damaged.")
        if marker == _CODES:
            self._zeros_may_be_blocks &= _codes_empty_blocks_by_zeros(segment)
        elif marker in _FRAMES and not self.components:
            self.progressive, self.components = marker == _PROGRESSIVE, _components(segment)
        elif marker == _START_OF_SCAN:
            return self._scan(segment, data, position)
        return False

    def _scan(self, segment: bytes, data: bytes, position: int) -> bool:
        self.scans.append(_scan(segment, {component.id for component in self.components}))
        if len(self.scans) > _MOST_SCANS:
            raise DamagedPhotoError(f"The JPEG has more than {_MOST_SCANS} scans.")
        if self.progressive:
            return False
        end = _end_of_entropy_data(data, position)
        if not self._zeros_may_be_blocks and data.find(_ZEROS, position, end) >= 0:
            raise DamagedPhotoError("The JPEG's data are damaged: bytes are missing.")
        return len(self.scans[0].components) == len(self.components)


def decode_jpeg(
    data: bytes, layout: JpegLayout, size_wh: tuple[int, int], *, reduction: int = 1, orientation: int = 1
) -> Decoded:
    """Decode a JPEG whole or not at all.

    Args:
        data: The file; what follows its first picture is ignored.
        layout: Of the same file.
        size_wh: As its header says.
        reduction: 1, 2 or 4.
        orientation: EXIF orientation.

    Raises:
        DamagedPhotoError: Something is missing or damaged.
    """
    if not layout.is_complete():
        raise DamagedPhotoError("The JPEG is cut off: scans are missing, it cannot be decoded whole.")
    color = _COLORS.get(len(layout.components), "")
    width, height = (-(-side // reduction) for side in size_wh)
    try:
        pixels = simplejpeg.decode_jpeg(
            data, color, min_height=height, min_width=width, min_factor=reduction, strict=True
        )
    except ValueError as error:
        raise DamagedPhotoError("The JPEG is cut off or damaged: it cannot be decoded whole.") from error
    if pixels.shape[:2] != (height, width):
        raise DamagedPhotoError("The JPEG's size is not what its header says.")
    if orientation == 1 and color == "RGB":
        return Decoded(np.asarray(pixels, np.uint8))
    canvas = Canvas(width, height, orientation=orientation)
    if color == "RGB":
        fill_array(canvas, pixels)
    else:  # four-colour JPEGs are stored inverted, as Adobe's programs began it
        cv2.bitwise_not(pixels, dst=pixels)
        fill(canvas, Image.frombuffer("CMYK", (width, height), pixels, "raw", "CMYK", 0, 1))
    return canvas.finished()


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Markers, their segments (of scans the header alone) and where these end, up to the end of the first picture."""
    position = 2
    while position + 2 <= len(data):
        marker = data[position + 1]
        if data[position] != _FILL:
            raise ValueError(f"no marker at {position}")
        if marker == _FILL or marker in _STANDALONE:
            position += 1 if marker == _FILL else 2
            continue
        if marker == _END:
            return
        (length,) = struct.unpack_from(">H", data, position + 2)
        segment = data[position + 4 : position + 2 + length]
        position += 2 + length
        yield marker, segment, position
        if marker == _START_OF_SCAN:
            position = _end_of_entropy_data(data, position)


def _end_of_entropy_data(data: bytes, start: int) -> int:
    """Where the next marker's first fill byte lies."""
    for first in range(start, len(data), _CHUNK_BYTES):
        chunk = np.frombuffer(data, np.uint8, min(_CHUNK_BYTES + 1, len(data) - first), first)
        fills = np.flatnonzero(chunk[:-1] == _FILL)
        ends = fills[~np.isin(chunk[fills + 1], _IN_ENTROPY_DATA)]
        if ends.size:
            return start + len(data[start : first + int(ends[0])].rstrip(b"\xff"))
    return len(data)


def _codes_empty_blocks_by_zeros(segment: bytes) -> bool:
    """Whether all tables give the all-zero code to "the rest of the block is 0", so that a flat picture may be zeros.

    The tables that most cameras use do not; zeros in their data were never written by an encoder.
    """
    position = 0
    while position + 17 <= len(segment):
        codes = sum(segment[position + 1 : position + 17])
        for_blocks = segment[position] >> 4 == 1
        if for_blocks and segment[position + 17] != _END_OF_BLOCK:
            return False
        position += 17 + codes
    return True


def _has_a_step_of_zero(segment: bytes) -> bool:
    """No encoder writes one: the picture would lose what it stands for. Tables of zeros are tables never written."""
    position = 0
    while position < len(segment):
        width = 2 if segment[position] >> 4 else 1
        table = segment[position + 1 : position + 1 + _COEFFICIENTS * width]
        if any(not any(table[at : at + width]) for at in range(0, len(table), width)):
            return True
        position += 1 + _COEFFICIENTS * width
    return False


def _components(segment: bytes) -> tuple[Component, ...]:
    read = [(segment[at], segment[at + 1] >> 4, segment[at + 1] & 15) for at in range(6, 6 + 3 * segment[5], 3)]
    finest = max(horizontal for _, horizontal, _ in read) * max(vertical for _, _, vertical in read)
    return tuple(Component(name, horizontal * vertical / finest) for name, horizontal, vertical in read)


def _scan(segment: bytes, known: set[int]) -> Scan:
    count = segment[0]
    components = tuple(segment[1 + 2 * index] for index in range(count))
    first, last, bits = segment[1 + 2 * count : 4 + 2 * count]
    if not components or not set(components) <= known:
        raise ValueError("a scan of unknown components")
    return Scan(components, first, last, bits & 15)
