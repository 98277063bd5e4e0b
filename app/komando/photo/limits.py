"""What is refused before a picture is decoded, and how far a large one is decoded smaller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from komando.errors import PhotoTooLargeError, PhotoTooSmallError

_FULL_SIZE_PIXELS: Final = 26_000_000
"""More pixels are halved, and with them all hands: decoded whole, 30 million take a worker to 307 MB while hands are
looked for, 24 million to 287 MB (`python -m tools.peak_memory`, the sample group_all_fists enlarged). Most cameras
give up to 26."""
_FEWEST_REDUCED_PIXELS: Final = 6_000_000
"""A picture is refused rather than reduced to fewer: hands would be lost."""
_REDUCTIONS: Final = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What is refused before decoding.

    Attributes:
        max_bytes: Size of the file.
        max_pixels: Width times height.
        max_decode_bytes: What the file and the picture may take in memory together while the picture is decoded. The
            rest of a worker takes about 155 MB, so that it stays under 300 MB.
        min_side_px: Shorter side; under it not even a hand that fills the picture could be read.
    """

    max_bytes: int = 100_000_000
    max_pixels: int = 120_000_000
    max_decode_bytes: int = 140_000_000
    min_side_px: int = 24


DEFAULT_LIMITS = PhotoLimits()


def check_size(width_px: int, height_px: int, limits: PhotoLimits) -> None:
    """Refuse a picture by the size that its header claims.

    Raises:
        PhotoTooLargeError: Over `max_pixels`.
        PhotoTooSmallError: Under `min_side_px`.
    """
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


def choose_reduction(pixels: int, decode_bytes: Callable[[int], float], limits: PhotoLimits) -> int:
    """By how much each side is divided so that the picture fits into memory: 1, 2 or 4.

    Args:
        pixels: Of the picture.
        decode_bytes: Peak memory of decoding at a reduction, the file's own bytes included.
        limits: Of the run.

    Raises:
        PhotoTooLargeError: It does not fit even when it is reduced as far as hands allow.
    """
    for reduction in _REDUCTIONS:
        if reduction > 1 and pixels / reduction**2 < _FEWEST_REDUCED_PIXELS:
            break
        if pixels / reduction**2 <= _FULL_SIZE_PIXELS and decode_bytes(reduction) <= limits.max_decode_bytes:
            return reduction
    needed_mb, limit_mb = decode_bytes(1) / 1e6, limits.max_decode_bytes / 1e6
    raise PhotoTooLargeError(
        f"Decoding this picture of {pixels / 1e6:.0f} megapixels would take {needed_mb:.0f} MB of memory; "
        f"the limit is {limit_mb:.0f} MB. It was not decoded."
    )
