"""The small pictures that pages and reports show instead of a photo: upright, without EXIF, of bounded size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image

from komando.hands.geometry import FloatArray, box_center
from komando.hands.hand import RgbArray
from komando.policy.verdict import Verdict
from komando.report.colors import INK, VERDICT_COLORS, text_color
from komando.report.hand_mark import HandMark, hand_marks
from komando.report.icons import verdict_icon
from komando.report.marked import blurred_rgb, encode_jpeg
from komando.report.words import SEVERITY

if TYPE_CHECKING:
    from komando.checker import CheckedPhoto

THUMBNAIL_PX: Final = 320
DISPLAY_PX: Final = 2048
MARKED_PX: Final = 480
_QUALITY: Final = 82
_ICON_PX: Final = 26
_LEAST_BOX_PX: Final = 16  # a hand of a few pixels keeps a box that can be seen
_MOST_ICONS: Final = 24


@dataclass(frozen=True, slots=True)
class Preview:
    """A photo as pages show it, JPEG bytes.

    Attributes:
        thumbnail: Longer side at most 320 px.
        display: Longer side at most 2048 px.
        size_wh: Of the upright photo itself.
    """

    thumbnail: bytes
    display: bytes
    size_wh: tuple[int, int]


@dataclass(frozen=True, slots=True)
class MarkedPictures:
    """A photo with its hands marked, longer side at most 480 px, JPEG bytes."""

    blurred: bytes
    with_faces: bytes


def draw_preview(rgb: RgbArray) -> Preview:
    """The preview of an upright photo."""
    display = shrunk(rgb, DISPLAY_PX)
    thumbnail = encode_jpeg(shrunk(display, THUMBNAIL_PX), _QUALITY)
    return Preview(thumbnail, encode_jpeg(display, _QUALITY), (int(rgb.shape[1]), int(rgb.shape[0])))


def draw_marked_pictures(checked: CheckedPhoto) -> MarkedPictures:
    """The marked pictures of a photo that could be read."""
    marks = hand_marks(checked)
    blurred, with_faces = (_marked(blurred_rgb(checked, blur), marks) for blur in (True, False))
    return MarkedPictures(encode_jpeg(blurred, _QUALITY), encode_jpeg(with_faces, _QUALITY))


def shrunk(rgb: RgbArray, most_px: int) -> RgbArray:
    """The picture with its longer side at most `most_px`; never enlarged."""
    scale = most_px / max(rgb.shape[:2])
    if scale >= 1:
        return rgb
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _marked(rgb: RgbArray, marks: tuple[HandMark, ...]) -> RgbArray:
    """Boxes of all hands, and the verdict's icon at those that do not pass: told without colour and without words."""
    small = shrunk(rgb, MARKED_PX).copy()
    scale = small.shape[1] / rgb.shape[1]
    placed = sorted((mark.moved(scale) for mark in marks), key=lambda mark: -SEVERITY.index(mark.verdict))
    boxes = [(mark, _box_xyxy(mark, small)) for mark in placed]
    for mark, box in boxes:
        _draw_box(small, box, mark.verdict)
    picture = Image.fromarray(small)
    for mark, box in [pair for pair in boxes if pair[0].verdict != Verdict.PASS][-_MOST_ICONS:]:
        icon = verdict_icon(mark.verdict, _ICON_PX, VERDICT_COLORS[mark.verdict], text_color(mark.verdict))
        picture.paste(icon, _icon_xy(box, picture.size), icon)
    return np.array(picture, np.uint8)


def _box_xyxy(mark: HandMark, rgb: RgbArray) -> tuple[int, int, int, int]:
    edge = np.array([rgb.shape[1], rgb.shape[0]]) - 2
    box: FloatArray = mark.box_xyxy((rgb.shape[1], rgb.shape[0]))
    middle = box_center(box)
    half = np.maximum(box[2:] - box[:2], _LEAST_BOX_PX) / 2
    x1, y1 = np.clip(middle - half, 1, edge)
    x2, y2 = np.clip(middle + half, 1, edge)
    return round(x1), round(y1), round(x2), round(y2)


def _draw_box(rgb: RgbArray, box_xyxy: tuple[int, int, int, int], verdict: Verdict) -> None:
    x1, y1, x2, y2 = box_xyxy
    width_px = 1 if verdict == Verdict.PASS else 2
    cv2.rectangle(rgb, (x1, y1), (x2, y2), INK, width_px + 2, cv2.LINE_AA)
    cv2.rectangle(rgb, (x1, y1), (x2, y2), VERDICT_COLORS[verdict], width_px, cv2.LINE_AA)


def _icon_xy(box_xyxy: tuple[int, int, int, int], size_wh: tuple[int, int]) -> tuple[int, int]:
    """Above the box, or below it at the picture's upper edge."""
    x1, y1, x2, y2 = box_xyxy
    left = min(max(0, (x1 + x2 - _ICON_PX) // 2), max(0, size_wh[0] - _ICON_PX))
    above = y1 - _ICON_PX - 1
    below = min(y2 + 2, size_wh[1] - _ICON_PX)
    return left, max(0, above if above >= 0 else below)
