"""Close-ups: a bare hand and forearm, or two of them, in front of a panorama."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .geometry import BoolArray, FloatArray, cross, rotation, unit
from .hand import Hand
from .makehuman import BaseMesh, Rig, Targets
from .poses import hand_truth, solved_pose
from .scene import Camera, Colour, HandTruth, Light, Material, MeshPart, Paint, Scene, Side, Surroundings, mesh_part

Pair = Literal["heart", "palms"]

_FOV_DEG = 28.0
_FOREARM_WEIGHT = 0.5
_MALE: Targets = (
    ("macrodetails/asian-male-young", 1.0),
    ("macrodetails/universal-male-young-averagemuscle-averageweight", 1.0),
)
_FEMALE: Targets = (
    ("macrodetails/asian-female-young", 1.0),
    ("macrodetails/universal-female-young-averagemuscle-averageweight", 1.0),
)
MIRROR_X = np.diag([-1.0, 1.0, 1.0])


@dataclass(frozen=True)
class CloseUp:
    """A picture of one hand, or of two hands that mirror each other.

    Attributes:
        gesture: The project's name of the gesture.
        tone: Linear RGB albedo of the skin.
        surroundings: What is behind.
        side: The person's own right or left hand.
        sex: Which body the hand is taken from.
        turn_deg: Turn about the vertical; 0 shows the palm, 180 the back, negative the thumb's side of a right hand.
        tip_deg: Tilt of the fingertips towards the camera.
        roll_deg: Turn in the picture, counter-clockwise.
        size_px: Width and height of the picture.
        fill: Share of the picture's height that the hand (wrist to tips) takes.
        centre: Where the middle of the hand lies, as shares of width and height from the upper left.
        sleeve: Linear RGB of a rolled sleeve at the elbow, or None for a bare arm.
        pair: How a second, mirrored hand joins in, if at all.
    """

    gesture: str
    tone: Colour
    surroundings: Surroundings
    side: Side = "right"
    sex: Literal["male", "female"] = "male"
    turn_deg: float = 0.0
    tip_deg: float = 0.0
    roll_deg: float = 0.0
    size_px: tuple[int, int] = (720, 900)
    fill: float = 0.5
    centre: tuple[float, float] = (0.5, 0.42)
    sleeve: Colour | None = None
    pair: Pair | None = None


def close_up(base: BaseMesh, shot: CloseUp) -> Scene:
    """Builds the scene of a close-up."""
    rig = Rig(base, _FEMALE if shot.sex == "female" else _MALE)
    hand = Hand(rig, shot.side)
    parts, truth = _posed_hand(rig, hand, shot)
    if shot.pair is None:
        hands: tuple[HandTruth, ...] = (truth,)
    else:
        parts, hands = _paired(hand, parts, truth, shot.pair)
    turn = _view(shot)
    parts = tuple(part.moved(turn, (0.0, 0.0, 0.0)) for part in parts)
    hands = tuple(one.moved(turn, (0.0, 0.0, 0.0)) for one in hands)
    camera = _framing(np.concatenate([one.joints_m for one in hands]), shot)
    return Scene(parts, hands, camera, shot.surroundings, _lamps(camera))


def _posed_hand(rig: Rig, hand: Hand, shot: CloseUp) -> tuple[tuple[MeshPart, ...], HandTruth]:
    """Returns the arm's mesh and joints in the upright frame: x radial (right hand), y dorsal, z to the fingertips."""
    base = rig.base
    rotations = dict(hand.reach(solved_pose(hand, shot.gesture)).rotations)
    if shot.pair is not None:
        bend = np.radians(20.0 if shot.pair == "heart" else 50.0)
        forearm = rotation(unit(cross(-hand.forward, hand.dorsal)), bend if hand.side == "right" else -bend)
        rotations |= dict.fromkeys(hand.forearm, forearm)
        rotations |= dict.fromkeys((hand.wrist, *hand.metacarpals), np.eye(3))
    posed = rig.posed(rotations)
    joints = hand.landmarks(posed)
    sideways = cross(hand.dorsal, hand.forward)
    upright = np.stack([sideways, hand.dorsal, hand.forward])
    vertices = (rig.skinned(posed) - joints[0]) @ upright.T
    joints = (joints - joints[0]) @ upright.T
    weight = base.weight_of((*hand.forearm, *hand.bones))
    arm = base.faces_inside(weight > _FOREARM_WEIGHT)
    skin = Material("skin", shot.tone, 0.48)
    paint = Paint(palm=palm_share(rig, hand))
    parts = [mesh_part(base, vertices, arm & (base.face_groups == "body"), skin, paint=paint, subdivisions=2)]
    if shot.sleeve is not None:
        along = base.face_means(rig.vertices) - rig.heads[hand.forearm[0]]
        axis = rig.heads[hand.wrist] - rig.heads[hand.forearm[0]]
        near_elbow = (along @ axis) / float(axis @ axis) < 0.6
        sleeve = arm_with_elbow(base, hand) & near_elbow & (base.face_groups == "helper-tights")
        cloth = Material("cloth", shot.sleeve)
        parts.append(mesh_part(base, vertices, sleeve, cloth, subdivisions=2, thickness_m=0.008))
    return tuple(parts), hand_truth(shot.gesture, hand.side, joints)


def arm_with_elbow(base: BaseMesh, hand: Hand) -> BoolArray:
    """Returns (m,) which faces follow the forearm, the hand or the upper arm."""
    return base.faces_inside(base.weight_of((*hand.upper_arm, *hand.forearm, *hand.bones)) > _FOREARM_WEIGHT)


def palm_share(rig: Rig, hand: Hand) -> FloatArray:
    """Returns (n,) how much each vertex belongs to the palm and the soft side of the fingers, 0 to 1."""
    facing = rig.normals() @ -hand.dorsal
    share = np.clip((facing - 0.1) / 0.6, 0.0, 1.0)
    return np.asarray(share * np.clip(rig.base.weight_of(hand.bones), 0.0, 1.0))


def placed_for_pair(
    hand: Hand, parts: tuple[MeshPart, ...], truth: HandTruth, pair: Pair
) -> tuple[tuple[MeshPart, ...], HandTruth]:
    """Moves a hand to where a mirrored second one meets it at x = 0; seen from the thumbs' side, the fingers up."""
    if pair == "heart":
        joints = truth.joints_m
        apart = joints[8] - joints[4]
        angle = float(np.arctan2(-apart[2], -apart[1]))
        if np.sin(angle) < 0:
            angle += np.pi
        inward = np.array([0.0, -np.sin(angle), np.cos(angle)])
        upward = np.array([0.0, np.cos(angle), np.sin(angle)])
    else:
        inward, upward = np.array([0.0, -1.0, 0.0]), np.array([0.0, 0.0, 1.0])
    radial = np.array([1.0, 0.0, 0.0]) if hand.side == "right" else np.array([-1.0, 0.0, 0.0])
    turn = np.stack([inward, -radial, upward])
    parts = tuple(part.moved(turn, (0.0, 0.0, 0.0)) for part in parts)
    truth = truth.moved(turn, (0.0, 0.0, 0.0))
    if pair == "heart":
        edge = float(max(truth.joints_m[8, 0], truth.joints_m[4, 0])) + 0.006
    else:
        in_hand = parts[0].vertices[parts[0].vertices[:, 2] > 0.0]
        edge = float(in_hand[:, 0].max()) - 0.001
    shift = (-edge, 0.0, 0.0)
    return tuple(part.moved(np.eye(3), shift) for part in parts), truth.moved(np.eye(3), shift)


def _paired(
    hand: Hand, parts: tuple[MeshPart, ...], truth: HandTruth, pair: Pair
) -> tuple[tuple[MeshPart, ...], tuple[HandTruth, ...]]:
    """Puts a mirrored second hand beside the first."""
    parts, truth = placed_for_pair(hand, parts, truth, pair)
    origin = (0.0, 0.0, 0.0)
    return (
        (*parts, *(part.moved(MIRROR_X, origin) for part in parts)),
        (truth, truth.moved(MIRROR_X, origin)),
    )


def _view(shot: CloseUp) -> FloatArray:
    turn = rotation((0.0, 0.0, 1.0), np.radians(shot.turn_deg))
    tip = rotation((1.0, 0.0, 0.0), np.radians(shot.tip_deg))
    roll = rotation((0.0, -1.0, 0.0), np.radians(shot.roll_deg))
    return np.asarray(roll @ tip @ turn)


def _framing(joints_m: FloatArray, shot: CloseUp) -> Camera:
    """Places the camera so that the hand has the wished size and place in the picture."""
    width, height = shot.size_px
    low, high = joints_m.min(axis=0), joints_m.max(axis=0)
    middle = 0.5 * (low + high)
    metres_high = float(high[2] - low[2]) / shot.fill
    half = np.tan(np.radians(_FOV_DEG) / 2.0)
    distance = metres_high / 2.0 / half * max(width, height) / height
    metres_wide = metres_high * width / height
    target = middle + np.array([(0.5 - shot.centre[0]) * metres_wide, 0.0, (shot.centre[1] - 0.5) * metres_high])
    return Camera(target - np.array([0.0, distance, 0.0]), target, _FOV_DEG, shot.size_px)


def _lamps(camera: Camera) -> tuple[Light, ...]:
    """Returns a soft key lamp from the upper left and a weak fill from the right."""
    target = np.asarray(camera.target_m)
    key = target + np.array([-0.55, -0.75, 0.65])
    fill = target + np.array([0.8, -0.6, 0.1])
    return (
        Light(key, target, 9.0, 0.5, (1.0, 0.96, 0.90)),
        Light(fill, target, 2.5, 0.6, (0.92, 0.96, 1.0)),
    )
