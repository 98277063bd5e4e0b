"""A hand of the rig: its own frame, and finger angles turned into rotations of the bones.

The hand frame at rest: ``forward`` from the wrist to the middle knuckle, ``radial`` to the thumb's side, ``dorsal`` out
of the back of the hand. Angles are in degrees.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .geometry import FloatArray, cross, frame, rotation, rotation_between, unit
from .makehuman import Posed, Rig
from .scene import LANDMARKS, Side

FINGERS = ("index", "middle", "ring", "little")
DIGITS = ("thumb", *FINGERS)
_RESTING_SPREAD_DEG = -5.0
_CURL_SEEN_DEG = 12.0
_KEPT = 32


@dataclass(frozen=True)
class Finger:
    """Angles of a finger in degrees: bend of its three joints, and spread towards the thumb."""

    mcp: float
    pip: float
    dip: float
    spread: float


@dataclass(frozen=True)
class Thumb:
    """Angles of the thumb in degrees.

    Attributes:
        palmar: Lift of the metacarpal out of the plane of the palm, to the palm's side.
        radial: Spread of the metacarpal away from the index finger.
        twist: Roll about its own length, so that it faces the fingers.
        mcp: Bend of the knuckle.
        ip: Bend of the last joint.
    """

    palmar: float
    radial: float
    twist: float
    mcp: float
    ip: float


@dataclass(frozen=True)
class HandPose:
    """Angles of a whole hand."""

    thumb: Thumb
    index: Finger
    middle: Finger
    ring: Finger
    little: Finger

    def finger(self, name: str) -> Finger:
        """Returns the angles of one of the four fingers by its name."""
        angles: Finger = getattr(self, name)
        return angles


@dataclass(frozen=True)
class Reach:
    """Where the bones of a posed hand point, with the hand itself kept at rest.

    Attributes:
        rotations: By bone name, the rotation from rest.
        directions: By (digit, bone number from 0), the unit direction of the bone in the body frame.
        joints: (21, 3) joints in metres in the body frame, in MediaPipe's order.
        thumb_axis: Unit axis about which the thumb bends.
    """

    rotations: dict[str, FloatArray]
    directions: dict[tuple[str, int], FloatArray]
    joints: FloatArray
    thumb_axis: FloatArray

    def point(self, digit: str, bone: int, share: float) -> FloatArray:
        """Returns the point at ``share`` (0 to 1) of a bone's length, in metres in the body frame."""
        first = 1 + 4 * DIGITS.index(digit) + bone
        return np.asarray(self.joints[first] + share * (self.joints[first + 1] - self.joints[first]))


@dataclass(frozen=True)
class _Bent:
    """A bent digit: rotation and direction of its three bones, and the axis that it bends about."""

    rotations: tuple[FloatArray, ...]
    directions: tuple[FloatArray, ...]
    axis: FloatArray


class Hand:
    """One hand of a rig.

    Attributes:
        side: The person's own right or left.
        wrist: Name of the wrist's bone.
        digits: By digit, the names of its three bones from the palm outward.
        forward: Unit axis of the hand frame, in the body frame at rest; likewise ``radial`` and ``dorsal``.
        bend_axis: Unit axis about which a positive angle bends a finger to the palm.
    """

    def __init__(self, rig: Rig, side: Side) -> None:
        """Measures the hand frame and the resting directions of the bones."""
        suffix = "R" if side == "right" else "L"
        self.rig = rig
        self.side: Side = side
        self.wrist = f"wrist.{suffix}"
        self.forearm = (f"lowerarm01.{suffix}", f"lowerarm02.{suffix}")
        self.upper_arm = (f"upperarm01.{suffix}", f"upperarm02.{suffix}")
        self.metacarpals = tuple(f"metacarpal{number}.{suffix}" for number in range(1, 5))
        self.digits = {
            digit: tuple(f"finger{number}-{bone}.{suffix}" for bone in (1, 2, 3))
            for number, digit in enumerate(DIGITS, start=1)
        }
        self._measure_frame()
        at_rest = {"thumb": self._thumb_at_rest(), **{finger: self._finger_at_rest(finger) for finger in FINGERS}}
        self._rest = {digit: rest for digit, (rest, _) in at_rest.items()}
        self._rest_axis = {digit: axis for digit, (_, axis) in at_rest.items()}
        self._frames_back = {
            digit: tuple(frame(bone, axis).T for bone in rest) for digit, (rest, axis) in at_rest.items()
        }
        self._lengths_m = {digit: self._bone_lengths_m(digit) for digit in DIGITS}
        # Who looks for a pose turns one digit at a time.
        self._bent_finger = lru_cache(_KEPT)(self._bend_finger)
        self._bent_thumb = lru_cache(_KEPT)(self._bend_thumb)

    @property
    def bones(self) -> tuple[str, ...]:
        """Names of all bones from the wrist to the fingertips."""
        return (self.wrist, *self.metacarpals, *(bone for digit in DIGITS for bone in self.digits[digit]))

    def reach(self, pose: HandPose) -> Reach:
        """Turns angles into rotations of the finger bones, with the wrist at rest."""
        bent = {"thumb": self._bent_thumb(pose.thumb)}
        bent |= {finger: self._bent_finger(finger, pose.finger(finger)) for finger in FINGERS}
        rotations = {
            bone: turn for digit in DIGITS for bone, turn in zip(self.digits[digit], bent[digit].rotations, strict=True)
        }
        directions = {(digit, bone): bent[digit].directions[bone] for digit in DIGITS for bone in range(3)}
        return Reach(rotations, directions, self._joints(directions), bent["thumb"].axis)

    def landmarks(self, posed: Posed) -> FloatArray:
        """Returns (21, 3) the joints of a posed rig in metres in the body frame, in MediaPipe's order."""
        points = [posed.heads[self.wrist]]
        for digit in DIGITS:
            bones = self.digits[digit]
            points += [posed.heads[bone] for bone in bones]
            points.append(posed.tails[bones[-1]])
        return np.stack(points)

    def _measure_frame(self) -> None:
        heads = self.rig.heads
        knuckles = {finger: heads[self.digits[finger][0]] for finger in FINGERS}
        forward = unit(knuckles["middle"] - heads[self.wrist])
        across = knuckles["index"] - knuckles["little"]
        dorsal = unit(cross(forward, across))
        self.dorsal = -dorsal if self.side == "left" else dorsal
        self.forward = unit(forward - self.dorsal * (forward @ self.dorsal))
        radial = unit(cross(self.forward, self.dorsal))
        self.radial = radial if radial @ across > 0 else -radial
        self.bend_axis = unit(cross(self.forward, -self.dorsal))

    def _bone_directions(self, digit: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        heads, tails = self.rig.heads, self.rig.tails
        first, second, third = self.digits[digit]
        return (
            unit(heads[second] - heads[first]),
            unit(heads[third] - heads[second]),
            unit(tails[third] - heads[third]),
        )

    def _finger_at_rest(self, finger: str) -> tuple[tuple[FloatArray, ...], FloatArray]:
        rest = self._bone_directions(finger)
        flat = unit(rest[0] - self.dorsal * (rest[0] @ self.dorsal))
        expected = unit(cross(flat, -self.dorsal))
        seen = cross(rest[0], rest[2])
        axis = unit(seen) if np.linalg.norm(seen) > np.sin(np.radians(_CURL_SEEN_DEG)) else expected
        if axis @ self.bend_axis < 0:
            axis = -axis
        return rest, unit(axis + expected)

    def _thumb_at_rest(self) -> tuple[tuple[FloatArray, ...], FloatArray]:
        rest = self._bone_directions("thumb")
        seen = cross(rest[0], rest[2])
        if np.linalg.norm(seen) > 0.1:
            return rest, unit(seen)
        return rest, unit(cross(rest[0], -0.6 * self.radial - 0.8 * self.dorsal))

    def _bend_finger(self, finger: str, angles: Finger) -> _Bent:
        spread = np.radians(angles.spread + _RESTING_SPREAD_DEG)
        straight = np.cos(spread) * self.forward + np.sin(spread) * self.radial
        axis = unit(cross(straight, -self.dorsal))
        return self._bent(finger, straight, axis, np.cumsum([angles.mcp, angles.pip, angles.dip]))

    def _bend_thumb(self, angles: Thumb) -> _Bent:
        palmar, radial = np.radians(angles.palmar), np.radians(angles.radial)
        in_palm = np.cos(radial) * self.forward + np.sin(radial) * self.radial
        metacarpal = np.cos(palmar) * in_palm - np.sin(palmar) * self.dorsal
        twist = np.radians(angles.twist if self.side == "right" else -angles.twist)
        turn = rotation_between(self._rest["thumb"][0], metacarpal)
        axis = rotation(metacarpal, float(twist)) @ (turn @ self._rest_axis["thumb"])
        return self._bent("thumb", metacarpal, axis, np.array([0.0, angles.mcp, angles.mcp + angles.ip]))

    def _bent(self, digit: str, straight: FloatArray, axis: FloatArray, bends_deg: FloatArray) -> _Bent:
        directions = tuple(rotation(axis, float(bend)) @ straight for bend in np.radians(bends_deg))
        turns = zip(directions, self._frames_back[digit], strict=True)
        return _Bent(tuple(frame(direction, axis) @ back for direction, back in turns), directions, axis)

    def _joints(self, directions: dict[tuple[str, int], FloatArray]) -> FloatArray:
        joints = np.zeros((LANDMARKS, 3))
        joints[0] = self.rig.heads[self.wrist]
        for number, digit in enumerate(DIGITS):
            place = self.rig.heads[self.digits[digit][0]]
            joints[1 + 4 * number] = place
            for bone, length_m in enumerate(self._lengths_m[digit]):
                place = place + length_m * directions[digit, bone]
                joints[2 + 4 * number + bone] = place
        return joints

    def _bone_lengths_m(self, digit: str) -> tuple[float, ...]:
        heads, tails = self.rig.heads, self.rig.tails
        bones = self.digits[digit]
        ends = (heads[bones[1]], heads[bones[2]], tails[bones[2]])
        return tuple(float(np.linalg.norm(end - heads[bone])) for bone, end in zip(bones, ends, strict=True))
