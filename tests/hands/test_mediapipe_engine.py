"""Our pipeline against MediaPipe's own, on real photos: the parity that lets us ship LiteRT alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from komando.hands.geometry import box_iou
from komando.hands.hand import Hand
from komando.hands.litert_engine import LiteRtHandEngine
from komando.hands.mediapipe_engine import MediaPipeHandEngine, task_bundle
from komando.hands.search_options import SearchOptions
from komando.photo.read import read_photo
from komando.weights import HAND_LANDMARKS, PALM_DETECTION_FULL, Weights
from tests.hands.conftest import DATA

pytest.importorskip("mediapipe")

# MediaPipe Tasks turns its crops by 90 rad where 90 degrees were meant; with the same turn both must agree.
_LIKE_TASKS = SearchOptions(
    proposals=False,
    zoom_out=None,
    tile_fractions=(),
    palm_threshold=0.5,
    last_resort_threshold=0.5,
    landmark_runs=1,
    target_angle_rad=90.0,
)
_TOLERANCE = 0.005  # of the hand's size
_ENOUGH_HANDS = 100


@pytest.fixture(scope="module")
def mediapipe_engine(weights: Weights) -> Iterator[MediaPipeHandEngine]:
    engine = MediaPipeHandEngine(weights)
    yield engine
    engine.close()


def _matches(ours: tuple[Hand, ...], theirs: tuple[Hand, ...]) -> list[tuple[Hand, Hand]]:
    """Pairs of the same hand: boxes that overlap by more than half."""
    pairs = []
    for hand in theirs:
        overlaps = [float(box_iou(hand.box_xyxy, other.box_xyxy[None])[0]) for other in ours]
        if overlaps and max(overlaps) > 0.5:
            pairs.append((ours[int(np.argmax(overlaps))], hand))
    return pairs


def test_landmarks_agree_with_mediapipe(
    weights: Weights,
    mediapipe_engine: MediaPipeHandEngine,
    close_ups: list[Path],
    record_property: Callable[[str, object], None],
) -> None:
    ours = LiteRtHandEngine(weights, _LIKE_TASKS, PALM_DETECTION_FULL)
    errors, found = [], 0
    for path in close_ups:
        rgb = read_photo(path.read_bytes()).rgb
        theirs = mediapipe_engine.find_hands(rgb).hands
        found += len(theirs)
        for mine, reference in _matches(ours.find_hands(rgb).hands, theirs):
            distances = np.linalg.norm(mine.points_xyz[:, :2] - reference.points_xyz[:, :2], axis=1)
            errors.append(float(distances.mean()) / reference.size_px)
    within = float(np.mean(np.array(errors) <= _TOLERANCE))
    record_property(
        "parity",
        f"{len(errors)} of {found} hands compared, median difference {np.median(errors):.2%} of the hand's size, "
        f"{within:.0%} within {_TOLERANCE:.1%}, largest {max(errors):.2%}",
    )
    assert len(errors) >= 0.95 * found
    assert np.median(errors) <= _TOLERANCE / 2
    assert within >= 0.85
    if DATA.is_dir():
        assert len(errors) >= _ENOUGH_HANDS


def test_a_task_bundle_has_aligned_members(weights: Weights) -> None:
    bundle = task_bundle(weights)
    for name in (PALM_DETECTION_FULL, HAND_LANDMARKS):
        offset = bundle.find(weights.content[name])
        assert offset > 0
        assert offset % 64 == 0
    assert bundle == task_bundle(weights)
