"""A person before the arms are posed: where the body's surface is, and where hands would come to lie.

Everything is in the person's own frame: x to the person's left, y to the back, z up, feet at zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tools.render_samples.arms import Arm, Held, arm_directions
from tools.render_samples.geometry import FloatArray, Vector, cross, frame, rotation_between, twist_rad, unit
from tools.render_samples.hand import Hand, HandPose
from tools.render_samples.makehuman import BaseMesh
from tools.render_samples.people import Figure, Person
from tools.render_samples.scene import Side

_NEAR_M = 0.03
_CLOTH_M = 0.012
_FLESH_M = 0.011
_BENT_MOST_DEG = 80.0
_TWISTED_MOST_DEG = 130.0
_UPWARD_ELBOW = (0.8, 0.25, -0.75)


@dataclass(frozen=True)
class PlacedHand:
    """A posed hand at some place.

    Attributes:
        side: The person's own right or left.
        pose: Angles of the fingers.
        turn: (3, 3) from the body at rest to the place.
        joints: (21, 3) in metres, in MediaPipe's order.
    """

    side: Side
    pose: HandPose
    turn: FloatArray
    joints: FloatArray

    def shifted(self, shift_m: Vector) -> PlacedHand:
        """Returns the hand moved by a vector."""
        return replace(self, joints=self.joints + np.asarray(shift_m, dtype=np.float64))

    def turned(self, turn: FloatArray, centre: FloatArray) -> PlacedHand:
        """Returns the hand turned by a 3x3 matrix about a point."""
        return replace(self, turn=turn @ self.turn, joints=(self.joints - centre) @ turn.T + centre)


class Stage:
    """A person whose arms are yet to be posed.

    Attributes:
        person: Who it is; the arms hang down.
        eyes_m: Middle of the eyes.
        crown_m: Top of the head, cap or scarf.
        shoulders_m: Middle between the shoulders.
    """

    def __init__(self, base: BaseMesh, person: Person) -> None:
        """Builds the body with hanging arms, and measures it."""
        self.person = person
        self._base = base
        self._figure = Figure(base, person)
        parts = self._figure.parts()
        self._surface = np.concatenate([part.vertices for part in parts])
        self.shoulders_m = self._figure.shoulders_m
        eyes = np.concatenate([part.vertices for part in parts if part.material.kind == "gloss"])
        eyes = eyes[eyes[:, 2] > self.shoulders_m[2]]
        self.eyes_m = np.asarray(eyes.mean(axis=0))
        over = self._surface[np.abs(self._surface[:, 0]) < _NEAR_M]
        self.crown_m = np.asarray(over[over[:, 2].argmax()])

    def hand(self, side: Side) -> Hand:
        """Returns a hand of the body at rest."""
        return self._figure.hand(side)

    def front_y(self, x: float, z: float) -> float:
        """Returns how far the clothed body reaches to the front at a point; large where there is none."""
        near = np.hypot(self._surface[:, 0] - x, self._surface[:, 2] - z) < _NEAR_M
        return float(self._surface[near, 1].min()) - _CLOTH_M if near.any() else 1.0

    def top_z(self, x: float, y: float, below_m: float) -> float:
        """Returns how high the clothed body reaches below a height; 0 where there is none."""
        near = np.hypot(self._surface[:, 0] - x, self._surface[:, 1] - y) < _NEAR_M
        near &= self._surface[:, 2] < below_m
        return float(self._surface[near, 2].max()) + _CLOTH_M if near.any() else 0.0

    def placed(self, side: Side, pose: HandPose, along: Vector, back: Vector) -> PlacedHand:
        """Returns a hand whose middle knuckle is at the origin, with its directions as given."""
        hand = self.hand(side)
        turn = frame(along, back) @ frame(hand.forward, hand.dorsal).T
        joints = hand.reach(pose).joints @ turn.T
        return PlacedHand(side, pose, turn, joints - joints[9])

    def laid_on_front(self, hand: PlacedHand) -> PlacedHand:
        """Returns the hand moved to the front or back until it touches the body."""
        gaps = [self.front_y(x, z) - y for x, y, z in hand.joints]
        return hand.shifted((0.0, min(gaps) - _FLESH_M, 0.0))

    def laid_on_top(self, hand: PlacedHand) -> PlacedHand:
        """Returns the hand moved up or down until it touches the thighs."""
        limit = float(self.shoulders_m[2]) - 0.3
        gaps = [z - self.top_z(x, y, limit) for x, y, z in hand.joints]
        return hand.shifted((0.0, 0.0, _FLESH_M - min(gaps)))

    def arm(self, hand: PlacedHand, gesture: str, elbow: Vector = _UPWARD_ELBOW, lift_deg: float = 0.0) -> Arm:
        """Returns the arm that brings the hand to its place."""
        rest = self.hand(hand.side)
        wrist = hand.joints[0] - self.shoulders_m
        held = Held(wrist, hand.turn @ rest.forward, hand.turn @ rest.dorsal, elbow, lift_deg)
        return Arm("down", gesture, held, hand.pose)

    def strain_deg(self, arm: Arm, side: Side) -> tuple[float, float]:
        """Returns how far the wrist is bent and how far the forearm is twisted, in degrees."""
        hand, outward = self.hand(side), outward_of(side)
        lift_deg = arm.held.lift_deg if arm.held is not None else 0.0
        held = arm_directions(arm, outward, self._figure.arm_bones(side, lift_deg))
        heads = hand.rig.heads
        shoulder, elbow, wrist = (heads[bone] for bone in (hand.upper_arm[0], hand.forearm[0], hand.wrist))
        turn_hand = frame(held.along, held.back) @ frame(hand.forward, hand.dorsal).T
        turn_upper = rotation_between(elbow - shoulder, held.upper)
        turn_lower = rotation_between(turn_upper @ (wrist - elbow), held.lower) @ turn_upper
        relative = turn_hand @ turn_lower.T
        straight = rotation_between(relative @ held.lower, held.lower) @ relative
        bend = float(np.degrees(np.arccos(np.clip(held.lower @ held.along, -1.0, 1.0))))
        return bend, abs(float(np.degrees(twist_rad(straight, held.lower))))

    def fault(self, arm: Arm, side: Side) -> float:
        """Returns 0 for an arm that a person could hold so; more for one too short, or bent or twisted too far."""
        if arm.held is None:
            return 0.0
        bend, twist = self.strain_deg(arm, side)
        return max(bend - _BENT_MOST_DEG, twist - _TWISTED_MOST_DEG, 0.0) + 100.0 * (not self.reaches(arm, side))

    def reaches(self, arm: Arm, side: Side, share: float = 0.99) -> bool:
        """Tells whether the arm is long enough for its place."""
        if arm.held is None:
            return True
        bones = self._figure.arm_bones(side, arm.held.lift_deg)
        way = np.linalg.norm(np.asarray(arm.held.wrist_m) - bones.shoulder_m)
        return bool(way < share * (bones.upper_m + bones.lower_m))

    def forearm(self, side: Side, wrist_m: FloatArray) -> FloatArray:
        """Returns the direction of the forearm when the wrist is at a place."""
        arm = Arm(held=Held(wrist_m - self.shoulders_m, (0.0, -1.0, 0.0), (0.0, 0.0, 1.0)))
        return arm_directions(arm, outward_of(side), self._figure.arm_bones(side)).lower


def outward_of(side: Side) -> float:
    """Returns the sign of x on that side of the person."""
    return -1.0 if side == "right" else 1.0


def back_of(side: Side, along: Vector, thumbward: Vector) -> FloatArray:
    """Returns the direction of the back of a hand whose thumb's side points to a direction."""
    along = unit(along)
    thumbward = np.asarray(thumbward, dtype=np.float64)
    radial = unit(thumbward - along * (along @ thumbward))
    back = cross(along, radial)
    return back if side == "right" else -back
