from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from komando.hands.geometry import FloatArray
from komando.report.placement import LabelPlacer, LabelRequest


def _overlap(one: FloatArray, other: FloatArray) -> bool:
    return bool((np.maximum(one[:2], other[:2]) < np.minimum(one[2:], other[2:])).all())


def _placer(hands: list[list[float]], faces: list[list[float]] | None = None) -> LabelPlacer:
    return LabelPlacer(np.array([0.0, 0, 800, 600]), np.array(hands, np.float64), np.array(faces or [], np.float64), 4)


@pytest.mark.parametrize("seed", range(5))
def test_labels_cover_no_hand_and_no_label(seed: int) -> None:
    rng = np.random.default_rng(seed)
    corners = rng.uniform([0, 0], [740, 540], (25, 2))
    hands = [[x, y, x + 40, y + 40] for x, y in corners]
    places = _placer(hands).place_all([LabelRequest(np.array(hand), (60, 22)) for hand in hands])
    assert all(place.free for place in places)
    boxes = [place.box_xyxy for place in places]
    assert not any(_overlap(one, other) for one, other in combinations(boxes, 2))
    assert not any(_overlap(box, np.array(hand)) for box in boxes for hand in hands)
    assert all((box >= 0).all() and box[2] <= 800 and box[3] <= 600 for box in boxes)


def test_a_lone_label_stands_above_its_hand() -> None:
    place = _placer([[100, 100, 200, 200]]).place(LabelRequest(np.array([100.0, 100, 200, 200]), (60, 20)))
    assert place.box_xyxy.tolist() == [100, 76, 160, 96]


def test_a_face_is_left_free_when_there_is_room() -> None:
    hand = [100.0, 100, 200, 200]
    face = [80.0, 20, 220, 98]
    place = _placer([hand], [face]).place(LabelRequest(np.array(hand), (60, 20)))
    assert place.free
    assert not _overlap(place.box_xyxy, np.array(face))


def test_a_face_is_covered_rather_than_a_hand() -> None:
    hand = [0.0, 30, 800, 600]
    place = _placer([hand], [[0.0, 0, 800, 30]]).place(LabelRequest(np.array(hand), (60, 20)))
    assert place.free


def test_without_any_room_the_least_is_covered_and_said_so() -> None:
    hand = [0.0, 0, 800, 600]
    assert not _placer([hand]).place(LabelRequest(np.array(hand), (60, 20))).free
