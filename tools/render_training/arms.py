"""The mesh of a bare or sleeved forearm with a posed hand, and pairs of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.render_samples.closeups import MIRROR_X, Pair, arm_with_elbow, palm_share, placed_for_pair
from tools.render_samples.geometry import FloatArray, cross, rotation, unit
from tools.render_samples.hand import Hand
from tools.render_samples.makehuman import Rig
from tools.render_samples.scene import Colour, HandTruth, Material, MeshPart, Paint, mesh_part

from .chance import Rng, around, between
from .postures import Posture

_FOREARM_WEIGHT = 0.5
_SLEEVE_M = 0.008
_NO_SHIFT = (0.0, 0.0, 0.0)
_PAIR_BEND_DEG: dict[Pair, float] = {"heart": 20.0, "palms": 50.0}


@dataclass(frozen=True)
class Look:
    """How an arm looks.

    Attributes:
        tone: Linear RGB albedo of the skin.
        roughness: Of the skin, 0 to 1.
        sleeve: Linear RGB of the sleeve, or None for a bare arm.
        sleeve_end: How far it reaches from the elbow (0) to the wrist (1).
    """

    tone: Colour
    roughness: float
    sleeve: Colour | None
    sleeve_end: float


@dataclass(frozen=True)
class Arms:
    """Meshes and true joints of one arm or of two."""

    parts: tuple[MeshPart, ...]
    hands: tuple[HandTruth, ...]

    def moved(self, turn: FloatArray) -> Arms:
        """Returns the arms turned by a 3x3 matrix about the origin."""
        return Arms(
            tuple(part.moved(turn, _NO_SHIFT) for part in self.parts),
            tuple(hand.moved(turn, _NO_SHIFT) for hand in self.hands),
        )

    def shifted(self, shift_m: tuple[float, float, float]) -> Arms:
        """Returns the arms moved by a vector."""
        still = np.eye(3)
        return Arms(
            tuple(part.moved(still, shift_m) for part in self.parts),
            tuple(hand.moved(still, shift_m) for hand in self.hands),
        )


@dataclass(frozen=True)
class WristBend:
    """Bend of the wrist in degrees: to the back of the hand, and to the thumb's side."""

    back: float
    sideways: float


def random_wrist(rng: Rng) -> WristBend:
    """Returns a wrist bent as it often is."""
    return WristBend(around(rng, 6.0, 14.0, -30.0, 42.0), around(rng, 0.0, 8.0, -18.0, 18.0))


def one_arm(hand: Hand, gesture: str, posture: Posture, look: Look, wrist: WristBend) -> Arms:
    """Returns an arm in the upright frame: x radial (right hand), y dorsal, z to the fingertips."""
    rig = hand.rig
    rotations = dict(hand.reach(posture.pose).rotations)
    radial = unit(cross(-hand.forward, hand.dorsal))
    back, sideways = np.radians(wrist.back), np.radians(wrist.sideways)
    forearm = rotation(radial, float(back)) @ rotation(hand.dorsal, float(sideways))
    rotations |= dict.fromkeys(hand.forearm, forearm)
    rotations |= dict.fromkeys((hand.wrist, *hand.metacarpals), np.eye(3))
    posed = rig.posed(rotations)
    joints = hand.landmarks(posed)
    upright = np.stack([cross(hand.dorsal, hand.forward), hand.dorsal, hand.forward])
    vertices = (rig.skinned(posed) - joints[0]) @ upright.T
    truth = HandTruth(gesture, hand.side, (joints - joints[0]) @ upright.T, None)
    return Arms(_meshes(rig, hand, vertices, look), (truth,))


def pair_of_arms(hand: Hand, gesture: str, postures: tuple[Posture, Posture], look: Look, rng: Rng, pair: Pair) -> Arms:
    """Returns two arms that meet at x = 0, the thumbs' side to the camera and the fingers up."""
    bend = _PAIR_BEND_DEG[pair] + around(rng, 0.0, 8.0, -15.0, 15.0)
    overlap_m = between(rng, -0.004, 0.011) if pair == "heart" else between(rng, -0.001, 0.001)
    halves = []
    for posture in postures:
        half = one_arm(hand, gesture, posture, look, WristBend(bend, 0.0))
        parts, truth = placed_for_pair(hand, half.parts, half.hands[0], pair)
        halves.append(Arms(parts, (truth,)).shifted((overlap_m, 0.0, 0.0)))
    first, second = halves[0], halves[1].moved(np.asarray(MIRROR_X))
    return Arms((*first.parts, *second.parts), (*first.hands, *second.hands))


def _meshes(rig: Rig, hand: Hand, vertices: FloatArray, look: Look) -> tuple[MeshPart, ...]:
    base = rig.base
    arm = base.faces_inside(base.weight_of((*hand.forearm, *hand.bones)) > _FOREARM_WEIGHT)
    skin = Material("skin", look.tone, look.roughness)
    paint = Paint(palm=palm_share(rig, hand))
    bare = mesh_part(base, vertices, arm & (base.face_groups == "body"), skin, paint=paint, subdivisions=2)
    if look.sleeve is None:
        return (bare,)
    along = base.face_means(rig.vertices) - rig.heads[hand.forearm[0]]
    axis = rig.heads[hand.wrist] - rig.heads[hand.forearm[0]]
    covered = (along @ axis) / float(axis @ axis) < look.sleeve_end
    cloth = arm_with_elbow(base, hand) & covered & (base.face_groups == "helper-tights")
    sleeve = mesh_part(base, vertices, cloth, Material("cloth", look.sleeve), subdivisions=2, thickness_m=_SLEEVE_M)
    return bare, sleeve
