"""Simple garments: surfaces that hang around a body like cloth.

A garment is a grid in cylindrical coordinates about an upright axis: angle 0 is the person's front, positive to the
person's left. At each height the radius is the largest that the body has there, or what is left of a larger radius
further up when the cloth may close in by ``slope`` metres per metre on its way down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from .geometry import BoolArray, FloatArray
from .scene import Material, MeshPart

_ANGLES = 72
_STEP_M = 0.012


@dataclass(frozen=True)
class Drape:
    """A hanging surface.

    Attributes:
        heights: (k,) heights of the rows in metres, from the top down.
        centres: (k, 2) x and y of the axis at each height, in metres.
        radii: (k, angles) distances from the axis in metres.
    """

    heights: FloatArray
    centres: FloatArray
    radii: FloatArray

    def surface(self, offset_m: float | FloatArray = 0.0) -> FloatArray:
        """Returns (k, angles, 3) points of the surface, moved outward by ``offset_m`` (a number or one per row)."""
        angles = _angles()
        radii = self.radii + np.broadcast_to(np.asarray(offset_m, dtype=np.float64), self.heights.shape)[:, None]
        x = self.centres[:, :1] + radii * np.sin(angles)
        y = self.centres[:, 1:] - radii * np.cos(angles)
        z = np.broadcast_to(self.heights[:, None], radii.shape)
        return np.stack([x, y, z], axis=2)

    def patch(self, *, angle_deg: float, width_m: float, top_m: float, bottom_m: float, offset_m: float) -> FloatArray:
        """Returns (rows, columns, 3) points of a piece that lies on the surface, such as a pocket.

        Args:
            angle_deg: Where its middle lies.
            width_m: Its width.
            top_m: Height of its upper edge.
            bottom_m: Height of its lower edge.
            offset_m: How far it stands off the surface.
        """
        heights = np.linspace(top_m, bottom_m, 6)
        rows = []
        for height in heights:
            radii = np.array([np.interp(-height, -self.heights, column) for column in self.radii.T])
            centre = [np.interp(-height, -self.heights, self.centres[:, axis]) for axis in (0, 1)]
            middle = np.interp(angle_deg, np.degrees(_angles()), radii)
            half = np.degrees(width_m / middle / 2.0)
            angles = np.radians(np.linspace(angle_deg - half, angle_deg + half, 7))
            at = np.interp(angles, _angles(), radii) + offset_m
            rows.append(
                np.stack([centre[0] + at * np.sin(angles), centre[1] - at * np.cos(angles), np.full(7, height)], axis=1)
            )
        return np.stack(rows)


def drape(
    points: FloatArray,
    *,
    top_m: float,
    bottom_m: float,
    slope: float,
    centre: tuple[float, float] | None = None,
    smooth: float = 1.5,
) -> Drape:
    """Hangs a surface around points of a body.

    Args:
        points: (n, 3) in metres; those between top and bottom count.
        top_m: Height of the upper edge.
        bottom_m: Height of the lower edge.
        slope: How fast the cloth may close in on its way down, metres per metre.
        centre: x and y of the axis, or None to follow the middle of the points at each height.
        smooth: Width of the smoothing, in cells of the grid.
    """
    count = max(4, round((top_m - bottom_m) / _STEP_M))
    heights = np.linspace(top_m, bottom_m, count)
    centres = np.tile(centre, (count, 1)) if centre is not None else _middles(points, heights)
    radii = _largest_radii(points, heights, centres)
    first = int(np.flatnonzero(np.isfinite(radii).all(axis=1))[0])
    radii[:first] = radii[first]
    for row in range(first + 1, count):
        radii[row] = np.fmax(radii[row], radii[row - 1] - slope * (heights[row - 1] - heights[row]))
    radii = gaussian_filter(radii, smooth, mode=("nearest", "wrap"))
    return Drape(heights, np.asarray(centres, dtype=np.float64), np.asarray(radii))


def grid_part(
    points: FloatArray,
    material: Material,
    *,
    keep: BoolArray | None = None,
    closed: bool = True,
    thickness_m: float = 0.004,
) -> MeshPart:
    """Returns a grid of points as a mesh.

    Args:
        points: (rows, columns, 3) in metres, rows from the top down.
        material: The look.
        keep: (rows - 1, columns or columns - 1) which cells to take, or None for all.
        closed: Whether the last column joins the first.
        thickness_m: Thickness given to the surface, outward.
    """
    rows, columns = points.shape[:2]
    numbers = np.arange(rows * columns).reshape(rows, columns)
    right = np.roll(numbers, -1, axis=1)
    cells = np.stack([numbers[:-1], numbers[1:], right[1:], right[:-1]], axis=2)
    if not closed:
        cells = cells[:, :-1]
    faces = cells.reshape(-1, 4) if keep is None else cells[keep]
    uvs = np.zeros((len(faces), 4, 2))
    return MeshPart(points.reshape(-1, 3), faces, uvs, material, thickness_m=thickness_m)


def _angles() -> FloatArray:
    return np.asarray((np.arange(_ANGLES) - _ANGLES // 2) / _ANGLES * 2.0 * np.pi)


def _middles(points: FloatArray, heights: FloatArray) -> FloatArray:
    middles = []
    for height in heights:
        near = points[np.abs(points[:, 2] - height) < 2.5 * _STEP_M]
        middles.append(near[:, :2].mean(axis=0) if len(near) else (np.nan, np.nan))
    table = np.array(middles)
    for axis in (0, 1):
        known = np.isfinite(table[:, axis])
        table[:, axis] = np.interp(-heights, -heights[known], table[known, axis])
    return np.asarray(gaussian_filter(table, (3.0, 0.0), mode="nearest"))


def _largest_radii(points: FloatArray, heights: FloatArray, centres: FloatArray) -> FloatArray:
    radii = np.full((len(heights), _ANGLES), np.nan)
    step = abs(float(heights[1] - heights[0]))
    for row, height in enumerate(heights):
        near = points[np.abs(points[:, 2] - height) < step]
        away = near[:, :2] - centres[row]
        angle = np.arctan2(away[:, 0], -away[:, 1])
        column = np.round(angle / (2.0 * np.pi) * _ANGLES).astype(np.int64) + _ANGLES // 2
        np.fmax.at(radii[row], column % _ANGLES, np.linalg.norm(away, axis=1))
        known = np.flatnonzero(np.isfinite(radii[row]))
        if len(known):
            radii[row] = np.interp(np.arange(_ANGLES), known, radii[row, known], period=_ANGLES)
    return radii
