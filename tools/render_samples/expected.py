"""Ground truth of the pictures, projected from the joints through the camera that takes the picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .catalogue import SAMPLES, Sample
from .geometry import FloatArray
from .scene import Camera, HandTruth, Scene

SCHEMA = "komando.samples/1"
_MARGIN = 0.12


def write_expected(path: Path, scenes: Mapping[str, Scene]) -> None:
    """Writes ``expected.json``.

    Args:
        path: The file to write.
        scenes: By file name, the scene of each picture of the catalogue.
    """
    images = {name: _image(SAMPLES[name], scene) for name, scene in scenes.items()}
    text = json.dumps({"schema": SCHEMA, "images": images}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _image(sample: Sample, scene: Scene) -> dict[str, Any]:
    width, height = scene.camera.size_px
    return {
        "width": width,
        "height": height,
        "shows": list(sample.shows),
        "verdict": sample.verdict,
        "description": {"en": sample.english, "id": sample.indonesian},
        "hands": [_hand(hand, scene.camera) for hand in scene.hands],
    }


def _hand(hand: HandTruth, camera: Camera) -> dict[str, Any]:
    points = camera.project(hand.joints_m)
    return {
        "gesture": hand.gesture,
        "handedness": hand.side,
        "fingers_up": hand.fingers_up,
        "box_xyxy": [round(float(value), 1) for value in _box(points, camera.size_px)],
        "landmarks_xy": [[round(float(x), 1), round(float(y), 1)] for x, y in points],
    }


def _box(points: FloatArray, size_px: tuple[int, int]) -> FloatArray:
    """Returns the box around the joints with a margin for the flesh around them, cut at the picture's edge."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = _MARGIN * float((high - low).max())
    limit = np.array(size_px, dtype=np.float64)
    return np.concatenate([np.clip(low - margin, 0.0, limit), np.clip(high + margin, 0.0, limit)])
