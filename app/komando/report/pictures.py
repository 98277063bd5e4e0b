"""The pictures of one photo, as JPEG bytes: made where its pixels are, such as in a worker, and written elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from komando.checker import CheckedPhoto


@dataclass(frozen=True, slots=True)
class Pictures:
    """JPEG bytes; None for what was not asked for or cannot be had of an unreadable photo.

    Attributes:
        overview: The marked photo for a page, longer side 1000 px.
        thumbnail: The same, longer side 320 px, for pages of very many photos.
        hands: Index of a hand -> the enlarged hand; of hands that do not pass.
        marked: The marked picture as a file of its own, with banner and legend.
        original_missing: Whether the photo was looked for, for its pictures, and not found.
    """

    overview: bytes | None = None
    thumbnail: bytes | None = None
    hands: Mapping[int, bytes] = field(default_factory=dict)
    marked: bytes | None = None
    original_missing: bool = False


@dataclass(frozen=True, slots=True)
class MakePictures:
    """Makes the pictures that a run needs. Can be pickled.

    Attributes:
        language: Of the labels, `id` or `en`.
        show_faces: Leave the faces that were found as they are; otherwise they are blurred.
        for_report: Make what an HTML report shows.
        for_folder: Make the marked picture as a file of its own.
    """

    language: str = "id"
    show_faces: bool = False
    for_report: bool = True
    for_folder: bool = False

    def __call__(self, checked: CheckedPhoto) -> Pictures:
        """The pictures of one photo."""
        from komando.report.pictures_of import pictures_of  # draws: slow to load where nothing is drawn

        return pictures_of(checked, self)
