"""Hands that do nothing: on the thigh, at the side, on the upper arm of crossed arms."""

from __future__ import annotations

import numpy as np

from tools.render_samples.arms import Arm
from tools.render_samples.geometry import unit
from tools.render_samples.scene import Side

from .chance import Rng, around, between
from .postures import Fingers, random_posture
from .resting import lying_hand, lying_thumb, wrapping_hand
from .stage import Stage, outward_of
from .staged import Staged, both

_SIDES: tuple[Side, Side] = ("right", "left")


def on_thighs(stage: Stage, rng: Rng) -> Staged:
    """Returns one hand or both on the thighs or knees of a seated person."""
    chosen = _SIDES if rng.uniform() < 0.7 else (_SIDES[int(rng.integers(2))],)
    arms: dict[Side, Arm] = {}
    for side in chosen:
        outward, knee = outward_of(side), rng.uniform() < 0.4
        along = unit((-outward * around(rng, 0.25, 0.3, -0.3, 0.9), -1.0, around(rng, -0.1, 0.1, -0.3, 0.1)))
        back = (outward * around(rng, 0.15, 0.2, -0.2, 0.6), 0.0, 1.0)
        hand = stage.placed(
            side, lying_hand(rng, between(rng, 18.0, 34.0) if knee else between(rng, 0.0, 14.0)), along, back
        )
        ahead = between(rng, 0.28, 0.36) if knee else between(rng, 0.20, 0.33)
        place = stage.shoulders_m + np.array([outward * between(rng, 0.08, 0.14), -ahead, -0.2])
        arms[side] = stage.arm(stage.laid_on_top(hand.shifted(place)), "relaxed")
    return both(arms, dict.fromkeys(arms))


def at_sides(stage: Stage, rng: Rng) -> Staged:
    """Returns arms that hang down, the hands turned and bent a little at random."""
    arms: dict[Side, Arm] = {}
    for side in _SIDES:
        outward = outward_of(side)
        along = unit((outward * around(rng, 0.05, 0.1, -0.15, 0.25), around(rng, -0.15, 0.15, -0.5, 0.1), -1.0))
        turn = np.radians(around(rng, 0.0, 30.0, -60.0, 75.0))
        back = (outward * np.cos(turn), -np.sin(turn), 0.0)
        if rng.uniform() < 0.5:
            shape = random_posture(stage.hand(side), "relaxed", rng).pose
        else:
            shape = lying_hand(rng, between(rng, 0.0, 25.0))
        hand = stage.placed(side, shape, along, back)
        wrist = (outward * between(rng, 0.25, 0.30), between(rng, -0.16, -0.02), -between(rng, 0.45, 0.52))
        arms[side] = stage.arm(hand.shifted(stage.shoulders_m + wrist - hand.joints[0]), "relaxed")
    return both(arms, dict.fromkeys(arms))


def crossed_arms(stage: Stage, rng: Rng) -> Staged:
    """Returns arms crossed on the chest; the upper one's hand is seen on the other upper arm."""
    upper: Side = _SIDES[int(rng.integers(2))]
    lower: Side = "left" if upper == "right" else "right"
    low = -between(rng, 0.19, 0.25)
    shown: dict[Side, Fingers | None] = {upper: None}
    arms: dict[Side, Arm] = {}
    outward = outward_of(upper)
    along = unit((-outward, around(rng, 0.1, 0.12, -0.1, 0.4), around(rng, 0.25, 0.2, -0.15, 0.7)))
    hand = stage.placed(upper, wrapping_hand(rng, lying_thumb(rng)), along, (0.0, -1.0, 0.1))
    place = stage.shoulders_m + np.array([-outward * between(rng, 0.16, 0.19), -0.17, low + 0.02])
    arms[upper] = stage.arm(hand.shifted(place), "relaxed", (0.9, 0.1, -0.5))
    along = unit((outward, 0.35, -0.05))
    hand = stage.placed(lower, lying_hand(rng, 10.0), along, (0.0, -1.0, 0.1))
    place = stage.shoulders_m + np.array([outward * 0.10, -0.13, low - 0.03])
    arms[lower] = stage.arm(hand.shifted(place), "relaxed", (0.9, 0.1, -0.5))
    return both(arms, shown)
