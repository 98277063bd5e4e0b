"""Draw the pictures of one photo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from komando.hands.hand import RgbArray
from komando.policy.verdict import Verdict
from komando.report.hand_crop import draw_hand_crop
from komando.report.hand_mark import hand_marks
from komando.report.marked import blurred_rgb, draw_marked, encode_jpeg
from komando.report.pictures import MakePictures, Pictures

if TYPE_CHECKING:
    from komando.checker import CheckedPhoto

_OVERVIEW_PX: Final = 1000
_THUMBNAIL_PX: Final = 320
_HAND_PX: Final = 112
_QUALITY: Final = 80
_THUMBNAIL_QUALITY: Final = 65


def pictures_of(checked: CheckedPhoto, wanted: MakePictures) -> Pictures:
    """Those that are wanted; none of a photo that could not be read."""
    if checked.photo is None:
        return Pictures()
    blurred = not wanted.show_faces
    marked = encode_jpeg(draw_marked(checked, wanted.language, blurred)) if wanted.for_folder else None
    if not wanted.for_report:
        return Pictures(marked=marked)
    overview = draw_marked(checked, wanted.language, blurred, max_side_px=_OVERVIEW_PX, framed=False)
    return Pictures(
        overview=encode_jpeg(overview, _QUALITY),
        thumbnail=encode_jpeg(_thumbnail(overview), _THUMBNAIL_QUALITY),
        hands=_hands(checked, blurred=blurred),
        marked=marked,
    )


def _hands(checked: CheckedPhoto, *, blurred: bool) -> dict[int, bytes]:
    """Those that pass can be seen in the overview."""
    wanted = [hand for hand in hand_marks(checked) if hand.verdict != Verdict.PASS]
    if not wanted:
        return {}
    rgb = blurred_rgb(checked, blurred)
    return {hand.number - 1: encode_jpeg(draw_hand_crop(rgb, hand, _HAND_PX), _QUALITY) for hand in wanted}


def _thumbnail(overview: RgbArray) -> RgbArray:
    scale = min(1.0, _THUMBNAIL_PX / max(overview.shape[:2]))
    size = (max(1, round(overview.shape[1] * scale)), max(1, round(overview.shape[0] * scale)))
    return np.asarray(cv2.resize(overview, size, interpolation=cv2.INTER_AREA), np.uint8)
