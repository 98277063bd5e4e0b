"""Photos with hands of known place and size: pictures of single people set into large scenes.

The pictures are labelled close-ups (`training/datasets.py`) where they are on this machine, else `sample_images/`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from komando.hands.geometry import FloatArray, box_side_px
from komando.hands.hand import RgbArray
from komando.hands.litert_engine import LiteRtHandEngine
from komando.hands.search_options import SearchOptions
from komando.photo.read import read_photo
from komando.weights import Weights
from training.datasets import Intent, LabelledPhoto, data_folder, read_close_ups

_SAMPLES = Path(__file__).parents[1] / "sample_images"
_SURE = 0.95
_WALL = (186, 178, 170)


@dataclass(frozen=True, slots=True)
class Portrait:
    """One person's picture with one labelled hand.

    Attributes:
        rgb: The picture.
        hand_xyxy: (4,) box of the hand, pixels of the picture.
    """

    rgb: RgbArray
    hand_xyxy: FloatArray

    @property
    def hand_px(self) -> float:
        """Longer side of the hand's box."""
        return float(box_side_px(self.hand_xyxy))


@dataclass(frozen=True, slots=True)
class Scene:
    """A photo with known hands.

    Attributes:
        jpeg: The photo as a file.
        hands_xyxy: (n, 4) the labelled hands, photo pixels.
        portraits_xyxy: (n, 4) where the pictures of people lie; what is found elsewhere is no hand.
    """

    jpeg: bytes
    hands_xyxy: FloatArray
    portraits_xyxy: FloatArray


def read_portraits(weights: Weights, sources: Collection[str], count: int, seed: int = 0) -> list[Portrait]:
    """Pictures of people who show a gesture or a fist, from each of the sources as many.

    Where a picture's labels have no box, the hand is where the nets see one, and only one, at the picture's full size.
    """
    folder = data_folder()
    if folder is None:
        return sample_portraits()
    engine = LiteRtHandEngine(weights, SearchOptions(proposals=False, tile_fractions=()))
    photos = [photo for photo in read_close_ups(folder) if photo.intent != Intent.NATURAL]
    rng = np.random.default_rng(seed)
    portraits: list[Portrait] = []
    for source in sorted(sources):
        members = [photo for photo in photos if photo.source == source]
        found = (_portrait(members[index], engine) for index in rng.permutation(len(members)))
        portraits.extend(islice((portrait for portrait in found if portrait is not None), -(-count // len(sources))))
    return portraits


def _portrait(photo: LabelledPhoto, engine: LiteRtHandEngine) -> Portrait | None:
    rgb = read_photo(photo.path.read_bytes()).rgb
    if photo.box_xyxy is not None:
        return Portrait(rgb, np.array(photo.box_xyxy))
    hands = engine.find_hands(rgb).hands
    if len(hands) != 1 or hands[0].presence < _SURE:
        return None
    return Portrait(rgb, hands[0].box_xyxy)


def sample_portraits() -> list[Portrait]:
    """The pictures of `sample_images/` that show one hand."""
    images = json.loads((_SAMPLES / "expected.json").read_text(encoding="utf-8"))["images"]
    return [
        Portrait(read_photo((_SAMPLES / name).read_bytes()).rgb, np.array(image["hands"][0]["box_xyxy"]))
        for name, image in images.items()
        if len(image["hands"]) == 1
    ]


def group_scene(
    portraits: Sequence[Portrait], size_px: tuple[int, int], hand_px: float, people: int, rng: np.random.Generator
) -> Scene:
    """People at random places of a wall, all hands `hand_px` large; fewer people where there is no room."""
    width, height = size_px
    canvas = _wall(width, height, rng)
    places: list[FloatArray] = []
    hands: list[FloatArray] = []
    for index in rng.permutation(len(portraits)):
        if len(places) == people:
            break
        picture, hand = _scaled(portraits[index], hand_px)
        place = _free_place(picture.shape[1], picture.shape[0], width, height, places, rng)
        if place is None:
            continue
        x, y = int(place[0]), int(place[1])
        canvas[y : y + picture.shape[0], x : x + picture.shape[1]] = picture
        places.append(place)
        hands.append(hand + np.array([x, y, x, y]))
    return Scene(to_jpeg(canvas, 92), np.array(hands).reshape(-1, 4), np.array(places).reshape(-1, 4))


def video_call(
    portraits: Sequence[Portrait], side: int, rng: np.random.Generator, size_px: tuple[int, int] = (1920, 1080)
) -> Scene:
    """`side` x `side` pictures of a video call: each fills its tile, cut around the hand and the face above it.

    A picture whose hand would be cut stands whole between black bars, as that of a telephone does.
    """
    width, height = size_px
    tile_w, tile_h = width // side, height // side
    canvas = np.zeros((height, width, 3), np.uint8)
    hands, places = [], []
    for number, index in enumerate(rng.permutation(len(portraits))[: side * side]):
        picture, hand = _in_tile(portraits[index], tile_w, tile_h)
        x, y = number % side * tile_w, number // side * tile_h
        canvas[y : y + tile_h, x : x + tile_w] = picture
        hands.append(hand + np.array([x, y, x, y]))
        places.append(np.array([x, y, x + tile_w, y + tile_h], np.float64))
    return Scene(to_jpeg(canvas, 85), np.array(hands), np.array(places))


def forwarded(scene: Scene, long_side_px: int = 1600, quality: int = 55) -> Scene:
    """The copy that arrives by messenger: shrunk and recompressed."""
    rgb = read_photo(scene.jpeg).rgb
    scale = long_side_px / max(rgb.shape[:2])
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Scene(to_jpeg(np.asarray(small, np.uint8), quality), scene.hands_xyxy * scale, scene.portraits_xyxy * scale)


def to_jpeg(rgb: RgbArray, quality: int) -> bytes:
    """The picture as a JPEG file."""
    _, packed = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return packed.tobytes()


def _in_tile(portrait: Portrait, width: int, height: int) -> tuple[RgbArray, FloatArray]:
    """The picture cut or set to the size of a tile, and the hand in it."""
    fill, fit = (choose(width / portrait.rgb.shape[1], height / portrait.rgb.shape[0]) for choose in (max, min))
    hand_w, hand_h = fill * (portrait.hand_xyxy[2:] - portrait.hand_xyxy[:2])
    picture, hand = _resized(portrait, fill if hand_w <= width and hand_h <= height else fit)
    left = _cut(picture.shape[1], width, hand[0], hand[2])
    top = _cut(picture.shape[0], height, hand[1], hand[3])
    part = picture[top : top + height, left : left + width]
    tile = np.zeros((height, width, 3), np.uint8)
    x, y = (width - part.shape[1]) // 2, (height - part.shape[0]) // 2
    tile[y : y + part.shape[0], x : x + part.shape[1]] = part
    return tile, hand + np.array([x - left, y - top, x - left, y - top])


def _scaled(portrait: Portrait, hand_px: float) -> tuple[RgbArray, FloatArray]:
    return _resized(portrait, hand_px / portrait.hand_px)


def _resized(portrait: Portrait, scale: float) -> tuple[RgbArray, FloatArray]:
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    picture = cv2.resize(portrait.rgb, None, fx=scale, fy=scale, interpolation=method)
    return np.asarray(picture, np.uint8), portrait.hand_xyxy * scale


def _wall(width: int, height: int, rng: np.random.Generator) -> RgbArray:
    """A wall with soft shades and a little sensor noise."""
    shades = cv2.resize(rng.normal(0, 18, (6, 8)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    noise = np.tile(rng.normal(0, 3, (500, 500)), (height // 500 + 1, width // 500 + 1))[:height, :width]
    return np.asarray(np.clip(np.array(_WALL) + (shades + noise)[..., np.newaxis], 0, 255), np.uint8)


def _free_place(
    picture_w: int, picture_h: int, width: int, height: int, taken: Sequence[FloatArray], rng: np.random.Generator
) -> FloatArray | None:
    if picture_w > width or picture_h > height:
        return None
    for _ in range(60):
        x, y = rng.integers(0, width - picture_w + 1), rng.integers(0, height - picture_h + 1)
        place = np.array([x, y, x + picture_w, y + picture_h], np.float64)
        if all((place[:2] >= other[2:]).any() or (place[2:] <= other[:2]).any() for other in taken):
            return place
    return None


def _cut(length: int, kept: int, low: float, high: float) -> int:
    """Where to start so that low..high stays in the kept part, and else as near to the top or left as can be."""
    return int(np.clip(high + 0.1 * (high - low) - kept, 0, max(0, min(low, length - kept))))
