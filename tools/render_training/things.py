"""Simple meshes of what hands hold: slabs (a sheet, a folder, a phone) and round bars (a microphone, a pen)."""

from __future__ import annotations

import numpy as np

from tools.render_samples.geometry import FloatArray, cross, unit
from tools.render_samples.scene import Material, MeshPart

_AROUND = 24


def slab(
    centre: FloatArray, across: FloatArray, up: FloatArray, size_m: tuple[float, float, float], look: Material
) -> MeshPart:
    """Returns a box.

    Args:
        centre: Its middle in metres.
        across: Unit direction of its width.
        up: Unit direction of its height, at right angles to the width.
        size_m: Width, height and thickness.
        look: The material.
    """
    half = 0.5 * np.array(size_m)
    axes = np.stack([across, up, cross(across, up)])
    signs = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=np.float64)
    faces = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
    # Each side has corners of its own, or the edges would be shaded round.
    corners = (signs * half) @ axes + centre
    return MeshPart(corners[faces.ravel()], np.arange(24).reshape(6, 4), np.zeros((6, 4, 2)), look, subdivisions=0)


def bar(start: FloatArray, end: FloatArray, profile: list[tuple[float, float]], look: Material) -> MeshPart:
    """Returns a round bar.

    Args:
        start: Middle of its lower end in metres.
        end: Middle of its upper end in metres.
        profile: Pairs of the share of the length (0 to 1) and the radius there in metres.
        look: The material.
    """
    axis = unit(end - start)
    side = unit(cross(axis, (0.31, 0.57, 0.76)))
    other = cross(axis, side)
    angles = np.arange(_AROUND) / _AROUND * 2.0 * np.pi
    ring = np.cos(angles)[:, None] * side + np.sin(angles)[:, None] * other
    rows = [start + share * (end - start) + radius * ring for share, radius in profile]
    numbers = np.arange(len(rows) * _AROUND).reshape(len(rows), _AROUND)
    beside = np.roll(numbers, -1, axis=1)
    faces = np.stack([numbers[:-1], beside[:-1], beside[1:], numbers[1:]], axis=2).reshape(-1, 4)
    return MeshPart(np.concatenate(rows), faces, np.zeros((len(faces), 4, 2)), look, subdivisions=0)


def ball(centre: FloatArray, axis: FloatArray, radius_m: float, look: Material) -> MeshPart:
    """Returns a ball whose poles lie on an axis."""
    heights = np.cos(np.linspace(np.pi, 0.0, 12))
    profile = [(float(0.5 + 0.5 * h), float(radius_m * np.sqrt(max(1.0 - h * h, 1e-6)))) for h in heights]
    return bar(centre - radius_m * axis, centre + radius_m * axis, profile, look)
