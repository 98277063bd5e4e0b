"""The pictures of one photo, as JPEG bytes: made where its pixels are, such as in a worker, and written elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from komando.hands.hand import RgbArray
from komando.policy.verdict import Verdict
from komando.report.hand_crop import draw_hand_crop
from komando.report.hand_mark import hand_marks
from komando.report.marked import blurred_rgb, draw_marked, encode_jpeg

if TYPE_CHECKING:
    from komando.checker import CheckedPhoto

_OVERVIEW_PX: Final = 1000
_THUMBNAIL_PX: Final = 320
_HAND_PX: Final = 112
_QUALITY: Final = 80
_THUMBNAIL_QUALITY: Final = 65


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
        if checked.photo is None:
            return Pictures()
        overview = self._overview(checked) if self.for_report else None
        return Pictures(
            overview=None if overview is None else encode_jpeg(overview, _QUALITY),
            thumbnail=None if overview is None else encode_jpeg(_thumbnail(overview), _THUMBNAIL_QUALITY),
            hands=self._hands(checked) if self.for_report else {},
            marked=encode_jpeg(draw_marked(checked, self.language, not self.show_faces)) if self.for_folder else None,
        )

    def _overview(self, checked: CheckedPhoto) -> RgbArray:
        return draw_marked(checked, self.language, not self.show_faces, max_side_px=_OVERVIEW_PX, framed=False)

    def _hands(self, checked: CheckedPhoto) -> dict[int, bytes]:
        """The others can be seen in the overview."""
        wanted = [hand for hand in hand_marks(checked) if hand.verdict != Verdict.PASS]
        if not wanted:
            return {}
        rgb = blurred_rgb(checked, not self.show_faces)
        return {hand.number - 1: encode_jpeg(draw_hand_crop(rgb, hand, _HAND_PX), _QUALITY) for hand in wanted}


def _thumbnail(overview: RgbArray) -> RgbArray:
    scale = min(1.0, _THUMBNAIL_PX / max(overview.shape[:2]))
    size = (max(1, round(overview.shape[1] * scale)), max(1, round(overview.shape[0] * scale)))
    return np.asarray(cv2.resize(overview, size, interpolation=cv2.INTER_AREA), np.uint8)
