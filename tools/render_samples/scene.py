"""What is in a picture: meshes, materials, lights, camera and the hands that it truly shows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from .geometry import BoolArray, FloatArray, IntArray, Vector, cross, unit
from .makehuman import BaseMesh

Side = Literal["right", "left"]
Verdict = Literal["pass", "review", "hold"]
Colour = tuple[float, float, float]
LANDMARKS = 21


@dataclass(frozen=True)
class Material:
    """The look of a surface.

    Attributes:
        kind: ``skin``, ``cloth`` (rough, slightly uneven in colour) or ``gloss`` (smooth and even, as an eye).
        colour: Linear RGB albedo, 0 to 1.
        roughness: 0 (mirror) to 1 (chalk).
    """

    kind: Literal["skin", "cloth", "gloss"]
    colour: Colour
    roughness: float = 0.85


@dataclass(frozen=True)
class Paint:
    """What is painted on skin, vertex by vertex, 0 to 1.

    Attributes:
        palm: (n,) how much of the palm's lighter skin each vertex has, or None.
        hair: (n,) how much hair of scalp or brows covers each vertex, or None.
    """

    palm: FloatArray | None = None
    hair: FloatArray | None = None

    def only(self, vertices: IntArray) -> Paint:
        """Returns the paint of the chosen vertices."""
        return Paint(*(None if layer is None else layer[vertices] for layer in (self.palm, self.hair)))


@dataclass(frozen=True)
class MeshPart:
    """A piece of mesh with one material.

    Attributes:
        vertices: (n, 3) in metres in the scene frame: x right, y away from the camera, z up.
        faces: (m, 4) vertex numbers; the last is -1 in a triangle.
        uvs: (m, 4, 2) texture coordinates of the faces' corners.
        material: The look.
        paint: What is painted on the skin.
        subdivisions: How often the mesh is refined (Catmull-Clark).
        thickness_m: Thickness given to the surface, outward, in metres.
    """

    vertices: FloatArray
    faces: IntArray
    uvs: FloatArray
    material: Material
    paint: Paint = field(default_factory=Paint)
    subdivisions: int = 1
    thickness_m: float = 0.0

    def moved(self, turn: FloatArray, shift_m: Vector) -> MeshPart:
        """Returns the part turned by a 3x3 matrix about the origin, then shifted.

        A matrix that mirrors reverses the corners of the faces, so that they still look outward.
        """
        faces, uvs = self.faces, self.uvs
        if np.linalg.det(turn) < 0:
            quad = faces[:, 3] >= 0
            order = np.where(quad[:, None], [3, 2, 1, 0], [2, 1, 0, 3])
            faces = np.take_along_axis(faces, order, axis=1)
            uvs = np.take_along_axis(uvs, order[:, :, None], axis=1)
        vertices = self.vertices @ turn.T + np.asarray(shift_m, dtype=np.float64)
        return replace(self, vertices=vertices, faces=faces, uvs=uvs)


@dataclass(frozen=True)
class HandTruth:
    """A hand that the picture shows.

    Attributes:
        gesture: The project's name of the gesture.
        side: The person's own right or left hand.
        joints_m: (21, 3) joints in metres in the scene frame, in MediaPipe's order.
        fingers_up: Number of stretched fingers, or None where a count means nothing.
    """

    gesture: str
    side: Side
    joints_m: FloatArray
    fingers_up: int | None

    def moved(self, turn: FloatArray, shift_m: Vector) -> HandTruth:
        """Returns the hand turned by a 3x3 matrix about the origin, then shifted; a mirror swaps the side."""
        side: Side = self.side
        if np.linalg.det(turn) < 0:
            side = "left" if self.side == "right" else "right"
        joints = self.joints_m @ turn.T + np.asarray(shift_m, dtype=np.float64)
        return HandTruth(self.gesture, side, joints, self.fingers_up)


@dataclass(frozen=True)
class Camera:
    """A pinhole camera.

    Attributes:
        position_m: Place in the scene frame, metres.
        target_m: Point that it looks at, metres.
        fov_deg: Field of view along the longer side of the picture.
        size_px: Width and height of the picture.
    """

    position_m: Vector
    target_m: Vector
    fov_deg: float
    size_px: tuple[int, int]

    def axes(self) -> FloatArray:
        """Returns the 3x3 matrix with the columns right, up and backward (from the target to the camera)."""
        backward = unit(np.asarray(self.position_m, dtype=np.float64) - np.asarray(self.target_m, dtype=np.float64))
        right = unit(cross((0.0, 0.0, 1.0), backward))
        return np.stack([right, cross(backward, right), backward], axis=1)

    def project(self, points_m: FloatArray) -> FloatArray:
        """Returns (n, 2) pixels (x right, y down, from the upper left corner) of (n, 3) points in the scene frame."""
        width, height = self.size_px
        local = (points_m - np.asarray(self.position_m, dtype=np.float64)) @ self.axes()
        focal_px = max(width, height) / 2.0 / np.tan(np.radians(self.fov_deg) / 2.0)
        scaled = focal_px * local[:, :2] / -local[:, 2:]
        return np.asarray(np.stack([width / 2.0 + scaled[:, 0], height / 2.0 - scaled[:, 1]], axis=1))


@dataclass(frozen=True)
class Light:
    """A square lamp that shines from ``position_m`` at ``target_m`` (metres, scene frame)."""

    position_m: Vector
    target_m: Vector
    power_w: float
    size_m: float
    colour: Colour = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Surroundings:
    """The panorama behind and around everything.

    Attributes:
        panorama: Name of the HDRI among Blender's studio lights.
        azimuth_deg: Which part of it stands behind the subject; 0 is its middle, positive to the right.
        brightness: Median linear luminance that the visible background gets.
        irradiance: Linear irradiance divided by pi that it throws on the subject's side towards the camera.
    """

    panorama: str
    azimuth_deg: float
    brightness: float = 0.22
    irradiance: float = 0.5


@dataclass(frozen=True)
class Scene:
    """A picture to be rendered, and what it shows; ``exposure_stops`` brightens or darkens it as a whole."""

    parts: tuple[MeshPart, ...]
    hands: tuple[HandTruth, ...]
    camera: Camera
    surroundings: Surroundings
    lights: tuple[Light, ...] = field(default=())
    exposure_stops: float = 0.25


_BARE = Paint()


def mesh_part(
    base: BaseMesh,
    vertices: FloatArray,
    keep: BoolArray,
    material: Material,
    *,
    paint: Paint = _BARE,
    subdivisions: int = 1,
    thickness_m: float = 0.0,
) -> MeshPart:
    """Returns the chosen faces of the body as a part of its own.

    Args:
        base: The mesh that the vertices belong to.
        vertices: (n, 3) all vertices of the body, in metres.
        keep: (m,) which faces to take.
        material: The look.
        paint: What is painted on the skin, for all vertices of the body.
        subdivisions: See ``MeshPart``.
        thickness_m: See ``MeshPart``.
    """
    faces = base.faces[keep]
    used = np.unique(faces[faces >= 0])
    renumber = np.full(len(vertices) + 1, -1, dtype=np.int64)
    renumber[used] = np.arange(len(used))
    return MeshPart(
        vertices[used],
        renumber[faces],
        base.face_uvs[keep],
        material,
        paint.only(used),
        subdivisions,
        thickness_m,
    )
