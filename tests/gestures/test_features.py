from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from komando.gestures.features import COUNT, hand_features
from tests.gestures.builders import mirrored, moved, random_run

seeds = st.integers(0, 10_000)


@given(seeds)
def test_there_are_as_many_features_as_the_model_takes(seed: int) -> None:
    features = hand_features(random_run(seed))
    assert features.shape == (COUNT,)
    assert np.isfinite(features).all()


@given(seeds, st.floats(-3.1, 3.1), st.floats(0.1, 20), st.floats(-1000, 5000))
def test_only_the_direction_changes_when_a_hand_is_turned_scaled_or_moved(
    seed: int, angle_rad: float, scale: float, shift_px: float
) -> None:
    run = random_run(seed)
    before, after = hand_features(run), hand_features(moved(run, angle_rad=angle_rad, scale=scale, shift_px=shift_px))
    np.testing.assert_allclose(after[:-2], before[:-2], atol=1e-6)


@given(seeds, st.floats(-3.1, 3.1))
def test_the_direction_turns_with_the_hand(seed: int, angle_rad: float) -> None:
    run = random_run(seed)
    before, after = hand_features(run)[-2:], hand_features(moved(run, angle_rad=angle_rad))[-2:]
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    np.testing.assert_allclose(after, [cos * before[0] - sin * before[1], sin * before[0] + cos * before[1]], atol=1e-9)


@given(seeds, st.booleans())
def test_a_left_hand_has_the_features_of_its_mirror_image(seed: int, right: bool) -> None:
    run = random_run(seed, right=right)
    np.testing.assert_allclose(hand_features(mirrored(run)), hand_features(run), atol=1e-9)


def test_a_hand_with_all_landmarks_in_one_place_has_finite_features() -> None:
    run = moved(random_run(0), scale=0.0)
    assert np.isfinite(hand_features(run)).all()
