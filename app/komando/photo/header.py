"""What a file says of its picture, before anything is decoded."""

from __future__ import annotations

import io
import warnings
from itertools import islice
from typing import Final

import pillow_heif
from PIL import Image, ImageFile, ImageSequence, TiffImagePlugin, UnidentifiedImageError

from komando.errors import DamagedPhotoError, NotAPhotoError, SeveralPicturesError
from komando.photo.formats import FORMATS

# One thread: each further one would decode with memory of its own.
pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
# PhotoLimits.max_pixels refuses large pictures by an error of our own; Pillow's check only warns up to twice its limit.
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Pillow warns of odd EXIF on stderr, with a path of this machine; nothing but the orientation is read from it.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

_FIRST_BYTES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_BRANDS = (b"ftypavif", b"ftypavis", b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1")
_NEW_SUBFILE_TYPE, _REDUCED_RESOLUTION, _MASK = 254, 1, 4  # TIFF 6.0
_ONE_OF_SEVERAL_COUNTS: Final = frozenset({"MPO", "HEIF"})
"""Formats that name one picture as the photo; the others beside it are what cameras add (depth, a second eye)."""
_MOST_TIFF_PAGES = 16


def open_header(data: bytes) -> Image.Image:
    """Parse the header of a file that must hold one picture.

    Raises:
        NotAPhotoError: No picture of a known format, or a camera's raw file.
        DamagedPhotoError: The header cannot be read.
        SeveralPicturesError: An animation, or a file of several pages.
    """
    try:
        header = Image.open(io.BytesIO(data), formats=FORMATS)
        preview, several = _is_preview(header), _has_several_pictures(header)
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
    if several:
        raise SeveralPicturesError("The file holds several pictures: it is an animation or has several pages.")
    return header


def _starts_like_a_photo(data: bytes) -> bool:
    return data.startswith(_FIRST_BYTES) or data[4:12] in _BRANDS or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _is_preview(header: Image.Image) -> bool:
    """Raw files of cameras are TIFF files that begin with a thumbnail; hands on it cannot be seen."""
    return isinstance(header, TiffImagePlugin.TiffImageFile) and bool(_subfile_type(header) & _REDUCED_RESOLUTION)


def _has_several_pictures(header: Image.Image) -> bool:
    if header.format in _ONE_OF_SEVERAL_COUNTS or not getattr(header, "is_animated", False):
        return False
    if not isinstance(header, TiffImagePlugin.TiffImageFile):
        return True
    pages = islice(ImageSequence.Iterator(header), 1, _MOST_TIFF_PAGES)
    several = any(not _subfile_type(page) & (_REDUCED_RESOLUTION | _MASK) for page in pages)
    header.seek(0)
    return several


def _subfile_type(page: Image.Image) -> int:
    kind = page.tag_v2.get(_NEW_SUBFILE_TYPE, 0) if isinstance(page, TiffImagePlugin.TiffImageFile) else 0
    return kind if isinstance(kind, int) else 0
