"""A certificate, sheet or folder held before the body, the thumbs on one side of it and the fingers on the other."""

from __future__ import annotations

import numpy as np

from tools.render_samples.arms import Arm
from tools.render_samples.geometry import FloatArray, cross, unit
from tools.render_samples.hand import FINGERS, Finger, HandPose, Thumb
from tools.render_samples.scene import Material, MeshPart, Side

from .chance import Rng, around, between
from .holding import with_thumb_at
from .resting import TOGETHER, pose_of
from .shades import as_colour
from .stage import PlacedHand, Stage, outward_of
from .staged import Staged, both
from .things import slab

_SIDES: tuple[Side, Side] = ("right", "left")
_FINGER_M = 0.0085
_SHEETS_M = ((0.297, 0.21), (0.21, 0.297), (0.33, 0.24), (0.26, 0.19))


def certificate(stage: Stage, rng: Rng) -> Staged:
    """Returns a sheet or folder held before the body by both hands, or by one."""
    width, height = _SHEETS_M[int(rng.integers(len(_SHEETS_M)))]
    thick = float(rng.choice((0.001, 0.004, 0.016)))
    tilt = np.radians(between(rng, -12.0, 32.0))
    front = np.array([0.0, -np.cos(tilt), np.sin(tilt)])
    across = np.array([1.0, 0.0, 0.0])
    up = cross(front, across)
    up = up if up[2] > 0 else -up
    centre = stage.shoulders_m + np.array([0.0, 0.0, -between(rng, 0.08, 0.30)])
    centre[1] = stage.front_y(0.0, float(centre[2])) - between(rng, 0.07, 0.16)
    below = rng.uniform() < 0.6
    sides = _SIDES if rng.uniform() < 0.8 else (_SIDES[int(rng.integers(2))],)
    arms: dict[Side, Arm] = {}
    for side in sides:
        hand = _at_edge(stage, side, below, (centre, across, up, front), (width, height, thick), rng)
        arms[side] = stage.arm(hand, "holding")
    return both(arms, dict.fromkeys(arms), _sheet(centre, across, up, front, (width, height, thick), rng))


def _at_edge(
    stage: Stage,
    side: Side,
    below: bool,
    plane: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    size_m: tuple[float, float, float],
    rng: Rng,
) -> PlacedHand:
    """Returns a hand with the sheet between thumb and fingers.

    Held from below, the fingers are behind it and the thumb in front; held at its side, the other way round.
    """
    centre, across, up, front = plane
    width, height, thick = size_m
    outward = outward_of(side)
    if below:
        angle = np.radians(between(rng, 62.0, 100.0))
        fingers_at = -front
        edge = centre + outward * width * between(rng, 0.24, 0.40) * across - 0.5 * height * up
        inward = up
    else:
        angle = np.radians(between(rng, -8.0, 30.0))
        fingers_at = front
        edge = centre + outward * 0.5 * width * across + between(rng, -0.35, 0.2) * height * up
        inward = -outward * across
    along = -outward * np.cos(angle) * across + np.sin(angle) * up
    hand = stage.hand(side)
    shape = _straight_hand(rng)
    placed = stage.placed(side, shape, along, fingers_at)
    knuckles = placed.joints[[5, 9, 13, 17]].mean(axis=0)
    gap = _FINGER_M + 0.5 * thick
    place = edge - between(rng, -0.005, 0.02) * inward + gap * fingers_at
    placed = placed.shifted(place - knuckles)
    # The sheet must pass between the thumb's web and the fingers.
    webs = float((edge - placed.joints[2]) @ inward)
    placed = placed.shifted(min(0.0, webs + 0.012) * inward)
    goal = edge + between(rng, 0.018, 0.034) * inward - (gap - _FINGER_M + 0.001) * fingers_at
    goal = goal + (placed.joints[5] - edge) @ cross(front, inward) * cross(front, inward)
    pose = with_thumb_at(hand, shape, placed, goal, unit(inward + 0.4 * (placed.joints[5] - placed.joints[17]) / 0.06))
    wrist = placed.joints[0]
    again = stage.placed(side, pose, along, fingers_at)
    return again.shifted(wrist - again.joints[0])


def _straight_hand(rng: Rng) -> HandPose:
    fan = between(rng, -1.2, 1.0)
    bend = between(rng, -4.0, 5.0)
    angles = {finger: Finger(bend, around(rng, 4.0, 3.0, 0.0, 10.0), 2.0, fan * TOGETHER[finger]) for finger in FINGERS}
    return pose_of(Thumb(35.0, 30.0, 8.0, 8.0, 4.0), angles)


def _sheet(
    centre: FloatArray,
    across: FloatArray,
    up: FloatArray,
    front: FloatArray,
    size_m: tuple[float, float, float],
    rng: Rng,
) -> tuple[MeshPart, ...]:
    """Returns the sheet with lines of print, or a plain folder."""
    width, height, thick = size_m
    if rng.uniform() < 0.25:
        look = Material("gloss", as_colour(rng.uniform(0.01, 0.35, 3)), between(rng, 0.3, 0.7))
        return (slab(centre, across, up, size_m, look),)
    paper = as_colour(np.array([0.75, 0.74, 0.70]) * between(rng, 0.75, 1.1))
    parts = [slab(centre, across, up, size_m, Material("gloss", paper, 0.6))]
    ink = Material("gloss", as_colour(rng.uniform(0.01, 0.4, 3)), 0.6)
    for number in range(int(rng.integers(3, 7))):
        line = (width * between(rng, 0.25, 0.65), height * between(rng, 0.012, 0.05), 0.0004)
        place = centre + (0.36 - 0.12 * number) * height * up + (0.5 * thick + 0.0006) * front
        parts.append(slab(place, across, up, line, ink))
    return tuple(parts)
