"""Made-up landmark runs, and a reader of which the test knows what its model says: no net is needed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from komando.gestures import finger_model
from komando.gestures.finger_model import INPUTS, INPUTS_WITHOUT_POOLED, OUTPUTS, PICTURE_BLOCKS, FingerModel, Layer
from komando.gestures.reader import GestureReader
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


def hand_of(points_xy: npt.ArrayLike, pooled: npt.NDArray[np.float32] | None = None) -> Hand:
    """A hand of one run whose landmarks lie at (21, 2) places in the photo."""
    points = np.zeros((21, 3))
    points[:, :2] = points_xy
    return Hand((LandmarkRun(points, points / 1000, 0.9, 0.9, RotatedSquare((0, 0), 200), pooled),), 0.9)


def reader_that_says(fingers: tuple[float, ...] = (0.05,) * 5, **probabilities: float) -> GestureReader:
    """A reader whose model says the same of every hand.

    Args:
        fingers: Thumb to little finger, probability that it is extended.
        probabilities: Of flag, fist, finger_heart and so on; 0.01 where none is given.
    """
    values = np.full(OUTPUTS, 0.01)
    values[finger_model.FINGERS] = fingers
    for name, value in probabilities.items():
        values[getattr(finger_model, name.upper())] = value
    kernel = np.zeros((INPUTS_WITHOUT_POOLED, OUTPUTS), np.float32)
    bias = np.log(values / (1 - values)).astype(np.float32)
    return _reader_of(Layer(kernel, bias))


def reader_that_minds(feature: int) -> GestureReader:
    """A reader whose model takes a hand for a sign where that feature is over 0.1, and else for none."""
    kernel = np.zeros((INPUTS_WITHOUT_POOLED, OUTPUTS), np.float32)
    kernel[feature, finger_model.FLAG] = 100
    return _reader_of(Layer(kernel, np.full(OUTPUTS, -10, np.float32)))


def _reader_of(layer: Layer) -> GestureReader:
    """A reader with a single member, which does not look at the picture."""
    nothing = tuple(np.zeros((size, 0), np.float32) for size in PICTURE_BLOCKS)
    return GestureReader(FingerModel(np.zeros(INPUTS), np.ones(INPUTS), nothing, ((layer,),)))


def _turn(angle_rad: float) -> FloatArray:
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
