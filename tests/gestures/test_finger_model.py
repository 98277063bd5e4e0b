from __future__ import annotations

import json

import numpy as np
import pytest

from komando.errors import ModelAlteredError
from komando.gestures.finger_model import FLAG, INPUTS, INPUTS_WITHOUT_POOLED, OUTPUTS, FingerModel, Layer
from komando.weights import FINGER_READER, Weights


@pytest.fixture(scope="module")
def model() -> FingerModel:
    rng = np.random.default_rng(0)
    members = tuple(
        (
            Layer(rng.normal(size=(inputs, 8)).astype(np.float32), rng.normal(size=8).astype(np.float32)),
            Layer(rng.normal(size=(8, OUTPUTS)).astype(np.float32), rng.normal(size=OUTPUTS).astype(np.float32)),
        )
        for inputs in (INPUTS_WITHOUT_POOLED, INPUTS)
    )
    return FingerModel(np.zeros(INPUTS), np.ones(INPUTS), members, flag_temperature=2.0)


def test_json_keeps_the_model(model: FingerModel) -> None:
    features = np.random.default_rng(1).normal(size=(5, INPUTS))
    again = FingerModel.from_json(model.to_json().encode())
    np.testing.assert_array_equal(again.logits(features), model.logits(features))


def test_members_are_averaged_and_the_flag_is_cooled(model: FingerModel) -> None:
    features = np.random.default_rng(2).normal(size=(1, INPUTS))
    singles = [FingerModel(model.mean, model.spread, (member,)).logits(features) for member in model.members]
    expected = np.mean(singles, axis=0)
    expected[:, FLAG] /= 2.0
    np.testing.assert_allclose(model.logits(features), expected, rtol=1e-5)


def test_runs_of_one_hand_are_averaged_in_any_order(model: FingerModel) -> None:
    features = np.random.default_rng(3).normal(size=(3, INPUTS))
    forward, backward = model.read(features), model.read(features[::-1])
    assert forward.flag == pytest.approx(backward.flag)
    np.testing.assert_allclose(forward.fingers, backward.fingers)
    assert forward.flag == pytest.approx(float(model.logits(features)[:, FLAG].mean()))


def test_the_published_model_takes_our_features(weights: Weights) -> None:
    model = FingerModel.from_json(weights.content[FINGER_READER])
    assert model.mean.shape == model.spread.shape == (INPUTS,)
    for inputs in (INPUTS_WITHOUT_POOLED, INPUTS):
        assert model.logits(np.zeros((1, inputs))).shape == (1, OUTPUTS)


def test_without_the_pooled_layer_only_the_others_are_asked(model: FingerModel) -> None:
    inputs = np.random.default_rng(4).normal(size=(1, INPUTS_WITHOUT_POOLED))
    alone = FingerModel(model.mean, model.spread, model.members[:1], model.flag_temperature)
    np.testing.assert_array_equal(model.logits(inputs), alone.logits(inputs))


def test_a_model_of_another_version_of_the_code_is_refused(model: FingerModel) -> None:
    short = tuple((*layers[:-1], Layer(layers[-1].kernel[:, 1:], layers[-1].bias[1:])) for layers in model.members)
    older = FingerModel(model.mean, model.spread, short)
    with pytest.raises(ModelAlteredError, match="outputs"):
        FingerModel.from_json(older.to_json().encode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="no object"),
        pytest.param(b"{}", id="no format"),
        pytest.param(json.dumps({"format": "komando.finger-model/1"}).encode(), id="other format"),
        pytest.param(json.dumps({"format": "komando.finger-model/3", "mean": 3}).encode(), id="no array"),
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ModelAlteredError, match="finger model"):
        FingerModel.from_json(content)
