"""Bytes of a file -> upright RGB pixels; limits are checked on the header, before anything is decoded.

A picture that decodes only in part is an error, never a photo. EXIF is read for its orientation alone: no other
EXIF value leaves this module.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt
import pillow_heif
from PIL import ExifTags, Image, ImageFile, TiffImagePlugin, UnidentifiedImageError

from komando.errors import (
    DamagedPhotoError,
    EmptyPhotoError,
    NotAPhotoError,
    PhotoTooLargeError,
    PhotoTooSmallError,
)
from komando.jpeg import ends_early

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "BMP", "GIF")
SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp", ".gif"}
)

pillow_heif.register_heif_opener()
# PhotoLimits.max_pixels refuses large pictures by an error of our own; Pillow's check only warns up to twice its limit.
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Pillow warns of odd EXIF on stderr, with a path of this machine; nothing but the orientation is read from it.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

_FIRST_BYTES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_NEW_SUBFILE_TYPE, _REDUCED_RESOLUTION = 254, 1  # TIFF 6.0
_BRANDS = (b"ftypavif", b"ftypavis", b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1")


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What is refused before decoding.

    Attributes:
        max_bytes: Size of the file.
        max_pixels: Width times height.
        min_side_px: Shorter side; under it not even a hand that fills the picture could be read.
    """

    max_bytes: int = 100_000_000
    max_pixels: int = 120_000_000
    min_side_px: int = 24


DEFAULT_LIMITS = PhotoLimits()


@dataclass(frozen=True, slots=True)
class Photo:
    """A decoded photo.

    Attributes:
        rgb: (height, width, 3) uint8, upright (EXIF orientation applied), read-only.
        sha256: Of the file's bytes, lower-case hex.
        format: Pillow's name of the file format.
    """

    rgb: npt.NDArray[np.uint8]
    sha256: str
    format: str

    @property
    def width(self) -> int:
        """Width in pixels, upright."""
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels, upright."""
        return int(self.rgb.shape[0])


def sha256_hex(data: bytes) -> str:
    """Lower-case hex sha256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def read_photo(data: bytes, limits: PhotoLimits = DEFAULT_LIMITS) -> Photo:
    """Decode the bytes of one photo file; of an animation the first frame.

    Raises:
        EmptyPhotoError: There are no bytes.
        NotAPhotoError: No picture of a known format, or a camera's raw file.
        PhotoTooLargeError: Over `limits`; nothing was decoded.
        PhotoTooSmallError: Under `limits`.
        DamagedPhotoError: Cut off or damaged: it cannot be decoded whole.
    """
    if not data:
        raise EmptyPhotoError("The file is empty (0 bytes).")
    if len(data) > limits.max_bytes:
        raise PhotoTooLargeError(f"The file has {len(data):,} bytes; the limit is {limits.max_bytes:,}.")
    with _open_header(data) as header:
        _check_size(header.width, header.height, limits)
        rgb = _decode(header, data)
        file_format = header.format or "unknown"
    rgb.flags.writeable = False
    return Photo(rgb=rgb, sha256=sha256_hex(data), format=file_format)


def _open_header(data: bytes) -> Image.Image:
    try:
        header = Image.open(io.BytesIO(data), formats=FORMATS)
        preview = _is_preview(header)
    except UnidentifiedImageError:
        if _starts_like_a_photo(data):
            raise DamagedPhotoError(
                "The picture's header cannot be read: cut off, damaged or of an unusual kind."
            ) from None
        raise NotAPhotoError("The file is not a picture of a known format.") from None
    except Exception as error:  # a parser fed with hostile bytes may raise anything
        raise DamagedPhotoError(f"The picture's header is damaged ({type(error).__name__}).") from error
    if preview:
        raise NotAPhotoError("The file begins with a small preview, as raw files of cameras do.")
    return header


def _starts_like_a_photo(data: bytes) -> bool:
    return data.startswith(_FIRST_BYTES) or data[4:12] in _BRANDS or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _is_preview(header: Image.Image) -> bool:
    """Raw files of cameras are TIFF files that begin with a thumbnail; hands on it cannot be seen."""
    kind = header.tag_v2.get(_NEW_SUBFILE_TYPE, 0) if isinstance(header, TiffImagePlugin.TiffImageFile) else 0
    return isinstance(kind, int) and bool(kind & _REDUCED_RESOLUTION)


def _check_size(width_px: int, height_px: int, limits: PhotoLimits) -> None:
    if width_px * height_px > limits.max_pixels:
        raise PhotoTooLargeError(
            f"The picture has {width_px} x {height_px} = {width_px * height_px:,} pixels; "
            f"the limit is {limits.max_pixels:,}. It was not decoded."
        )
    if min(width_px, height_px) < limits.min_side_px:
        raise PhotoTooSmallError(
            f"The picture has {width_px} x {height_px} pixels; "
            f"under {limits.min_side_px} on a side no hand can be read."
        )


def _decode(header: Image.Image, data: bytes) -> npt.NDArray[np.uint8]:
    fast = header.format in {"JPEG", "MPO"} and header.mode in {"RGB", "L"}
    decode: Callable[[], npt.NDArray[np.uint8]] = (
        (lambda: _decode_jpeg(header, data)) if fast else (lambda: _decode_by_pillow(header))
    )
    try:
        return decode()
    except DamagedPhotoError:
        raise
    except Exception as error:  # a decoder fed with hostile bytes may raise anything
        raise DamagedPhotoError(f"The picture cannot be decoded whole ({type(error).__name__}).") from error


def _decode_jpeg(header: Image.Image, data: bytes) -> npt.NDArray[np.uint8]:
    """OpenCV decodes a 12 MP JPEG in about half of Pillow's time, and refuses a cut-off one as Pillow does."""
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    whole = decoded is not None and decoded.shape[:2] == (header.height, header.width)
    if decoded is None or not whole or ends_early(data, np.asarray(decoded, np.uint8)):
        raise DamagedPhotoError("The JPEG is cut off or damaged: it cannot be decoded whole.")
    return np.ascontiguousarray(_upright(np.asarray(decoded, np.uint8), _orientation(header)))


def _orientation(image: Image.Image) -> object:
    """EXIF orientation that is still to be applied; HEIC, AVIF and TIFF files were turned by their decoders."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # damaged EXIF does not make the picture unreadable; viewers show it as it lies
        return 1


def _upright(rgb: npt.NDArray[np.uint8], orientation: object) -> npt.NDArray[np.uint8]:
    """Apply EXIF orientation 1-8 (TIFF 6.0, tag 274); any other value is taken as 1."""
    if orientation in {5, 6, 7, 8}:
        rgb = rgb.transpose(1, 0, 2)
    if orientation in {3, 4, 7, 8}:
        rgb = rgb[::-1]
    if orientation in {2, 3, 6, 7}:
        rgb = rgb[:, ::-1]
    return rgb


def _decode_by_pillow(image: Image.Image) -> npt.NDArray[np.uint8]:
    image.load()
    return np.array(_upright(np.asarray(_to_rgb(image), np.uint8), _orientation(image)), order="C")


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Pillow clips 16-bit grey at 255 when it converts; a photo needs its high byte.
        return Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        opaque = Image.new("RGBA", image.size, "white")
        opaque.alpha_composite(image.convert("RGBA"))
        return opaque.convert("RGB")
    return image.convert("RGB")
