"""MakeHuman's CC0 base mesh and rig: reading, shaping and skinning.

The files are those of the ``mpfb2`` data folder. Positions are in metres in the body frame: x to the person's left,
y to the back, z up; the person looks along -y.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from .geometry import BoolArray, FloatArray, IntArray

_METRES_PER_UNIT = 0.1
_MIN_WEIGHT = 1e-6

Targets = Sequence[tuple[str, float]]
Rotations = Mapping[str, FloatArray]


@dataclass(frozen=True)
class Posed:
    """Where the bones of a posed rig are.

    Attributes:
        rotations: By bone name, the rotation from the rest pose to the posed one, in the body frame.
        heads: By bone name, the position of the bone's head in metres, in the body frame.
        tails: By bone name, the position of the bone's tail in metres, in the body frame.
    """

    rotations: dict[str, FloatArray]
    heads: dict[str, FloatArray]
    tails: dict[str, FloatArray]


class BaseMesh:
    """The neutral mesh with its faces, groups of faces, bones and skinning weights.

    Attributes:
        faces: (m, 4) vertex numbers; the last is -1 in a triangle.
        face_uvs: (m, 4, 2) texture coordinates of the faces' corners.
        face_groups: (m,) the name of the group that each face belongs to, such as ``body`` or ``helper-tights``.
        weights: (n, bones) skinning weights; each row sums to one.
        bone_order: Names of the bones, parents before children; the order of the columns of ``weights``.
        parents: By bone name, the parent's name, or None for the root.
    """

    def __init__(self, folder: Path) -> None:
        """Reads the mesh.

        Args:
            folder: The ``mpfb2`` data folder.
        """
        self._folder = folder
        self._targets: dict[str, FloatArray] = {}
        self._read_obj(folder / "3dobjs" / "base.obj")
        ranges = json.loads((folder / "mesh_metadata" / "basemesh_vertex_groups.json").read_text("utf-8"))
        self.vertex_groups: dict[str, IntArray] = {
            name: np.concatenate([np.arange(first, last + 1) for first, last in spans])
            for name, spans in ranges.items()
        }
        rig = json.loads((folder / "rigs" / "standard" / "rig.default.json").read_text("utf-8"))
        self._bones: dict[str, dict[str, Any]] = rig.get("bones", rig)
        self.parents: dict[str, str | None] = {name: bone["parent"] or None for name, bone in self._bones.items()}
        self.bone_order = self._parents_first()
        self.weights = self._read_weights(folder / "rigs" / "standard" / "weights.default.json")

    @property
    def textures(self) -> Path:
        """The folder with the masks for nails and lips."""
        return self._folder / "textures"

    @cached_property
    def corner_counts(self) -> IntArray:
        """(m,) the number of corners of each face."""
        return np.where(self.faces[:, 3] >= 0, 4, 3)

    def shaped(self, targets: Targets) -> FloatArray:
        """Returns the vertices of the mesh after shape targets were added.

        Args:
            targets: Pairs of a target's path below ``targets/`` without suffix, and its strength (0 to 1).

        Returns:
            (n, 3) positions in metres in the body frame.
        """
        vertices = self._neutral.copy()
        for name, strength in targets:
            if strength == 0.0:
                continue
            table = self._target(name)
            if len(table):
                np.add.at(vertices, table[:, 0].astype(np.int64), strength * table[:, 1:4])
        turned = np.stack([vertices[:, 0], -vertices[:, 2], vertices[:, 1]], axis=1)
        return np.asarray(turned * _METRES_PER_UNIT)

    def bone_ends(self, vertices: FloatArray) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
        """Returns heads and tails of the bones, in metres, that fit the given vertices."""
        heads = {name: self._joint(vertices, self._bones[name]["head"]) for name in self.bone_order}
        tails = {name: self._joint(vertices, self._bones[name]["tail"]) for name in self.bone_order}
        return heads, tails

    def faces_inside(self, vertex_mask: BoolArray) -> BoolArray:
        """Returns (m,) which faces have all their corners in the (n,) mask."""
        corners = np.where(self.faces >= 0, self.faces, self.faces[:, :1])
        return np.asarray(vertex_mask[corners].all(axis=1))

    def face_means(self, values: FloatArray) -> FloatArray:
        """Returns (m, ...) the mean over each face's corners of a (n, ...) quantity of the vertices."""
        corners = np.where(self.faces >= 0, self.faces, self.faces[:, :1])
        total = values[corners].sum(axis=1)
        surplus = values[self.faces[:, 0]]
        triangle = (self.corner_counts == 3).reshape((-1,) + (1,) * (values.ndim - 1))
        counts = self.corner_counts.reshape(triangle.shape)
        return np.asarray((total - np.where(triangle, surplus, 0.0)) / counts)

    def weight_of(self, bones: Sequence[str]) -> FloatArray:
        """Returns (n,) how much of each vertex follows the named bones (0 to 1)."""
        return np.asarray(self.weights[:, [self.bone_order.index(name) for name in bones]].sum(axis=1))

    def _target(self, name: str) -> FloatArray:
        """Returns (k, 4) vertex numbers and shifts of a target, read once."""
        if name not in self._targets:
            with gzip.open(self._folder / "targets" / f"{name}.target.gz", "rt", encoding="utf-8") as lines:
                rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
            self._targets[name] = np.array(rows, dtype=np.float64)
        return self._targets[name]

    def _read_obj(self, path: Path) -> None:
        positions: list[list[float]] = []
        texture: list[list[float]] = []
        faces: list[list[int]] = []
        uvs: list[list[int]] = []
        groups: list[str] = []
        group = ""
        for line in path.read_text("utf-8").splitlines():
            words = line.split()
            if not words:
                continue
            if words[0] == "v":
                positions.append([float(word) for word in words[1:4]])
            elif words[0] == "vt":
                texture.append([float(word) for word in words[1:3]])
            elif words[0] == "g":
                group = words[1]
            elif words[0] == "f":
                corners = [word.split("/") for word in words[1:]]
                padding = [-1] * (4 - len(corners))
                faces.append([int(corner[0]) - 1 for corner in corners] + padding)
                uvs.append([int(corner[1]) - 1 for corner in corners] + padding)
                groups.append(group)
        self._neutral = np.array(positions)
        self.faces: IntArray = np.array(faces, dtype=np.int64)
        self.face_uvs: FloatArray = np.array(texture)[np.array(uvs)]
        self.face_groups = np.array(groups)

    def _parents_first(self) -> tuple[str, ...]:
        order: list[str] = []

        def add(name: str) -> None:
            parent = self.parents[name]
            if parent is not None and parent not in order:
                add(parent)
            if name not in order:
                order.append(name)

        for bone in self._bones:
            add(bone)
        return tuple(order)

    def _read_weights(self, path: Path) -> FloatArray:
        table = json.loads(path.read_text("utf-8"))["weights"]
        weights = np.zeros((len(self._neutral), len(self.bone_order)))
        for bone, pairs in table.items():
            if pairs:
                column = np.array(pairs, dtype=np.float64)
                weights[column[:, 0].astype(np.int64), self.bone_order.index(bone)] = column[:, 1]
        return np.asarray(weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9))

    def _joint(self, vertices: FloatArray, spec: Mapping[str, Any]) -> FloatArray:
        strategy = spec["strategy"]
        if strategy == "CUBE":
            return np.asarray(vertices[self.vertex_groups[spec["cube_name"]]].mean(axis=0))
        if strategy == "VERTEX":
            return np.asarray(vertices[spec["vertex_index"]])
        if strategy == "MEAN":
            return np.asarray(vertices[spec["vertex_indices"]].mean(axis=0))
        if strategy == "XYZ":
            return np.array(spec["default_position"], dtype=np.float64)
        raise ValueError(f"unknown joint strategy {strategy!r}")


class Rig:
    """A shaped body with its bones, ready to be posed.

    Attributes:
        base: The mesh that the body was made from.
        vertices: (n, 3) vertices at rest, in metres in the body frame.
        heads: By bone name, the head's position at rest in metres.
        tails: By bone name, the tail's position at rest in metres.
    """

    def __init__(self, base: BaseMesh, targets: Targets) -> None:
        """Shapes the base mesh by the targets and places the bones."""
        self.base = base
        self.vertices = base.shaped(targets)
        self.heads, self.tails = base.bone_ends(self.vertices)

    def posed(self, rotations: Rotations) -> Posed:
        """Returns the bones after posing.

        Args:
            rotations: By bone name, the rotation from rest in the body frame (absolute, not relative to the parent).
                A bone that is not named turns with its parent.
        """
        turned: dict[str, FloatArray] = {}
        heads: dict[str, FloatArray] = {}
        tails: dict[str, FloatArray] = {}
        for bone in self.base.bone_order:
            parent = self.base.parents[bone]
            if parent is None:
                inherited, head = np.eye(3), self.heads[bone]
            else:
                inherited = turned[parent]
                head = heads[parent] + inherited @ (self.heads[bone] - self.heads[parent])
            turned[bone] = rotations.get(bone, inherited)
            heads[bone] = head
            tails[bone] = head + turned[bone] @ (self.tails[bone] - self.heads[bone])
        return Posed(turned, heads, tails)

    def skinned(self, posed: Posed) -> FloatArray:
        """Returns (n, 3) the vertices that follow the posed bones, in metres in the body frame."""
        result = np.zeros_like(self.vertices)
        for column, bone in enumerate(self.base.bone_order):
            weight = self.base.weights[:, column]
            mask = weight > _MIN_WEIGHT
            if mask.any():
                moved = (self.vertices[mask] - self.heads[bone]) @ posed.rotations[bone].T + posed.heads[bone]
                result[mask] += weight[mask, None] * moved
        return result

    def normals(self) -> FloatArray:
        """Returns (n, 3) unit normals of the vertices at rest."""
        faces = self.base.faces
        corners = self.vertices[np.where(faces >= 0, faces, faces[:, :1])]
        face_normals = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
        triangles = self.base.corner_counts == 3
        face_normals[triangles] = np.cross(
            corners[triangles, 1] - corners[triangles, 0], corners[triangles, 2] - corners[triangles, 0]
        )
        result = np.zeros_like(self.vertices)
        for corner in range(4):
            present = faces[:, corner] >= 0
            np.add.at(result, faces[present, corner], face_normals[present])
        return np.asarray(result / np.maximum(np.linalg.norm(result, axis=1, keepdims=True), 1e-12))
