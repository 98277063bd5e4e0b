"""Random hand shapes of every gesture: jittered angles, with the thumb laid where it belongs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tools.render_samples.geometry import FloatArray, unit
from tools.render_samples.hand import FINGERS, Finger, Hand, HandPose, Reach, Thumb
from tools.render_samples.poses import (
    THUMB_HIGH,
    THUMB_LOW,
    close_ring,
    thumb_angles,
)

from .chance import Rng, around, between, chosen
from .heart import finger_heart
from .overlap import overlap_m
from .thumbs import press_thumb, stands_off_m, with_thumb_laid

Fingers = tuple[bool | None, bool | None, bool | None, bool | None, bool | None]

_TRIES = 40
_TOLERATED_FAULT_M = 0.0025
_T, _F = True, False
_CURLED_SPREAD = {"index": -6.0, "middle": -2.0, "ring": 3.0, "little": 7.0}
# Of two fingers that stand side by side only one spread is meant; these are the usual ones.
_STRETCHED_SPREAD = {"index": 6.0, "middle": 1.0, "ring": -7.0, "little": -16.0}
_AT_REST: dict[str, dict[str, float]] = {"relaxed": {"open": 6, "pinch": 2, "key": 1}, "pinch": {"pinch": 1}}
_TIGHT = (76.0, 101.0, 60.0)
_LOOSE = (60.0, 88.0, 42.0)
_HEART_CURLS = ((-0.2, 0.4), (0.4, 1.0), (1.0, 1.6))
_HEART_CURL_SHARES = (0.6, 0.28, 0.12)
_THUMBS = {
    "across": Thumb(40, 25, 20, 35, 45),
    "holding": Thumb(45, 15, 30, 40, 40),
    "beside": Thumb(22, 14, 5, 12, 12),
    "tucked": Thumb(45, 15, 30, 35, 35),
    "out": Thumb(15, 52, 0, 4, 0),
    "up": Thumb(6, 62, 0, 0, -6),
    "free": Thumb(22, 24, 0, 12, 12),
}


@dataclass(frozen=True)
class Posture:
    """A hand's angles, and which digits are stretched (None where a label would be a guess, or for all)."""

    pose: HandPose
    fingers: Fingers | None


# Stretched digits of the gestures that are no more than that, and where the thumb lies.
_STRETCHED: dict[str, tuple[Fingers, dict[str, float]]] = {
    "index": ((_F, _T, _F, _F, _F), {"across": 1}),
    "peace": ((_F, _T, _T, _F, _F), {"holding": 1}),
    "middle": ((_F, _F, _T, _F, _F), {"across": 1, "beside": 2}),
    "little": ((_F, _F, _F, _F, _T), {"across": 3, "beside": 1}),
    "three_low": ((_F, _F, _T, _T, _T), {"holds_index": 1}),
    "three_thumb": ((_T, _T, _T, _F, _F), {"out": 1}),
    "four": ((_F, _T, _T, _T, _T), {"tucked": 1}),
    "open_palm": ((_T, _T, _T, _T, _T), {"out": 1}),
    "thumb_up": ((_T, _F, _F, _F, _F), {"up": 1}),
    "thumb_down": ((_T, _F, _F, _F, _F), {"up": 1}),
    "l_shape": ((_T, _T, _F, _F, _F), {"up": 2, "out": 1}),
    "call": ((_T, _F, _F, _F, _T), {"out": 1}),
    "horns": ((_F, _T, _F, _F, _T), {"across": 1}),
    "ily": ((_T, _T, _F, _F, _T), {"out": 1, "up": 1}),
    "fist": ((_F, _F, _F, _F, _F), {"across": 1, "beside": 1}),
}


def random_posture(hand: Hand, gesture: str, rng: Rng) -> Posture:
    """Returns a random shape of the gesture; of a few tries, the first with no part in another and no stray thumb."""
    tries: list[tuple[float, Posture]] = []
    for _ in range(_TRIES):
        posture = _posture(hand, gesture, rng)
        fault_m = overlap_m(hand, posture.pose)
        if posture.fingers is not None and posture.fingers[0] is False:
            fault_m += stands_off_m(hand, posture.pose)
        if fault_m < _TOLERATED_FAULT_M:
            return posture
        tries.append((fault_m, posture))
    return min(tries, key=lambda item: item[0])[1]


def _posture(hand: Hand, gesture: str, rng: Rng) -> Posture:
    if gesture == "finger_heart":
        low, high = _HEART_CURLS[int(rng.choice(len(_HEART_CURLS), p=_HEART_CURL_SHARES))]
        curls = _curls(rng, between(rng, low, high))
        return Posture(finger_heart(hand, _hand_pose(_thumb(rng, "free"), curls), rng), None)
    if gesture == "two_hand_heart":
        return Posture(_half_heart(rng), None)
    if gesture == "namaste":
        return Posture(_flat(rng), (None, _T, _T, _T, _T))
    if gesture == "ok":
        return Posture(_ring(hand, rng), (None, None, _T, _T, _T))
    if gesture in _AT_REST:
        return Posture(_at_rest(hand, rng, chosen(rng, _AT_REST[gesture])), None)
    fingers, thumbs = _STRETCHED[gesture]
    thumb = chosen(rng, thumbs)
    looseness = between(rng, 0.0, 1.1) if rng.uniform() < 0.35 else between(rng, -0.2, 0.3)
    angles = _curls(rng, looseness)
    for finger, stretched in zip(FINGERS, fingers[1:], strict=True):
        if stretched:
            angles[finger] = _stretched(rng, _STRETCHED_SPREAD[finger])
    pose = _hand_pose(_thumb(rng, "holding" if thumb == "holds_index" else thumb), angles)
    return Posture(with_thumb_laid(hand, pose, thumb, rng), fingers)


def _hand_pose(thumb: Thumb, angles: dict[str, Finger]) -> HandPose:
    return HandPose(thumb, angles["index"], angles["middle"], angles["ring"], angles["little"])


def _thumb(rng: Rng, name: str) -> Thumb:
    usual = thumb_angles(_THUMBS[name])
    palmar, radial, twist, mcp, ip = np.clip(
        usual + rng.normal(0.0, (7.0, 7.0, 6.0, 7.0, 8.0)), THUMB_LOW + 2.0, THUMB_HIGH - 2.0
    )
    return Thumb(float(palmar), float(radial), float(twist), float(mcp), float(ip))


def _curls(rng: Rng, looseness: float) -> dict[str, Finger]:
    """Returns four curled fingers; 0 is a tight fist, 1 a loose one, 2 half open."""
    angles: dict[str, Finger] = {}
    for finger in FINGERS:
        share = looseness + rng.normal(0.0, 0.12)
        mcp, pip, dip = (tight + share * (loose - tight) for tight, loose in zip(_TIGHT, _LOOSE, strict=True))
        angles[finger] = Finger(
            around(rng, mcp, 4.0, 0.0, 86.0),
            around(rng, pip, 5.0, 5.0, 107.0),
            around(rng, dip, 6.0, 0.0, 68.0),
            _CURLED_SPREAD[finger] + float(rng.normal(0.0, 1.5)),
        )
    return angles


def _stretched(rng: Rng, spread: float) -> Finger:
    return Finger(
        around(rng, 3.0, 8.0, -14.0, 24.0),
        around(rng, 5.0, 6.0, 0.0, 20.0),
        around(rng, 3.0, 4.0, -2.0, 12.0),
        spread * between(rng, 0.4, 1.5) + float(rng.normal(0.0, 2.0)),
    )


def _ring(hand: Hand, rng: Rng) -> HandPose:
    angles = {finger: _stretched(rng, _STRETCHED_SPREAD[finger]) for finger in FINGERS}
    bends = {"index": (45.0, 45.0, 20.0), "middle": (14.0, 14.0, 6.0), "ring": (6.0, 8.0, 4.0), "little": (0, 6, 4)}
    for finger, (mcp, pip, dip) in bends.items():
        angles[finger] = Finger(
            around(rng, mcp, 8.0, -12.0, 70.0),
            around(rng, pip, 7.0, 0.0, 70.0),
            around(rng, dip, 4.0, 0.0, 40.0),
            angles[finger].spread,
        )
    return close_ring(hand, _hand_pose(_thumb(rng, "free"), angles))


def _at_rest(hand: Hand, rng: Rng, kind: str) -> HandPose:
    """Returns a hand that does nothing in particular, or holds something thin that is not there."""
    curl = between(rng, 0.36, 0.95) if kind == "open" else between(rng, 0.35, 1.0)
    angles: dict[str, Finger] = {}
    for number, finger in enumerate(FINGERS):
        share = curl * (0.85 + 0.1 * number)
        angles[finger] = Finger(
            around(rng, 8.0 + 56.0 * share, 6.0, 4.0, 82.0),
            around(rng, 12.0 + 66.0 * share, 7.0, 6.0, 100.0),
            around(rng, 6.0 + 32.0 * share, 5.0, 2.0, 60.0),
            (3.0 - 3.4 * number) * between(rng, 0.5, 1.6),
        )
    pose = _hand_pose(_thumb(rng, "free"), angles)
    if kind == "pinch":
        return close_ring(hand, pose)
    if kind == "open":
        return pose
    pose = replace(pose, index=Finger(between(rng, 35, 60), between(rng, 45, 80), between(rng, 15, 35), 2.0))

    def beside_index(_: HandPose, reach: Reach) -> FloatArray:
        return np.asarray(reach.point("index", 1, 0.6) + 0.014 * hand.radial)

    return press_thumb(hand, pose, beside_index, unit(hand.forward - 0.5 * hand.dorsal), rng.normal(0.0, 0.002, 3))


def _half_heart(rng: Rng) -> HandPose:
    """Returns one half of a heart of two hands; round or pointed, the fingers side by side."""
    mcp, pip = around(rng, 4.0, 10.0, -12.0, 30.0), around(rng, 78.0, 12.0, 48.0, 98.0)
    dip = around(rng, 45.0, 10.0, 18.0, 60.0)
    angles = {
        finger: Finger(
            mcp + 2.0 * number + float(rng.normal(0.0, 2.5)),
            pip + float(rng.normal(0.0, 3.0)),
            dip + float(rng.normal(0.0, 3.0)),
            4.0 - 3.4 * number,
        )
        for number, finger in enumerate(FINGERS)
    }
    thumb = Thumb(
        around(rng, 68.0, 8.0, 45.0, 75.0),
        around(rng, 16.0, 7.0, 0.0, 34.0),
        around(rng, 0.0, 6.0, -14.0, 14.0),
        around(rng, -3.0, 6.0, -10.0, 15.0),
        around(rng, -3.0, 9.0, -15.0, 25.0),
    )
    return _hand_pose(thumb, angles)


def _flat(rng: Rng) -> HandPose:
    tilt = around(rng, 0.0, 3.0, -5.0, 6.0)
    angles = {
        finger: Finger(
            tilt + float(rng.normal(0.0, 1.5)),
            around(rng, 4.0, 2.0, 0.0, 9.0),
            2.0,
            (2.0 - 2.0 * number) * between(rng, 0.6, 1.8),
        )
        for number, finger in enumerate(FINGERS)
    }
    return _hand_pose(
        Thumb(around(rng, 8.0, 4.0, 0.0, 16.0), around(rng, 18.0, 7.0, 4.0, 36.0), 0.0, 10.0, 12.0), angles
    )
