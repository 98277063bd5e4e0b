"""Folded thumbs: laid across the fingers, beside the index finger, on a folded finger or in the palm."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tools.render_samples.geometry import FloatArray, cross, unit
from tools.render_samples.hand import Hand, HandPose, Reach
from tools.render_samples.poses import (
    THUMB_HIGH,
    THUMB_LOW,
    Contact,
    pad_of,
    rest_for_thumb,
    solve,
    thumb_angles,
    with_thumb,
)

from .chance import Rng, between
from .overlap import palm_length_m, thumb_in_fingers_m

Place = Callable[[HandPose, Reach], FloatArray]
"""Where the thumb's pad should lie, in metres in the body frame, given a pose and where it brings the bones."""

STRETCHED_THUMBS = ("out", "up", "free")
_PULL = 300.0
_TOLERANCE = 1e-3
_KEEP = 0.01
# In palm lengths: from a finger's bone to that of a thumb that lies on it, or beside the index finger's first bone.
_ON_FINGER = 0.145
_BESIDE_INDEX = 0.165
# In palm lengths: no farther from the bones of the fingers, or of the palm, is the tip of a thumb that lies on them.
_AT_FINGERS = 0.15
_AT_PALM = 0.25
_ABOVE = 0.04
_PAD_DEPTH_M = 0.007
# How far ``rest_for_thumb`` keeps the pad from a finger's bone.
_RESTS_M = 0.0135
_SPOTS = 10
_RESTING: dict[str, Contact] = {"across": "over_fingers", "holding": "holds_ring", "tucked": "in_palm"}


def stands_off_m(hand: Hand, pose: HandPose) -> float:
    """Returns how far the end of a folded thumb stands off the hand, or above all fingers, in metres."""
    joints = hand.reach(pose).joints
    palm_m = palm_length_m(joints)
    fingers = [(joints[bone], joints[bone + 1]) for bone in range(5, 20) if bone % 4]
    palm = [(joints[0], knuckle) for knuckle in joints[5::4]]
    end = joints[3:5].mean(axis=0), joints[4]
    off = max(
        min(_apart_m(point, fingers) - _AT_FINGERS * palm_m, _apart_m(point, palm) - _AT_PALM * palm_m) for point in end
    )
    forward = joints @ hand.forward
    above = float(forward[4] - forward[5:].max()) - _ABOVE * palm_m
    return max(0.0, off) + max(0.0, above)


def _apart_m(point: FloatArray, bones: Sequence[tuple[FloatArray, FloatArray]]) -> float:
    shares = np.linspace(0.0, 1.0, _SPOTS)[:, None]
    return min(float(np.linalg.norm(a + shares * (b - a) - point, axis=1).min()) for a, b in bones)


def with_thumb_laid(hand: Hand, pose: HandPose, thumb: str, rng: Rng) -> HandPose:
    """Returns the pose with its thumb where the name says; a stretched one stays as it is."""
    if thumb in STRETCHED_THUMBS:
        return pose
    palm_m = palm_length_m(hand.reach(pose).joints)
    along = np.zeros(3)
    if thumb == "beside":
        place, along = _beside_index(hand, palm_m, rng)
    elif thumb == "holds_index":
        place = _on_index(hand, palm_m)
    else:
        place = _where_it_rests(hand, palm_m, _RESTING[thumb])
    if thumb == "across":
        along = unit(-hand.radial + between(rng, -0.2, 0.7) * hand.forward)
    return press_thumb(hand, pose, place, along, rng.normal(0.0, 0.003, 3))


def _beside_index(hand: Hand, palm_m: float, rng: Rng) -> tuple[Place, FloatArray]:
    """Returns the place, and the direction of the thumb's last bone."""
    share, aside_m = between(rng, 0.55, 1.05), between(rng, 0.9, 1.1) * _BESIDE_INDEX * palm_m - _PAD_DEPTH_M
    along = hand.forward * between(rng, -0.2, 0.8) - hand.dorsal * between(rng, 0.4, 1.0) - 0.2 * hand.radial

    def place(_: HandPose, reach: Reach) -> FloatArray:
        return np.asarray(reach.point("index", 0, share) + aside_m * hand.radial)

    return place, unit(along)


def _on_index(hand: Hand, palm_m: float) -> Place:
    def place(_: HandPose, reach: Reach) -> FloatArray:
        outer = unit(cross(hand.bend_axis, reach.directions["index", 1]))
        return np.asarray(reach.point("index", 1, 0.6) - (_ON_FINGER * palm_m - _PAD_DEPTH_M) * outer)

    return place


def _where_it_rests(hand: Hand, palm_m: float, contact: Contact) -> Place:
    closer_m = max(0.0, _RESTS_M - (_ON_FINGER * palm_m - _PAD_DEPTH_M))

    def place(trial: HandPose, reach: Reach) -> FloatArray:
        return rest_for_thumb(hand, trial, reach, contact) + closer_m * hand.dorsal

    return place


def press_thumb(
    hand: Hand,
    pose: HandPose,
    place: Place,
    along: FloatArray,
    shift_m: FloatArray,
) -> HandPose:
    """Returns the pose with the thumb's pad at a place, and the thumb's last bone along a direction, if any."""
    start = thumb_angles(pose.thumb)
    wish = 1.2 if along.any() else 0.0

    def residuals(values: FloatArray) -> FloatArray:
        trial = with_thumb(pose, values)
        reach = hand.reach(trial)
        gap = pad_of(hand, reach, "thumb") - place(trial, reach) - shift_m
        sunk = thumb_in_fingers_m(reach.joints)
        askew = (reach.directions["thumb", 2] - along) * wish
        return np.concatenate([gap * _PULL, askew, (values - start) * _KEEP, [sunk * _PULL]])

    return with_thumb(pose, solve(start, THUMB_LOW, THUMB_HIGH, residuals, _TOLERANCE))
