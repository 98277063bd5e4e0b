"""What the finger model is given of one hand: a row for each landmark run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from komando.gestures.context import hand_context
from komando.gestures.features import hand_features
from komando.hands.geometry import FloatArray
from komando.hands.hand import Hand


def hand_inputs(hand: Hand, others: Sequence[Hand], faces_xyxy: Sequence[FloatArray]) -> FloatArray:
    """(runs, inputs) landmarks, context and, where the engine tells them, what the nets' pooled layers know.

    The landmark net's of the run's own crop comes first, then the upright look, which the runs share.

    Args:
        hand: The hand.
        others: The other hands of the photo.
        faces_xyxy: Boxes of the photo's faces, photo pixels.
    """
    context = hand_context(hand, others, faces_xyxy)
    rows = [np.concatenate([hand_features(run), context]) for run in hand.runs]
    pooled = [run.pooled for run in hand.runs if run.pooled is not None]
    if hand.upright_look is None or len(pooled) < len(rows):
        return np.array(rows)
    upright = np.tile(hand.upright_look, (len(rows), 1))
    return np.hstack([np.array(rows), np.array(pooled, np.float64), upright])
