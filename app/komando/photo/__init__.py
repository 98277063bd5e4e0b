"""Bytes of a file -> upright RGB pixels; limits are checked on the header, before anything is decoded.

A picture that decodes only in part is an error, never a photo. EXIF is read for its orientation alone: no other
EXIF value leaves this package.
"""

from komando.photo.header import FORMATS, SUFFIXES
from komando.photo.limits import DEFAULT_LIMITS, PhotoLimits
from komando.photo.read import Photo, read_photo, sha256_hex

__all__ = ["DEFAULT_LIMITS", "FORMATS", "SUFFIXES", "Photo", "PhotoLimits", "read_photo", "sha256_hex"]
