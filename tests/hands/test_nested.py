from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from komando.hands.hand import Hand
from komando.hands.landmarks import FINGER_CHAINS
from komando.hands.nested import without_nested
from tests.people.builders import hand


def spread_hand(size_px: float = 400) -> Hand:
    """A large open hand: the wrist below, five fingers like a fan over 0..size."""
    (run,) = hand(0, 0).runs
    points = np.zeros((21, 3))
    wrist = np.array([size_px / 2, size_px])
    points[0, :2] = wrist
    for angle, chain in zip(np.radians([160, 125, 90, 55, 20]), FINGER_CHAINS, strict=True):
        for share, joint in zip((0.4, 0.6, 0.8, 1.0), chain, strict=True):
            points[joint, :2] = wrist + share * size_px * np.array([np.cos(angle) / 2, -np.sin(angle)])
    return Hand((replace(run, points_xyz=points),), 1.0)


LARGE = spread_hand()


@pytest.mark.parametrize(
    ("center", "size_px"),
    [
        pytest.param((200, 120), 80, id="on-the-middle-finger"),
        pytest.param((200, 300), 120, id="on-the-palm"),
    ],
)
def test_a_part_of_a_hand_is_no_hand(center: tuple[float, float], size_px: float) -> None:
    assert without_nested([hand(*center, size_px), LARGE]) == (LARGE,)


@pytest.mark.parametrize(
    ("center", "size_px"),
    [
        pytest.param((275, 20), 30, id="between-the-fingers"),
        pytest.param((200, 200), 260, id="about-as-large"),
        pytest.param((200, 420), 150, id="reaches-out-of-it"),
        pytest.param((900, 200), 80, id="elsewhere"),
    ],
)
def test_another_hand_stays(center: tuple[float, float], size_px: float) -> None:
    small = hand(*center, size_px)
    assert without_nested([small, LARGE]) == (small, LARGE)


def test_no_hands() -> None:
    assert without_nested([]) == ()
