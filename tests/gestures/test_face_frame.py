from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.gestures.face_frame import face_px, from_face

WIDE, LONG = np.array([100.0, 200.0, 300.0, 260.0]), np.array([100.0, 200.0, 160.0, 400.0])


@pytest.mark.parametrize(
    ("face_xyxy", "size_px"), [pytest.param(WIDE, 200, id="by-its-width"), pytest.param(LONG, 200, id="by-its-length")]
)
def test_size(face_xyxy: np.ndarray, size_px: float) -> None:
    assert face_px(face_xyxy) == size_px


@pytest.mark.parametrize(
    ("point", "place"),
    [
        pytest.param((200, 230), (0, 0), id="its-center"),
        pytest.param((300, 230), (0.5, 0), id="right-edge"),
        pytest.param((200, 30), (0, -1), id="a-length-above"),
    ],
)
def test_place(point: tuple[float, float], place: tuple[float, float]) -> None:
    assert from_face(np.array([point], np.float64), WIDE).tolist() == [list(place)]


@given(scale=st.floats(0.1, 20), x=st.floats(-2000, 2000), y=st.floats(-2000, 2000))
def test_size_and_place_of_the_photo_do_not_matter(scale: float, x: float, y: float) -> None:
    points = np.array([[120.0, 500.0], [333.0, -20.0]])
    moved = from_face(points * scale + (x, y), WIDE * scale + (x, y, x, y))
    assert moved == pytest.approx(from_face(points, WIDE), abs=1e-9)
