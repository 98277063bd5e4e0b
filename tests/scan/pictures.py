"""Photos for the tests of the surfaces: one to hold, one that passes, and one of every kind that cannot be read."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

from PIL import Image

SAMPLES = Path(__file__).parents[2] / "sample_images"
PEACE = Path(__file__).with_name("peace.jpg")
"""A small copy of one of the samples: two raised fingers, to be held. The sample takes four times as long."""

SLOW_PEACE = SAMPLES / "peace_01.jpg"
"""The sample itself, where something has to happen in the middle of a check."""


class BadPhoto(NamedTuple):
    name: str
    data: bytes
    code: str
    http_status: int


def picture(file_format: str, width: int, height: int, color: str = "gray") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, file_format)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of under 100 bytes; its header is right, its pixels would not fit into the memory of one worker."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 64)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def animation(frames: int) -> bytes:
    """A GIF whose pictures are not alike."""
    buffer = io.BytesIO()
    first, *others = (Image.new("RGB", (160, 120), (40 * number, 90, 90)) for number in range(frames))
    first.save(buffer, "GIF", save_all=True, append_images=others)
    return buffer.getvalue()


ANIMATION = animation(3)

PLAIN = picture("JPEG", 160, 120)
"""A picture without people; so small that a check looks at it only ten times."""

_PEACE = PEACE.read_bytes()

BAD_PHOTOS = (
    BadPhoto("empty.jpg", b"", "photo-empty", 422),
    BadPhoto("text.jpg", b"Undangan rapat\n" * 100, "photo-not-a-picture", 415),
    BadPhoto("half.jpg", _PEACE[: len(_PEACE) // 2], "photo-damaged", 422),
    BadPhoto("one_pixel.png", picture("PNG", 1, 1), "photo-too-small", 422),
    BadPhoto("bomb.png", png_that_claims(20_000, 15_000), "photo-too-large", 413),
)
