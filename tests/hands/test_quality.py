from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from komando.hands.hand import Hand, RgbArray
from komando.hands.landmarks import Landmark
from komando.hands.quality import HandQuality, hand_quality
from tests.people.builders import hand


def checkered(brightness: int = 200) -> RgbArray:
    rows, columns = np.mgrid[0:400, 0:400]
    grey = (rows // 40 + columns // 40) % 2 * brightness
    return np.repeat(grey[..., np.newaxis], 3, axis=2).astype(np.uint8)


def turned(normal_z: float) -> Hand:
    """A palm whose plane faces the camera by `normal_z`."""
    (run,) = hand(200, 200).runs
    world = np.zeros((21, 3))
    world[Landmark.INDEX_MCP] = (0.05, 0.1 * normal_z, 0.1 * np.sqrt(1 - normal_z**2))
    world[Landmark.LITTLE_MCP] = (-0.05, 0.1 * normal_z, 0.1 * np.sqrt(1 - normal_z**2))
    return Hand((replace(run, world_xyz=world),), 1.0)


def quality(rgb: RgbArray, seen: Hand | None = None) -> HandQuality:
    return hand_quality(rgb, hand(200, 200) if seen is None else seen)


@pytest.mark.parametrize(
    ("center_x", "share"),
    [pytest.param(200, 1.0, id="inside"), pytest.param(400, 0.5, id="half"), pytest.param(900, 0.0, id="outside")],
)
def test_share_inside(center_x: float, share: float) -> None:
    assert quality(checkered(), hand(center_x, 200)).inside_share == pytest.approx(share, abs=0.05)


def test_a_dark_hand_is_darker() -> None:
    assert quality(checkered(40)).brightness < 45 < quality(checkered(200)).brightness


def test_a_blurred_hand_is_softer() -> None:
    blurred = np.asarray(cv2.GaussianBlur(checkered(), (0, 0), 4), np.uint8)
    assert quality(blurred).sharpness < 0.5 * quality(checkered()).sharpness


@pytest.mark.parametrize("facing", [1.0, 0.5, 0.0])
def test_facing(facing: float) -> None:
    assert quality(checkered(), turned(facing)).facing == pytest.approx(facing, abs=1e-6)


def test_runs_apart() -> None:
    (run,) = hand(200, 200, 100).runs
    shifted = replace(run, points_xyz=run.points_xyz + np.array([20.0, 0, 0]))
    assert quality(checkered(), Hand((run, run), 1.0)).runs_apart == 0
    assert quality(checkered(), Hand((run, shifted), 1.0)).runs_apart == pytest.approx(0.1)


def test_nothing_but_one_colour_is_no_error() -> None:
    assert quality(np.zeros((400, 400, 3), np.uint8)).sharpness == 0
