"""Labelled landmark runs: what the reader is trained on and measured with."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from komando.gestures.features import hand_features
from komando.gestures.names import Gesture
from komando.hands.geometry import FloatArray, RotatedSquare, box_iou
from komando.hands.hand import Hand, HandSearch, LandmarkRun, RgbArray
from komando.hands.landmarker import HandLandmarker, recrop
from komando.photo import read_photo
from komando.weights import HAND_LANDMARKS, verify_weights
from training.datasets import Intent, LabelledPhoto
from training.hand_cache import CACHE, CODE

_DEGRADED_PX = (20, 72)
_DEGRADED_RUNS = 2
_SMALLEST_TO_DEGRADE_PX = 48
_UNKNOWN = -1.0
_SAME_HAND_IOU = 0.2
_SHAPES = (Gesture.FINGER_HEART, Gesture.TWO_HAND_HEART, Gesture.NAMASTE)
_landmarker: HandLandmarker | None = None


@dataclass(frozen=True, slots=True)
class Samples:
    """Rows of one table; a hand gives several rows, one per landmark run.

    Attributes:
        features: (n, 236).
        fingers: (n, 5) 1 extended, 0 curled, -1 unknown.
        flag: (n,) 1 = shows a number or a heart, 0 = does not, -1 unknown.
        fist: (n,) 1 = fist, 0 = not, -1 unknown.
        shapes: (n, 3) finger heart, half of a two-hand heart, namaste: 1 = shown, 0 = not.
        hand: (n,) number of the hand; rows of one hand share it.
        source: (n,) who took the photo.
        label: (n,) gesture, for balancing.
    """

    features: FloatArray
    fingers: FloatArray
    flag: FloatArray
    fist: FloatArray
    shapes: FloatArray
    hand: npt.NDArray[np.int64]
    source: npt.NDArray[np.str_]
    label: npt.NDArray[np.str_]

    def where(self, mask: npt.NDArray[np.bool_]) -> Samples:
        """The rows of `mask`."""
        return Samples(**{name: getattr(self, name)[mask] for name in self.__slots__})


def labelled_hands(photos: Sequence[LabelledPhoto], found: dict[Path, HandSearch]) -> list[tuple[LabelledPhoto, Hand]]:
    """The hand that each label is about: of a close-up the labelled or largest one, of a harmless photo every hand."""
    pairs: list[tuple[LabelledPhoto, Hand]] = []
    for photo in photos:
        hands = found[photo.path].hands if photo.path in found else ()
        if not hands:
            continue
        if photo.intent == Intent.NATURAL:
            pairs.extend((photo, hand) for hand in hands)
        elif photo.gesture is not None or photo.count is not None:
            pairs.extend((photo, hand) for hand in _labelled_hand(photo, hands))
    return pairs


def _labelled_hand(photo: LabelledPhoto, hands: Sequence[Hand]) -> list[Hand]:
    if photo.box_xyxy is None:
        return [max(hands, key=lambda hand: hand.size_px)]
    overlaps = box_iou(np.array(photo.box_xyxy), np.array([hand.box_xyxy for hand in hands]))
    best = int(overlaps.argmax())
    return [hands[best]] if overlaps[best] > _SAME_HAND_IOU else []


def build_samples(pairs: Sequence[tuple[LabelledPhoto, Hand]], seed: int = 0) -> Samples:
    """Features of every run of every hand, and of copies shrunk to 20-72 px and recompressed."""
    degraded = _degraded_runs(pairs, seed)
    rows: list[tuple[int, LabelledPhoto, LandmarkRun]] = []
    for number, (photo, hand) in enumerate(pairs):
        rows.extend((number, photo, run) for run in (*hand.runs, *degraded[number]))
    return Samples(
        features=np.array([hand_features(run) for _, _, run in rows]),
        fingers=np.array([_finger_row(photo) for _, photo, _ in rows]),
        flag=np.array([_flag(photo) for _, photo, _ in rows]),
        fist=np.array([_fist(photo) for _, photo, _ in rows]),
        shapes=np.array([[float(photo.gesture == shape) for shape in _SHAPES] for _, photo, _ in rows]),
        hand=np.array([number for number, _, _ in rows]),
        source=np.array([photo.source for _, photo, _ in rows]),
        label=np.array([photo.gesture or f"count{photo.count}" for _, photo, _ in rows]),
    )


def _finger_row(photo: LabelledPhoto) -> list[float]:
    if photo.fingers is None:
        return [_UNKNOWN] * 5
    return [_UNKNOWN if finger is None else float(finger) for finger in photo.fingers]


def _flag(photo: LabelledPhoto) -> float:
    return _UNKNOWN if photo.intent == Intent.UNKNOWN else float(photo.intent == Intent.FLAG)


def _fist(photo: LabelledPhoto) -> float:
    """In a harmless whole photo a hand may be a fist or at rest: unknown."""
    if photo.intent == Intent.NATURAL and photo.gesture is None:
        return _UNKNOWN
    return float(photo.intent == Intent.FIST)


def _degraded_runs(pairs: Sequence[tuple[LabelledPhoto, Hand]], seed: int) -> list[tuple[LandmarkRun, ...]]:
    key = hashlib.sha256(repr([(str(photo.path), hand.box_xyxy.round(1).tolist()) for photo, hand in pairs]).encode())
    for source in (*sorted(CODE.glob("*.py")), Path(__file__)):
        key.update(source.read_bytes())
    file = CACHE / f"degraded-{key.hexdigest()[:16]}.pickle"
    if file.is_file():
        with file.open("rb") as stream:
            cached: list[tuple[LandmarkRun, ...]] = pickle.load(stream)  # noqa: S301 - our own file, never shipped
        return cached
    jobs = [(photo.path, hand.runs[0], hand.size_px, seed + number) for number, (photo, hand) in enumerate(pairs)]
    with ProcessPoolExecutor(2, initializer=_open_landmarker) as pool:
        runs = list(pool.map(_degrade, jobs, chunksize=16))
    CACHE.mkdir(exist_ok=True)
    with file.open("wb") as stream:
        pickle.dump(runs, stream)
    return runs


def _open_landmarker() -> None:
    global _landmarker  # noqa: PLW0603 - one net a worker process
    _landmarker = HandLandmarker(verify_weights().content[HAND_LANDMARKS])


def _degrade(job: tuple[Path, LandmarkRun, float, int]) -> tuple[LandmarkRun, ...]:
    path, run, size_px, seed = job
    if _landmarker is None:
        raise RuntimeError("The worker has no net.")
    if size_px < _SMALLEST_TO_DEGRADE_PX:
        return ()
    rng = np.random.default_rng(seed)
    rgb = read_photo(path.read_bytes()).rgb
    runs = []
    for _ in range(_DEGRADED_RUNS):
        scale = min(1.0, np.exp(rng.uniform(*np.log(_DEGRADED_PX))) / size_px)
        small = _shrink(rgb, scale, rng)
        center = (run.crop.center_xy[0] * scale, run.crop.center_xy[1] * scale)
        square = _jitter(RotatedSquare(center, run.crop.side_px * scale, run.crop.angle_rad), rng)
        first = _landmarker.run(small, square)
        second = _landmarker.run(small, recrop(first))
        runs.append(max(first, second, key=lambda candidate: candidate.presence))
    return tuple(candidate for candidate in runs if candidate.presence >= 0.5)


def _shrink(rgb: RgbArray, scale: float, rng: np.random.Generator) -> RgbArray:
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 92))])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_UNCHANGED), np.uint8)


def _jitter(square: RotatedSquare, rng: np.random.Generator) -> RotatedSquare:
    """A palm box found in a small photo is a little off."""
    shift = rng.normal(0, 0.03, 2) * square.side_px
    center = (square.center_xy[0] + shift[0], square.center_xy[1] + shift[1])
    side = square.side_px * float(np.exp(rng.normal(0, 0.06)))
    return replace(square, center_xy=center, side_px=side, angle_rad=square.angle_rad + float(rng.normal(0, 0.12)))
