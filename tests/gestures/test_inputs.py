from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from komando.gestures.context import hand_context
from komando.gestures.features import hand_features
from komando.gestures.finger_model import INPUTS, INPUTS_WITHOUT_POOLED, POOLED, UPRIGHT_LOOK
from komando.gestures.inputs import hand_inputs
from komando.hands.hand import Hand, LandmarkRun
from tests.gestures.builders import random_run
from tests.people.builders import face, hand

OTHERS, FACES = (hand(330, 300),), (face(300, 100),)


def run(seed: int, *, pooled: bool) -> LandmarkRun:
    return replace(random_run(seed), pooled=np.full(POOLED, seed, np.float32) if pooled else None)


@pytest.mark.parametrize(
    ("pooled", "upright", "width"),
    [
        pytest.param((True, True), True, INPUTS, id="pooled-layers-known"),
        pytest.param((False, False), False, INPUTS_WITHOUT_POOLED, id="not-known"),
        pytest.param((True, False), True, INPUTS_WITHOUT_POOLED, id="known-of-one-run"),
        pytest.param((True, True), False, INPUTS_WITHOUT_POOLED, id="upright-look-not-known"),
        pytest.param((True,), True, INPUTS, id="one-run"),
    ],
)
def test_a_row_for_each_run(pooled: tuple[bool, ...], upright: bool, width: int) -> None:
    runs = tuple(run(seed, pooled=known) for seed, known in enumerate(pooled, start=1))
    seen = Hand(runs, 0.9, upright_look=np.arange(UPRIGHT_LOOK, dtype=np.float32) if upright else None)
    inputs = hand_inputs(seen, OTHERS, FACES)
    assert inputs.shape == (len(runs), width)
    for row, each in zip(inputs, runs, strict=True):
        context = hand_context(seen, OTHERS, FACES)
        np.testing.assert_array_equal(row[:INPUTS_WITHOUT_POOLED], [*hand_features(each), *context])
        if width == INPUTS:
            np.testing.assert_array_equal(row[INPUTS_WITHOUT_POOLED:-UPRIGHT_LOOK], each.pooled)
            np.testing.assert_array_equal(row[-UPRIGHT_LOOK:], seen.upright_look)
