"""The Korean finger heart: thumb and index finger cross, and both tips stand free beyond the crossing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tools.render_samples.geometry import FloatArray, cross, unit
from tools.render_samples.hand import Finger, Hand, HandPose, Reach, Thumb
from tools.render_samples.poses import THUMB_HIGH, THUMB_LOW, solve, thumb_angles, with_index, with_thumb

from .chance import Rng, around, between

_TRIES = 6
_PULL = 300.0
_TOLERANCE = 1e-3
_KEEP_THUMB = 0.012
_KEEP_INDEX = 0.03
_INDEX_SLACK_DEG = 14.0
_THUMB_TURN = 1.5
_LEAST_TIP_M = 0.010
_LEAST_INDEX_M = 0.018


@dataclass(frozen=True)
class Crossing:
    """How thumb and index finger cross.

    Attributes:
        index: Angles wished for the index finger.
        index_bone: The bone of the index finger that is crossed: 1 the middle one, 2 the last.
        index_share: Where on that bone.
        thumb_share: Where on the thumb's last bone.
        angle_deg: Angle between the two crossing bones.
        side_deg: Where the thumb lies: 0 on the thumb's side of the index finger, 90 on its soft side.
        slant: How much the thumb leans across the index finger, towards the little finger.
        apart_m: Distance of the two bones' axes.
    """

    index: Finger
    index_bone: int
    index_share: float
    thumb_share: float
    angle_deg: float
    side_deg: float
    slant: float
    apart_m: float


def finger_heart(hand: Hand, pose: HandPose, rng: Rng) -> HandPose:
    """Returns the pose with thumb and index finger crossed at random; of a few tries, the best crossed one."""
    tries: list[tuple[float, HandPose]] = []
    for _ in range(_TRIES):
        crossing = _random_crossing(rng)
        start = Thumb(
            around(rng, 45.0, 8.0, 10.0, 70.0),
            around(rng, 22.0, 8.0, 0.0, 50.0),
            around(rng, 10.0, 8.0, -20.0, 40.0),
            around(rng, 10.0, 10.0, -8.0, 40.0),
            between(rng, -5.0, 45.0),
        )
        crossed = _crossed(hand, replace(pose, thumb=start, index=crossing.index), crossing)
        fault = _fault(hand, crossed, crossing)
        if fault < 1.0:
            return crossed
        tries.append((fault, crossed))
    return min(tries, key=lambda item: item[0])[1]


def _random_crossing(rng: Rng) -> Crossing:
    on_last_bone = rng.uniform() < 0.6
    side_deg = between(rng, -15.0, 70.0)
    return Crossing(
        index=Finger(
            between(rng, 30, 72), between(rng, 42, 90), between(rng, 2, 34), around(rng, 5.0, 4.0, -3.0, 14.0)
        ),
        index_bone=2 if on_last_bone else 1,
        index_share=between(rng, 0.0, 0.15) if on_last_bone else between(rng, 0.55, 1.0),
        thumb_share=between(rng, 0.15, 0.55),
        angle_deg=between(rng, 65.0, 115.0),
        side_deg=side_deg,
        slant=between(rng, -0.1, 0.1) + max(0.0, float(np.sin(np.radians(side_deg)))) * between(rng, 0.1, 0.7),
        apart_m=between(rng, 0.0125, 0.0155),
    )


def _touch(hand: Hand, reach: Reach, crossing: Crossing) -> FloatArray:
    """Returns where the thumb's axis should pass the index finger."""
    soft = unit(cross(hand.bend_axis, reach.directions["index", crossing.index_bone]))
    side = np.radians(crossing.side_deg)
    away = np.cos(side) * hand.radial + np.sin(side) * soft
    return np.asarray(reach.point("index", crossing.index_bone, crossing.index_share) + crossing.apart_m * away)


def _crossed(hand: Hand, pose: HandPose, crossing: Crossing) -> HandPose:
    wished = crossing.index
    start = np.concatenate([thumb_angles(pose.thumb), [wished.mcp, wished.pip, wished.dip]])
    slack = np.full(3, _INDEX_SLACK_DEG)
    low = np.concatenate([THUMB_LOW, np.maximum(start[5:] - slack, 0.0)])
    high = np.concatenate([THUMB_HIGH, start[5:] + slack])
    keep = np.concatenate([np.full(5, _KEEP_THUMB), np.full(3, _KEEP_INDEX)])

    def residuals(values: FloatArray) -> FloatArray:
        reach = hand.reach(with_index(with_thumb(pose, values[:5]), values[5:]))
        gap = reach.point("thumb", 2, crossing.thumb_share) - _touch(hand, reach, crossing)
        turned = float(values[5:].sum()) - crossing.angle_deg
        along = np.cos(np.radians(turned)) * hand.forward - np.sin(np.radians(turned)) * hand.dorsal
        askew = reach.directions["thumb", 2] - unit(along - crossing.slant * hand.radial)
        return np.concatenate([gap * _PULL, askew * _THUMB_TURN, (values - start) * keep])

    values = solve(start, low, high, residuals, _TOLERANCE)
    return with_index(with_thumb(pose, values[:5]), values[5:])


def _fault(hand: Hand, pose: HandPose, crossing: Crossing) -> float:
    """Returns 0 for a clear heart; 1 and more for one that misses, is too narrow or hides a tip."""
    reach = hand.reach(pose)
    thumb, index = reach.directions["thumb", 2], reach.directions["index", 2]
    miss_m = float(np.linalg.norm(reach.point("thumb", 2, crossing.thumb_share) - _touch(hand, reach, crossing)))
    angle = float(np.degrees(np.arccos(np.clip(thumb @ index, -1.0, 1.0))))
    opening = unit(thumb + index)
    crossed_at = reach.point("thumb", 2, crossing.thumb_share)
    beyond = reach.joints[8] - crossed_at
    index_out_m = float(np.linalg.norm(beyond - thumb * (beyond @ thumb)))
    tips = [float((reach.joints[joint] - crossed_at) @ opening) for joint in (4, 8)]
    return max(
        miss_m / 0.004,
        (50.0 - angle) / 10.0 + 1.0,
        (angle - 130.0) / 10.0 + 1.0,
        (_LEAST_TIP_M - min(tips)) / 0.003 + 1.0,
        (_LEAST_INDEX_M - index_out_m) / 0.003 + 1.0,
    )
