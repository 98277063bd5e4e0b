"""Our own rendered photos, and small people in large ones, with boxes of their hands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from komando.hands.geometry import FloatArray
from komando.hands.hand import RgbArray
from komando.photo.read import read_photo
from tests.hands.conftest import SAMPLES

EXPECTED: Final[dict[str, dict[str, Any]]] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))[
    "images"
]
SIDE_VIEWS: Final = {
    "heart_along_the_arm": (44.3, 14.8, 203.2, 121.5),
    "heart_from_behind": (76.3, 98.5, 146.1, 196.1),
    "heart_against_the_light": (66.3, 24.0, 213.8, 176.8),
    "heart_behind_a_wrist": (132.0, 17.4, 181.5, 87.2),
}
"""Hands that the palm net does not see, and their boxes; rendered like the samples."""
WALL: Final = (186, 178, 170)


def picture(name: str) -> RgbArray:
    return read_photo((SAMPLES / f"{name}.jpg").read_bytes()).rgb


def side_view(name: str) -> RgbArray:
    return read_photo((Path(__file__).parent / "side_views" / f"{name}.jpg").read_bytes()).rgb


def known_hands(name: str) -> list[FloatArray]:
    return [np.array(hand["box_xyxy"], np.float64) for hand in EXPECTED[f"{name}.jpg"]["hands"]]


def on_a_wall(hand_px: float, x: int = 2600, y: int = 1900) -> tuple[RgbArray, FloatArray]:
    """A photo of 12 megapixels with one small person in it, and the box of the person's hand."""
    (box,) = known_hands("selfie_peace")
    scale = hand_px / float((box[2:] - box[:2]).max())
    person = cv2.resize(picture("selfie_peace"), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    wall = np.full((3000, 4000, 3), WALL, np.uint8)
    wall[y : y + person.shape[0], x : x + person.shape[1]] = person
    return wall, box * scale + [x, y, x, y]
