"""PNG: every check that the format offers, and pictures of 8 bits decoded band by band.

Pillow skips the checksums of the pixel data and stops reading when the last row is full; a damaged or missing row can
go unnoticed. Here all checksums are checked, and the compressed data must give exactly the bytes of the picture.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image

from komando.errors import DamagedPhotoError
from komando.photo.canvas import Canvas, Decoded
from komando.photo.colors import fill

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7: Final = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_PIECE_BYTES: Final = 1 << 16
_BAND_ROWS: Final = 64  # a multiple of every reduction
_COLORS: Final = (b"PLTE", b"tRNS")
_READ_BESIDE_PIXELS: Final = (b"tRNS", b"eXIf")


@dataclass(frozen=True, slots=True)
class PngLayout:
    """How a PNG is built.

    Attributes:
        header: Content of IHDR.
        colors: Palette and transparency, whole chunks.
        exif: Content of eXIf, which may stand behind the pixels; b"" if there is none.
        content: The compressed data, in pieces.
    """

    header: bytes
    colors: tuple[bytes, ...]
    exif: bytes
    content: tuple[memoryview, ...]

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height in pixels."""
        width, height = struct.unpack_from(">II", self.header)
        return int(width), int(height)

    @property
    def in_bands(self) -> bool:
        """Whether rows can be decoded one after another from whole bytes."""
        return self.header[8] == 8 and not self.header[12]

    def decode_bytes(self, pixels: int, reduction: int) -> float:
        """Peak memory of decoding; in one go, Pillow holds four bytes a pixel beside the result."""
        return pixels * (3 / reduction**2 + (0 if self.in_bands else 4))

    def row_bytes(self, width: int) -> int:
        """Bytes of one row of `width` pixels, its filter included."""
        return 1 + -(-width * self.header[8] * _CHANNELS[self.header[9]] // 8)

    def content_bytes(self) -> int:
        """Bytes of all rows."""
        width, height = self.size_wh
        if not self.header[12]:
            return self.row_bytes(width) * height
        passes = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in _ADAM7]
        return sum(self.row_bytes(columns) * rows for columns, rows in passes if columns > 0 and rows > 0)


def read_layout(data: bytes) -> PngLayout:
    """Walk over the chunks of a PNG.

    Raises:
        DamagedPhotoError: The file is cut off, or a checksum is wrong.
    """
    header, exif, colors, content = b"", b"", [], []
    for name, chunk in _chunks(data):
        if name == b"IHDR":
            header = bytes(chunk[8:-4])
        elif name in _COLORS:
            colors.append(bytes(chunk))
        elif name == b"eXIf":
            exif = bytes(chunk[8:-4])
        elif name == b"IDAT":
            content.append(chunk[8:-4])
    if len(header) != 13 or header[9] not in _CHANNELS or not content:
        raise DamagedPhotoError("The PNG's header is damaged.")
    return PngLayout(header, tuple(colors), exif, tuple(content))


def decode_png(image: Image.Image, layout: PngLayout, *, reduction: int = 1, orientation: int = 1) -> Decoded:
    """Decode a PNG whole or not at all.

    Args:
        image: Its header, as Pillow reads it.
        layout: Of the same file.
        reduction: 1, 2 or 4.
        orientation: EXIF orientation.

    Raises:
        DamagedPhotoError: Something is missing or damaged.
    """
    canvas = Canvas(*layout.size_wh, reduction=reduction, orientation=orientation)
    try:
        if layout.in_bands:
            for band in _bands(layout):
                fill(canvas, band)
        else:
            for _ in _inflated(layout.content, layout.content_bytes()):
                pass
            image.load()
            fill(canvas, image)
    except zlib.error as error:
        raise DamagedPhotoError("The PNG's pixel data are damaged.") from error
    return canvas.finished()


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Names and whole chunks up to IEND; chunks that viewers may skip may be damaged."""
    position, view = len(_SIGNATURE), memoryview(data)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        chunk = view[position : position + 12 + length]
        name = bytes(chunk[4:8])
        matters = name[:1].isupper() or name in _READ_BESIDE_PIXELS
        if len(chunk) < 12 + length or (matters and zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big")):
            break
        if name == b"IEND":
            return
        yield name, chunk
        position += len(chunk)
    raise DamagedPhotoError("The PNG is cut off or damaged: a chunk is missing or its checksum is wrong.")


def _inflated(content: Sequence[memoryview], total_bytes: int) -> Iterator[bytes]:
    """The filtered rows in blocks of any length; never more than `total_bytes`, whatever the file says."""
    inflater, waiting = zlib.decompressobj(), total_bytes
    for part in content:
        for start in range(0, len(part), _PIECE_BYTES):
            piece: bytes | memoryview = part[start : start + _PIECE_BYTES]
            while piece and not inflater.eof:
                block = inflater.decompress(piece, _PIECE_BYTES * 16)
                piece = inflater.unconsumed_tail
                waiting -= len(block)
                if waiting < 0:
                    raise DamagedPhotoError("The PNG holds more than its size says.")
                yield block
    if waiting or not inflater.eof:
        raise DamagedPhotoError("The PNG's pixel data end early: it cannot be decoded whole.")


def _bands(layout: PngLayout) -> Iterator[Image.Image]:
    """The picture in bands, each decoded as a PNG of its own.

    A row may be stored as its difference from the row above, so each band begins with the last row of the one before.
    """
    width, _ = layout.size_wh
    band_bytes, above, pending = layout.row_bytes(width) * _BAND_ROWS, b"", bytearray()
    for block in _inflated(layout.content, layout.content_bytes()):
        pending += block
        while len(pending) >= band_bytes:
            band = _decoded_band(layout, above, bytes(pending[:band_bytes]))
            del pending[:band_bytes]
            above = b"\0" + band.crop((0, band.height - 1, width, band.height)).tobytes()
            yield band
    if pending:
        yield _decoded_band(layout, above, bytes(pending))


def _decoded_band(layout: PngLayout, above: bytes, filtered: bytes) -> Image.Image:
    width, _ = layout.size_wh
    rows = (len(above) + len(filtered)) // layout.row_bytes(width)
    header = _chunk(b"IHDR", struct.pack(">II", width, rows) + layout.header[8:])
    content = _chunk(b"IDAT", zlib.compress(above + filtered, 0))
    band = Image.open(io.BytesIO(b"".join([_SIGNATURE, header, *layout.colors, content, _chunk(b"IEND", b"")])))
    band.load()
    return band.crop((0, 1 if above else 0, width, rows))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
