"""Pictures of people: rows of staff before a wall, and single people at half length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .geometry import FloatArray
from .makehuman import BaseMesh
from .people import Person, person_parts
from .scene import Camera, Colour, HandTruth, Light, Material, MeshPart, Scene, Surroundings

_FLAT_UV = np.zeros((1, 4, 2))
_BODY_RADIUS_M = 0.24
_BODY_HEIGHT_M = 1.75


@dataclass(frozen=True)
class GroupPhoto:
    """A picture of people.

    Attributes:
        people: Who stands where.
        surroundings: Panorama for the light, and for what the walls leave free.
        size_px: Width and height of the picture.
        camera_m: Place of the camera in the scene frame.
        target_m: Point that it looks at.
        fov_deg: Field of view along the longer side.
        wall: Linear RGB of a wall behind the people, or None for the panorama.
        floor: Linear RGB of the floor.
        step_m: Depth and height of the steps that rows stand on, or None for a flat floor.
    """

    people: tuple[Person, ...]
    surroundings: Surroundings
    size_px: tuple[int, int] = (1600, 1000)
    camera_m: tuple[float, float, float] = (0.0, -4.9, 1.45)
    target_m: tuple[float, float, float] = (0.0, 0.0, 0.90)
    fov_deg: float = 44.0
    wall: Colour | None = (0.52, 0.50, 0.44)
    floor: Colour = (0.24, 0.22, 0.20)
    step_m: tuple[float, float] | None = None


def group_photo(base: BaseMesh, shot: GroupPhoto) -> Scene:
    """Builds the scene of a picture of people."""
    parts: list[MeshPart] = []
    hands: list[HandTruth] = []
    for person in shot.people:
        meshes, shown = person_parts(base, person)
        parts += meshes
        hands += [hand for hand in shown if not _hidden(hand, person, shot)]
    parts += _room(shot)
    camera = Camera(shot.camera_m, shot.target_m, shot.fov_deg, shot.size_px)
    return Scene(tuple(parts), _in_picture(hands, camera), camera, shot.surroundings, _lamps())


def _hidden(hand: HandTruth, owner: Person, shot: GroupPhoto) -> bool:
    """Whether somebody who stands in front hides the middle of a hand; people are upright cylinders here."""
    eye, middle = np.asarray(shot.camera_m), hand.joints_m.mean(axis=0)
    return any(_blocks(other, eye, middle) for other in shot.people if other.place_m[1] < owner.place_m[1] - 0.5)


def _blocks(person: Person, eye: FloatArray, seen: FloatArray) -> bool:
    way, feet = seen - eye, np.asarray(person.place_m)
    share = float((feet - eye[:2]) @ way[:2] / (way[:2] @ way[:2]))
    nearest = eye + share * way
    aside = float(np.linalg.norm(nearest[:2] - feet))
    return 0.0 < share < 1.0 and aside < _BODY_RADIUS_M and nearest[2] < person.lift_m + _BODY_HEIGHT_M


def _in_picture(hands: list[HandTruth], camera: Camera) -> tuple[HandTruth, ...]:
    """Returns the hands whose joints all lie inside the picture."""
    limit = np.array(camera.size_px, dtype=np.float64)
    shown = []
    for hand in hands:
        points = camera.project(hand.joints_m)
        if ((points > 0.0) & (points < limit)).all():
            shown.append(hand)
    return tuple(shown)


def _lamps() -> tuple[Light, ...]:
    target = (0.0, 0.0, 1.2)
    return (
        Light((-2.6, -3.6, 3.0), target, 85.0, 2.2, (1.0, 0.97, 0.92)),
        Light((2.6, -3.2, 2.6), target, 40.0, 2.0, (0.94, 0.97, 1.0)),
    )


def _room(shot: GroupPhoto) -> list[MeshPart]:
    floor = Material("cloth", shot.floor, 0.5)
    depth = 1.3
    parts = [_rectangle((-6.0, -6.0, 0.0), (12.0, 0.0, 0.0), (0.0, 6.0 + depth, 0.0), floor)]
    if shot.step_m is not None:
        parts += _steps(*shot.step_m, floor)
    if shot.wall is not None:
        wood = Material("cloth", (0.16, 0.085, 0.045), 0.5)
        parts.append(_rectangle((-6.0, depth, 0.0), (12.0, 0.0, 0.0), (0.0, 0.0, 4.0), Material("cloth", shot.wall)))
        parts.append(_rectangle((-6.0, depth - 0.02, 0.0), (12.0, 0.0, 0.0), (0.0, 0.0, 0.95), wood))
        parts.append(_rectangle((-6.0, depth - 0.04, 0.95), (12.0, 0.0, 0.0), (0.0, 0.0, 0.05), wood))
    return parts


def _steps(depth_m: float, height_m: float, look: Material) -> list[MeshPart]:
    """Returns two steps; the first begins half a row behind the first row."""
    parts = []
    for number in (1, 2):
        front, top = depth_m * (number - 0.5), height_m * number
        parts.append(_rectangle((-6.0, front, top - height_m), (12.0, 0.0, 0.0), (0.0, 0.0, height_m), look))
        parts.append(_rectangle((-6.0, front, top), (12.0, 0.0, 0.0), (0.0, depth_m, 0.0), look))
    return parts


def _rectangle(
    corner: tuple[float, float, float],
    along: tuple[float, float, float],
    across: tuple[float, float, float],
    look: Material,
) -> MeshPart:
    start, first, second = np.array(corner), np.array(along), np.array(across)
    corners = np.stack([start, start + first, start + first + second, start + second])
    return MeshPart(corners, np.array([[0, 1, 2, 3]]), _FLAT_UV, look, subdivisions=0)
