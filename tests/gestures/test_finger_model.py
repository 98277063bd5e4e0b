from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest

from komando.errors import ModelAlteredError
from komando.gestures.finger_model import (
    FLAG,
    INPUTS,
    INPUTS_WITHOUT_POOLED,
    OUTPUTS,
    PICTURE_BLOCKS,
    FingerModel,
    Layer,
    mix,
)
from komando.weights import FINGER_READER, Weights

COMPONENTS = (4, 3, 2, 2)


@pytest.fixture(scope="module")
def model() -> FingerModel:
    rng = np.random.default_rng(0)
    members = tuple(
        (
            Layer(rng.normal(size=(inputs, 8)).astype(np.float32), rng.normal(size=8).astype(np.float32)),
            Layer(rng.normal(size=(8, OUTPUTS)).astype(np.float32), rng.normal(size=OUTPUTS).astype(np.float32)),
        )
        for inputs in (INPUTS_WITHOUT_POOLED, INPUTS_WITHOUT_POOLED + sum(COMPONENTS))
    )
    components = tuple(
        rng.normal(size=size).astype(np.float32) for size in zip(PICTURE_BLOCKS, COMPONENTS, strict=True)
    )
    return FingerModel(np.zeros(INPUTS), np.ones(INPUTS), components, members, flag_temperature=2.0)


def npz(**arrays: object) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def test_a_file_keeps_the_model(model: FingerModel) -> None:
    features = np.random.default_rng(1).normal(size=(5, INPUTS))
    again = FingerModel.from_npz(model.to_npz())
    np.testing.assert_array_equal(again.logits(features), model.logits(features))
    assert again.to_npz() == model.to_npz()


def test_each_block_of_the_picture_goes_through_its_own_components(model: FingerModel) -> None:
    scaled = np.random.default_rng(5).normal(size=(2, INPUTS)).astype(np.float32)
    mixed = mix(scaled, model.components)
    assert mixed.shape == (2, INPUTS_WITHOUT_POOLED + sum(COMPONENTS))
    np.testing.assert_array_equal(mixed[:, :INPUTS_WITHOUT_POOLED], scaled[:, :INPUTS_WITHOUT_POOLED])
    begins, told = INPUTS_WITHOUT_POOLED, INPUTS_WITHOUT_POOLED
    for size, count, directions in zip(PICTURE_BLOCKS, COMPONENTS, model.components, strict=True):
        np.testing.assert_allclose(
            mixed[:, told : told + count], scaled[:, begins : begins + size] @ directions, rtol=1e-4, atol=1e-3
        )
        begins, told = begins + size, told + count


def test_members_are_averaged_and_the_flag_is_cooled(model: FingerModel) -> None:
    features = np.random.default_rng(2).normal(size=(1, INPUTS))
    singles = [replace(model, members=(member,), flag_temperature=1.0).logits(features) for member in model.members]
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
    model = FingerModel.from_npz(weights.content[FINGER_READER])
    assert model.mean.shape == model.spread.shape == (INPUTS,)
    for inputs in (INPUTS_WITHOUT_POOLED, INPUTS):
        assert model.logits(np.zeros((1, inputs))).shape == (1, OUTPUTS)


def test_without_the_pooled_layer_only_the_others_are_asked(model: FingerModel) -> None:
    inputs = np.random.default_rng(4).normal(size=(1, INPUTS_WITHOUT_POOLED))
    alone = replace(model, members=model.members[:1])
    np.testing.assert_array_equal(model.logits(inputs), alone.logits(inputs))


def test_a_model_of_another_version_of_the_code_is_refused(model: FingerModel) -> None:
    short = tuple((*layers[:-1], Layer(layers[-1].kernel[:, 1:], layers[-1].bias[1:])) for layers in model.members)
    older = replace(model, members=short)
    with pytest.raises(ModelAlteredError, match="outputs"):
        FingerModel.from_npz(older.to_npz())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{}", id="text"),
        pytest.param(b"PK\x03\x04", id="cut off"),
        pytest.param(npz(), id="no format"),
        pytest.param(npz(format="komando.finger-model/1"), id="other format"),
        pytest.param(npz(format="komando.finger-model/6", mean=3), id="arrays missing"),
        pytest.param(npz(format=np.array([{}])), id="pickled"),
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ModelAlteredError, match="finger model"):
        FingerModel.from_npz(content)
