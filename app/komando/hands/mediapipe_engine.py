"""The second engine: Google's `mediapipe` package (extra `mediapipe`) with its own reading of the nets.

It looks at the whole photo only and takes the full palm net: the lite one carries no metadata for MediaPipe Tasks.

Pinned to 0.10.32, the newest version whose Linux wheel imports no socket function. In IMAGE mode it turns the crop 26.6
degrees too far, so its landmarks are a little less steady than those of the LiteRT engine.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from time import perf_counter
from types import ModuleType
from typing import Any

import numpy as np

from komando.errors import EngineUnavailableError
from komando.hands.geometry import FloatArray, RotatedSquare
from komando.hands.hand import Hand, HandSearch, LandmarkRun, RgbArray
from komando.hands.limits import RELIABLE_SHARE, smallest_readable_px
from komando.hands.squares import whole_square
from komando.weights import HAND_LANDMARKS, PALM_DETECTION_FULL, Weights

_MAX_HANDS = 64
_ALIGNMENT = 64
_PADDING_FIELD = 0xD935
_FIELD_HEADER_BYTES = 4
_LOCAL_HEADER_BYTES = 30


class MediaPipeHandEngine:
    """Runs MediaPipe's HandLandmarker task. Small hands are not found."""

    palm_model = PALM_DETECTION_FULL

    def __init__(self, weights: Weights, confidence: float = 0.5) -> None:
        vision, base_options = _import_mediapipe()
        options = vision.HandLandmarkerOptions(
            base_options=base_options(model_asset_buffer=task_bundle(weights)),
            num_hands=_MAX_HANDS,
            min_hand_detection_confidence=confidence,
            min_hand_presence_confidence=confidence,
        )
        self._landmarker = vision.HandLandmarker.create_from_options(options)
        self._presence = confidence

    def find_hands(self, rgb: RgbArray, faces_xyxy: Sequence[FloatArray] = ()) -> HandSearch:  # noqa: ARG002
        """Find hands on the whole photo; faces are no help to it. See `HandEngine`."""
        import mediapipe

        height, width = rgb.shape[:2]
        square = whole_square(width, height)
        started = perf_counter()
        image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(rgb))
        result = self._landmarker.detect(image)
        elapsed_ms = (perf_counter() - started) * 1000
        found = zip(result.hand_landmarks, result.hand_world_landmarks, result.handedness, strict=True)
        hands = [self._hand(points, world, sides[0], rgb.shape, square) for points, world, sides in found]
        return HandSearch(
            hands=tuple(sorted(hands, key=lambda hand: (hand.box_xyxy[0], hand.box_xyxy[1]))),
            smallest_readable_hand_px=smallest_readable_px(RELIABLE_SHARE * square.side_px),
            detect_ms=elapsed_ms,
            landmarks_ms=0.0,
        )

    def close(self) -> None:
        """Free the task; without it MediaPipe complains at exit."""
        self._landmarker.close()

    def _hand(self, points: Any, world: Any, side: Any, shape: tuple[int, ...], square: RotatedSquare) -> Hand:
        height, width = shape[:2]
        # MediaPipe gives z in units of the image's width.
        xyz = np.array([(point.x * width, point.y * height, point.z * width) for point in points], np.float64)
        run = LandmarkRun(
            points_xyz=xyz,
            world_xyz=np.array([(point.x, point.y, point.z) for point in world], np.float64),
            # The task tells no presence, only that it was over the threshold.
            presence=self._presence,
            right_score=side.score if side.category_name == "Right" else 1 - side.score,
            crop=square,
        )
        return Hand(runs=(run,), palm_score=self._presence)


def _import_mediapipe() -> tuple[ModuleType, Any]:
    try:
        from mediapipe.tasks.python import BaseOptions, vision
    except ImportError as error:
        raise EngineUnavailableError(
            f"The engine `mediapipe` is not installed ({error}): install komando[mediapipe]."
        ) from error
    return vision, BaseOptions


def task_bundle(weights: Weights) -> bytes:
    """Our two nets as a MediaPipe `.task` file: an uncompressed zip whose members start at multiples of 64 bytes."""
    members = {
        "hand_detector.tflite": weights.content[PALM_DETECTION_FULL],
        "hand_landmarks_detector.tflite": weights.content[HAND_LANDMARKS],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.extra = _padding(buffer.tell() + _LOCAL_HEADER_BYTES + len(name))
            bundle.writestr(entry, content)
    return buffer.getvalue()


def _padding(offset: int) -> bytes:
    """A zip extra field that moves a member's first byte from `offset` to the next multiple of 64."""
    gap = -offset % _ALIGNMENT
    if gap == 0:
        return b""
    if gap < _FIELD_HEADER_BYTES:
        gap += _ALIGNMENT
    size = gap - _FIELD_HEADER_BYTES
    return _PADDING_FIELD.to_bytes(2, "little") + size.to_bytes(2, "little") + bytes(size)
