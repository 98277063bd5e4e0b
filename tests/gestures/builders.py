"""Made-up landmark runs for tests that need no net."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from komando.hands.geometry import FloatArray, RotatedSquare
from komando.hands.hand import Hand, LandmarkRun


def random_run(seed: int, *, right: bool = True) -> LandmarkRun:
    """A run whose landmarks lie anywhere."""
    rng = np.random.default_rng(seed)
    return LandmarkRun(
        points_xyz=rng.normal(300, 60, (21, 3)),
        world_xyz=rng.normal(0, 0.05, (21, 3)),
        presence=0.9,
        right_score=0.9 if right else 0.1,
        crop=RotatedSquare((300, 300), 200),
    )


def moved(run: LandmarkRun, *, angle_rad: float = 0.0, scale: float = 1.0, shift_px: float = 0.0) -> LandmarkRun:
    """The same hand turned, scaled and moved in the picture's plane."""
    turn = _turn(angle_rad)
    points = run.points_xyz @ turn.T * scale
    points[:, :2] += shift_px
    return replace(run, points_xyz=points, world_xyz=run.world_xyz @ turn.T)


def mirrored(run: LandmarkRun) -> LandmarkRun:
    """The other hand, as in a mirror."""
    flip = np.array([-1.0, 1.0, 1.0])
    return replace(
        run, points_xyz=run.points_xyz * flip, world_xyz=run.world_xyz * flip, right_score=1 - run.right_score
    )


def change(hand: Hand, **how: float) -> Hand:
    """`moved` for every run of a hand."""
    return replace(hand, runs=tuple(moved(run, **how) for run in hand.runs))


def mirror(hand: Hand) -> Hand:
    """`mirrored` for every run of a hand."""
    return replace(hand, runs=tuple(mirrored(run) for run in hand.runs))


def _turn(angle_rad: float) -> FloatArray:
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
