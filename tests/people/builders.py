"""Faces and hands at given places, without any picture."""

from __future__ import annotations

import numpy as np

from komando.hands.geometry import FloatArray, RotatedSquare
from komando.hands.hand import Hand, LandmarkRun

FACE_PX = 100


def face(center_x: float, center_y: float, size_px: float = FACE_PX) -> FloatArray:
    """A square face."""
    half = size_px / 2
    return np.array([center_x - half, center_y - half, center_x + half, center_y + half])


def hand(center_x: float, center_y: float, size_px: float = 80) -> Hand:
    """A hand whose landmarks fill a square box."""
    points = np.zeros((21, 3))
    points[:, 0] = np.linspace(center_x - size_px / 2, center_x + size_px / 2, 21)
    points[:, 1] = np.linspace(center_y - size_px / 2, center_y + size_px / 2, 21)
    run = LandmarkRun(points, np.zeros((21, 3)), 1.0, 1.0, RotatedSquare((center_x, center_y), size_px * 2))
    return Hand((run,), 1.0)
