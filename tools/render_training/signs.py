"""What people show on purpose: thumbs, finger hearts, a heart overhead, a hand on the chest, a salute."""

from __future__ import annotations

import numpy as np

from tools.render_samples.arms import Arm
from tools.render_samples.geometry import FloatArray, rotation, unit
from tools.render_samples.hand import FINGERS, Finger, HandPose, Thumb
from tools.render_samples.scene import Side

from .chance import Rng, around, between, chosen
from .postures import Fingers, random_posture
from .resting import TOGETHER, pose_of
from .shows import CLEARLY, shows_heart, shows_thumb
from .stage import PlacedHand, Stage, back_of, outward_of
from .staged import Staged, both

_SIDES: tuple[Side, Side] = ("right", "left")
_T = True
_FLAT: Fingers = (None, _T, _T, _T, _T)
_TRIES = 60
_BENT_MOST_DEG = 50.0
_TWISTED_MOST_DEG = 105.0
_DOWN_DEG = -35.0


def thumb_shown(stage: Stage, rng: Rng) -> Staged:
    """Returns a thumb that points up, down or aside, of one hand or of both."""
    wish = chosen(rng, {"up": 4, "down": 4, "aside": 2})
    first = _SIDES[int(rng.integers(2))]
    sides = _SIDES if rng.uniform() < 0.2 else (first,)
    arms: dict[Side, Arm] = {}
    shown: dict[Side, Fingers | None] = {}
    for side in sides:
        arms[side] = _thumb_arm(stage, side, wish, rng)
        shown[side] = (True, False, False, False, False)
    return both(arms, shown)


def _thumb_arm(stage: Stage, side: Side, wish: str, rng: Rng) -> Arm:
    outward = outward_of(side)
    turn = rotation((0.0, 0.0, 1.0), float(np.radians(stage.person.yaw_deg)))
    shape = random_posture(stage.hand(side), "thumb_up", rng).pose
    best: tuple[float, Arm] | None = None
    for _ in range(_TRIES):
        wrist = stage.shoulders_m + _somewhere(outward, rng)
        points = {
            "up": np.array([0.0, 0.0, 1.0]),
            "down": np.array([0.0, 0.0, -1.0]),
            "aside": np.array([rng.choice((-1.0, 1.0)), 0.0, 0.0]),
        }[wish] + rng.normal(0.0, 0.2, 3)
        along = unit(stage.forearm(side, wrist) + rng.normal(0.0, 0.3, 3))
        placed = stage.placed(side, shape, along, back_of(side, along, points))
        thumb = unit(placed.joints[4] - placed.joints[2])
        arm = _named_thumb(stage, placed.shifted(wrist - placed.joints[0]), thumb)
        bend, twist = stage.strain_deg(arm, side)
        aim = float(np.degrees(np.arccos(np.clip(thumb @ unit(points), -1.0, 1.0))))
        fault = max(bend - _BENT_MOST_DEG, twist - _TWISTED_MOST_DEG, aim - 32.0, 0.0)
        fault += 100.0 * (1.0 - float(stage.reaches(arm, side)))
        fault += 50.0 * (1.0 - float(shows_thumb(placed.joints @ turn.T)))
        if best is None or fault < best[0]:
            best = fault, arm
        if fault == 0.0:
            break
    if best is None:
        raise RuntimeError("no try was made")
    return best[1]


def _named_thumb(stage: Stage, placed: PlacedHand, thumb: FloatArray) -> Arm:
    down = float(np.degrees(np.arcsin(thumb[2]))) < _DOWN_DEG
    return stage.arm(placed, "thumb_down" if down else "thumb_up")


def _somewhere(outward: float, rng: Rng) -> FloatArray:
    """Returns a wrist's place before the chest, beside the face or at the hip, from between the shoulders."""
    place = chosen(rng, {"chest": 5, "face": 2, "hip": 2, "ahead": 3})
    if place == "chest":
        return np.array([outward * between(rng, 0.03, 0.26), -between(rng, 0.24, 0.36), -between(rng, 0.05, 0.28)])
    if place == "face":
        return np.array([outward * between(rng, 0.20, 0.32), -between(rng, 0.12, 0.28), between(rng, 0.0, 0.16)])
    if place == "hip":
        return np.array([outward * between(rng, 0.22, 0.36), -between(rng, 0.10, 0.26), -between(rng, 0.30, 0.45)])
    return np.array([outward * between(rng, 0.08, 0.26), -between(rng, 0.38, 0.46), -between(rng, 0.02, 0.22)])


def heart_shown(stage: Stage, rng: Rng) -> Staged:
    """Returns a finger heart before the chest or beside the face, from all sides that show both tips."""
    side = _SIDES[int(rng.integers(2))]
    outward = outward_of(side)
    turn = rotation((0.0, 0.0, 1.0), float(np.radians(stage.person.yaw_deg)))
    hand = stage.hand(side)
    best: tuple[float, Arm] | None = None
    for number in range(3 * _TRIES):
        if number % 90 == 0:
            shape = random_posture(hand, "finger_heart", rng).pose
        wrist = stage.shoulders_m + _somewhere(outward, rng)
        along = unit(stage.forearm(side, wrist) + rng.normal(0.0, 0.35, 3))
        placed = stage.placed(side, shape, along, back_of(side, along, rng.normal(0.0, 1.0, 3)))
        arm = stage.arm(placed.shifted(wrist - placed.joints[0]), "finger_heart")
        bend, twist = stage.strain_deg(arm, side)
        fault = max(bend - _BENT_MOST_DEG, twist - _TWISTED_MOST_DEG, 0.0)
        fault += 100.0 * (1.0 - float(stage.reaches(arm, side)))
        fault += 50.0 * (1.0 - float(shows_heart(placed.joints @ turn.T, CLEARLY)))
        if best is None or fault < best[0]:
            best = fault, arm
        if fault == 0.0:
            break
    if best is None:
        raise RuntimeError("no try was made")
    return both({side: best[1]}, {side: None})


def overhead_heart(stage: Stage, rng: Rng) -> Staged:
    """Returns both arms raised to a heart, the fingertips on the head or meeting over it."""
    slope = np.radians(between(rng, 18.0, 50.0))
    over = between(rng, 0.0, 0.05) if rng.uniform() < 0.6 else between(rng, 0.05, 0.12)
    lean = around(rng, 0.0, 0.15, -0.35, 0.35)
    lift_deg = between(rng, 12.0, 24.0)
    apart = between(rng, 0.0, 0.014)
    arms: dict[Side, Arm] = {}
    for side in _SIDES:
        outward = outward_of(side)
        along = unit((-outward * np.cos(slope), lean, -np.sin(slope)))
        placed = stage.placed(
            side, _arching(rng), along, back_of(side, along, (0.0, 1.0, around(rng, 0.0, 0.25, -0.6, 0.6)))
        )
        tips = placed.joints[[8, 12, 16]]
        tip = tips[tips[:, 2].argmin()]
        goal = stage.crown_m + np.array([outward * apart, around(rng, -0.01, 0.015, -0.05, 0.03), over + 0.008])
        arms[side] = stage.arm(placed.shifted(goal - tip), "overhead_heart", (1.0, -0.05, 0.15), lift_deg)
    return both(arms, {"right": None, "left": None})


def _arching(rng: Rng) -> HandPose:
    bend = between(rng, 4.0, 30.0)
    angles = {
        finger: Finger(
            bend + around(rng, 0.0, 2.0, -4.0, 4.0),
            bend + around(rng, 4.0, 3.0, 0.0, 12.0),
            around(rng, 6.0, 3.0, 0.0, 14.0),
            TOGETHER[finger],
        )
        for finger in FINGERS
    }
    return pose_of(_flat_thumb(rng), angles)


def hand_on_chest(stage: Stage, rng: Rng) -> Staged:
    """Returns a hand laid flat on the chest, mostly the right one on the heart."""
    side: Side = "right" if rng.uniform() < 0.85 else "left"
    outward = outward_of(side)
    rise = np.radians(between(rng, 2.0, 48.0))
    along = (-outward * np.cos(rise), 0.0, np.sin(rise))
    placed = stage.placed(side, _flat_hand(rng), along, (around(rng, 0.0, 0.1, -0.2, 0.2), -1.0, 0.1))
    place = np.array([-outward * between(rng, 0.0, 0.07), -0.2, -between(rng, 0.05, 0.14)])
    hand = stage.laid_on_front(placed.shifted(stage.shoulders_m + place))
    return both({side: stage.arm(hand, "hand_on_chest", (0.9, 0.1, -0.5))}, {side: _FLAT})


def salute(stage: Stage, rng: Rng) -> Staged:
    """Returns the right hand flat at the temple or at the cap's edge."""
    outward = outward_of("right")
    along = unit(
        (-outward * around(rng, 0.66, 0.08, 0.5, 0.85), around(rng, 0.05, 0.12, -0.2, 0.3), between(rng, 0.4, 0.8))
    )
    back = (outward * around(rng, 0.2, 0.2, -0.2, 0.6), around(rng, 0.4, 0.3, -0.2, 1.0), 0.72)
    placed = stage.placed("right", _flat_hand(rng), along, back)
    temple = stage.eyes_m + np.array(
        [outward * between(rng, 0.075, 0.10), between(rng, -0.02, 0.03), between(rng, 0.015, 0.05)]
    )
    hand = placed.shifted(temple - placed.joints[12])
    return both({"right": stage.arm(hand, "open_palm", (0.9, -0.15, -0.3), between(rng, 0.0, 8.0))}, {"right": _FLAT})


def _flat_hand(rng: Rng) -> HandPose:
    angles = {
        finger: Finger(around(rng, 3.0, 3.0, -4.0, 10.0), around(rng, 5.0, 3.0, 0.0, 14.0), 3.0, TOGETHER[finger])
        for finger in FINGERS
    }
    return pose_of(_flat_thumb(rng), angles)


def _flat_thumb(rng: Rng) -> Thumb:
    return Thumb(around(rng, 8.0, 4.0, 0.0, 18.0), around(rng, 18.0, 8.0, 6.0, 44.0), 0.0, 8.0, 10.0)
