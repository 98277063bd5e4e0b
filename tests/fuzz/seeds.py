"""Whole files of every kind that the product reads, small and made at run time, from which the corpus is mutated."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from PIL import ExifTags, Image, ImageCms

import komando.photo  # noqa: F401 - registers HEIC with Pillow

WIDTH, HEIGHT = 128, 96
FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "GIF", "BMP")
GPS: Final = (7.0, 15.0, 23.0)


@dataclass(frozen=True, slots=True)
class Seed:
    """A whole file.

    Attributes:
        name: For messages.
        format: Pillow's name.
        data: Its bytes.
        still: Whether it is one picture; others are refused, but for a GIF, of which the first frame is read.
    """

    name: str
    format: str
    data: bytes
    still: bool = True


def textured(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """A picture with detail everywhere: wherever data are missing, pixels differ."""
    noise = np.random.default_rng(11).integers(0, 256, (height // 4, width // 4, 3), np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)


def exif(orientation: int = 1) -> bytes:
    """Orientation, camera and a place."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Make] = "Kamera"
    place = tags.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "S", GPS
    return tags.tobytes()


def encode(image: Image.Image, file_format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def interlaced_png(image: Image.Image) -> bytes:
    """Adam7, which Pillow does not write."""
    rgb, rows = np.asarray(image.convert("RGB")), bytearray()
    for x, y, dx, dy in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        for row in rgb[y::dy, x::dx]:
            rows += b"\0" + row.tobytes()
    header = struct.pack(">IIBBBBB", image.width, image.height, 8, 2, 0, 0, 1)
    return png(chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(bytes(rows))))


def png(*chunks: bytes) -> bytes:
    return b"".join([b"\x89PNG\r\n\x1a\n", *chunks, chunk(b"IEND", b"")])


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@cache
def seeds() -> tuple[Seed, ...]:
    """All whole files, by format."""
    return tuple(_seeds())


def _seeds() -> Iterator[Seed]:
    picture, profile = textured(), ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    rgba = picture.copy()
    rgba.putalpha(picture.convert("L"))
    modes: dict[str, Image.Image] = {
        "grey": picture.convert("L"),
        "palette": picture.quantize(64),
        "rgba": rgba,
        "grey-alpha": rgba.convert("LA"),
        "cmyk": picture.convert("CMYK"),
        "bilevel": picture.convert("1"),
        "16-bit": Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257),
    }
    for name in FORMATS:
        yield Seed(f"{name}-plain", name, encode(picture, name))
    for name in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"):
        yield Seed(f"{name}-exif", name, encode(picture, name, exif=exif(6)))
        yield Seed(f"{name}-icc", name, encode(picture, name, icc_profile=srgb))
    yield Seed("JPEG-icc-of-another-kind", "JPEG", encode(picture, "JPEG", icc_profile=profile))
    for mode, file_format in (
        ("grey", "JPEG"), ("cmyk", "JPEG"), ("grey", "PNG"), ("palette", "PNG"), ("rgba", "PNG"), ("grey-alpha", "PNG"),
        ("bilevel", "PNG"), ("16-bit", "PNG"), ("rgba", "WEBP"), ("rgba", "AVIF"), ("rgba", "HEIF"), ("grey", "HEIF"),
        ("cmyk", "TIFF"), ("16-bit", "TIFF"), ("palette", "TIFF"), ("rgba", "TIFF"), ("grey", "GIF"), ("grey", "BMP"),
        ("palette", "BMP"),
    ):  # fmt: skip
        yield Seed(f"{file_format}-{mode}", file_format, encode(modes[mode], file_format))
    yield Seed("JPEG-progressive", "JPEG", encode(picture, "JPEG", progressive=True))
    yield Seed("JPEG-restarts", "JPEG", encode(picture, "JPEG", restart_marker_rows=1, subsampling=0))
    yield Seed("JPEG-mpo", "JPEG", encode(picture, "MPO", save_all=True, append_images=[picture]))
    yield Seed("PNG-interlaced", "PNG", interlaced_png(picture))
    yield Seed("WEBP-lossless", "WEBP", encode(picture, "WEBP", lossless=True))
    yield Seed("HEIF-grid", "HEIF", encode(picture, "HEIF", tile_size=64))
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        yield Seed(f"TIFF-{compression}", "TIFF", encode(picture, "TIFF", compression=compression))
    for name in ("GIF", "PNG", "WEBP", "AVIF", "TIFF"):
        frames = encode(picture, name, save_all=True, append_images=[modes["grey"].convert("RGB")])
        yield Seed(f"{name}-animated", name, frames, still=False)
