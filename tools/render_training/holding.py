"""Hands that hold something: a microphone, a pen, a phone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tools.render_samples.geometry import FloatArray, cross, unit
from tools.render_samples.hand import FINGERS, Finger, Hand, HandPose, Reach, Thumb
from tools.render_samples.scene import Material, Side

from .chance import Rng, around, between
from .postures import random_posture
from .resting import TOGETHER, pose_of
from .shades import as_colour
from .stage import PlacedHand, Stage, back_of, outward_of
from .staged import Staged, both
from .things import ball, bar, slab
from .thumbs import press_thumb

_SIDES: tuple[Side, Side] = ("right", "left")
_FINGER_M = 0.0085
_BLACK = Material("gloss", (0.02, 0.02, 0.022), 0.35)


def microphone(stage: Stage, rng: Rng) -> Staged:
    """Returns a microphone held to the mouth or lower."""
    side = _SIDES[int(rng.integers(2))]
    outward = outward_of(side)
    axis = unit((-outward * between(rng, 0.0, 0.35), between(rng, 0.15, 0.8), 1.0))
    placed = _gripping(stage, side, axis, rng)
    centre, radius = _hollow(placed.joints), between(rng, 0.010, 0.013)
    above = between(rng, 0.075, 0.12)
    mouth = stage.eyes_m + np.array([0.0, -0.055, -0.075])
    if rng.uniform() < 0.6:
        head = mouth + np.array([outward * 0.02, -between(rng, 0.02, 0.07), -between(rng, 0.0, 0.05)])
    else:
        head = mouth + np.array(
            [outward * between(rng, 0.0, 0.08), -between(rng, 0.10, 0.16), -between(rng, 0.15, 0.28)]
        )
    placed = placed.shifted(head - (centre + above * axis))
    grip = head - above * axis
    low = grip - between(rng, 0.08, 0.11) * axis
    body = bar(low, head, [(0.0, 0.001), (0.0, 0.8 * radius), (0.75, radius), (1.0, 1.2 * radius)], _BLACK)
    mesh = Material("gloss", as_colour(np.full(3, between(rng, 0.03, 0.4))), 0.4)
    things = (body, ball(head + 0.012 * axis, axis, 0.026, mesh))
    return both({side: stage.arm(placed, "holding")}, {side: None}, things)


def _gripping(stage: Stage, side: Side, axis: FloatArray, rng: Rng) -> PlacedHand:
    """Returns a loose fist whose hollow runs along an axis, the thumb's side up."""
    outward = outward_of(side)
    rough = np.array([-outward * between(rng, 0.3, 0.9), -between(rng, 0.2, 0.8), between(rng, -0.1, 0.4)])
    along = unit(rough - axis * (rough @ axis))
    hand = stage.hand(side)
    angles = _around_bar(between(rng, 0.6, 1.3), rng)
    shape = pose_of(Thumb(48.0, 18.0, 20.0, 22.0, 28.0), angles)
    shape = _thumb_over(hand, shape, rng) if rng.uniform() < 0.65 else _thumb_along(hand, shape, rng)
    return stage.placed(side, shape, along, back_of(side, along, axis))


def _thumb_over(hand: Hand, shape: HandPose, rng: Rng) -> HandPose:
    share = between(rng, 0.4, 1.0)

    def place(_: HandPose, reach: Reach) -> FloatArray:
        outer = unit(cross(hand.bend_axis, reach.directions["index", 1]))
        return np.asarray(reach.point("index", 1, share) - 0.012 * outer)

    return press_thumb(hand, shape, place, np.zeros(3), rng.normal(0.0, 0.003, 3))


def _thumb_along(hand: Hand, shape: HandPose, rng: Rng) -> HandPose:
    """Returns the shape with the thumb laid along the bar, beyond the index finger."""
    rise = between(rng, 0.018, 0.03)

    def place(_: HandPose, reach: Reach) -> FloatArray:
        hollow = 0.5 * (reach.point("index", 0, 0.5) + reach.point("index", 2, 0.3))
        return np.asarray(hollow + rise * hand.radial + 0.012 * hand.forward)

    return press_thumb(hand, shape, place, np.zeros(3), rng.normal(0.0, 0.003, 3))


def _around_bar(looseness: float, rng: Rng) -> dict[str, Finger]:
    """Returns fingers curled about a bar."""
    return {
        finger: Finger(
            around(rng, 76.0 - 16.0 * looseness, 3.0, 20.0, 86.0),
            around(rng, 101.0 - 13.0 * looseness, 3.0, 20.0, 105.0),
            around(rng, 60.0 - 18.0 * looseness, 3.0, 10.0, 68.0),
            TOGETHER[finger],
        )
        for finger in FINGERS
    }


def _hollow(joints: FloatArray) -> FloatArray:
    """Returns the middle of the hollow of a loose fist."""
    return np.asarray(joints[[5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]].mean(axis=0))


def pen(stage: Stage, rng: Rng) -> Staged:
    """Returns a pen between thumb and index finger, before the body."""
    side = _SIDES[int(rng.integers(2))]
    outward = outward_of(side)
    hand = stage.hand(side)
    shape = _pinching(hand, rng)
    wrist = stage.shoulders_m + np.array(
        [outward * between(rng, 0.02, 0.2), -between(rng, 0.26, 0.36), -between(rng, 0.12, 0.38)]
    )
    lower = stage.forearm(side, wrist)
    along = unit(lower + rng.normal(0.0, 0.25, 3))
    thumbward = np.array([-outward * between(rng, 0.2, 1.0), between(rng, -0.3, 0.6), between(rng, 0.2, 1.0)])
    placed = stage.placed(side, shape, along, back_of(side, along, thumbward))
    placed = placed.shifted(wrist - placed.joints[0])
    joints = placed.joints
    back = unit(cross(joints[5] - joints[0], joints[17] - joints[0])) * (1.0 if side == "left" else -1.0)
    held = 0.5 * (joints[4] + joints[8]) - 0.1 * (joints[8] - joints[7])
    web = joints[5] + 0.014 * unit(joints[5] - joints[9]) + 0.006 * back
    axis = unit(web - held)
    look = Material("gloss", as_colour(rng.uniform(0.01, 0.5, 3)), 0.3)
    length = between(rng, 0.09, 0.12)
    stick = bar(
        held - 0.03 * axis, held + length * axis, [(0.0, 0.0005), (0.08, 0.004), (1.0, 0.0045), (1.0, 0.0005)], look
    )
    return both({side: stage.arm(placed, "holding")}, {side: None}, (stick,))


def _pinching(hand: Hand, rng: Rng) -> HandPose:
    """Returns a hand at rest whose thumb and index finger meet."""
    shape = random_posture(hand, "pinch", rng).pose
    return replace(shape, middle=replace(shape.index, spread=0.0)) if rng.uniform() < 0.4 else shape


def phone(stage: Stage, rng: Rng) -> Staged:
    """Returns a phone in the hand, its back to the front or to the side."""
    side = _SIDES[int(rng.integers(2))]
    outward = outward_of(side)
    bend, fan = between(rng, 8.0, 22.0), between(rng, -0.6, 1.0)
    angles = {
        finger: Finger(
            bend + 2.0 * number,
            bend + around(rng, 8.0, 4.0, 0.0, 18.0),
            between(rng, 8.0, 20.0),
            fan * TOGETHER[finger],
        )
        for number, finger in enumerate(FINGERS)
    }
    shape = pose_of(Thumb(42.0, 26.0, 10.0, 12.0, 18.0), angles)
    wrist = stage.shoulders_m + np.array(
        [outward * between(rng, 0.02, 0.16), -between(rng, 0.26, 0.36), -between(rng, 0.05, 0.30)]
    )
    along = unit((-outward * between(rng, 0.1, 0.7), around(rng, -0.2, 0.25, -0.7, 0.3), 1.0))
    back = np.array([around(rng, 0.0, 0.5, -1.0, 1.0), -1.0, between(rng, -0.6, 0.1)])
    placed = stage.placed(side, shape, along, back)
    placed = placed.shifted(wrist - placed.joints[0])
    joints = placed.joints
    rest = stage.hand(side)
    dorsal, across, up = (placed.turn @ axis for axis in (rest.dorsal, rest.radial, rest.forward))
    size = (between(rng, 0.068, 0.078), between(rng, 0.14, 0.165), 0.009)
    curled = joints[[6, 7, 10, 11, 14, 15]]
    deepest = float((curled @ dorsal).min())
    middle = joints[[5, 9, 13]].mean(axis=0) + between(rng, 0.012, 0.03) * up + 0.004 * across
    centre = middle + (deepest - 0.0065 - 0.0045 - float(middle @ dorsal)) * dorsal
    look = Material("gloss", as_colour(np.full(3, between(rng, 0.01, 0.3)) * rng.uniform(0.8, 1.2, 3)), 0.25)
    goal = (
        centre + (0.5 * size[0] - between(rng, 0.004, 0.02)) * across - 0.013 * dorsal + between(rng, -0.01, 0.02) * up
    )
    pose = with_thumb_at(rest, shape, placed, goal, unit(up - 0.4 * across))
    again = stage.placed(side, pose, along, back)
    arm = stage.arm(again.shifted(wrist - again.joints[0]), "holding")
    return both({side: arm}, {side: None}, (slab(centre, across, up, size, look),))


def with_thumb_at(hand: Hand, shape: HandPose, placed: PlacedHand, goal: FloatArray, along: FloatArray) -> HandPose:
    """Returns the shape with the thumb's pad at a point and its last bone along a direction, of the place."""
    rest = hand.reach(shape).joints
    target = (goal - placed.joints[0]) @ placed.turn + rest[0]
    direction = along @ placed.turn

    def place(_: HandPose, __: Reach) -> FloatArray:
        return np.asarray(target)

    return press_thumb(hand, shape, place, direction, np.zeros(3))
