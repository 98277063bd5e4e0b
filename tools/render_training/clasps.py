"""Two hands of one person that hold each other: one over the other, fingers laced, one around a fist."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tools.render_samples.geometry import FloatArray, rotation, unit
from tools.render_samples.hand import Thumb
from tools.render_samples.scene import Side

from .chance import Rng, around, between
from .overlap import hands_overlap_m
from .postures import random_posture
from .resting import laced_hand, lying_hand, lying_thumb, raised_thumb, wrapping_hand
from .stage import PlacedHand, Stage, back_of, outward_of
from .staged import Staged, both

_TRIES = 40
_SINKS_M = 0.003
_FLESH_M = 0.012
_SIDES: tuple[Side, Side] = ("right", "left")
Pair = tuple[PlacedHand, PlacedHand]


def hand_over_hand(stage: Stage, rng: Rng) -> Staged:
    """Returns a hand that lies on the back of the other, before the belly or in the lap."""
    return _folded(stage, rng, _over)


def laced_hands(stage: Stage, rng: Rng) -> Staged:
    """Returns hands with their fingers laced, before the belly or in the lap."""
    return _folded(stage, rng, _laced)


def hand_around_fist(stage: Stage, rng: Rng) -> Staged:
    """Returns a hand around the fist of the other, before the belly, the chest or in the lap."""
    return _folded(stage, rng, _around_fist)


def _folded(stage: Stage, rng: Rng, pair: Callable[[Stage, Rng], Pair]) -> Staged:
    tries: list[tuple[float, Pair]] = []
    while len(tries) < _TRIES and (not tries or tries[-1][0] > _SINKS_M):
        hands = pair(stage, rng)
        tries.append((hands_overlap_m(hands[0].joints, hands[1].joints), hands))
    first, second = _before_body(stage, min(tries, key=lambda item: item[0])[1], rng)
    arms = {hand.side: stage.arm(hand, "relaxed", (0.8, 0.35, -0.6)) for hand in (first, second)}
    return both(arms, {"right": None, "left": None})


def _thumb(rng: Rng) -> Thumb:
    return raised_thumb(rng) if rng.uniform() < 0.4 else lying_thumb(rng)


def _sides(rng: Rng) -> tuple[Side, Side]:
    return _SIDES if rng.uniform() < 0.5 else (_SIDES[1], _SIDES[0])


def _over(stage: Stage, rng: Rng) -> Pair:
    """Returns the outer hand and the inner one, whose knuckles are about the origin."""
    outer, inner = _sides(rng)
    hands = []
    for side, low, high in ((inner, 15.0, 65.0), (outer, -5.0, 45.0)):
        dip = np.radians(between(rng, low, high))
        along = unit((-outward_of(side) * np.cos(dip), around(rng, 0.0, 0.1, -0.2, 0.2), -np.sin(dip)))
        back = (0.0, -1.0, around(rng, 0.15, 0.15, -0.15, 0.5))
        shape = lying_hand(rng, between(rng, 6.0, 24.0)) if side == inner else wrapping_hand(rng, _thumb(rng))
        hands.append(stage.placed(side, shape, along, back))
    below, above = hands
    apart = (between(rng, -0.025, 0.03), -between(rng, 0.026, 0.034), between(rng, -0.02, 0.03))
    return above.shifted(apart), below


def _laced(stage: Stage, rng: Rng) -> Pair:
    """Returns both hands, their knuckles on either side of the origin, the thumbs up."""
    turned_deg = between(rng, 46.0, 80.0)
    apart, step = between(rng, 0.012, 0.022), between(rng, 0.008, 0.012) * float(rng.choice((-1.0, 1.0)))
    hands = []
    for side in _SIDES:
        outward, angle = outward_of(side), np.radians(turned_deg + around(rng, 0.0, 3.0, -6.0, 6.0))
        along = (-outward * np.cos(angle), -np.sin(angle), 0.0)
        shape = laced_hand(rng, between(rng, 1.75, 2.0) * turned_deg, _thumb(rng))
        hand = stage.placed(side, shape, along, back_of(side, along, (0.0, 0.0, 1.0)))
        middle = hand.joints[[5, 9, 13, 17]].mean(axis=0)
        hands.append(hand.shifted(np.array([outward * apart, 0.0, outward * step / 2.0]) - middle))
    return _tilted((hands[0], hands[1]), between(rng, -15.0, 55.0))


def _around_fist(stage: Stage, rng: Rng) -> Pair:
    """Returns the hand around and the fist, the fist's knuckles about the origin."""
    around_side, fist_side = _sides(rng)
    along = unit((-outward_of(fist_side), around(rng, -0.4, 0.25, -0.9, 0.1), around(rng, 0.05, 0.15, -0.3, 0.35)))
    shape = random_posture(stage.hand(fist_side), "fist", rng).pose
    fist = stage.placed(fist_side, shape, along, (0.0, around(rng, -0.5, 0.4, -1.2, 0.2), 0.9))
    along = unit((-outward_of(around_side), around(rng, -0.1, 0.2, -0.5, 0.3), around(rng, 0.1, 0.2, -0.3, 0.5)))
    other = stage.placed(
        around_side, wrapping_hand(rng, _thumb(rng)), along, (0.0, -1.0, around(rng, 0.2, 0.3, -0.4, 0.9))
    )
    middle = fist.joints[[5, 9, 13, 17, 6, 10, 14, 18]].mean(axis=0)
    away = (between(rng, -0.015, 0.02) * -outward_of(fist_side), -between(rng, 0.035, 0.05), 0.0)
    return other.shifted(middle + np.array(away)).shifted((0.0, 0.0, between(rng, -0.01, 0.02))), fist


def _tilted(pair: Pair, degrees: float) -> Pair:
    turn = rotation((1.0, 0.0, 0.0), float(np.radians(degrees)))
    first, second = (hand.turned(turn, np.zeros(3)) for hand in pair)
    return first, second


def _before_body(stage: Stage, pair: Pair, rng: Rng) -> Pair:
    """Returns the hands before the belly; of a seated person, on the lap."""
    seated = stage.person.seated
    height = float(stage.shoulders_m[2]) - (between(rng, 0.40, 0.46) if seated else between(rng, 0.27, 0.50))
    aside = around(rng, 0.0, 0.02, -0.05, 0.05)
    first, second = (hand.shifted((aside, 0.0, height)) for hand in pair)
    joints = np.concatenate([first.joints, second.joints])
    forward_m = (
        _FLESH_M + max(y - stage.front_y(x, z) for x, y, z in joints) + max(0.0, around(rng, 0.0, 0.03, 0.0, 0.09))
    )
    if seated:
        forward_m = min(forward_m, float(joints[:, 1].max()) - (float(stage.shoulders_m[1]) - 0.17))
    first, second = (hand.shifted((0.0, -forward_m, 0.0)) for hand in (first, second))
    if not seated:
        return first, second
    limit = float(stage.shoulders_m[2]) - 0.3
    lowest = min(z - stage.top_z(x, y, limit) for x, y, z in _all(first, second))
    return first.shifted((0.0, 0.0, _FLESH_M - lowest)), second.shifted((0.0, 0.0, _FLESH_M - lowest))


def _all(first: PlacedHand, second: PlacedHand) -> FloatArray:
    return np.concatenate([first.joints, second.joints])
