from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from komando.hands.hand import Hand
from komando.hands.part import goes_on, is_part, may_be_part
from tests.people.builders import face, hand

SMALL = Hand((replace(hand(500, 500, 100).runs[0], presence=0.9),), 0.9)


def wide(
    size_px: float = 200,
    presences: tuple[float, float] = (0.99, 0.95),
    center: tuple[float, float] = (500, 500),
    apart_px: float = 0.0,
) -> Hand:
    """What two landmark runs found in the wider crop."""
    (run,) = hand(*center, size_px).runs
    moved = run.points_xyz + np.array([apart_px, 0, 0])
    return Hand((replace(run, presence=presences[0]), replace(run, points_xyz=moved, presence=presences[1])), 0.9)


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        pytest.param(wide(), True, id="larger-and-surer"),
        pytest.param(wide(size_px=152), True, id="half-as-large-again"),
        pytest.param(wide(size_px=148), False, id="hardly-larger"),
        pytest.param(wide(presences=(0.972, 0.81)), True, id="just-sure"),
        pytest.param(wide(presences=(0.968, 0.96)), False, id="not-sure"),
        pytest.param(wide(presences=(0.99, 0.79)), False, id="sure-once-alone"),
        pytest.param(wide(apart_px=30), True, id="in-about-the-same-place"),
        pytest.param(wide(apart_px=60), False, id="elsewhere-the-second-time"),
        pytest.param(wide(center=(575, 500)), True, id="to-one-side"),
        pytest.param(wide(center=(590, 500)), False, id="beside-it"),
        pytest.param(wide(center=(900, 500)), False, id="another-hand"),
    ],
)
def test_is_part(whole: Hand, expected: bool) -> None:
    assert is_part(SMALL, whole) is expected


def test_a_hand_that_was_surer_is_whole() -> None:
    sure = Hand((replace(SMALL.runs[0], presence=1.0),), 0.9)
    assert is_part(sure, wide(presences=(0.985, 0.95)))
    assert not is_part(sure, wide(presences=(0.975, 0.95)))


@pytest.mark.parametrize(
    ("presence", "size_px", "expected"),
    [
        pytest.param(0.81, 131, True, id="likely-and-larger"),
        pytest.param(0.79, 200, False, id="unlikely"),
        pytest.param(0.99, 129, False, id="of-one-size"),
    ],
)
def test_goes_on(presence: float, size_px: float, expected: bool) -> None:
    run = replace(hand(500, 500, size_px).runs[0], presence=presence)
    assert goes_on(SMALL, Hand((run,), 0.9)) is expected


@pytest.mark.parametrize(
    ("faces_xyxy", "expected"),
    [
        pytest.param([], True, id="no-face"),
        pytest.param([face(500, 300, 134)], True, id="small-against-the-face"),
        pytest.param([face(500, 300, 133)], False, id="as-large-as-can-be-expected"),
        pytest.param([face(500, 300, 133), face(900, 900, 400)], True, id="the-nearest-in-lengths-of-faces-counts"),
        pytest.param([face(1101, 500, 100)], True, id="of-nobody-near"),
        pytest.param([face(1099, 500, 100)], False, id="just-within-reach"),
    ],
)
def test_may_be_part(faces_xyxy: list[np.ndarray], expected: bool) -> None:
    assert may_be_part(SMALL, faces_xyxy) is expected
