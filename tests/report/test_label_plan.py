from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from komando.gestures.names import Gesture
from komando.messages import LANGUAGES
from komando.report.fonts import load_font
from komando.report.hand_mark import hand_marks
from komando.report.label_plan import plan_labels
from tests.report.builders import HandSpec, crowd, make_checked

_FONT_PX = 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_close_up_says_gesture_and_verdict(language: str) -> None:
    checked = make_checked([HandSpec((500, 500), 400)], size_wh=(1000, 1000))
    plan = plan_labels(hand_marks(checked), (), (1000, 1000), _FONT_PX, language)
    assert (
        plan.labels[0].label.text
        == {"id": "1 · dua jari (peace): tahan", "en": "1 · two fingers (peace): hold"}[language]
    )
    assert not plan.numbers_only
    assert plan.gutters_px == (0, 0)


def test_a_hand_that_fills_the_picture_gets_a_gutter() -> None:
    checked = make_checked([HandSpec((500, 500), 1000)], size_wh=(1000, 1000))
    plan = plan_labels(hand_marks(checked), (), (1000, 1000), _FONT_PX, "id")
    assert plan.free
    assert sum(plan.gutters_px) > 0


@pytest.mark.parametrize(
    ("specs", "size_wh"),
    [
        (crowd(10, 4, 24, (2400, 1600)), (2400, 1600)),
        (crowd(12, 5, 70, (1400, 900)), (1400, 900)),
        (crowd(20, 1, 12, (2400, 120)), (2400, 120)),
    ],
    ids=["forty tiny hands", "sixty hands side by side", "panorama"],
)
def test_crowds_get_numbers_that_cover_nothing(specs: list[HandSpec], size_wh: tuple[int, int]) -> None:
    marks = hand_marks(make_checked(specs, size_wh=size_wh))
    plan = plan_labels(marks, (), size_wh, _FONT_PX, "id")
    assert plan.numbers_only
    assert plan.free
    assert sorted(int(placed.label.text) for placed in plan.labels) == list(range(1, len(specs) + 1))
    boxes = [placed.box_xyxy for placed in plan.labels] + [mark.box_xyxy(size_wh) for mark in marks]
    labels = boxes[: len(marks)]
    for one, other in combinations(boxes, 2):
        if any(one is label for label in labels):
            assert (np.maximum(one[:2], other[:2]) >= np.minimum(one[2:], other[2:])).any()


def test_the_worst_hand_is_placed_first() -> None:
    checked = make_checked([HandSpec((200, 200), 200, Gesture.FIST), HandSpec((600, 200), 200)], size_wh=(1000, 600))
    plan = plan_labels(hand_marks(checked), (), (1000, 600), _FONT_PX, "id")
    assert [placed.label.text[0] for placed in plan.labels] == ["2", "1"]


def test_no_hands_no_labels() -> None:
    plan = plan_labels((), (), (100, 100), _FONT_PX, "id")
    assert (plan.labels, plan.gutters_px, plan.numbers_only) == ((), (0, 0), False)


def test_the_smallest_font_has_capitals_of_12_px() -> None:
    left, top, right, bottom = load_font(_FONT_PX).getbbox("H")
    assert bottom - top >= 12
    assert right > left
