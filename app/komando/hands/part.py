"""Part of a hand that was taken for a whole one: the curled fingers below a raised one, a fist without its thumb.

The palm net at times sees a palm in a few fingers. The landmark net then folds a whole hand into them, and is sure of
it. A crop twice as wide tells: where the hand goes on, the net is surer of the larger hand still, and finds it in the
same place when it looks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from komando.hands.geometry import FloatArray, box_center, box_side_px, inside_share
from komando.hands.hand import Hand
from komando.hands.quality import runs_apart

WIDE: Final = 2.0
"""How much wider the crop is in which the whole hand is looked for."""

# Set on the labelled photos and renderings (docs/accuracy.md): two hands merged into one, as a heart's, are never that
# sure, and fists stay fists.
_AS_LARGE_AS_FACE: Final = 0.75  # a hand is about as long as a face; parts of hands hardly reach it
_FACE_REACH: Final = 6.0
_SURE: Final = 0.97
_BOTH_SURE: Final = 0.8
_LESS_SURE: Final = 0.02
_CLEARLY_LARGER: Final = 1.3
_LARGER: Final = 1.5
_WITHIN: Final = 0.7
_APART: Final = 0.1


def may_be_part(hand: Hand, faces_xyxy: Sequence[FloatArray]) -> bool:
    """Whether the hand is smaller than its size against the nearest face lets one expect; so without a face."""
    if not len(faces_xyxy):
        return True
    faces = np.asarray(faces_xyxy, np.float64)
    face_px = box_side_px(faces)
    distance = np.linalg.norm(box_center(faces) - hand.center_xy, axis=1) / face_px
    nearest = int(distance.argmin())
    return bool(distance[nearest] > _FACE_REACH or hand.size_px < _AS_LARGE_AS_FACE * face_px[nearest])


def goes_on(hand: Hand, wide: Hand) -> bool:
    """Whether a first landmark run in the wider crop gives reason for a second."""
    return wide.presence > _BOTH_SURE and wide.size_px > _CLEARLY_LARGER * hand.size_px


def is_part(hand: Hand, whole: Hand) -> bool:
    """Whether `whole`, found in the wider crop by two landmark runs, shows that `hand` is only part of it."""
    presences = [run.presence for run in whole.runs]
    return bool(
        min(presences) > _BOTH_SURE
        and max(presences) >= max(_SURE, hand.presence - _LESS_SURE)
        and whole.size_px > _LARGER * hand.size_px
        and runs_apart(whole) < _APART
        and inside_share(hand.box_xyxy, whole.box_xyxy) > _WITHIN
    )
