"""Crops to train the proposal net on: pictures at a scale that makes their hands small, several where one is too small.

Each crop comes from its number and the seed alone, so that a training can be repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from komando.hands.geometry import FloatArray, box_center, box_side_px
from komando.hands.hand import RgbArray
from training.proposals.pictures import RENDERED, Picture
from training.proposals.targets import CROP_PX, Known, target

Rect = tuple[int, int, int, int]
_HAND_PX: Final = (7.0, 110.0)  # sizes of hands, log-uniform
_LARGEST_ENLARGEMENT: Final = 1.6
_LEAST_VISIBLE: Final = 0.55
_LEARNT_PX: Final = (6.0, 150.0)
_LEAST_REST_PX: Final = 24
_DEEPEST: Final = 3
# How often each source is drawn; whole photos share what is left, by the square root of their source's size.
_SHARES: Final = {
    "hagrid": 0.16,
    "mmpose": 0.04,
    "subhi": 0.07,
    "emrecandir": 0.07,
    "robbie": 0.04,
    "ardamavi": 0.03,
    RENDERED: 0.17,
}
_WHOLE_SHARE: Final = 0.42
_EMPTY_WEIGHT: Final = 0.3  # of whole photos without a hand


@dataclass(slots=True)
class _Canvas:
    rgb: RgbArray
    known: Known = field(default_factory=Known)


class CropMaker:
    """Makes crops with their targets."""

    def __init__(self, pictures: Sequence[Picture], seed: int) -> None:
        self._pictures = pictures
        self._seed = seed
        self._chances = _chances(pictures).cumsum()

    def make(self, number: int) -> tuple[RgbArray, npt.NDArray[np.float32]]:
        """Crop `number`: (CROP_PX, CROP_PX, 3) pixels, and what `target` makes of it."""
        rng = np.random.default_rng((self._seed, number))
        color = np.zeros(3) if rng.random() < 0.5 else rng.uniform(0, 255, 3)
        canvas = _Canvas(np.full((CROP_PX, CROP_PX, 3), color.astype(np.uint8), np.uint8))
        hand_px = float(np.exp(rng.uniform(*np.log(_HAND_PX))))
        self._fill(canvas, (0, 0, CROP_PX, CROP_PX), hand_px, rng, 0)
        return _as_photographed(canvas.rgb, rng), target(canvas.known)

    def _fill(self, canvas: _Canvas, rect: Rect, hand_px: float, rng: np.random.Generator, depth: int) -> None:
        """Put a picture into the rectangle, and others into what it leaves."""
        drawn = min(int(np.searchsorted(self._chances, rng.random())), len(self._pictures) - 1)
        picture = self._pictures[drawn]
        hand_center, hand_size = _aim(picture, rng)
        scale = min(hand_px * rng.uniform(0.75, 1.3) / hand_size, _LARGEST_ENLARGEMENT)
        shown = _place(canvas, rect, picture, hand_center, scale, rng)
        if shown is None or depth >= _DEEPEST:
            return
        for rest in _rests(rect, shown):
            large = min(rest[2] - rest[0], rest[3] - rest[1]) >= _LEAST_REST_PX
            if large and rng.random() < 0.75:
                self._fill(canvas, rest, hand_px, rng, depth + 1)


def _chances(pictures: Sequence[Picture]) -> FloatArray:
    sources = np.array([picture.source for picture in pictures])
    whole = np.array([picture.whole for picture in pictures])
    names, counts = np.unique(sources[whole], return_counts=True)
    roots = dict(zip(names.tolist(), np.sqrt(counts) / np.sqrt(counts).sum() / counts, strict=True))
    members = dict(zip(*(part.tolist() for part in np.unique(sources[~whole], return_counts=True)), strict=True))
    chances = np.array(
        [
            _WHOLE_SHARE * roots[picture.source] * (1 if len(picture.hands_xyxy) else _EMPTY_WEIGHT)
            if picture.whole
            else _SHARES[picture.source] / members[picture.source]
            for picture in pictures
        ]
    )
    return np.asarray(chances / chances.sum(), np.float64)


def _aim(picture: Picture, rng: np.random.Generator) -> tuple[FloatArray, float]:
    """Centre and size of the hand, at times of any place, that the crop is about; pixels of the picture."""
    if len(picture.hands_xyxy) and rng.random() < 0.9:
        box = picture.hands_xyxy[rng.integers(len(picture.hands_xyxy))]
        return box_center(box), float(box_side_px(box))
    height, width = picture.rgb.shape[:2]
    return rng.uniform(0, (width, height)), max(width, height) * rng.uniform(0.04, 0.2)


def _place(
    canvas: _Canvas, rect: Rect, picture: Picture, hand_center: FloatArray, scale: float, rng: np.random.Generator
) -> Rect | None:
    """Draw the picture with its hand somewhere in the rectangle; where it is seen, None where it is too thin."""
    size = np.array(picture.rgb.shape[1::-1]) * scale
    low, high = np.array(rect[:2], np.float64), np.array(rect[2:], np.float64)
    origin = low + rng.uniform(0.08, 0.92, 2) * (high - low) - hand_center * scale
    for axis in range(2):
        if size[axis] <= high[axis] - low[axis]:
            origin[axis] = rng.uniform(low[axis], high[axis] - size[axis])
        elif rng.random() < 0.7:  # else the picture's edge may lie in the crop
            origin[axis] = np.clip(origin[axis], high[axis] - size[axis], low[axis])
    first = np.round(np.maximum(low, origin)).astype(int)
    last = np.round(np.minimum(high, origin + size)).astype(int)
    if (last - first < 8).any():
        return None
    shown = (int(first[0]), int(first[1]), int(last[0]), int(last[1]))
    mirrored = bool(rng.random() < 0.5)
    part = _scaled_part(picture.rgb, shown, origin, scale)
    part = part[:, ::-1] if mirrored else part
    canvas.rgb[shown[1] : shown[3], shown[0] : shown[2]] = _relit(part, rng)
    _note(canvas.known, picture, shown, np.concatenate([origin, origin]), scale, mirrored)
    return shown


def _scaled_part(rgb: RgbArray, shown: Rect, origin: FloatArray, scale: float) -> RgbArray:
    height, width = rgb.shape[:2]
    x1, y1 = (max(0, int((shown[axis] - origin[axis]) / scale)) for axis in range(2))
    x2 = max(x1 + 1, min(width, int(np.ceil((shown[2] - origin[0]) / scale))))
    y2 = max(y1 + 1, min(height, int(np.ceil((shown[3] - origin[1]) / scale))))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    part = cv2.resize(rgb[y1:y2, x1:x2], (shown[2] - shown[0], shown[3] - shown[1]), interpolation=method)
    return np.asarray(part, np.uint8)


def _note(known: Known, picture: Picture, shown: Rect, offset: FloatArray, scale: float, mirrored: bool) -> None:
    """Add what is known of the picture's part that is seen."""
    for box, visible in _seen(picture.hands_xyxy * scale + offset, shown, mirrored):
        size = float(box_side_px(box))
        learnt = visible >= _LEAST_VISIBLE and _LEARNT_PX[0] <= size <= _LEARNT_PX[1]
        (known.hands if learnt else known.unsure).append(box)
    known.unsure.extend(box for box, _ in _seen(picture.unsure_xyxy * scale + offset, shown, mirrored))
    known.faces.extend(
        box
        for box, visible in _seen(picture.faces_xyxy * scale + offset, shown, mirrored)
        if visible >= _LEAST_VISIBLE and _LEARNT_PX[0] <= float(box_side_px(box)) <= _LEARNT_PX[1]
    )


def _seen(boxes_xyxy: FloatArray, shown: Rect, mirrored: bool) -> list[tuple[FloatArray, float]]:
    """Boxes of which something is seen, and how much of each."""
    seen = []
    for box in boxes_xyxy:
        placed = np.array([shown[0] + shown[2] - box[2], box[1], shown[0] + shown[2] - box[0], box[3]])
        placed = placed if mirrored else box
        sides = np.minimum(placed[2:], shown[2:]) - np.maximum(placed[:2], shown[:2])
        if (sides > 0).all():
            seen.append((placed, float(sides.prod() / (placed[2:] - placed[:2]).prod())))
    return seen


def _rests(rect: Rect, shown: Rect) -> tuple[Rect, ...]:
    """What is left of a rectangle above, below, to the left and to the right."""
    return (
        (rect[0], rect[1], rect[2], shown[1]),
        (rect[0], shown[3], rect[2], rect[3]),
        (rect[0], shown[1], shown[0], shown[3]),
        (shown[2], shown[1], rect[2], shown[3]),
    )


def _relit(rgb: RgbArray, rng: np.random.Generator) -> RgbArray:
    """The picture in other light."""
    pixels = rgb.astype(np.float32)
    if rng.random() < 0.7:
        pixels = pixels * rng.uniform(0.6, 1.35) + rng.uniform(-25, 25)
        pixels *= rng.uniform(0.9, 1.1, 3).astype(np.float32)
        mean = pixels.mean()
        pixels = (pixels - mean) * rng.uniform(0.7, 1.25) + mean
    if rng.random() < 0.05:
        pixels[:] = pixels.mean(axis=2, keepdims=True)
    return np.asarray(np.clip(pixels, 0, 255), np.uint8)


def _as_photographed(rgb: RgbArray, rng: np.random.Generator) -> RgbArray:
    """Blur, noise and the traces of JPEG."""
    if rng.random() < 0.15:
        rgb = np.asarray(cv2.GaussianBlur(rgb, (0, 0), rng.uniform(0.4, 1.2)), np.uint8)
    if rng.random() < 0.2:
        rgb = np.asarray(np.clip(rgb + rng.normal(0, rng.uniform(2, 10), rgb.shape), 0, 255), np.uint8)
    if rng.random() < 0.5:
        _, packed = cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(35, 92))])
        rgb = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return rgb
