"""Random shapes of hands that show nothing: flat on something, around something, folded into each other."""

from __future__ import annotations

from tools.render_samples.hand import FINGERS, Finger, HandPose, Thumb

from .chance import Rng, around, between

TOGETHER = {"index": -3.0, "middle": -1.0, "ring": 1.0, "little": 3.5}
"""Spread of fingers that touch each other."""
_FAN = {"index": 7.0, "middle": 1.0, "ring": -5.0, "little": -12.0}


def pose_of(thumb: Thumb, angles: dict[str, Finger]) -> HandPose:
    """Returns a pose from a thumb and four fingers by name."""
    return HandPose(thumb, angles["index"], angles["middle"], angles["ring"], angles["little"])


def lying_hand(rng: Rng, bend_deg: float) -> HandPose:
    """Returns a relaxed hand that lies on something, its fingers together or some of them a little apart.

    Args:
        rng: Where chance comes from.
        bend_deg: Bend of the knuckles, for what curves away under the fingers.
    """
    fan = between(rng, 0.2, 1.4) if rng.uniform() < 0.4 else 0.0
    apart = str(rng.choice(FINGERS)) if rng.uniform() < 0.3 else ""
    curl = between(rng, 0.4, 1.6)
    angles = {}
    for number, finger in enumerate(FINGERS):
        spread = TOGETHER[finger] + fan * _FAN[finger]
        if finger == apart:
            spread += (1.0 if finger == "index" else -1.0) * between(rng, 4.0, 10.0)
        angles[finger] = Finger(
            bend_deg + around(rng, 2.0 * number, 4.0, -6.0, 16.0),
            curl * around(rng, 14.0, 5.0, 3.0, 30.0),
            curl * around(rng, 7.0, 3.0, 0.0, 16.0),
            spread,
        )
    return pose_of(lying_thumb(rng), angles)


def lying_thumb(rng: Rng) -> Thumb:
    """Returns a thumb beside the index finger or a little off it."""
    return Thumb(
        around(rng, 14.0, 8.0, 0.0, 32.0),
        around(rng, 24.0, 12.0, 6.0, 50.0),
        around(rng, 4.0, 6.0, -10.0, 16.0),
        around(rng, 10.0, 7.0, -4.0, 26.0),
        around(rng, 12.0, 8.0, -8.0, 32.0),
    )


def raised_thumb(rng: Rng) -> Thumb:
    """Returns a thumb that stands off the hand."""
    return Thumb(
        around(rng, 10.0, 7.0, -4.0, 28.0),
        around(rng, 52.0, 8.0, 36.0, 64.0),
        around(rng, 0.0, 5.0, -12.0, 12.0),
        around(rng, 4.0, 6.0, -8.0, 18.0),
        around(rng, 0.0, 8.0, -14.0, 22.0),
    )


def wrapping_hand(rng: Rng, thumb: Thumb) -> HandPose:
    """Returns a hand that lies around another hand or a wrist."""
    mcp, pip, dip = between(rng, 14.0, 40.0), between(rng, 22.0, 52.0), between(rng, 8.0, 26.0)
    angles = {
        finger: Finger(
            mcp + around(rng, 2.0 * number, 3.0, -4.0, 14.0),
            pip + around(rng, 2.0 * number, 4.0, -6.0, 16.0),
            dip + around(rng, 0.0, 3.0, -6.0, 6.0),
            TOGETHER[finger] + around(rng, 0.0, 1.0, -2.0, 2.0),
        )
        for number, finger in enumerate(FINGERS)
    }
    return pose_of(thumb, angles)


def laced_hand(rng: Rng, turned_deg: float, thumb: Thumb) -> HandPose:
    """Returns a hand whose fingers lie between those of the other one and on its back.

    Args:
        rng: Where chance comes from.
        turned_deg: How far the fingers turn about altogether.
        thumb: The thumb.
    """
    knuckle = between(rng, 0.26, 0.36) * turned_deg
    last = between(rng, 0.16, 0.24) * turned_deg
    angles = {
        finger: Finger(
            knuckle + around(rng, 0.0, 2.0, -4.0, 4.0),
            turned_deg - knuckle - last + around(rng, 0.0, 3.0, -6.0, 6.0),
            last + around(rng, 0.0, 2.0, -4.0, 4.0),
            {"index": 10.0, "middle": 2.0, "ring": -6.0, "little": -14.0}[finger],
        )
        for finger in FINGERS
    }
    return pose_of(thumb, angles)
