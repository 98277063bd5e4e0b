"""Bytes of a file -> upright RGB pixels; limits are checked on the header, before anything is decoded.

A picture that decodes only in part is an error, never a photo. EXIF is read for its orientation alone: no other
EXIF value leaves this package.
"""
