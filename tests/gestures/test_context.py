from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from komando.gestures.context import COUNT, FROM_FACE, hand_context
from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand
from tests.people.builders import face, hand

_FACE = face(500, 300)


def from_face(center_x: float, center_y: float, *faces: FloatArray) -> FloatArray:
    return hand_context(hand(center_x, center_y, 100), (), faces)[FROM_FACE]


@pytest.mark.parametrize(
    ("center_xy", "faces", "expected"),
    [
        pytest.param((500, 300), (), (0, 0, 0, 0), id="no-face"),
        pytest.param((500, 700), (_FACE,), (1, 0, 1, 0), id="four-faces-below"),
        pytest.param((800, 300), (_FACE,), (1, 1, 0, 0), id="three-faces-aside"),
        pytest.param((200, 300), (_FACE,), (1, 1, 0, 0), id="the-other-side-is-the-same"),
        pytest.param((500, 1100), (_FACE,), (1, 0, 2, 0), id="just-in-reach"),
        pytest.param((500, 1101), (_FACE,), (0, 0, 0, 0), id="out-of-reach"),
        pytest.param((500, 700), (_FACE, face(500, 2000)), (1, 0, 1, 0), id="the-nearest-face-counts"),
        pytest.param((500, 700), (face(500, 300, 200),), (1, 0, 0.5, -1), id="in-sizes-of-the-face"),
        pytest.param((500, 300), (face(500, 300, 500),), (1, 0, 0, -2), id="a-far-smaller-hand"),
        pytest.param((500, 300), (face(500, 300, 20),), (1, 0, 0, 2), id="a-far-larger-hand"),
    ],
)
def test_place_against_the_nearest_face(
    center_xy: tuple[float, float], faces: tuple[FloatArray, ...], expected: tuple[float, ...]
) -> None:
    np.testing.assert_allclose(from_face(*center_xy, *faces), expected, atol=1e-9)


@pytest.mark.parametrize(
    ("other_x", "overlap", "nearness"),
    [
        pytest.param(500, 1, 1, id="same-place"),
        pytest.param(550, 1 / 3, 0.75, id="half-a-hand-aside"),
        pytest.param(700, 0, 0, id="two-hands-aside"),
        pytest.param(900, 0, 0, id="far"),
    ],
)
def test_other_hands(other_x: float, overlap: float, nearness: float) -> None:
    context = hand_context(hand(500, 300, 100), (hand(other_x, 300, 100), hand(3000, 300, 100)), ())
    np.testing.assert_allclose(context[4:6], [overlap, nearness], atol=1e-9)


def test_runs_that_disagree_raise_doubt() -> None:
    run = hand(500, 300, 100).runs[0]
    shifted = replace(run, points_xyz=run.points_xyz + np.array([10.0, 0, 0]), presence=0.7)
    alike, torn = Hand((run, run), 1.0), Hand((shifted, run), 1.0)
    assert hand_context(alike, (), ())[6] == 0
    assert hand_context(torn, (), ())[6] == pytest.approx(0.5)
    assert hand_context(torn, (), ())[7] == pytest.approx(0.3)


def test_doubt_has_an_end() -> None:
    run = hand(500, 300, 100).runs[0]
    shifted = replace(run, points_xyz=run.points_xyz + np.array([100.0, 0, 0]))
    assert hand_context(Hand((shifted, run), 1.0), (), ())[6] == 3


def test_a_hand_of_no_size_counts_as_one_pixel() -> None:
    np.testing.assert_allclose(hand_context(hand(500, 300, 0), (), (face(500, 300, 2),))[FROM_FACE], [1, 0, 0, -1])


@given(scale=st.floats(0.25, 4), shift_px=st.floats(-500, 500))
def test_scale_and_place_of_the_whole_photo_have_no_say(scale: float, shift_px: float) -> None:
    def seen(scale: float, shift_px: float) -> FloatArray:
        def at(value: float) -> float:
            return value * scale + shift_px

        mine, other = hand(at(620), at(410), 100 * scale), hand(at(700), at(430), 90 * scale)
        return hand_context(mine, (other,), (face(at(500), at(300), 100 * scale),))

    np.testing.assert_allclose(seen(scale, shift_px), seen(1, 0), atol=1e-6)


@pytest.mark.parametrize(
    "faces",
    [
        pytest.param((), id="no-face"),
        pytest.param((_FACE,), id="face"),
        pytest.param((face(500, 3000),), id="out-of-reach"),
    ],
)
@pytest.mark.parametrize("others", [pytest.param((), id="alone"), pytest.param((hand(600, 300),), id="another-hand")])
def test_count(others: tuple[Hand, ...], faces: tuple[FloatArray, ...]) -> None:
    assert hand_context(hand(500, 300), others, faces).shape == (COUNT,)
