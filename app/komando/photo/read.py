"""The way from bytes to a photo."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from komando.errors import DamagedPhotoError, EmptyPhotoError, PhotoError, PhotoMemoryError, PhotoTooLargeError
from komando.photo.decoders import decoder_of
from komando.photo.gif import FIRST_BYTES, first_frame
from komando.photo.header import open_header
from komando.photo.limits import DEFAULT_LIMITS, PhotoLimits, check_size, choose_reduction


@dataclass(frozen=True, slots=True)
class Photo:
    """A decoded photo.

    Attributes:
        rgb: (height, width, 3) uint8, upright (EXIF orientation applied), read-only; a large picture is reduced.
        sha256: Of the file's bytes, lower-case hex.
        format: Pillow's name of the file format.
        size_wh: Of the upright picture in the file; None if `rgb` is of the same size.
        reduction: How many pixels of the file lie along one side of a pixel of `rgb`.
        frames: How many a GIF has, of which `rgb` is the first; 1 for every other format.
        hides_detail: Whether pixels that are hardly visible show something; `rgb` has them over white.
    """

    rgb: npt.NDArray[np.uint8]
    sha256: str
    format: str
    size_wh: tuple[int, int] | None = None
    reduction: int = 1
    frames: int = 1
    hides_detail: bool = False

    @property
    def width(self) -> int:
        """Width in pixels of the picture in the file, upright."""
        return int(self.rgb.shape[1]) if self.size_wh is None else self.size_wh[0]

    @property
    def height(self) -> int:
        """Height in pixels of the picture in the file, upright."""
        return int(self.rgb.shape[0]) if self.size_wh is None else self.size_wh[1]


def sha256_hex(data: bytes) -> str:
    """Lower-case hex sha256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def read_photo(data: bytes, limits: PhotoLimits = DEFAULT_LIMITS) -> Photo:
    """Decode the bytes of one photo file.

    Raises:
        EmptyPhotoError: There are no bytes.
        NotAPhotoError: No picture of a known format, or a camera's raw file.
        PhotoTooLargeError: Over `limits`; nothing was decoded.
        PhotoTooSmallError: Under `limits`.
        SeveralPicturesError: An animation that is no GIF, a GIF of very many frames, or a file of several pages.
        DamagedPhotoError: Cut off or damaged: it cannot be decoded whole.
        PhotoMemoryError: There is not enough memory to decode it.
    """
    if not data:
        raise EmptyPhotoError("The file is empty (0 bytes).")
    if len(data) > limits.max_bytes:
        raise PhotoTooLargeError(f"The file has {len(data):,} bytes; the limit is {limits.max_bytes:,}.")
    picture, frames = data, 1
    if data.startswith(FIRST_BYTES):
        first = first_frame(data)
        picture, frames = first.still, first.frames
    file_bytes = len(data) if picture is data else len(data) + len(picture)
    with open_header(picture) as header:
        file_format, (width, height) = header.format or "unknown", header.size
        check_size(width, height, limits)
        try:
            decoder = decoder_of(header, picture)
            reduction = choose_reduction(
                width * height, lambda reduction: file_bytes + decoder.decode_bytes(reduction), limits
            )
            decoded = decoder.decode(reduction)
        except PhotoError:
            raise
        except MemoryError as error:
            raise PhotoMemoryError("There is not enough memory to decode the picture.") from error
        except Exception as error:  # a decoder fed with hostile bytes may raise anything
            raise DamagedPhotoError(f"The picture cannot be decoded whole ({type(error).__name__}).") from error
    decoded.rgb.flags.writeable = False
    return Photo(
        rgb=decoded.rgb,
        sha256=sha256_hex(data),
        format=file_format,
        size_wh=decoder.size_wh,
        reduction=reduction,
        frames=frames,
        hides_detail=decoded.hides_detail,
    )
