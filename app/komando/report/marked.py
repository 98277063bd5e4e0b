"""The marked picture: what was seen at each hand and what it means for the photo, readable at any photo size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from komando.hands.geometry import FloatArray
from komando.hands.hand import RgbArray
from komando.report.banner import draw_banner, least_banner_px
from komando.report.blur import blur_boxes
from komando.report.colors import INK, PAPER, VERDICT_COLORS
from komando.report.hand_mark import HandMark, hand_marks
from komando.report.label import draw_label
from komando.report.label_plan import LabelPlan, PlacedLabel, plan_labels
from komando.report.legend import draw_legend
from komando.report.skeleton import draw_box, draw_skeleton

if TYPE_CHECKING:
    from komando.checker import CheckedPhoto

_LEAST_LONG_SIDE_PX: Final = 1000
_MOST_LONG_SIDE_PX: Final = 2400
_LEAST_FONT_PX: Final = 20
_FONTS_PER_SIDE: Final = 68
_FONTS_PER_UNFRAMED_SIDE: Final = 42  # pages show the picture smaller than it is


@dataclass(frozen=True, slots=True)
class _Scene:
    """The photo at the size at which it is drawn.

    Attributes:
        source_rgb: The photo at its own size, faces blurred where they should be.
        source_hands: In pixels of `source_rgb`.
        rgb: The scaled photo.
        hands: In pixels of `rgb`.
        faces_xyxy: In pixels of `rgb`.
        font_px: Size of the text.
    """

    source_rgb: RgbArray
    source_hands: tuple[HandMark, ...]
    rgb: RgbArray
    hands: tuple[HandMark, ...]
    faces_xyxy: tuple[FloatArray, ...]
    font_px: int

    @property
    def size_wh(self) -> tuple[int, int]:
        return int(self.rgb.shape[1]), int(self.rgb.shape[0])


def draw_marked(
    checked: CheckedPhoto,
    language: str = "id",
    blur_faces: bool = False,
    *,
    max_side_px: int = _MOST_LONG_SIDE_PX,
    framed: bool = True,
) -> RgbArray:
    """Draw the marked picture of one photo.

    Args:
        checked: A photo that could be read.
        language: `id` or `en`.
        blur_faces: Make the faces that were found unrecognisable.
        max_side_px: Longer side of the photo in the picture, at most; small photos are enlarged to 1000 px.
        framed: With the verdict's banner and, where labels are numbers, the legend. Without them for pages that tell
            verdict and hands themselves.

    Returns:
        (height, width, 3) uint8.

    Raises:
        ValueError: The photo was unreadable, so there is nothing to draw on.
    """
    fonts_per_side = _FONTS_PER_SIDE if framed else _FONTS_PER_UNFRAMED_SIDE
    scene = _scene(checked, blur_faces, max_side_px, fonts_per_side)
    plan = plan_labels(scene.hands, scene.faces_xyxy, scene.size_wh, scene.font_px, language)
    picture = _framed_picture(scene, plan)
    if not framed:
        return picture
    width_px = max(picture.shape[1], least_banner_px(checked.record, scene.font_px, language))
    strips = [np.asarray(draw_banner(checked.record, width_px, scene.font_px, language)), _widened(picture, width_px)]
    if plan.numbers_only:
        legend = draw_legend(scene.source_rgb, scene.source_hands, width_px, scene.font_px, language)
        strips.append(np.asarray(legend))
    return np.concatenate(strips)


def encode_jpeg(rgb: RgbArray, quality: int = 88) -> bytes:
    """JPEG bytes without any metadata.

    Raises:
        ValueError: The picture is over what JPEG can hold.
    """
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    done, data = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), options)
    if not done:
        raise ValueError(f"A picture of shape {rgb.shape} cannot be written as JPEG.")
    return data.tobytes()


def blurred_rgb(checked: CheckedPhoto, blur_faces: bool) -> RgbArray:
    """The photo's pixels, the faces that were found blurred if asked.

    Raises:
        ValueError: The photo was unreadable.
    """
    if checked.photo is None:
        raise ValueError(f"An unreadable photo cannot be marked. Received: {checked.record.path!r}")
    return blur_boxes(checked.photo.rgb, checked.faces_xyxy) if blur_faces else checked.photo.rgb


def _scene(checked: CheckedPhoto, blur_faces: bool, max_side_px: int, fonts_per_side: int) -> _Scene:
    source = blurred_rgb(checked, blur_faces)
    long_side = max(source.shape[:2])
    scale = min(max(long_side, _LEAST_LONG_SIDE_PX), max_side_px) / long_side
    rgb = _scaled(source, scale)
    hands = hand_marks(checked)
    scene = _Scene(
        source_rgb=source,
        source_hands=hands,
        rgb=rgb,
        hands=tuple(hand.moved(scale) for hand in hands),
        faces_xyxy=tuple(box * scale for box in checked.faces_xyxy),
        font_px=max(_LEAST_FONT_PX, round(max(rgb.shape[:2]) / fonts_per_side)),
    )
    for hand in scene.hands:
        draw_box(rgb, hand)
        draw_skeleton(rgb, hand)
    return scene


def _scaled(rgb: RgbArray, scale: float) -> RgbArray:
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    if size == (rgb.shape[1], rgb.shape[0]):
        return rgb.copy()
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC), np.uint8)


def _framed_picture(scene: _Scene, plan: LabelPlan) -> RgbArray:
    """The photo with gutters above and below and all labels."""
    width, height = scene.size_wh
    above, below = plan.gutters_px
    canvas = Image.new("RGB", (width, above + height + below), PAPER)
    canvas.paste(Image.fromarray(scene.rgb), (0, above))
    shift = np.array([0, above, 0, above])
    _draw_leaders(canvas, plan.labels, shift, scene.font_px)
    for placed in plan.labels:
        draw_label(canvas, placed.label, placed.box_xyxy + shift)
    return np.array(canvas, np.uint8)


def _draw_leaders(canvas: Image.Image, labels: Sequence[PlacedLabel], shift: FloatArray, font_px: int) -> None:
    """A line from each label that lies away from its hand to the hand's box."""
    draw = ImageDraw.Draw(canvas)
    line_px = max(2, font_px // 12)
    for placed in labels:
        label, box = placed.box_xyxy + shift, placed.anchor_xyxy + shift
        start, end = _nearest_points(label, box)
        if np.linalg.norm(end - start) > font_px * 0.5:
            ends = [*start.tolist(), *end.tolist()]
            draw.line(ends, fill=INK, width=line_px + 2)
            draw.line(ends, fill=VERDICT_COLORS[placed.label.verdict], width=line_px)


def _nearest_points(first_xyxy: FloatArray, second_xyxy: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The points of two boxes that lie nearest to each other; where they share a stretch, its middle."""
    low = np.maximum(first_xyxy[:2], second_xyxy[:2])
    high = np.minimum(first_xyxy[2:], second_xyxy[2:])
    middle = (low + high) / 2
    apart = low > high
    on_first = np.where(apart, np.where(first_xyxy[:2] > second_xyxy[2:], first_xyxy[:2], first_xyxy[2:]), middle)
    on_second = np.where(apart, np.where(first_xyxy[:2] > second_xyxy[2:], second_xyxy[2:], second_xyxy[:2]), middle)
    return on_first, on_second


def _widened(rgb: RgbArray, width_px: int) -> RgbArray:
    missing = width_px - rgb.shape[1]
    if missing <= 0:
        return rgb
    canvas = np.full((rgb.shape[0], width_px, 3), PAPER, np.uint8)
    canvas[:, missing // 2 : missing // 2 + rgb.shape[1]] = rgb
    return canvas
