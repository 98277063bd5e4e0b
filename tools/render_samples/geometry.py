"""Rotations, directions and frames in three dimensions, on plain NumPy arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Vector = FloatArray | Sequence[float]

_PARALLEL = 1e-8


def unit(vector: Vector) -> FloatArray:
    """Returns the vector scaled to length one."""
    array = np.asarray(vector, dtype=np.float64)
    return np.asarray(array / math.sqrt(array.dot(array)), dtype=np.float64)


def cross(a: Vector, b: Vector) -> FloatArray:
    """Returns the cross product of two 3-vectors."""
    # np.cross takes many times as long for one pair, and a pose is looked for with thousands.
    (a_x, a_y, a_z), (b_x, b_y, b_z) = np.asarray(a, np.float64).tolist(), np.asarray(b, np.float64).tolist()
    return np.array([a_y * b_z - a_z * b_y, a_z * b_x - a_x * b_z, a_x * b_y - a_y * b_x])


def rotation(axis: Vector, angle_rad: float) -> FloatArray:
    """Returns the 3x3 matrix that turns by ``angle_rad`` about ``axis`` (right-hand rule)."""
    x, y, z = unit(axis)
    skew = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.asarray(np.eye(3) + np.sin(angle_rad) * skew + (1.0 - np.cos(angle_rad)) * skew @ skew)


def rotation_between(a: Vector, b: Vector) -> FloatArray:
    """Returns the smallest rotation that takes the direction ``a`` to the direction ``b``."""
    start, end = unit(a), unit(b)
    axis = cross(start, end)
    sine, cosine = float(np.linalg.norm(axis)), float(start @ end)
    if sine < _PARALLEL:
        return np.eye(3) if cosine > 0 else rotation(cross(start, (0.3, 0.5, 0.8)), np.pi)
    return rotation(axis, float(np.arctan2(sine, cosine)))


def frame(along: Vector, about: Vector) -> FloatArray:
    """Returns the right-handed frame with columns ``along``, ``about`` made orthogonal to it, and their product."""
    first = unit(along)
    side = np.asarray(about, dtype=np.float64)
    second = unit(side - first * (first @ side))
    return np.stack([first, second, cross(first, second)], axis=1)


def twist_rad(turn: FloatArray, axis: Vector) -> float:
    """Returns how far ``turn``, a rotation that keeps ``axis`` in place, turns about it, in radians."""
    direction = unit(axis)
    x = unit(cross(direction, (0.31, 0.57, 0.76)))
    y = cross(direction, x)
    turned = turn @ x
    return float(np.arctan2(turned @ y, turned @ x))
