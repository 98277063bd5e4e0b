"""A checked photo out of its record and its pixels, to draw what the record knows: boxes, no fingers."""

from __future__ import annotations

import numpy as np

from komando.checker import CheckedPhoto
from komando.photo.read import Photo
from komando.record import PhotoRecord


def recall(record: PhotoRecord, photo: Photo) -> CheckedPhoto:
    """The photo with the hands and faces of its record, as pictures need it.

    Raises:
        ValueError: The record is of another photo.
    """
    if record.sha256 != photo.sha256:
        raise ValueError(f"The record of {record.path!r} is of another photo: sha256 {record.sha256}.")
    faces = tuple(np.array(person.box_xyxy, np.float64) / photo.reduction for person in record.people)
    return CheckedPhoto(record, photo, faces_xyxy=faces)
