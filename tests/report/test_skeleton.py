from __future__ import annotations

import numpy as np
import pytest

from komando.gestures.names import Gesture
from komando.hands.hand import RgbArray
from komando.policy.verdict import Verdict
from komando.report.colors import CURLED_COLOR, EXTENDED_COLOR, VERDICT_COLORS, Color
from komando.report.hand_mark import HandMark, hand_marks
from komando.report.skeleton import draw_box, draw_skeleton
from tests.report.builders import HandSpec, make_checked


def _mark(gesture: Gesture, size_px: float, center_xy: tuple[float, float] = (200, 200)) -> HandMark:
    return hand_marks(make_checked([HandSpec(center_xy, size_px, gesture)], size_wh=(64, 64)))[0]


def _canvas() -> RgbArray:
    return np.zeros((400, 400, 3), np.uint8)


def _pixels(rgb: RgbArray, color: Color) -> int:
    return int((np.abs(rgb.astype(int) - color).max(axis=2) < 12).sum())


def test_raised_fingers_stand_out() -> None:
    peace, fist = _canvas(), _canvas()
    draw_skeleton(peace, _mark(Gesture.PEACE, 300))
    draw_skeleton(fist, _mark(Gesture.FIST, 300))
    assert _pixels(peace, EXTENDED_COLOR) > 500
    assert _pixels(fist, EXTENDED_COLOR) == 0
    assert _pixels(fist, CURLED_COLOR) > 500


def test_unknown_fingers_are_dashed() -> None:
    curled, unknown = _canvas(), _canvas()
    draw_skeleton(curled, _mark(Gesture.FIST, 300))
    draw_skeleton(unknown, _mark(Gesture.UNREADABLE, 300))
    assert _pixels(unknown, CURLED_COLOR) < _pixels(curled, CURLED_COLOR)


def test_small_hands_get_thin_lines_and_tiny_ones_none() -> None:
    small, tiny = _canvas(), _canvas()
    draw_skeleton(small, _mark(Gesture.PEACE, 40))
    draw_skeleton(tiny, _mark(Gesture.PEACE, 20))
    covered = (small.max(axis=2) > 0).sum()
    assert 0 < covered < 0.4 * 40 * 40
    assert not tiny.any()


@pytest.mark.parametrize(
    ("gesture", "verdict"),
    [(Gesture.PEACE, Verdict.HOLD), (Gesture.FIST, Verdict.PASS), (Gesture.UNREADABLE, Verdict.REVIEW)],
    ids=["hold", "pass", "review"],
)
def test_the_box_has_the_color_of_the_verdict(gesture: Gesture, verdict: Verdict) -> None:
    canvas = _canvas()
    draw_box(canvas, _mark(gesture, 200))
    assert _pixels(canvas, VERDICT_COLORS[verdict]) > 300


def test_a_box_over_the_edge_is_seen_on_all_sides() -> None:
    canvas = _canvas()
    draw_box(canvas, _mark(Gesture.PEACE, 500))
    red = np.abs(canvas.astype(int) - VERDICT_COLORS[Verdict.HOLD]).max(axis=2) < 12
    assert red[:8].any(axis=0).mean() > 0.9
    assert red[-8:].any(axis=0).mean() > 0.9


@pytest.mark.parametrize("center_xy", [(-5000.0, 200.0), (1e7, -1e7)], ids=["outside", "far outside"])
def test_landmarks_outside_the_picture_do_no_harm(center_xy: tuple[float, float]) -> None:
    canvas = _canvas()
    draw_skeleton(canvas, _mark(Gesture.PEACE, 100, center_xy))
    assert not canvas.any()
