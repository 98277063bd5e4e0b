"""EXIF orientation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image

_TURNED = (5, 6, 7, 8)


def orientation_of(image: Image.Image) -> int:
    """EXIF orientation that is still to be applied, 1-8; HEIC and TIFF files were turned by their decoders.

    Anything that is no orientation counts as 1, so does damaged EXIF: viewers show such a picture as it lies. So they
    do where XMP alone names an orientation, which `image.getexif()` would take for EXIF's.
    """
    tags = Image.Exif()
    try:
        tags.load(image.info.get("exif", b""))
        value = tags.get(ExifTags.Base.Orientation, 1)
    except Exception:  # a parser fed with hostile bytes may raise anything
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def is_turned(orientation: int) -> bool:
    """Whether width and height change places."""
    return orientation in _TURNED


def as_stored(upright: npt.NDArray[np.uint8], orientation: int) -> npt.NDArray[np.uint8]:
    """A view of an upright picture in which the pixels lie as they are stored in the file.

    What is written to the view lies upright in the picture (TIFF 6.0, tag 274).
    """
    if orientation in {3, 4, 7, 8}:
        upright = upright[::-1]
    if orientation in {2, 3, 6, 7}:
        upright = upright[:, ::-1]
    return upright.transpose(1, 0, 2) if is_turned(orientation) else upright
